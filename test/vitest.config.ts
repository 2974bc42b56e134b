import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    root: import.meta.dirname,
    globalSetup: ['./global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // the tests start encoder threads of their own: two files at a time are what two processors carry
    maxWorkers: 2,
    pool: 'forks',
  },
});
