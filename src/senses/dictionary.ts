// The dictionaries' senses of a word with their vectors. Those of the everyday dictionary, and of examples, come with
// the model; any other description is encoded when first needed, and stored in the database for its model.
//
//   everyday   senses that a reader keeps apart; where it lacks the word, WordNet's, joined   lexicon/everyday.ts
//   wordnet    WordNet's senses as they are                                                    lexicon/wordnet.ts
import type { PosVotes } from '../analysis/assign.js';
import type { Dictionary, Inventory } from '../domain/senses.js';
import { partsOfSpeech } from '../domain/text.js';
import { type EverydaySense, everydaySenses } from '../lexicon/everyday.js';
import type { ShippedVectors } from '../lexicon/sense-vectors.js';
import {
  type DictionaryPos,
  type DictionarySense,
  dictionarySenses,
  isTaggedAs,
  posOf,
} from '../lexicon/wordnet.js';
import { addScaled, mean, normalise, quantise } from '../math/vector.js';
import { encodeSenses } from '../search/query-vectors.js';
import type { EncodedSense, SenseCandidate, SenseContext } from './sense-context.js';

/** Texts handed to an encoder at once: one by one, the handover would take a fifth of the time. */
const textsPerTask = 16;
const maxLabelChars = 48;
const maxSynonyms = 3;
const posNames: Readonly<Record<DictionaryPos, string>> = {
  n: 'noun',
  v: 'verb',
  a: 'adjective',
  r: 'adverb',
};

/** A dictionary's sense of a word. */
interface Entry {
  readonly candidate: SenseCandidate;
  readonly pos: DictionaryPos;
  /** Place among the senses of its part of speech, from 1. */
  readonly rank: number;
  /** The mean of these stands for the sense, unless its vector comes with the model. */
  readonly texts: readonly DescribedSense[];
}

/** A vector is stored for each of these: the mean of the descriptions'. */
interface DescribedSense {
  /** Of WordNet's sense, or the id of an everyday one. */
  readonly key: string;
  readonly word: string;
  readonly descriptions: readonly string[];
}

/** True for a word that the dictionaries have. */
export const isInDictionary = (word: string): boolean => dictionarySenses(word).length > 0;

/** Keys of WordNet's senses that a sense of a word covers; none except for the dictionaries. */
export const keysOf = (inventory: Inventory, word: string, id: string): readonly string[] => {
  if (inventory === 'wordnet') return id === '' ? [] : [id];
  if (inventory !== 'everyday') return [];
  return everydaySenses(word).find((sense) => sense.id === id)?.keys ?? [];
};

/** Returns a dictionary's senses of a word, each with its vectors, in the dictionary's order. Throws `model`. */
export async function encodedSenses(
  context: SenseContext,
  dictionary: Dictionary,
  word: string,
): Promise<EncodedSense[]> {
  const entries = entriesOf(dictionary, word);
  const shipped = await context.shippedVectors();
  const stored = await vectorsOf(context, textsToEncode(entries, shipped));
  return entries.map(({ candidate, pos, rank, texts }) => {
    const glosses = texts.map(({ key }) => stored.get(key) as Int8Array);
    const examples = candidate.keys
      .map((key) => shipped.examples.vector(key))
      .filter((one) => one !== undefined);
    const vectors =
      dictionary === 'wordnet'
        ? { text: glosses[0] as Int8Array, examples: examples[0] ?? null }
        : { text: shipped.everyday.vector(candidate.id) ?? together(glosses, examples), examples: undefined };
    return { candidate, pos, vectors: { ...vectors, rank } };
  });
}

/** The mean of the glosses' and the mean of the examples', each of length 1, count alike. */
function together(glosses: readonly Int8Array[], examples: readonly Int8Array[]): Int8Array {
  const sum = directionOf(glosses);
  if (examples.length > 0) addScaled(sum, directionOf(examples), 1);
  return quantise(sum).codes;
}

/** Mean of length 1. */
const directionOf = (vectors: readonly Int8Array[]): Float32Array =>
  normalise(
    mean(
      vectors.map((codes) => normalise(Float32Array.from(codes))),
      vectors[0]?.length ?? 0,
    ),
  );

/** Encodes and stores the descriptions of several words together, so that no encoder waits for the next word. */
export async function encodeDescriptions(
  context: SenseContext,
  dictionary: Dictionary,
  words: Iterable<string>,
): Promise<void> {
  const entries = [...words].flatMap((word) => entriesOf(dictionary, word));
  await vectorsOf(context, textsToEncode(entries, await context.shippedVectors()));
}

/** Those of the words whose descriptions would have to be encoded first. */
export async function wordsToEncode(
  { store, collection, shippedVectors }: SenseContext,
  dictionary: Dictionary,
  words: readonly string[],
): Promise<Set<string>> {
  const shipped = await shippedVectors();
  const texts = words.flatMap((word) => textsToEncode(entriesOf(dictionary, word), shipped));
  const keys = texts.map(({ key }) => key);
  const vectors = await store.glossVectors(collection.fingerprint, keys);
  return new Set(texts.filter(({ key }) => !vectors.has(key)).map(({ word }) => word));
}

