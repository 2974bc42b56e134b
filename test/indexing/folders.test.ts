// A folder indexed again: what is gone, renamed, emptied or merely out of reach.
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IndexOptions, Polyseme } from '#src/index.js';

let base: string;
const opened: Polyseme[] = [];
beforeAll(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'polyseme-folders-')));
});
afterAll(async () => {
  for (const polyseme of opened) await polyseme.close();
  rmSync(base, { recursive: true });
});

/** Sentences that share no passage: each file its own number. */
const sentence = (n: number): string => `Keeper ${n} lit the lighthouse of bay ${n} at night.`;

/** A folder `texts` with the files, and a database beside it. */
async function place(name: string, files: Record<string, string>, db = ':memory:') {
  const folder = path.join(base, name);
  const texts = path.join(folder, 'texts');
  mkdirSync(texts, { recursive: true });
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(`texts/${file}`, text);
  mkdirSync(path.dirname(path.join(folder, db)), { recursive: true });
  const polyseme = await Polyseme.open({ db: db === ':memory:' ? db : path.join(folder, db), workers: 1 });
  opened.push(polyseme);
  const nameOf = (uri: string): string => uri.replace(`${texts}/`, '').replace(/^texts\//u, '');
  return {
    ...{ folder, texts, polyseme, write },
    at: (file: string): string => path.join(texts, file),
    index: async (options: IndexOptions = {}, paths = [texts]) => {
      const report = await polyseme.index(paths, options);
      return {
        ...report,
        removedFiles: report.removedFiles.map(nameOf),
        missingFiles: report.missingFiles.map(nameOf),
      };
    },
    uris: async (): Promise<string[]> =>
      (await polyseme.documents({ limit: 1000 })).map(({ uri }) => nameOf(uri)).sort(),
    tokens: async (uri: string): Promise<number[]> => {
      const ids: number[] = [];
      const { uri: whole } = (await polyseme.documents({ match: uri }))[0] as { uri: string };
      for await (const { tokenId } of polyseme.tokens(whole)) ids.push(tokenId);
      return ids;
    },
  };
}

const numbered = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.txt`, sentence(i)]));

describe('a folder indexed again', () => {
  it('loses the documents of files that are gone, and keeps those of renamed ones, ids and all', async () => {
    const { at, index, uris, tokens, polyseme } = await place(
      'gone',
      { 'one.txt': sentence(1), 'two.txt': sentence(2), 'sub/three.txt': sentence(3) },
      'x.db',
    );
    expect(await index()).toMatchObject({ added: 3, moved: 0, removedFiles: [], missingFiles: [] });
    const before = await polyseme.documents({ match: 'three' });
    const ids = await tokens('three.txt');
    rmSync(at('two.txt'));
    renameSync(at('sub/three.txt'), at('sub/renamed.txt'));
    expect(await index()).toMatchObject({
      ...{ added: 0, unchanged: 1, moved: 1, removed: 1, passagesEncoded: 0, words: 0, problems: [] },
      ...{ removedFiles: ['two.txt'], missingFiles: [] },
    });
    expect(await uris()).toEqual(['one.txt', 'sub/renamed.txt']);
    expect((await polyseme.documents({ match: 'renamed' }))[0]?.id).toBe(before[0]?.id);
    expect(await tokens('renamed.txt')).toEqual(ids);
    expect((await polyseme.search({ word: 'lighthouse' })).total).toBe(2);
    expect(await polyseme.verify()).toEqual({ isSound: true, problems: [] });
    expect(await index()).toMatchObject({ unchanged: 2, moved: 0, removed: 0 });
  });

  it('follows a whole folder that was renamed, and the records of a file', async () => {
    const { at, index, uris } = await place('renamed', {
      'old/a.txt': sentence(1),
      'old/b.txt': sentence(2),
      'old/c.jsonl': `{"id":"x","text":"${sentence(3)}"}\n{"id":"y","text":"${sentence(4)}"}\n`,
      'old/same.csv': `text\n${sentence(5)}\n${sentence(5)}\n`,
    });
    expect(await index()).toMatchObject({ added: 6 });
    renameSync(at('old'), at('new'));
    expect(await index()).toMatchObject({ added: 0, moved: 6, removed: 0, passagesEncoded: 0, problems: [] });
    expect(await uris()).toEqual([
      ...['new/a.txt', 'new/b.txt', 'new/c.jsonl#x', 'new/c.jsonl#y', 'new/same.csv:1', 'new/same.csv:2'],
    ]);
  });

  it('takes a copy for a copy while the first is there', async () => {
    const { index, uris, write } = await place('copied', { 'a.txt': sentence(1) });
    await index();
    write('texts/b.txt', sentence(1));
    expect(await index()).toMatchObject({ added: 1, unchanged: 1, moved: 0 });
    expect(await uris()).toEqual(['a.txt', 'b.txt']);
  });

  it('keeps what is gone when told to, and removes it later', async () => {
    const { at, index, uris } = await place('kept', numbered(3));
    await index();
    rmSync(at('1.txt'));
    const kept = { removed: 0, removedFiles: [], missingFiles: ['1.txt'], problems: [] };
    expect(await index({ keepMissing: true })).toMatchObject(kept);
    expect(await uris()).toHaveLength(3);
    expect(await index()).toMatchObject({ removed: 1, removedFiles: ['1.txt'] });
    await expect(index({ keepMissing: true, removeMissing: true })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('keepMissing'),
    });
  });
});

describe('a folder that may lie on a disk that is not mounted', () => {
  it.each([
    ['has lost half of its files', ['0.txt', '1.txt'], undefined, 'as many are gone as are left (2)'],
    ['is empty', ['0.txt', '1.txt', '2.txt', '3.txt'], undefined, 'is empty'],
    ['has an empty part', ['0.txt'], 'part', 'part is empty'],
  ])(
    'loses nothing when it %s, says so twice, and loses it when that is wanted',
    async (what, gone, part, why) => {
      const files = part === undefined ? numbered(4) : { ...numbered(4), [`${part}/x.txt`]: sentence(9) };
      const { at, index, uris } = await place(what, files);
      await index();
      const all = await uris();
      for (const name of [...gone, ...(part === undefined ? [] : [`${part}/x.txt`])]) rmSync(at(name));
      for (let again = 0; again < 2; again++) {
        const { removed, missingFiles, problems } = await index();
        expect(removed).toBe(0);
        expect(missingFiles).toEqual(part === undefined ? gone : ['0.txt', 'part/x.txt']);
        expect(problems.at(-1)).toMatchObject({
          message: expect.stringContaining(why),
          cure: expect.stringContaining('--remove-missing'),
        });
      }
      expect(await uris()).toEqual(all);
      const { removedFiles, missingFiles } = await index({ removeMissing: true });
      expect(removedFiles).toHaveLength(all.length - (await uris()).length);
      expect(missingFiles).toEqual([]);
      expect(await uris()).not.toContain('0.txt');
    },
  );

  it('loses nothing when the folder itself is gone', async () => {
    const { texts, index, uris } = await place('unmounted', numbered(2));
    await index();
    renameSync(texts, `${texts}-away`);
    expect(await index({ removeMissing: true })).toMatchObject({ removed: 0, problems: [{ uri: texts }] });
    expect(await uris()).toHaveLength(2);
  });

  it('loses nothing when a link in it leads nowhere', async () => {
    const { folder, at, index, uris, write } = await place('dangling', numbered(3));
    write('disk/far.txt', sentence(7));
    symlinkSync(path.join(folder, 'disk'), at('disk'));
    await index();
    renameSync(path.join(folder, 'disk'), path.join(folder, 'away'));
    rmSync(at('1.txt'));
    const { problems, missingFiles } = await index();
    expect(missingFiles).toEqual(['1.txt']);
    expect(problems.map(({ uri }) => uri)).toEqual([at('disk'), path.dirname(at('x'))]);
    expect(await uris()).toHaveLength(4);
  });
});

describe('what is no concern of the folder', () => {
  it('stays: uploads, other folders, tracked tables, single files and globs', async () => {
    const { folder, texts, at, index, uris, polyseme, write } = await place('others', numbered(4), 'x.db');
    const connection = new Database(path.join(folder, 'x.db'));
    connection.exec(`CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);
      INSERT INTO notes VALUES (1, 'A lighthouse in a table.')`);
    connection.close();
    write('texts2/other.txt', sentence(20));
    write('tmp.txt', sentence(21));
    const uploaded = path.join(folder, 'tmp.txt');
    await polyseme.index([uploaded], { uris: new Map([[uploaded, 'uploads/sent.txt']]) });
    await polyseme.track('notes', { id: 'id', text: 'body' });
    await polyseme.sync();
    await index({}, [texts, path.join(folder, 'texts2')]);
    for (const gone of ['1.txt', '../texts2/other.txt', '../tmp.txt']) rmSync(at(gone));
    const others = ['notes#1', 'texts2/other.txt', 'uploads/sent.txt'];
    expect(await index({}, [path.join(texts, '*.txt')])).toMatchObject({ removed: 0, missingFiles: [] });
    expect(await index({}, [at('0.txt')])).toMatchObject({ removed: 0, missingFiles: [] });
    expect(await index()).toMatchObject({ removedFiles: ['1.txt'], problems: [] });
    expect(await uris()).toEqual(['0.txt', '2.txt', '3.txt', ...others]);
    // the folder of the database has everything below it, but neither uploads nor tables
    expect(await index({ removeMissing: true }, [folder])).toMatchObject({
      removedFiles: ['texts2/other.txt'],
    });
    expect(await uris()).toEqual(['0.txt', '2.txt', '3.txt', 'notes#1', 'uploads/sent.txt']);
  });

  it('stays: a file that is there, though a folder does not show it', async () => {
    const { at, index, uris, write } = await place('hidden', numbered(2));
    write('texts/.hidden.txt', sentence(8));
    await index({}, [at('.hidden.txt')]);
    expect(await index({ removeMissing: true })).toMatchObject({ removed: 0 });
    expect(await uris()).toEqual(['.hidden.txt', '0.txt', '1.txt']);
  });
});

describe('a file that gets shorter', () => {
  it('leaves what a fresh database would have, and an empty document when it is emptied', async () => {
    const long = `${sentence(1)}\n\nA quillworth sat on the bank.\n\nThe bank lent him money.\n`;
    const { at, index, polyseme } = await place('shrunk', { 'doc.txt': long });
    const fresh = await place('fresh', { 'doc.txt': sentence(1) });
    await index({}, [at('doc.txt')]);
    await fresh.index();
    const totals = async (of: Polyseme) => {
      const { documents, sentences, tokens, words, lemmas } = await of.stats();
      return { documents, sentences, tokens, words, lemmas };
    };
    writeFileSync(at('doc.txt'), sentence(1));
    await index();
    expect(await totals(polyseme)).toEqual(await totals(fresh.polyseme));
    expect((await polyseme.search({ word: 'quillworth' })).total).toBe(0);
    for (const blank of ['', ' \n\n', '— …\n']) {
      writeFileSync(at('doc.txt'), blank);
      expect(await index()).toMatchObject({ removed: 0, problems: [] });
      expect(await totals(polyseme)).toMatchObject({ documents: 1, tokens: 0, words: 0, lemmas: 0 });
      expect((await polyseme.search({ meaning: 'a person beside water' })).total).toBe(0);
    }
    expect(await index()).toMatchObject({ unchanged: 1, problems: [] });
    expect(await polyseme.verify()).toEqual({ isSound: true, problems: [] });
  });

  it('does so in a record of a file, whose other records go on', async () => {
    const { index, uris, polyseme, write } = await place('shrunk-rows', {
      'a.csv': `id,text\n1,${sentence(1)}\n2,${sentence(2)}\n3,${sentence(3)}\n`,
    });
    await index();
    write('texts/a.csv', `id,text\n1,${sentence(1)}\n2,""\n`);
    expect(await index()).toMatchObject({ changed: 1, unchanged: 1, removed: 1, problems: [] });
    expect(await uris()).toEqual(['a.csv#1', 'a.csv#2']);
    expect((await polyseme.search({ word: 'lighthouse' })).total).toBe(1);
  });
});

describe('what is not a file', () => {
  it('is named and not waited for, in a folder, by name, through a link and by a pattern', async () => {
    const { folder, texts, at, index, uris } = await place('pipes', numbered(1));
    execFileSync('mkfifo', [at('pipe.txt'), path.join(folder, 'far')]);
    symlinkSync(path.join(folder, 'far'), at('link.txt'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at('socket.csv'), resolve));
    const kinds = ['link.txt', 'pipe.txt', 'socket.csv'];
    for (const paths of [[texts], kinds.map(at), [path.join(texts, '*.{txt,csv}')]]) {
      const { problems } = await index({}, paths);
      expect(problems.map(({ uri }) => path.basename(uri))).toEqual(kinds);
      expect(problems[1]).toMatchObject({ message: 'it is a pipe, not a file' });
    }
    const device = await index({}, ['/dev/null']);
    expect(device.problems).toMatchObject([{ message: 'it is a device, not a file' }]);
    expect(await uris()).toEqual(['0.txt']);
    await new Promise((resolve) => server.close(resolve));
  }, 20_000);

  it('can be cancelled before anything is listed', async () => {
    const { index } = await place('cancelled', numbered(1));
    await expect(index({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a file met through links', () => {
  it('is one document, under its real path, loops and all', async () => {
    const { folder, texts, at, index, uris, write } = await place('links', {
      'a.txt': sentence(1),
      'sub/b.txt': sentence(2),
    });
    write('far/c.txt', sentence(3));
    symlinkSync(at('a.txt'), at('again.txt'));
    symlinkSync(at('sub'), at('sub2'));
    symlinkSync('.', at('self'));
    symlinkSync('..', at('sub/up'));
    symlinkSync(folder, at('above'));
    symlinkSync(path.join(folder, 'far'), at('far'));
    symlinkSync(path.join(folder, 'far'), at('far2'));
    symlinkSync(texts, path.join(folder, 'other-name'));
    const all = ['a.txt', path.join(folder, 'far/c.txt'), 'sub/b.txt'].sort();
    expect(await index()).toMatchObject({ added: 3, problems: [] });
    expect(await uris()).toEqual(all);
    for (const paths of [
      [path.join(folder, 'other-name')],
      [at('again.txt'), at('sub2/b.txt')],
      [path.join(texts, '**/*.txt')],
    ]) {
      expect(await index({}, paths), paths[0]).toMatchObject({ added: 0, removed: 0, problems: [] });
    }
    expect(await uris()).toEqual(all);
    // what a link leads to is listed whole too
    write('far/d.txt', sentence(4));
    await index();
    rmSync(path.join(folder, 'far/c.txt'));
    write('far/e.txt', sentence(5));
    expect(await index()).toMatchObject({ removed: 1, problems: [] });
  });

  it('keeps the name of the link where only that has an ending that can be read', async () => {
    const { folder, at, index, uris, write } = await place('annex', {});
    write('objects/4711', sentence(1));
    symlinkSync(path.join(folder, 'objects/4711'), at('a.txt'));
    expect(await index()).toMatchObject({ added: 1, problems: [] });
    expect(await index()).toMatchObject({ unchanged: 1, removed: 0 });
    expect(await uris()).toEqual(['a.txt']);
  });
});

describe('a database that was moved', () => {
  /** Closes the database and moves what `from` names. */
  async function move(polyseme: Polyseme, from: string, to: string): Promise<void> {
    await polyseme.close();
    mkdirSync(path.dirname(to), { recursive: true });
    renameSync(from, to);
  }
  async function indexed(db: string, folder: string) {
    const polyseme = await Polyseme.open({ db, workers: 1 });
    opened.push(polyseme);
    return polyseme.index([folder]);
  }

  it('finds the files of a folder that was moved with it', async () => {
    const { folder, index, polyseme } = await place('moved-along', numbered(3), 'x.db');
    await index();
    await move(polyseme, folder, path.join(base, 'there/with'));
    const there = path.join(base, 'there/with');
    expect(await indexed(path.join(there, 'x.db'), path.join(there, 'texts'))).toMatchObject({
      ...{ added: 0, unchanged: 3, moved: 0, removed: 0, problems: [] },
    });
  });

  it('finds the files of a folder that stayed where it was', async () => {
    const { folder, texts, index, polyseme } = await place('moved-away', numbered(3), 'x.db');
    await index();
    const away = path.join(folder, 'away/deep/x.db');
    await move(polyseme, path.join(folder, 'x.db'), away);
    mkdirSync(path.join(folder, 'nothing'));
    expect((await indexed(away, path.join(folder, 'nothing'))).problems.at(-1)).toMatchObject({
      message: 'the database was moved, and 3 of its files are not beside it (texts/0.txt, …)',
    });
    await opened.at(-1)?.close();
    rmSync(path.join(texts, '0.txt'));
    expect(await indexed(away, texts)).toMatchObject({
      ...{ added: 0, unchanged: 0, moved: 2, passagesEncoded: 0, removed: 1, problems: [] },
    });
    await move(opened.at(-1) as Polyseme, away, path.join(folder, 'x.db'));
    expect(await indexed(path.join(folder, 'x.db'), texts)).toMatchObject({ moved: 2, added: 0 });
  });

  it('finds them when it comes to lie above them, where their names are shorter', async () => {
    const { folder, index, polyseme } = await place('moved-up', numbered(3), 'deep/x.db');
    await index();
    expect((await polyseme.documents())[0]?.uri).toBe(path.join(folder, 'texts/0.txt'));
    await move(polyseme, path.join(folder, 'deep/x.db'), path.join(folder, 'x.db'));
    expect(await indexed(path.join(folder, 'x.db'), path.join(folder, 'texts'))).toMatchObject({
      ...{ added: 0, moved: 3, passagesEncoded: 0, removed: 0, problems: [] },
    });
  });
});
