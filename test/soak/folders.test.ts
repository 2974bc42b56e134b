// A watched folder in which things happen by chance, many of them at once: after each pause the collection holds what the
// folder does, by a count of the test's own, and each file is found by a word that only it has.
// POLYSEME_SOAK_CHANGES (default 40) and POLYSEME_SEED say how many and which.
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Polyseme } from '#src/index.js';
import { chance, soakSeed } from './random.js';

const numChanges = Number(process.env.POLYSEME_SOAK_CHANGES ?? 40);
const mostChangesAtOnce = 20;
const mostSeconds = 20;
const { below, oneOf, percent, times } = chance(soakSeed);

let base: string;
let root: string;
let polyseme: Polyseme;
beforeAll(async () => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'polyseme-soak-folders-')));
  root = path.join(base, 'texts');
  mkdirSync(root);
  writeFileSync(path.join(root, 'stays.md'), 'This file stays.');
  polyseme = await Polyseme.open({ db: path.join(base, 's.db'), workers: 1 });
});
afterAll(async () => {
  await polyseme.close();
  rmSync(base, { recursive: true, force: true });
});

let lastWord = 0;
/** A word that no other file has. */
function newWord(): string {
  const letters = [...String(lastWord++)].map((digit) => `${'bdfgklmnpr'[Number(digit)]}a`).join('');
  return `zu${letters}rk`;
}
const textWith = (word: string): string =>
  `The ${oneOf(['old', 'young', 'tall'])} keeper of ${word} lit the lamp.\n`;
const wordsIn = (text: string): string[] => text.match(/zu(?:[a-z]a)+rk/gu) ?? [];

/** Visible files below the folder, and its visible folders. */
function entries(kind: 'files' | 'folders'): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() === (kind === 'folders'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter(
      (place) =>
        !path
          .relative(root, place)
          .split(path.sep)
          .some((part) => part.startsWith('.')),
    )
    .sort();
}
const texts = (): string[] =>
  entries('files').filter((file) => /\.(?:txt|md|csv)$/u.test(file) && !file.endsWith('stays.md'));

let lastName = 0;
const newName = (): string => `${oneOf(['a', 'note', 'x y', 'é', '[1]'])}${lastName++}`;
const aFolder = (): string => oneOf([root, ...entries('folders')]);
const newFile = (folder = aFolder()): string =>
  path.join(
    folder,
    percent(10) ? `old${below(5)}.txt` : `${newName()}${oneOf(['.txt', '.txt', '.md', '.csv'])}`,
  );

function write(file: string): void {
  const head = file.endsWith('.csv') ? 'text\n' : '';
  writeFileSync(file, head + times(1 + below(3), () => textWith(newWord())).join(''));
}

const isBelow = (place: string, folder: string): boolean => `${place}/`.startsWith(`${folder}/`);

/** Each changes something, where there is anything to change. */
const changes: Readonly<Record<string, () => void>> = {
  write: () => write(newFile()),
  append: () => withFile((file) => appendFileSync(file, textWith(newWord()))),
  rewrite: () => withFile(write),
  'same size': () =>
    withFile((file) =>
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replaceAll(/old|tall/gu, (one) => one.toUpperCase()),
      ),
    ),
  move: () => withFile((file) => renameSync(file, newFile().replace(/\.\w+$/u, path.extname(file)))),
  'move over another': () =>
    withFile((file) => withFile((other) => renameSync(file, other), path.extname(file))),
  copy: () => withFile((file) => cpSync(file, newFile().replace(/\.\w+$/u, path.extname(file)))),
  delete: () => withFile((file) => rmSync(file)),
  'replace by renaming': () =>
    withFile((file) => {
      const temporary = oneOf([`${file}.tmp`, path.join(path.dirname(file), `.${path.basename(file)}.swp`)]);
      writeFileSync(temporary, `${file.endsWith('.csv') ? 'text\n' : ''}${textWith(newWord())}`);
      renameSync(temporary, file);
    }),
  'set aside and write': () =>
    withFile((file) => {
      renameSync(file, `${file}~`);
      write(file);
      rmSync(`${file}~`);
    }),
  'delete and write': () =>
    withFile((file) => {
      rmSync(file);
      write(file);
    }),
  swap: () =>
    withFile((file) =>
      withFile((other) => {
        if (file === other) return;
        renameSync(file, `${file}.aside`);
        renameSync(other, file);
        renameSync(`${file}.aside`, other);
      }, path.extname(file)),
    ),
  'new folder': () => {
    const folder = path.join(aFolder(), `folder${lastName++}`, ...(percent(30) ? ['deep'] : []));
    mkdirSync(folder, { recursive: true });
    for (let i = below(4); i > 0; i--) write(newFile(folder));
  },
  'rename a folder': () =>
    withFolder((folder) => {
      const above = aFolder();
      if (!isBelow(above, folder)) renameSync(folder, path.join(above, `renamed${lastName++}`));
    }),
  'remove a folder': () => withFolder((folder) => rmSync(folder, { recursive: true })),
  'replace a folder': () =>
    withFolder((folder) => {
      if (percent(50)) rmSync(folder, { recursive: true });
      else renameSync(folder, path.join(root, `aside${lastName++}`));
      mkdirSync(folder, { recursive: true });
      for (let i = below(3); i > 0; i--) write(newFile(folder));
    }),
  many: () => {
    const folder = aFolder();
    for (let i = 0; i < 15; i++) write(path.join(folder, `many${lastName++}.txt`));
  },
  'delete many': () => {
    for (const file of texts()) if (percent(60)) rmSync(file);
  },
  'leave out': () => {
    const folder = aFolder();
    mkdirSync(path.join(folder, '.hidden'), { recursive: true });
    writeFileSync(path.join(folder, '.hidden', 'a.txt'), textWith(newWord()));
    writeFileSync(path.join(folder, 'picture.jpg'), textWith(newWord()));
    writeFileSync(path.join(folder, '4913'), '');
    rmSync(path.join(folder, '4913'));
  },
};

