// Folders that keep themselves up to date: each kind of change, seen by a watcher of one database.
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IndexReport, Polyseme, type WatchFoldersOptions } from '#src/index.js';

let base: string;
let polyseme: Polyseme;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'polyseme-watch-')));
  polyseme = await Polyseme.open({ db: path.join(base, 'w.db'), workers: 1 });
});
afterAll(async () => {
  for (const stop of stops) await stop();
  await polyseme.close();
  rmSync(base, { recursive: true });
});

/** A nonsense word for each number, so that each file is found by one of its own. */
const wordOf = (n: number): string =>
  `zor${[...String(n)].map((digit) => `${'bdfgklmnpr'[Number(digit)]}a`).join('')}x`;
const sentence = (n: number): string => `Keeper ${n} lit the lighthouse of ${wordOf(n)} at night.`;

/** A folder of its own with numbered files. */
function folder(name: string, numFiles = 3): { root: string; at: (file: string) => string } {
  const root = path.join(base, name);
  mkdirSync(root, { recursive: true });
  const at = (file: string): string => path.join(root, file);
  for (let n = 0; n < numFiles; n++) writeFileSync(at(`${n}.txt`), sentence(n));
  return { root, at };
}

/** Watches folders to the end of the tests, with all that is said meanwhile; resolves after the first run. */
async function watch(folders: readonly string[], options: WatchFoldersOptions = {}) {
  const reports: IndexReport[] = [];
  const errors: unknown[] = [];
  const watcher = polyseme.watchFolders(folders, {
    onReport: (report) => void reports.push(report),
    onError: (cause) => void errors.push(cause),
    ...options,
  });
  stops.push(async () => {
    await watcher.stop();
    expect(errors).toEqual([]);
  });
  if (!options.onReport) await until(() => reports.length > 0);
  return {
    ...{ reports, stop: watcher.stop },
    sum: (key: 'added' | 'changed' | 'moved' | 'removed'): number =>
      reports.reduce((total, report) => total + report[key], 0),
    /** That no more runs come. */
    isQuiet: async (): Promise<void> => {
      const before = reports.length;
      await setTimeout(1200);
      expect(reports.slice(before)).toEqual([]);
    },
  };
}

async function until(isSo: () => unknown, seconds = 15): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`not after ${seconds} s: ${isSo}`);
    await setTimeout(40);
  }
}

/** Names of the documents of a folder, without it. */
async function uris(name: string): Promise<string[]> {
  const documents = await polyseme.documents({ match: `${name}/`, limit: 1000 });
  return documents.map(({ uri }) => uri.slice(name.length + 1)).sort();
}
const hasUris = (name: string, wanted: readonly string[]) =>
  until(async () => JSON.stringify(await uris(name)) === JSON.stringify([...wanted].sort()));
const finds = async (word: string): Promise<boolean> => (await polyseme.search({ word })).total > 0;
describe('a watched folder', () => {
  it('catches up at the start, and then has what is added, changed, renamed and deleted, within two seconds', async () => {
    const { root, at } = folder('kinds');
    const watched = await watch([root]);
    expect(watched.sum('added')).toBe(3);
    const began = Date.now();
    writeFileSync(at('3.md'), sentence(3));
    await until(() => finds(wordOf(3)));
    expect(Date.now() - began).toBeLessThan(2000);
    appendFileSync(at('1.txt'), ` ${sentence(11)}`);
    await until(() => finds(wordOf(11)));
    const [before] = await polyseme.documents({ match: 'kinds/2.txt' });
    renameSync(at('2.txt'), at('two.txt'));
    await hasUris('kinds', ['0.txt', '1.txt', '3.md', 'two.txt']);
    expect((await polyseme.documents({ match: 'kinds/two.txt' }))[0]?.id).toBe(before?.id);
    rmSync(at('0.txt'));
    await hasUris('kinds', ['1.txt', '3.md', 'two.txt']);
    expect(await finds(wordOf(0))).toBe(false);
    expect([
      watched.sum('added'),
      watched.sum('changed'),
      watched.sum('moved'),
      watched.sum('removed'),
    ]).toEqual([4, 1, 1, 1]);
  });

  it('is indexed once for many changes at once', async () => {
    const { root, at } = folder('many', 1);
    const watched = await watch([root]);
    for (let n = 0; n < 300; n++) writeFileSync(at(`n${n}.txt`), `Line ${n} of many.`);
    await until(async () => (await uris('many')).length === 301, 30);
    expect(watched.reports.length).toBeLessThan(5);
    for (let n = 0; n < 300; n++) rmSync(at(`n${n}.txt`));
    await hasUris('many', ['0.txt']);
    expect(watched.reports.length).toBeLessThan(8);
    expect(watched.sum('removed')).toBe(300);
  });
});

