// Labelled words with the vectors that the product would give their lines and descriptions, encoded once and kept in
// test/output. Sets: `everyday`, the dictionary's examples (data/senses); `guard`, the regression lines, which the
// encoder has seen.
//
// A word: { word, senses: [{ id, pos, descriptions, glosses }], lines: [{ sense, tag }] }, with vectors beside them:
// descriptions of a sense: { query, word } as a search and as a dictionary make them; lines: int8 codes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { defaultContextWindow } from '../../dist/src/domain/defaults.js';
import { tokensOf } from '../../dist/src/domain/text.js';
import { openEncoder } from '../../dist/src/encoder/encoder.js';
import { resolveModel } from '../../dist/src/encoder/model-files.js';
import { dictionarySenses, isDictionaryEntry } from '../../dist/src/lexicon/wordnet.js';
import { quantise } from '../../dist/src/math/vector.js';
import { encodeSenses, queryVectors } from '../../dist/src/search/query-vectors.js';
import { splitPassages } from '../../dist/src/text/passages.js';
import { outputFolder, readRegression, root } from './measure.mjs';

/** Texts handed to an encoder at once: one by one, the handover would take a fifth of the time. */
const textsPerTask = 16;

/** The words of a set with their vectors. report: told of long steps. */
export async function wordsWithVectors(set, progress = () => {}) {
  const files = await resolveModel();
  const file = path.join(outputFolder, `calibrate-${set}-${files.fingerprint.slice(0, 12)}.v8`);
  if (existsSync(file)) return deserialize(readFileSync(file));
  const words = set === 'everyday' ? everydayWords() : guardWords();
  const encoder = await openEncoder(files);
  progress(`encoding ${set}`);
  await addLines(encoder, words);
  await addDescriptions(encoder, words);
  writeFileSync(file, serialize(words));
  return words;
}

/** One word a lemma, since a search finds all its parts of speech. */
function everydayWords() {
  const lines = readFileSync(path.join(root, 'data/senses/everyday.jsonl'), 'utf8').trimEnd().split('\n');
  const words = new Map();
  for (const { lemma, pos, senses } of lines.map((line) => JSON.parse(line))) {
    const word = words.get(lemma) ?? { word: lemma, senses: [], lines: [] };
    words.set(lemma, word);
    for (const { id, descriptions, keys, examples } of senses) {
      const sense = word.senses.push({ id, pos, descriptions, glosses: glossesOf(lemma, keys) }) - 1;
      for (const example of examples) {
        const start = example.indexOf('[');
        const form = example.slice(start + 1, example.indexOf(']'));
        word.lines.push({ sense, text: example.replace(/[[\]]/gu, ''), start, form });
      }
    }
  }
  return [...words.values()];
}

function guardWords() {
  return readRegression().map(({ word, senses }) => ({
    word,
    senses: senses.map(({ query }, i) => ({
      id: `${word}/${i}`,
      pos: 'n',
      descriptions: [query],
      glosses: [],
    })),
    lines: senses.flatMap(({ lines }, sense) => lines.map((line) => ({ ...line, sense }))),
  }));
}

const glossesOf = (lemma, keys) =>
  dictionarySenses(lemma)
    .filter(({ key }) => keys.includes(key))
    .map(({ gloss }) => gloss);

/** Gives each line its codes and its tag; a line whose word the product does not see is dropped. */
async function addLines(encoder, words) {
  const options = {
    contextWindow: defaultContextWindow,
    countPieces: (text) => encoder.countPieces(text),
    isEntry: isDictionaryEntry,
  };
  const found = words.flatMap(({ lines }) => lines).flatMap((line) => passageOf(line, options));
  await inTasks(found, async (chunk) => {
    const texts = chunk.map(({ passage, token }) => ({
      text: passage.reading,
      words: [token],
      sentences: passage.sentences,
    }));
    (await encoder.encodeAll(texts)).forEach(({ words: [...vector] }, i) => {
      const { line, token } = chunk[i];
      line.codes = quantise(Float32Array.from(vector)).codes;
      line.tag = token.pos;
      line.lemma = token.lemma;
    });
  });
  for (const word of words) word.lines = word.lines.filter(({ codes }) => codes);
}

/** The passage that holds a line's word, as it is cut when the line is indexed as a document. */
function passageOf(line, options) {
  for (const passage of splitPassages(line.text, options)) {
    const at = line.start - passage.startChar;
    const token = tokensOf(passage).find(({ startChar, endChar }) => startChar <= at && at < endChar);
    if (token) return [{ line, passage, token }];
  }
  return [];
}

async function addDescriptions(encoder, words) {
  const { ofDescription } = queryVectors(undefined, async () => encoder);
  const all = words.flatMap(({ word, senses }) =>
    senses.flatMap((sense) => {
      const withVector = (description) => ({ word, description });
      sense.described = sense.descriptions.map(withVector);
      sense.glossed = sense.glosses.map(withVector);
      return [...sense.described, ...sense.glossed];
    }),
  );
  await inTasks(all, async (chunk) => {
    const encoded = await encodeSenses(encoder, chunk);
    for (const [i, one] of chunk.entries()) {
      one.vector = encoded[i].word;
      one.query = await ofDescription(`${one.word} : ${one.description}`);
    }
  });
}

async function inTasks(list, work) {
  const chunks = Array.from({ length: Math.ceil(list.length / textsPerTask) }, (_, i) =>
    list.slice(i * textsPerTask, (i + 1) * textsPerTask),
  );
  // a few at once keep every encoder busy
  const next = chunks.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const chunk of next) await work(chunk);
    }),
  );
}
