// How long the first page takes in each order of one word with 100,000 lines, the first time and once its keys are at
// hand. The texts are made up and the vectors random, so that nothing is encoded.
// Milliseconds of processor time stand beside those of the clock, for a machine that does other things too.
//   node test/bench/sorts.mjs
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { resolveModel } from '../../dist/src/encoder/model-files.js';
import { Polyseme } from '../../dist/src/index.js';
import { openStore } from '../../dist/src/store/open.js';
import { outputFolder, seededRandom } from './measure.mjs';

const count = 100_000;
const linesPerDocument = 64;
const dim = 384;
const random = seededRandom(1);
const vocabulary = Array.from({ length: 5000 }, (_, i) => `${i.toString(36)}${'aeiou'[i % 5]}n`);
const word = () => vocabulary[Math.floor(random() ** 2 * vocabulary.length)];
const words = (number) => Array.from({ length: number }, word).join(' ');
const vector = () => ({
  codes: Int8Array.from({ length: dim }, () => Math.floor(random() * 255) - 127),
  scale: 1 / 127,
});

/** A sentence with the word in its middle, as a passage. */
function passage(startChar) {
  const before = `${words(12)} `;
  const form = random() < 0.3 ? 'banks' : 'bank';
  const text = `${before}${form} ${words(12)}.\n\n`;
  const token = {
    folded: form,
    ...{ form, lemma: 'bank', pos: 'NOUN', startChar: before.length },
    endChar: before.length + form.length,
  };
  return {
    ...{ startChar, text, sha256: createHash('sha256').update(text).digest(), numWords: 25 },
    sentences: [{ startChar: 0, endChar: text.trimEnd().length, tokens: [token] }],
    sentenceVectors: [vector()],
    tokenVectors: [vector()],
  };
}

async function fill(file) {
  const store = await openStore(file);
  const { name, fingerprint } = await resolveModel();
  const collection = await store.ensureCollection({
    ...{ name: 'default', model: name, fingerprint, dim, contextWindow: 96 },
  });
  for (let i = 0; i < count; i += linesPerDocument) {
    const passages = [];
    let at = 0;
    for (let k = 0; k < Math.min(linesPerDocument, count - i); k++) {
      const one = passage(at);
      at += one.text.length;
      passages.push({ kind: 'encoded', passage: one });
    }
    const uri = `letters/${i}.txt`;
    const record = {
      ...{ uri, fileUri: uri, externalId: null, text: '' },
      metadata: { year: 1800 + (i % 200), title: word() },
    };
    const sha256 = createHash('sha256').update(uri).digest();
    await store.writeDocuments(collection.id, [{ record, sha256, rules: 9, passages }]);
  }
  await store.close();
}

async function timed(work) {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { clock: Math.round(performance.now() - startedAt), cpu: Math.round((user + system) / 1000) };
}
const said = ({ clock, cpu }) => `${clock} ms (${cpu} of the processor)`;

const file = path.join(outputFolder, 'bench-sorts.db');
const remove = () => {
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
};
remove();
console.log(`${count} lines written in ${said(await timed(() => fill(file)))}`);
const polyseme = await Polyseme.open({ db: file });
const meaning = 'land beside a river';
const queries = [
  {},
  { meaning },
  ...['document', 'form', '1L', '1R'].map((key) => ({ sort: [key] })),
  ...[['2R', '-3L'], ['metadata:year', '1R'], ['metadata:title'], ['random']].map((sort) => ({ sort })),
  ...[['1R'], ['form', 'best'], ['-best']].map((sort) => ({ meaning, sort })),
  { sort: ['1L'], thin: 500 },
  { sort: ['1L'], fold: false },
];
for (const query of queries) {
  const search = () => polyseme.search({ word: 'bank', limit: 50, ...query });
  const first = await timed(search);
  const again = [await timed(search), await timed(search)].sort((a, b) => a.clock - b.clock);
  console.log(`${JSON.stringify(query).padEnd(64)} first ${said(first)}, then ${said(again[0])}`);
}
for (const query of [{}, { meaning }]) {
  const spread = await timed(() => polyseme.dispersion({ word: 'bank', ...query }));
  console.log(`dispersion ${JSON.stringify(query)}: ${said(spread)}`);
}
await polyseme.close();
remove();