// they mostly wait
describe.concurrent('watched folders', () => {
  it('has new folders with what is in them, and those that were renamed or removed', async () => {
    const { root, at } = folder('folders', 4);
    const watched = await watch([root]);
    mkdirSync(at('new/deep'), { recursive: true });
    writeFileSync(at('new/deep/a.csv'), `text\n${sentence(21)}\n${sentence(22)}\n`);
    await hasUris('folders', ['0.txt', '1.txt', '2.txt', '3.txt', 'new/deep/a.csv:1', 'new/deep/a.csv:2']);
    renameSync(at('new'), at('old'));
    await hasUris('folders', ['0.txt', '1.txt', '2.txt', '3.txt', 'old/deep/a.csv:1', 'old/deep/a.csv:2']);
    expect([watched.sum('added'), watched.sum('moved')]).toEqual([6, 2]);
    appendFileSync(at('old/deep/a.csv'), `${sentence(23)}\n`);
    await until(() => finds(wordOf(23)));
    rmSync(at('old'), { recursive: true });
    await hasUris('folders', ['0.txt', '1.txt', '2.txt', '3.txt']);
    // another folder under the name of one that is watched
    mkdirSync(at('sub'));
    await setTimeout(700);
    rmSync(at('sub'), { recursive: true });
    mkdirSync(at('sub'));
    await setTimeout(900);
    writeFileSync(at('sub/late.txt'), sentence(24));
    await until(() => finds(wordOf(24)));
  });

  it('loses most of its files when they are deleted one after another, but not the last of them', async () => {
    const { root, at } = folder('most', 5);
    const watched = await watch([root]);
    for (const n of [0, 1, 2]) {
      rmSync(at(`${n}.txt`));
      await hasUris('most', ['0.txt', '1.txt', '2.txt', '3.txt', '4.txt'].slice(n + 1));
    }
    rmSync(at('3.txt'));
    rmSync(at('4.txt'));
    await until(() => watched.reports.at(-1)?.problems.some(({ message }) => message.includes('is empty')));
    expect(await uris('most')).toEqual(['3.txt', '4.txt']);
  });

  it('loses nothing when it vanishes, says so once, and is followed again when it comes back', async () => {
    const { root, at } = folder('disk');
    const watched = await watch([root]);
    renameSync(root, `${root}-unmounted`);
    await until(() =>
      watched.reports.at(-1)?.problems.some(({ message }) => message.includes('not there now')),
    );
    await watched.isQuiet();
    expect(await uris('disk')).toHaveLength(3);
    renameSync(`${root}-unmounted`, root);
    writeFileSync(at('late.txt'), sentence(31));
    await hasUris('disk', ['0.txt', '1.txt', '2.txt', 'late.txt']);
    writeFileSync(at('later.txt'), sentence(32));
    await hasUris('disk', ['0.txt', '1.txt', '2.txt', 'late.txt', 'later.txt']);
  });

  it('waits for a file that is being written, and others do not wait for it', async () => {
    const { root, at } = folder('slow', 1);
    const watched = await watch([root]);
    writeFileSync(at('slow.txt'), sentence(40));
    writeFileSync(at('quick.txt'), sentence(41));
    let isQuickThere = false;
    for (let i = 0; i < 18; i++) {
      await setTimeout(100);
      appendFileSync(at('slow.txt'), ` Part ${i}.`);
      isQuickThere ||= await finds(wordOf(41));
      expect(await finds(wordOf(40)), `${i}`).toBe(false);
    }
    expect(isQuickThere).toBe(true);
    await until(() => finds(wordOf(40)));
    expect(watched.sum('changed')).toBe(0);
  });

  it('leaves out what is hidden or of no kind that is read, without a run', async () => {
    const { root, at } = folder('left-out', 1);
    mkdirSync(at('.git'));
    const watched = await watch([root]);
    writeFileSync(at('.hidden.txt'), sentence(50));
    writeFileSync(at('.git/a.txt'), sentence(51));
    mkdirSync(at('.new'));
    writeFileSync(at('.new/a.txt'), sentence(51));
    writeFileSync(at('photo.jpg'), 'no text');
    writeFileSync(at('0.txt~'), sentence(52));
    writeFileSync(at('4913'), '');
    rmSync(at('4913'));
    utimesSync(at('photo.jpg'), 1, 1);
    await watched.isQuiet();
    expect(await uris('left-out')).toEqual(['0.txt']);
  });

  it.each([
    [
      'by renaming a temporary file',
      (at: (file: string) => string) => {
        writeFileSync(at('.0.txt.swp'), '');
        writeFileSync(at('0.txt.tmp'), sentence(60));
        renameSync(at('0.txt.tmp'), at('0.txt'));
        rmSync(at('.0.txt.swp'));
      },
    ],
    [
      'by setting the old one aside',
      (at: (file: string) => string) => {
        renameSync(at('0.txt'), at('0.txt~'));
        writeFileSync(at('0.txt'), sentence(60));
        rmSync(at('0.txt~'));
      },
    ],
    [
      'by deleting and writing it',
      (at: (file: string) => string) => {
        rmSync(at('0.txt'));
        writeFileSync(at('0.txt'), sentence(60));
      },
    ],
  ])('has a file that an editor saves %s, under its id, and again', async (how, save) => {
    const name = `editor ${how}`;
    const { root, at } = folder(name, 2);
    const watched = await watch([root]);
    const [before] = await polyseme.documents({ match: `${name}/0.txt` });
    save(at);
    await until(() => watched.sum('changed') === 1);
    appendFileSync(at('0.txt'), ` ${sentence(61)}`);
    await until(() => watched.sum('changed') === 2);
    expect((await polyseme.documents({ match: `${name}/0.txt` }))[0]?.id).toBe(before?.id);
    expect([watched.sum('added'), watched.sum('removed'), watched.sum('moved')]).toEqual([2, 0, 0]);
  });

  it('follows links as an index of the folder does, and none to a folder above', async () => {
    const { root, at } = folder('links', 1);
    const { root: outside, at: atOutside } = folder('links-outside', 1);
    const { root: forbidden } = folder('links-forbidden', 1);
    writeFileSync(path.join(base, 'linked.txt'), sentence(70));
    symlinkSync(outside, at('linked'));
    symlinkSync(root, at('loop'));
    symlinkSync(forbidden, at('forbidden'));
    symlinkSync(path.join(base, 'linked.txt'), at('file.txt'));
    symlinkSync(path.join(base, 'linked.txt'), at('of-no-kind'));
    const watched = await watch([root], { within: [root, outside, path.join(base, 'linked.txt')] });
    expect(watched.reports[0]?.problems.map(({ uri }) => path.basename(uri))).toEqual(['forbidden']);
    writeFileSync(atOutside('sub.txt'), sentence(71));
    writeFileSync(path.join(forbidden, 'x.txt'), sentence(74));
    appendFileSync(path.join(base, 'linked.txt'), ` ${sentence(72)}`);
    await until(async () => (await finds(wordOf(71))) && (await finds(wordOf(72))));
    rmSync(atOutside('sub.txt'));
    await hasUris('links-outside', ['0.txt']);
    expect(await uris('links-forbidden')).toEqual([]);
    expect(await uris('links')).toEqual(['0.txt']);
  });

  it('waits while others write, and loses nothing', async () => {
    const { root, at } = folder('busy', 1);
    const { root: other } = folder('busy-other', 0);
    writeFileSync(path.join(other, 'long.txt'), 'The keeper rowed to the island. '.repeat(200));
    await watch([root]);
    const other1 = polyseme.index([other]);
    writeFileSync(at('1.txt'), sentence(80));
    await other1;
    await hasUris('busy', ['0.txt', '1.txt']);
    // what a person starts during a run waits for it
    writeFileSync(at('2.txt'), sentence(81));
    await setTimeout(550);
    for (let i = 0; i < 5; i++) await polyseme.index([other]);
    await hasUris('busy', ['0.txt', '1.txt', '2.txt']);
  });

  it('says once what cannot be read, and again when it has changed', async () => {
    const { root, at } = folder('broken', 2);
    writeFileSync(at('bad.zip'), 'no zip at all');
    const watched = await watch([root]);
    expect(watched.reports[0]?.problems).toHaveLength(1);
    rmSync(at('1.txt'));
    await until(() => watched.sum('removed') === 1);
    expect(watched.reports.at(-1)?.problems).toEqual([]);
    appendFileSync(at('bad.zip'), ' still none');
    await until(() => watched.reports.length === 3);
    expect(watched.reports.at(-1)?.problems).toHaveLength(1);
  });

  it('takes over a file that is moved from one watched folder to another', async () => {
    const { root, at } = folder('from', 3);
    const { root: to, at: atTo } = folder('to', 1);
    await watch([root, to]);
    const [before] = await polyseme.documents({ match: 'from/1.txt' });
    renameSync(at('1.txt'), atTo('moved.txt'));
    await hasUris('to', ['0.txt', 'moved.txt']);
    await hasUris('from', ['0.txt', '2.txt']);
    expect((await polyseme.documents({ match: 'to/moved.txt' }))[0]?.id).toBe(before?.id);
  });

  it('follows a link that is made later', async () => {
    const { root, at } = folder('later', 1);
    const { root: outside, at: atOutside } = folder('later-outside', 1);
    const watched = await watch([root]);
    symlinkSync(outside, at('linked'));
    await hasUris('later-outside', ['0.txt']);
    writeFileSync(atOutside('1.txt'), sentence(76));
    await hasUris('later-outside', ['0.txt', '1.txt']);
    const before = watched.reports.length;
    rmSync(at('linked'));
    await until(() => watched.reports.length > before);
    expect(await uris('later-outside')).toEqual(['0.txt', '1.txt']);
  });

  it('leaves a file out that a person has left out, whatever happens to it', async () => {
    const { root, at } = folder('kept-away', 2);
    const watched = await watch([root]);
    await polyseme.remove(['kept-away/0.txt'], 'default', true);
    appendFileSync(at('0.txt'), ` ${sentence(98)}`);
    writeFileSync(at('2.txt'), sentence(99));
    await hasUris('kept-away', ['1.txt', '2.txt']);
    rmSync(at('2.txt'));
    await hasUris('kept-away', ['1.txt']);
    expect(watched.reports.at(-1)).toMatchObject({ leftOut: 1, removed: 1 });
  });

  it('ends with the database', async () => {
    const { root, at } = folder('closed', 1);
    const other = await Polyseme.open({ db: path.join(base, 'closed.db'), workers: 1 });
    const runs: IndexReport[] = [];
    const ofOther = other.watchFolders([root], { onReport: (report) => void runs.push(report) });
    await other.close();
    writeFileSync(at('1.txt'), sentence(95));
    await setTimeout(700);
    expect(runs).toEqual([]);
    await ofOther.stop();
    expect(() => other.watchFolders([root])).toThrow('polyseme: it was closed');
  });

  it('goes on whatever a listener throws, and stops at once', async () => {
    const { root, at } = folder('listener', 1);
    let runs = 0;
    const watched = await watch([root], {
      onReport: () => {
        runs++;
        throw new Error('of the listener');
      },
      onError: () => Promise.reject(new Error('of the listener')),
    });
    await until(() => runs > 0);
    writeFileSync(at('1.txt'), sentence(90));
    await until(() => finds(wordOf(90)));
    await watched.stop();
    writeFileSync(at('2.txt'), sentence(91));
    await setTimeout(800);
    expect(await finds(wordOf(91))).toBe(false);
  });
});
