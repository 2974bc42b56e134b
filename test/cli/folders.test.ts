// A folder indexed again on the command line: what the report says of files that are gone, and its options.
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openPlace } from './process.js';

const { base, write, inSession: polyseme } = openPlace();
const index = (...more: string[]) => polyseme(['index', 'texts', '--db', 'x.db', '--workers', '1', ...more]);
const at = (name: string): string => path.join(base, 'texts', name);

it('counts and names what is moved, removed or kept, and does as the options say', async () => {
  for (const n of [1, 2, 3, 4]) write(`texts/${n}.txt`, `Keeper ${n} lit the lighthouse of bay ${n}.`);
  expect(await index()).toMatchObject({ status: 0 });
  rmSync(at('2.txt'));
  renameSync(at('3.txt'), at('renamed.txt'));
  const kept = await index('--keep-missing');
  expect(kept).toMatchObject({ status: 0, stderr: '' });
  expect(kept.stdout).toMatch(/0 added, 0 changed, 2 unchanged, 1 moved\.\nGone, but kept: texts\/2\.txt\n/u);
  expect((await index()).stdout).toMatch(/3 unchanged, 1 removed\.\nGone, and removed: texts\/2\.txt\n/u);

  rmSync(at('4.txt'));
  rmSync(at('renamed.txt'));
  const refused = await index();
  expect(refused.status).toBe(3);
  expect(refused.stdout).toContain('Gone, but kept: texts/4.txt\nGone, but kept: texts/renamed.txt\n');
  expect(refused.stderr).toMatch(/texts: 2 of its files are gone .*--remove-missing/su);
  const { status, stdout } = await index('--remove-missing', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ removed: 2, missingFiles: [], removedFiles: ['texts/4.txt', 'texts/renamed.txt'] },
  });
});