const textsToEncode = (entries: readonly Entry[], { everyday }: ShippedVectors): DescribedSense[] =>
  entries.flatMap(({ candidate, texts }) => (everyday.vector(candidate.id) ? [] : texts));

/** Reads stored vectors, and encodes and stores missing ones; by key. */
async function vectorsOf(
  { store, collection, encoder }: SenseContext,
  texts: readonly DescribedSense[],
): Promise<Map<string, Int8Array>> {
  const { fingerprint } = collection;
  const keys = texts.map(({ key }) => key);
  const vectors = await store.glossVectors(fingerprint, keys);
  const missing = texts.filter(({ key }) => !vectors.has(key));
  if (missing.length === 0) return vectors;
  const encoded = await encodeAll(await encoder(), missing);
  const added = missing.map(({ key }, i) => [key, quantise(encoded[i] as Float32Array).codes] as const);
  await store.saveGlosses(fingerprint, added);
  return new Map([...vectors, ...added]);
}

/** One vector each, of length 1. */
async function encodeAll(
  encoder: Parameters<typeof encodeSenses>[0],
  senses: readonly DescribedSense[],
): Promise<Float32Array[]> {
  const texts = senses.flatMap(({ word, descriptions }) =>
    descriptions.map((description) => ({ word, description })),
  );
  const chunks = Array.from({ length: Math.ceil(texts.length / textsPerTask) }, (_, i) =>
    texts.slice(i * textsPerTask, (i + 1) * textsPerTask),
  );
  const encoded = (await Promise.all(chunks.map((chunk) => encodeSenses(encoder, chunk)))).flat();
  let next = 0;
  return senses.map(({ descriptions }) => {
    const own = encoded.slice(next, (next += descriptions.length)).map(({ word }) => word);
    return normalise(mean(own, encoder.dim));
  });
}

/** What the tags of a word's lines say of its senses. A tag that fits none of the senses says nothing. */
export function posVotes(senses: readonly EncodedSense[], tags: Uint8Array): PosVotes {
  const byTag = partsOfSpeech.map((tag) => {
    const fitting = senses.map(({ pos }) => isTaggedAs(tag, pos));
    return fitting.some(Boolean) ? fitting : fitting.map(() => true);
  });
  return { tags, byTag };
}

const entriesOf = (dictionary: Dictionary, word: string): Entry[] =>
  withDifferentLabels(
    dictionary === 'everyday'
      ? everydaySenses(word).map((sense) => everydayEntry(word, sense))
      : dictionarySenses(word).map((sense) => wordnetEntry(word, sense)),
  );

/** A sense with the label of another says its part of speech too, or where that is the same, more of its gloss. */
const withDifferentLabels = (entries: readonly Entry[]): Entry[] =>
  entries.map((entry) => {
    const { candidate, pos } = entry;
    const { label, gloss } = candidate;
    const alike = entries.filter((one) => one !== entry && one.candidate.label === label);
    if (alike.length === 0) return entry;
    const isOfPos = alike.every((one) => one.pos !== pos);
    const more = isOfPos ? ` (${posNames[pos]})` : `: ${shortened(gloss ?? '')}`;
    return { ...entry, candidate: { ...candidate, label: label + more } };
  });

/** Labelled by up to three synonyms, or else by the start of the gloss. */
function wordnetEntry(word: string, { key, gloss, synonyms, hypernyms, rank }: DictionarySense): Entry {
  const label = synonyms.length > 0 ? synonyms.slice(0, maxSynonyms).join(', ') : shortened(gloss);
  return {
    candidate: {
      id: key,
      label,
      gloss,
      origin: 'wordnet',
      keys: [key],
      synonyms,
      hypernyms,
      correctedRows: [],
    },
    ...{ pos: posOf(key), rank, texts: [{ key, word, descriptions: [gloss] }] },
  };
}

/** Labelled by its shortest description; where only WordNet has the word, as the most frequent of the joined senses. */
function everydayEntry(word: string, sense: EverydaySense): Entry {
  const { id, pos, rank, keys, wordnet, descriptions } = sense;
  const { synonyms = [], hypernyms = [] } = wordnet[0] ?? {};
  const isWordnets = sense.examples.length === 0;
  const label = isWordnets
    ? wordnetEntry(word, wordnet[0] as DictionarySense).candidate.label
    : (descriptions[0] as string);
  return {
    candidate: {
      ...{ id, label, gloss: descriptions.slice(isWordnets ? 0 : 1).join('; '), origin: 'everyday', keys },
      ...{ synonyms: isWordnets ? synonyms : [], hypernyms: isWordnets ? hypernyms : [], correctedRows: [] },
    },
    ...{ pos, rank },
    texts: isWordnets
      ? wordnet.map(({ key, gloss }) => ({ key, word, descriptions: [gloss] }))
      : [{ key: id, word, descriptions }],
  };
}

/** The first words of a gloss. */
function shortened(gloss: string): string {
  const start = gloss.replace(/\s*\([^)]*\)/gu, '').split(/[;,]/u, 1)[0] as string;
  return start.length <= maxLabelChars ? start : `${start.slice(0, maxLabelChars).replace(/\s\S*$/u, '')} …`;
}
