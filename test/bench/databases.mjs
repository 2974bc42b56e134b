// The two databases that search, recall and size are measured on.
//   demo   the demo texts as they are
//   frequent  the one word with 100,000 occurrences, and the demo's other words around them
//   large  1,000,000 occurrences: the demo's passages again and again, each vector a real one with noise,
//          and one word of exactly 10,000 occurrences; kept in test/output, as building it takes minutes
import { randomBytes } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { openEncoder } from '../../dist/src/encoder/encoder.js';
import { resolveModel } from '../../dist/src/encoder/model-files.js';
import { findFiles } from '../../dist/src/import/files.js';
import { readRecords } from '../../dist/src/import/records.js';
import { Polyseme } from '../../dist/src/index.js';
import { normalise, quantise } from '../../dist/src/math/vector.js';
import { openStore } from '../../dist/src/store/open.js';
import { indexInChild } from './indexing.mjs';
import { demoFolder, outputFolder, scale, seededRandom } from './measure.mjs';
import { cutPassages, encodeAll } from './passages.mjs';

/** The word with exactly so many occurrences in the large database. */
export const frequentWord = 'bank';
export const frequentCount = Math.round(10_000 * scale);
const largeCount = Math.round(1_000_000 * scale);
const contextWindow = 96;
const passagesPerDocument = 64;
/** Length of the noise beside a vector of length 1: a copy has cosine 0.89 with its original, 0.8 with another copy. */
const noiseLength = 0.5;