function withFile(change: (file: string) => void, ending = ''): void {
  const files = texts().filter((file) => file.endsWith(ending));
  if (files.length > 0) change(oneOf(files));
}
function withFolder(change: (folder: string) => void): void {
  const folders = entries('folders');
  if (folders.length > 0) change(oneOf(folders));
}
/** Of what adds and what takes away about the same. */
const kinds = [
  ...Object.keys(changes).filter((kind) => kind !== 'delete many'),
  ...[
    'write',
    'write',
    'append',
    'append',
    'move',
    'move',
    'rename a folder',
    'new folder',
    'replace by renaming',
  ],
];

/** Documents by URI, with the words of each. */
function expected(): Map<string, string[]> {
  const documents = new Map<string, string[]>();
  for (const file of texts()) {
    const uri = path.relative(base, file);
    const text = readFileSync(file, 'utf8');
    if (!file.endsWith('.csv')) documents.set(uri, wordsIn(text));
    else {
      const rows = text.trim().split('\n').slice(1);
      for (const [i, row] of rows.entries()) documents.set(`${uri}:${i + 1}`, wordsIn(row));
    }
  }
  return documents;
}

/** What differs between the collection and the folder; undefined for nothing. */
async function difference(): Promise<string | undefined> {
  const wanted = expected();
  const all = await polyseme.documents({ limit: 100_000 }).catch(() => []);
  const held = new Set(all.map(({ uri }) => uri).filter((uri) => !uri.endsWith('stays.md')));
  const missing = [...wanted.keys()].filter((uri) => !held.has(uri));
  const extra = [...held].filter((uri) => !wanted.has(uri));
  if (missing.length + extra.length > 0)
    return `missing: ${missing.join(', ')}; too many: ${extra.join(', ')}`;
  const words = new Map<string, string[]>();
  for (const [uri, some] of wanted)
    for (const word of some) words.set(word, [...(words.get(word) ?? []), uri]);
  for (const [word, uris] of words) {
    const { hits } = await polyseme.search({ word, fold: false, limit: 100 });
    const places = [...new Set(hits.map(({ uri }) => uri))].sort();
    if (JSON.stringify(places) !== JSON.stringify([...new Set(uris)].sort())) {
      return `${word} is in ${places.join(', ') || 'nothing'}, not in ${uris.join(', ')}`;
    }
  }
  const lemmas = await polyseme.words({ match: 'zu' });
  const left = lemmas.filter(({ lemma }) => wordsIn(lemma).length > 0 && !words.has(lemma));
  return left.length > 0 ? `still found: ${left.map(({ lemma }) => lemma).join(', ')}` : undefined;
}

it(`holds what the folder does after ${numChanges} changes (seed ${soakSeed})`, {
  timeout: 120_000 + numChanges * 2000,
}, async () => {
  console.log(`seed ${soakSeed}`);
  const errors: unknown[] = [];
  const problems: string[] = [];
  let runs = 0;
  const watcher = polyseme.watchFolders([root], {
    onReport: (report) => {
      runs++;
      problems.push(...report.problems.map(({ uri, message }) => `${uri}: ${message}`));
    },
    onError: (cause) => void errors.push(cause),
  });
  const began = Date.now();
  let pauses = 0;
  let slowestMs = 0;
  for (let done = 0; done < numChanges; pauses++) {
    const burst: string[] = [];
    for (let n = 1 + below(mostChangesAtOnce); n > 0 && done < numChanges; n--, done++) {
      const kind = texts().length > 80 ? 'delete many' : oneOf(kinds);
      burst.push(kind);
      changes[kind]?.();
      if (percent(40)) await setTimeout(below(250));
    }
    const since = Date.now();
    let wrong: string | undefined = 'not looked at';
    while (wrong !== undefined && Date.now() - since < mostSeconds * 1000) {
      await setTimeout(150);
      wrong = await difference();
    }
    slowestMs = Math.max(slowestMs, Date.now() - since);
    expect(wrong, `seed ${soakSeed}, change ${done}: ${burst.join(', ')}`).toBeUndefined();
  }
  await watcher.stop();
  console.log(
    `${numChanges} changes, ${pauses} pauses, ${runs} runs, ${(Date.now() - began) / 1000} s; slowest pause ${slowestMs} ms`,
  );
  expect(errors).toEqual([]);
  expect([...new Set(problems)]).toEqual([]);
  expect(await polyseme.verify()).toEqual({ isSound: true, problems: [] });
});
