// A database file whose place another takes while it is open: the store of what stands there now goes on, and nothing
// of the old one gets into the new one. A copy of a file that is open does not go through this process: closing the
// file would end SQLite's locks.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '#src/store/open.js';
import type { Store } from '#src/store/store.js';
import { documentOf, ensureDefault } from './passages.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-replaced-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const newFile = (): string => path.join(folder, `${count++}.db`);
const copy = (from: string, to: string): unknown => execFileSync('cp', [from, to]);

async function write(store: Store, uri: string): Promise<void> {
  const { id } = await ensureDefault(store);
  const passages = Array.from({ length: 30 }, (_, i) => `In ${uri} the bank of number ${i} is here. `);
  await store.writeDocuments(id, [documentOf(uri, passages)]);
}

const urisOf = async (store: Store): Promise<string[]> =>
  (await store.listDocuments(1)).map(({ uri }) => uri);

const errorOf = (work: () => unknown): Promise<unknown> =>
  Promise.resolve()
    .then(work)
    .then(
      () => undefined,
      (cause: unknown) => cause,
    );

/** As SQLite sees the file once nobody has it open: sound, and with no document but these. */
function expectFile(file: string, uris: readonly string[]): void {
  const db = new Database(file);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.prepare('SELECT uri FROM polyseme_document ORDER BY uri').pluck().all()).toEqual(uris);
  db.close();
}