export const sizeOf = (file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Name → function that gives the database file, made when it is first asked for. */
export const databases = { demo: once(makeDemo), large: once(makeLarge), frequent: once(makeFrequent) };

function once(make) {
  let made;
  return (progress) => (made ??= make(progress));
}

/** Made again in each run of the benchmarks: its vectors and its size must be those of the code as it is. */
async function makeDemo(progress) {
  const file = path.join(outputFolder, 'bench-demo.db');
  removeDatabase(file);
  progress('indexing the demo');
  await indexInChild(file, [demoFolder]);
  const polyseme = await Polyseme.open({ db: file });
  await polyseme.syncIndex();
  await polyseme.close();
  return file;
}

function makeLarge(progress) {
  return makeFilled('bench-1m', { frequent: frequentCount, total: largeCount }, progress);
}

function makeFrequent(progress) {
  return makeFilled('bench-frequent', { frequent: 10 * frequentCount, total: 0 }, progress);
}

async function makeFilled(name, counts, progress) {
  const file = path.join(outputFolder, scale === 1 ? `${name}.db` : `${name}-${scale}.db`);
  if (!(await isComplete(file, counts))) {
    removeDatabase(file);
    await fill(file, counts, progress);
  }
  const polyseme = await Polyseme.open({ db: file });
  let shownAt = 0;
  await polyseme.syncIndex({
    onProgress: ({ done, total }) => {
      if (performance.now() - shownAt < 10_000 && done < total) return;
      shownAt = performance.now();
      progress(`graph: ${done} of ${total} points`);
    },
  });
  await polyseme.close();
  return file;
}

const completeKey = 'bench_complete';

async function isComplete(file, { frequent, total }) {
  if (sizeOf(file) === 0) return false;
  const store = await openStore(file);
  try {
    return (await store.setting(completeKey)) === String(total || frequent);
  } finally {
    await store.close();
  }
}

async function fill(file, { frequent, total }, progress) {
  progress('encoding the demo once');
  const model = await resolveModel();
  const encoder = await openEncoder(model, { workers: 2 });
  const passages = await encodeDemo(encoder);
  const { dim } = encoder;

  const store = await openStore(file);
  const { name, fingerprint } = model;
  const collection = await store.ensureCollection({
    name: 'default',
    model: name,
    fingerprint,
    dim,
    contextWindow,
  });
  const perturb = perturbation(dim, seededRandom(1));
  const isFrequent = (token) => token.lemma === frequentWord;
  const withWord = passages
    .flatMap(oneSentenceEach)
    .filter(({ tokens }) => tokens.filter(isFrequent).length === 1);
  const without = passages.filter(({ tokens }) => !tokens.some(isFrequent));

  let written = 0;
  const write = async (uri, source) => {
    await store.writeDocuments(collection.id, [documentOf(uri, source, perturb)]);
    written += source.reduce((sum, { tokens }) => sum + tokens.length, 0);
  };
  // nothing but the word is wanted: of the others in its lines, every sixth will do
  const lines = total > 0 ? withWord : withWord.map((line) => thinned(line, isFrequent));
  const repeated = Array.from({ length: frequent }, (_, i) => lines[i % lines.length]);
  for (let i = 0; i < repeated.length; i += passagesPerDocument) {
    await write(`${frequentWord}/${i}.txt`, repeated.slice(i, i + passagesPerDocument));
  }
  for (let i = 0, shown = 0; written < total; i += passagesPerDocument) {
    const source = [];
    let room = total - written;
    for (let p = i; p < i + passagesPerDocument && room > 0; p++) {
      const passage = firstTokens(without[p % without.length], room);
      source.push(passage);
      room -= passage.tokens.length;
    }
    await write(`copies/${i}.txt`, source);
    if (written - shown < 100_000) continue;
    shown = written;
    progress(`${written} of ${total} occurrences written`);
  }
  await store.compact();
  await store.setSetting(completeKey, String(total || frequent));
  await store.close();
}

/** The demo's passages with their tokens as one list, and float vectors. */
async function encodeDemo(encoder) {
  const texts = [];
  for (const file of (await findFiles([demoFolder], demoFolder)).files) {
    for await (const { record } of readRecords(file)) if (record) texts.push(record.text);
  }
  const passages = texts.flatMap((text) => cutPassages(encoder, text, contextWindow));
  const encoded = await encodeAll(encoder, passages, contextWindow);
  const rows = (flat) =>
    Array.from({ length: flat.length / encoder.dim }, (_, i) =>
      flat.subarray(i * encoder.dim, (i + 1) * encoder.dim),
    );
  return passages.map((passage, i) => ({
    ...passage,
    tokens: passage.sentences.flatMap(({ tokens }) => tokens),
    tokenVectors: rows(encoded[i].words),
    sentenceVectors: rows(encoded[i].sentences),
  }));
}

/** Each sentence as a passage of its own: what surrounds the frequent word is then written no oftener than needed. */
function oneSentenceEach(passage) {
  let first = 0;
  return passage.sentences.map(({ startChar, endChar, tokens: inPassage }, s) => {
    const tokens = inPassage.map((token) => ({
      ...token,
      startChar: token.startChar - startChar,
      endChar: token.endChar - startChar,
    }));
    const tokenVectors = passage.tokenVectors.slice(first, first + tokens.length);
    first += tokens.length;
    return {
      text: `${passage.text.slice(startChar, endChar)} `,
      sentences: [{ startChar: 0, endChar: endChar - startChar, tokens }],
      numWords: tokens.length * 2,
      tokens,
      tokenVectors,
      sentenceVectors: [passage.sentenceVectors[s]],
    };
  });
}

/** The same passage of one sentence with the word itself and every sixth of its other tokens. */
function thinned(passage, isFrequent) {
  const kept = [...passage.tokens.keys()].filter((i) => isFrequent(passage.tokens[i]) || i % 6 === 0);
  const tokens = kept.map((i) => passage.tokens[i]);
  return {
    ...passage,
    sentences: [{ ...passage.sentences[0], tokens }],
    tokens,
    tokenVectors: kept.map((i) => passage.tokenVectors[i]),
  };
}

/** The same passage without the tokens after the first `count`. */
function firstTokens(passage, count) {
  if (passage.tokens.length <= count) return passage;
  let room = count;
  const sentences = passage.sentences.map((sentence) => {
    const tokens = sentence.tokens.slice(0, room);
    room -= tokens.length;
    return { ...sentence, tokens };
  });
  return { ...passage, sentences, tokens: passage.tokens.slice(0, count) };
}

function documentOf(uri, source, perturb) {
  let startChar = 0;
  const passages = source.map((passage) => {
    const written = {
      startChar,
      text: passage.text,
      sentences: passage.sentences,
      numWords: passage.numWords,
      sha256: randomBytes(32),
      tokenVectors: passage.tokens.map((_, i) => perturb(passage.tokenVectors[i])),
      sentenceVectors: passage.sentenceVectors.map(perturb),
    };
    startChar += passage.text.length;
    return { kind: 'encoded', passage: written };
  });
  const record = { uri, externalId: null, fileUri: uri, text: '', metadata: {}, sizeBytes: startChar };
  return { record, sha256: randomBytes(32), passages };
}

/** A vector with gaussian noise, length 1, quantised. The noise is cut from a table: drawing each value takes minutes. */
function perturbation(dim, random) {
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const table = Float32Array.from({ length: 1 << 20 }, () => (gaussian() * noiseLength) / Math.sqrt(dim));
  return (vector) => {
    const from = Math.floor(random() * (table.length - dim));
    return quantise(normalise(vector.map((value, i) => value + table[from + i])));
  };
}

function removeDatabase(file) {
  for (const suffix of ['', '-wal', '-shm', '.1.hnsw', '.1.hnsw.json'])
    rmSync(file + suffix, { force: true });
}
