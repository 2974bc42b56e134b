// Writes of every kind on a disk that is full. Run by disk-full.test.ts where it may mount a disk of its own:
//
//   unshare --user --map-root-user --mount node disk-full.mjs FOLDER
//
// Prints one line of JSON for each kind of write: what it ended with while nothing was free, what the database then
// held beside what it held before, which files were left, and what the same write ended with when space was free again.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { Polyseme } from '../../dist/src/index.js';

const folder = process.argv[2];
const texts = `${folder}.texts`;
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'none', folder]);
mkdirSync(texts, { recursive: true });
const file = path.join(folder, 'full.db');
const filler = path.join(folder, 'filler');

/** Leaves so many bytes free. */
function fill(free) {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize > free) writeFileSync(filler, Buffer.alloc(bavail * bsize - free));
}
const makeRoom = () => rmSync(filler, { force: true });

const words = [
  'muddy river',
  'quiet lender',
  'rich uncle',
  'narrow canal',
  'new branch',
  'steep hill',
  'grey sky',
];

/** A text file of so many paragraphs; its path. */
function textFile(name, topic, paragraphs) {
  const lines = Array.from(
    { length: paragraphs },
    (_, i) =>
      `The ${topic} ${i} lay near bank ${(i * 37) % 91} of a ${words[i % words.length]} ${words[(i * 7) % 5]}.`,
  );
  writeFileSync(path.join(texts, name), lines.join('\n\n'));
  return path.join(texts, name);
}

async function outcome(work) {
  try {
    await work();
    return 'done';
  } catch ({ code, message, cure }) {
    return { code, message, cure };
  }
}

const polyseme = await Polyseme.open({ db: file, workers: 1 });
await polyseme.index([textFile('first.txt', 'harbour', 60)]);
await polyseme.addVectors('pictures', [{ id: 'a', vector: [1, 0, 0, 1] }]);
const other = new Database(file);
other.exec(
  "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO notes (body) VALUES ('A note on a bank.')",
);
await polyseme.track('notes', { id: 'id', text: 'body' });
await polyseme.syncIndex();
await polyseme.senses('bank');

/** What must not change by a write that fails: counts, senses, settings, and that all of it is sound. */
async function contents() {
  const { documents, words } = await polyseme.stats();
  const { senses } = await polyseme.senses('bank', { inventory: 'induced' });
  return {
    documents,
    words,
    vectors: (await polyseme.vectorCollections()).map(({ vectors }) => vectors),
    senses: senses.map(({ label }) => label),
    setting: (await polyseme.setting('colour')) ?? '',
    problems: (await polyseme.verify()).problems,
  };
}

const manyVectors = () =>
  Array.from({ length: 2000 }, (_, id) => ({
    id,
    vector: Array.from({ length: 64 }, (_, i) => Math.sin(id + i)),
  }));
const graph = `${file}.1.hnsw`;

/** The writes by name, each with the bytes that are free meanwhile. */
const writes = {
  'a new document, by this process': [0, () => polyseme.index([textFile('small.txt', 'meadow', 30)])],
  'a new document, by another process': [0, () => polyseme.index([textFile('large.txt', 'castle', 420)])],
  'a new document, when its log has room for a part': [
    400_000,
    () => polyseme.index([textFile('part.txt', 'village', 420)]),
  ],
  'a changed document': [0, () => polyseme.index([textFile('first.txt', 'lighthouse', 60)])],
  'rows of a table': [0, () => polyseme.sync()],
  'vectors made elsewhere': [0, () => polyseme.addVectors('numbers', manyVectors())],
  'a change of senses': [
    0,
    () => polyseme.changeSenses('bank', { kind: 'create', label: 'shore', description: 'land beside water' }),
  ],
  'senses of every occurrence': [0, () => polyseme.disambiguate({ words: ['bank'] })],
  'a setting': [0, () => polyseme.setSetting('colour', 'green')],
  'the index file': [0, () => polyseme.syncIndex({ rebuild: true })],
  'a part of the index file': [40_000, () => polyseme.syncIndex({ rebuild: true })],
  'the header of the index file': [() => statSync(graph).size, () => polyseme.syncIndex({ rebuild: true })],
  'a removal': [0, () => polyseme.remove([path.join(texts, 'small.txt')])],
  'a backup': [200_000, () => polyseme.backup(path.join(folder, 'copy.db'))],
  'a new database': [
    0,
    async () => (await Polyseme.open({ db: path.join(folder, 'new.db'), workers: 1 })).close(),
  ],
  'less space': [0, () => polyseme.compact()],
};

for (const [name, [free, write]] of Object.entries(writes)) {
  const before = await contents();
  const bytes = typeof free === 'number' ? free : free();
  if (name.includes('index file')) rmSync(graph); // what is replaced makes room
  other.pragma('wal_checkpoint(TRUNCATE)'); // a log that has been long before has room
  fill(bytes);
  const full = await outcome(write);
  const after = await contents();
  const left = readdirSync(folder).filter((one) => /\.new|copy|new\.db|journal/u.test(one));
  makeRoom();
  const again = await outcome(write);
  console.log(
    JSON.stringify({ name, full, before, after, left, again, problems: (await contents()).problems }),
  );
}
other.close();
await polyseme.close();
