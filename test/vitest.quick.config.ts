import { defineConfig } from 'vitest/config';
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    root: import.meta.dirname,
    testTimeout: 60000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