const fold = (file: string): void => {
  const db = new Database(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
};

/** What takes the place of a database with old.txt, later.txt: returns its file. */
const others = {
  'another database': async () => {
    const file = newFile();
    const store = await openStore(file);
    await write(store, 'new.txt');
    await store.close();
    return { file, uris: ['new.txt'] };
  },
  'a backup of an earlier state': async (store: Store) => {
    const file = newFile();
    await store.backup(file);
    return { file, uris: ['old.txt'] };
  },
  'the file as it was earlier': async (store: Store) => {
    const file = newFile();
    fold(store.file);
    copy(store.file, file);
    await write(store, 'meanwhile.txt');
    fold(store.file);
    await store.totals(1);
    return { file, uris: ['old.txt'] };
  },
};

const ways: Record<string, (from: string, to: string) => void> = {
  'renamed over it': (from, to) => renameSync(from, to),
  'put there after it was moved away': (from, to) => {
    renameSync(to, `${to}.away`);
    renameSync(from, to);
  },
  'put there after it was moved away with its log': (from, to) => {
    for (const end of ['', '-wal', '-shm']) renameSync(to + end, `${to}.away${end}`);
    renameSync(from, to);
  },
  'put there after it was deleted': (from, to) => {
    rmSync(to);
    renameSync(from, to);
  },
  'copied over it': copy,
};

describe('a file', () => {
  for (const [what, other] of Object.entries(others)) {
    for (const [how, replace] of Object.entries(ways)) {
      if (what !== 'another database' && !how.endsWith('over it')) continue;
      for (const isFolded of [false, true]) {
        it(`is ${what}, ${how}, ${isFolded ? 'its log empty' : 'with writes in its log'}`, async () => {
          const file = newFile();
          const store = await openStore(file);
          await write(store, 'old.txt');
          const { file: from, uris } = await other(store);
          await write(store, 'later.txt');
          if (isFolded) {
            fold(file);
            await store.totals(1);
          }
          replace(from, file);
          expect(await errorOf(() => write(store, 'lost.txt'))).toMatchObject({
            code: 'conflict',
            message: `db: ${file} was replaced by another database while it was open`,
          });
          const now = store.current();
          expect(now).not.toBe(store);
          expect(await urisOf(now)).toEqual(uris);
          await write(now, 'written.txt');
          expect(await errorOf(() => store.totals(1))).toMatchObject({ code: 'conflict' });
          await store.close();
          await now.close();
          expectFile(file, [...uris, 'written.txt'].sort());
          expect(existsSync(`${file}-wal`)).toBe(false);
        });
      }
    }
  }

  it('is another database, by a link that leads there now', async () => {
    const [file, link] = [newFile(), newFile()];
    (await openStore(file)).close();
    symlinkSync(file, link);
    const store = await openStore(link);
    await write(store, 'old.txt');
    const { file: to, uris } = await others['another database']();
    rmSync(link);
    symlinkSync(to, link);
    expect(await errorOf(() => store.totals(1))).toMatchObject({ code: 'conflict' });
    const now = store.current();
    expect(await urisOf(now)).toEqual(uris);
    await now.close();
    expectFile(file, ['old.txt']);
  });

  it('keeps what only its log held when it is moved away', async () => {
    const file = newFile();
    const store = await openStore(file);
    await write(store, 'old.txt');
    const { file: from } = await others['another database']();
    ways['put there after it was moved away']?.(from, file);
    await store.current().close();
    expectFile(`${file}.away`, ['old.txt']);
  });

  it('that is gone is said to be, and is not created; nothing is wrong once one is there again', async () => {
    const file = newFile();
    const store = await openStore(file);
    await write(store, 'old.txt');
    renameSync(file, `${file}.away`);
    const gone = { code: 'data', message: `db: there is no file ${file} any more` };
    expect(await errorOf(() => store.totals(1))).toMatchObject(gone);
    expect(await errorOf(() => store.current())).toMatchObject(gone);
    expect(existsSync(file)).toBe(false);
    renameSync(`${file}.away`, file);
    expect(store.current()).toBe(store);
    await write(store, 'later.txt');
    await store.close();
    expectFile(file, ['later.txt', 'old.txt']);
  });

  it('that is gone when it is closed leaves no log to the next one', async () => {
    const file = newFile();
    const store = await openStore(file);
    await write(store, 'old.txt');
    rmSync(file);
    await store.close();
    expect(readdirSync(folder).filter((name) => name.startsWith(path.basename(file)))).toEqual([]);
  });

  for (const [what, bytes] of [
    ['empty', ''],
    ['no database', 'text '.repeat(4000)],
  ] as const) {
    it(`that is ${what} is refused until a whole one is there`, async () => {
      const file = newFile();
      const store = await openStore(file);
      await write(store, 'old.txt');
      const { file: from } = await others['another database']();
      const bad = newFile();
      writeFileSync(bad, bytes);
      copy(bad, file);
      expect(await errorOf(() => store.totals(1))).toMatchObject({ code: 'data' });
      expect(await errorOf(() => store.current())).toMatchObject({ code: 'data' });
      renameSync(bad, file);
      expect(await errorOf(() => store.current())).toMatchObject({ code: 'data' });
      renameSync(from, file);
      const now = store.current();
      expect(await urisOf(now)).toEqual(['new.txt']);
      await now.close();
      expectFile(file, ['new.txt']);
    });
  }
});

/** What a checkpoint that is killed halfway has done: frames of the log are in the file, and nobody knows. */
const foldHalf = `
  const [file] = process.argv.slice(1);
  const log = fs.readFileSync(file + '-wal');
  const pageBytes = log.readUInt32BE(8);
  const target = fs.openSync(file, 'r+');
  const frames = Math.floor((log.length - 32) / (24 + pageBytes));
  for (let i = Math.floor(frames / 2); i < frames; i++) {
    const at = 32 + i * (24 + pageBytes);
    fs.writeSync(target, log, at + 24, pageBytes, (log.readUInt32BE(at) - 1) * pageBytes);
  }`;

describe('the same file', () => {
  it('is never taken for another, whoever writes, folds the log, compacts or copies', async () => {
    const file = newFile();
    const store = await openStore(file);
    const other = await openStore(file);
    const works: (() => unknown)[] = [
      () => write(store, 'a.txt'),
      () => write(other, 'b.txt'),
      () => fold(file),
      () => store.compact(),
      () => store.compact(),
      () => other.compact(),
      () => store.backup(newFile()),
      () => store.removeDocuments(1, [1]),
      () => store.setSetting('a', 'b'),
      () => fold(file),
      () => store.trim(),
      () => write(store, 'c.txt'),
      () =>
        execFileSync(process.execPath, [
          '-e',
          `const db = new (require(process.argv[1]))(process.argv[2]);
           db.exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (zeroblob(9000000))'); db.close()`,
          path.resolve('node_modules/better-sqlite3'),
          file,
        ]),
      () => other.close(),
      () => store.compact(),
    ];
    for (const work of works) {
      await work();
      expect(store.current()).toBe(store);
      await write(store, 'again.txt');
      expect(store.current()).toBe(store);
    }
    await store.close();
    expectFile(file, ['again.txt', 'b.txt', 'c.txt']);
  });

  it('is not taken for another when its time is set, or when a checkpoint was cut short', async () => {
    const file = newFile();
    const store = await openStore(file);
    await write(store, 'old.txt');
    fold(file);
    await store.totals(1);
    await write(store, 'later.txt');
    utimesSync(file, 1e9, 1e9);
    expect(store.current()).toBe(store);
    execFileSync(process.execPath, ['-e', foldHalf, file]);
    expect(store.current()).toBe(store);
    expect(await urisOf(store)).toEqual(['later.txt', 'old.txt']);
    await write(store, 'last.txt');
    await store.close();
    expectFile(file, ['last.txt', 'later.txt', 'old.txt']);
  });

  it('is refused by a process that expects another', async () => {
    const store = await openStore(newFile());
    const other = await openStore(newFile());
    const { identity } = other;
    const opening = openStore(store.file, identity === undefined ? {} : { identity });
    await expect(opening).rejects.toMatchObject({ code: 'conflict' });
    await store.close();
    await other.close();
  });
});
