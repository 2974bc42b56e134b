// A disk that is full: each kind of write fails as a failed write, and nothing is booked, broken or left behind.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Outcome {
  readonly name: string;
  readonly full: 'done' | { readonly code: string; readonly message: string; readonly cure: string };
  readonly before: unknown;
  readonly after: unknown;
  readonly left: readonly string[];
  readonly again: unknown;
  readonly problems: readonly string[];
}

const inNamespace = ['--user', '--map-root-user', '--mount'];
/** Not every machine lets a process have mounts of its own. */
const mayMount = spawnSync('unshare', [...inNamespace, 'true']).status === 0;

describe.skipIf(!mayMount)('a write on a full disk', () => {
  let folder: string;
  let outcomes: ReadonlyMap<string, Outcome>;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'polyseme-full-'));
    const disk = path.join(folder, 'disk');
    mkdirSync(disk);
    const child = path.join(import.meta.dirname, 'disk-full.mjs');
    const printed = execFileSync('unshare', [...inNamespace, process.execPath, child, disk], {
      encoding: 'utf8',
    });
    const lines = printed.trim().split('\n');
    outcomes = new Map(lines.map((line) => JSON.parse(line) as Outcome).map((one) => [one.name, one]));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['a new document, by this process', 'full.db'],
    ['a new document, by another process', 'full.db'],
    ['a new document, when its log has room for a part', 'full.db'],
    ['a changed document', 'full.db'],
    ['rows of a table', 'full.db'],
    ['vectors made elsewhere', 'full.db'],
    ['a change of senses', 'full.db'],
    ['senses of every occurrence', 'full.db'],
    ['a setting', 'full.db'],
    ['the index file', 'full.db.1.hnsw'],
    ['a part of the index file', 'full.db.1.hnsw'],
    ['the header of the index file', 'full.db.1.hnsw'],
    ['a removal', 'full.db'],
    ['a backup', 'copy.db'],
    ['a new database', 'new.db'],
  ])('%s: names the file, books nothing, and succeeds once there is space', (name, file) => {
    const { full, before, after, left, again, problems } = outcomes.get(name) as Outcome;
    expect(full).toMatchObject({
      code: 'disk_full',
      message: expect.stringMatching(new RegExp(`/${file}(?: |$)`, 'u')),
      cure: expect.stringContaining('space'),
    });
    expect(after).toEqual(before);
    expect(left.filter((one) => one.includes('.new'))).toEqual([]);
    expect({ again, problems }).toEqual({ again: 'done', problems: [] });
  });
});
