import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** On a fresh machine files run by size: these take a minute or so each, and must not come last and alone. */
const longFiles = [
  'package.test.ts',
  'labelled.test.ts',
  'ingest.test.ts',
  'kill.test.ts',
  'usage.test.ts',
  'exports.test.ts',
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      longFiles.some((name) => moduleId.endsWith(name));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

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
    sequence: { sequencer: LongFirst },
  },
});
