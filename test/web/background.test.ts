// Background jobs that fail: what the log has of an unforeseen error, and what visitors see.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Polyseme, PolysemeError } from '#src/index.js';
import { shownJobs } from '#src/web/background.js';
import { serverPaths } from '#src/web/server-paths.js';

let folder: string;
let polyseme: Polyseme;
let logged: Record<string, unknown>[];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-background-'));
  writeFileSync(path.join(folder, 'a.txt'), 'We sat on the bank.\n');
  polyseme = await Polyseme.open({ db: path.join(folder, 'a.db'), workers: 1 });
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  logged = [];
});

const jobsOf = () => {
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  return shownJobs(polyseme.jobs, 'adding texts', serverPaths(polyseme.file), log);
};

/** Runs a job whose end throws. */
async function failWith(thrown: unknown) {
  const jobs = jobsOf();
  const onEnd = (): void => {
    if (thrown !== undefined) throw thrown;
  };
  jobs.start([path.join(folder, 'a.txt')], { onEnd });
  await jobs.settled();
  await new Promise(setImmediate); // what is logged follows
  return jobs;
}

it('an internal error is logged with its stack, under the reference that the status has', async () => {
  const jobs = await failWith(new TypeError(`no such thing in ${folder}`));
  const { state, error } = jobs.status();
  expect(state).toBe('failed');
  const reference = jobs.failure()?.reference;
  expect(reference).toMatch(/^[\da-f]{8}$/u);
  expect(error).toEqual({
    message: expect.stringMatching(/^internal error: no such thing/u),
    cure: `Report it with what the log says under ${reference}.`,
  });
  expect(JSON.stringify(error)).not.toMatch(/\bat /u);
  expect(logged).toEqual([expect.objectContaining({ level: 50, msg: 'adding texts failed', reference })]);
  expect(logged[0]?.err).toMatchObject({
    type: 'TypeError',
    stack: expect.stringContaining('background.test.ts'),
  });
});

it('what is thrown may be no error', async () => {
  const jobs = await failWith('out of paper');
  expect(jobs.status().error?.message).toBe('internal error: out of paper');
  expect(logged).toMatchObject([{ err: 'out of paper', reference: jobs.failure()?.reference }]);
});

it('a foreseen error is a warning with its cure, and no failure', async () => {
  const jobs = await failWith(new PolysemeError('busy', 'db: it is in use', { cure: 'Wait.' }));
  const error = { message: 'db: it is in use', cure: 'Wait.' };
  expect(jobs.status()).toMatchObject({ state: 'failed', error });
  expect(logged).toMatchObject([{ level: 40, reason: error }]);
  expect(jobs.failure()).toBeNull();
});

it('a job that succeeds after one that failed has no failure', async () => {
  const jobs = await failWith(undefined);
  expect(jobs.status()).toMatchObject({ state: 'done', error: null });
  expect(jobs.failure()).toBeNull();
  expect(logged).toEqual([]);
});
