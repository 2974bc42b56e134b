// The senses that a word may have, by one of three inventories, and which of them each occurrence has.
//
//   wordnet   the dictionary's senses: glosses (and examples) encoded once for a model, cached in the database
//   induced   clusters of the word's occurrences, made once and kept
//   mine      what a person's edits make of either, or of descriptions and lines
import { createHash } from 'node:crypto';
import type { Assignment, PossibleSenses } from '../analysis/assign.js';
import { type LineVectors, rowLengths, type SenseVectors } from '../analysis/score.js';
import { induceInThread, tellInThread } from '../analysis/thread.js';
import { PolysemeError } from '../domain/errors.js';
import type { Inventory, LineAnchor, SenseEditRecord, SenseSeed } from '../domain/senses.js';
import { type PartOfSpeech, partsOfSpeech } from '../domain/text.js';
import type { Encoder } from '../encoder/encoder.js';
import { type DictionarySense, dictionarySenses, fitsPos } from '../lexicon/dictionary.js';
import type { SenseExamples } from '../lexicon/examples.js';
import { bytesOf, floatsOf, normalise, quantise, unitRow } from '../math/vector.js';
import type { WordOccurrences } from '../search/occurrences.js';
import { encodeSenses } from '../search/query-vectors.js';
import type { SearchContext } from '../search/search.js';
import { ownSenses } from './own.js';

export interface SenseContext extends SearchContext {
  readonly encoder: () => Promise<Encoder>;
  /** Of the collection's model. */
  readonly examples: () => Promise<SenseExamples>;
}

/** A sense before its lines are known. */
export interface SenseCandidate {
  readonly id: string;
  /** Empty for an induced sense: its words name it. */
  readonly label: string;
  readonly gloss: string | null;
  readonly origin: Inventory;
  readonly synonyms: readonly string[];
  readonly hypernyms: readonly string[];
  /** Rows that a person gave it. */
  readonly correctedRows: readonly number[];
}

export interface AssignedWord {
  readonly occurrences: WordOccurrences;
  readonly lines: LineVectors;
  readonly sentences: { readonly firstTokenIds: Float64Array; readonly numTokens: Int32Array };
  readonly candidates: readonly SenseCandidate[];
  readonly assignment: Assignment;
  readonly stability: number | null;
  /** Unit vectors of induced senses. */
  readonly centroids: readonly Float32Array[];
  readonly edits: readonly SenseEditRecord[];
}

export interface InventoryOptions {
  /** Whether the dictionary's order of senses, which is that of everyday English, counts; default true. */
  readonly usesRank?: boolean;
}

// fitted on the regression lines so that confidences are as high as the share that is right (npm run bench)
const temperatures: Readonly<Record<Inventory, number>> = { wordnet: 0.065, induced: 0.045, mine: 0.045 };
/** Glosses handed to an encoder at once: one by one, handing over would take a fifth of the time. */
const glossesPerTask = 16;
/** A line whose best dictionary sense scores lower has none of them. */
const dictionaryFloor = 0.55;

/** The word as senses are kept under: its first lemma. */
export const senseWord = (occurrences: WordOccurrences): string => occurrences.lemmas[0] as string;

/** Senses of a word and of each of its occurrences. Throws `not_found` where the inventory does not know the word. */
export async function assignWord(
  context: SenseContext,
  occurrences: WordOccurrences,
  inventory: Inventory,
  { usesRank = true }: InventoryOptions = {},
): Promise<AssignedWord> {
  const { store, collection } = context;
  const word = senseWord(occurrences);
  const edits = store.senseEdits(collection.id, word);
  const { codes, norms, dim } = occurrences.vectors;
  const sentences = store.sentencesOfTokens(occurrences.tokenIds, dim);
  const lines: LineVectors = {
    ...{ dim, codes, norms },
    sentenceCodes: sentences.codes,
    sentenceNorms: rowLengths(sentences.codes, dim),
  };
  const base = { occurrences, lines, sentences, edits, stability: null, centroids: [] };
  const temperature = temperatures[inventory];
  if (inventory === 'wordnet') {
    const found = await dictionaryOf(context, word, new Set(occurrences.pos));
    const senses = found.map(({ vectors }) => vectors);
    const options = { temperature, floor: dictionaryFloor, possible: possibleSenses(found, occurrences.pos) };
    const candidates = found.map(({ sense }) => fromDictionary(sense));
    const assignment = await tellInThread({ op: 'dictionary', lines, senses, usesRank, options });
    return { ...base, candidates, assignment };
  }
  if (inventory === 'induced') {
    const { centroids, stability } = await inducedOf(context, word, occurrences);
    const senses = centroids.map((centroid): SenseVectors => ({ parts: [{ centroid }], examples: [] }));
    const candidates = centroids.map((_, i) => plainCandidate(`i${i + 1}`, 'induced'));
    const assignment = await tellInThread({ op: 'senses', lines, senses, options: { temperature } });
    return { ...base, candidates, assignment, stability, centroids };
  }
  return { ...base, ...(await ownOf(context, word, lines, occurrences, edits, temperature)) };
}

/**
 * The dictionary's senses that occurrences tagged with one of `tags` (indices into partsOfSpeech) may have, each with
 * its vectors; glosses are encoded when they are first needed.
 */
export async function dictionaryOf(context: SenseContext, word: string, tags: ReadonlySet<number>) {
  const senses = sensesTagged(word, tags);
  const glosses = await glossVectors(
    context,
    senses.map((sense) => ({ word, sense })),
  );
  const examples = await context.examples();
  return senses.map((sense, i) => ({
    sense,
    vectors: { gloss: glosses[i] as Int8Array, examples: examples.vector(sense.key), rank: sense.rank },
  }));
}

/** Encodes and keeps the glosses of several words together, so that no encoder waits for the next word. */
export async function encodeGlosses(
  context: SenseContext,
  words: Iterable<{ readonly word: string; readonly tags: ReadonlySet<number> }>,
): Promise<void> {
  const wanted = [...words].flatMap(({ word, tags }) =>
    sensesTagged(word, tags).map((sense) => ({ word, sense })),
  );
  await glossVectors(context, wanted);
}

function sensesTagged(word: string, tags: ReadonlySet<number>): DictionarySense[] {
  const all = dictionarySenses(word);
  const fits = [...tags].map((tag) => all.map(({ key }) => fitsPos(key, partsOfSpeech[tag] as PartOfSpeech)));
  // a tag that fits none of the senses is not trusted
  const isWanted = (i: number): boolean => fits.some((one) => one[i] || !one.some(Boolean));
  return all.filter((_, i) => isWanted(i));
}

interface Wanted {
  readonly word: string;
  readonly sense: DictionarySense;
}

async function glossVectors(
  { store, collection, encoder }: SenseContext,
  wanted: readonly Wanted[],
): Promise<Int8Array[]> {
  const vectors = wanted.map(({ sense }) => store.glossVector(collection.fingerprint, sense.key));
  const missing = wanted.filter((_, i) => !vectors[i]);
  if (missing.length === 0) return vectors as Int8Array[];
  const opened = await encoder();
  const chunks = Array.from({ length: Math.ceil(missing.length / glossesPerTask) }, (_, i) =>
    missing.slice(i * glossesPerTask, (i + 1) * glossesPerTask),
  );
  const encoded = await Promise.all(
    chunks.map((chunk) =>
      encodeSenses(
        opened,
        chunk.map(({ word, sense }) => ({ word, description: sense.gloss })),
      ),
    ),
  );
  const made = new Map(
    encoded.flat().map(({ word }, i) => [(missing[i] as Wanted).sense.key, quantise(word).codes] as const),
  );
  store.saveGlosses(collection.fingerprint, made);
  return vectors.map((vector, i) => vector ?? (made.get((wanted[i] as Wanted).sense.key) as Int8Array));
}

/** A sense is possible for its part of speech; where the tag fits none of the senses, it is not trusted. */
function possibleSenses(
  found: readonly { readonly sense: DictionarySense }[],
  tags: Uint8Array,
): PossibleSenses {
  const byTag = partsOfSpeech.map((tag) => {
    const fitting = found.map(({ sense }) => fitsPos(sense.key, tag));
    return fitting.some(Boolean) ? fitting : fitting.map(() => true);
  });
  return { tags, byTag };
}

function fromDictionary({ key, gloss, synonyms, hypernyms }: DictionarySense): SenseCandidate {
  const label = synonyms.length > 0 ? synonyms.slice(0, 3).join(', ') : shortened(gloss);
  return { id: key, label, gloss, origin: 'wordnet', synonyms, hypernyms, correctedRows: [] };
}

/** The first words of a gloss. */
function shortened(gloss: string): string {
  const start = gloss.replace(/\s*\([^)]*\)/gu, '').split(/[;,]/u, 1)[0] as string;
  return start.length <= 48 ? start : `${start.slice(0, 48).replace(/\s\S*$/u, '')} …`;
}

const plainCandidate = (id: string, origin: Inventory): SenseCandidate => ({
  ...{ id, origin, label: '', gloss: null },
  ...{ synonyms: [], hypernyms: [], correctedRows: [] },
});

async function inducedOf(
  { store, collection }: SenseContext,
  word: string,
  { vectors }: WordOccurrences,
): Promise<{ centroids: Float32Array[]; stability: number | null }> {
  const { dim, codes, norms } = vectors;
  let stored = store.induction(collection.id, word);
  // a word that has grown by half may have got senses it had not
  if (!stored || norms.length > 1.5 * stored.numTokens || norms.length < 0.5 * stored.numTokens) {
    const { centroids, stability } = await induceInThread(codes, dim);
    stored = {
      numTokens: norms.length,
      stability,
      centroids: Float32Array.from(centroids.flatMap((one) => [...one])),
    };
    store.saveInduction(collection.id, word, stored);
  }
  const { centroids, stability } = stored;
  return {
    stability,
    centroids: Array.from({ length: centroids.length / dim }, (_, i) =>
      centroids.slice(i * dim, (i + 1) * dim),
    ),
  };
}

async function ownOf(
  context: SenseContext,
  word: string,
  lines: LineVectors,
  occurrences: WordOccurrences,
  edits: readonly SenseEditRecord[],
  temperature: number,
): Promise<{ candidates: SenseCandidate[]; assignment: Assignment }> {
  const own = ownSenses(edits);
  const rowsOf = rowFinder(context, occurrences);
  const candidates: SenseCandidate[] = [];
  const senses: SenseVectors[] = [];
  for (const { id, label, description, parts, lines: anchors } of own) {
    const correctedRows = anchors.flatMap((anchor) => rowsOf(anchor) ?? []);
    const vectors = await Promise.all(parts.map((part) => partVectors(context, word, part)));
    candidates.push({ ...plainCandidate(id, 'mine'), label, gloss: description ?? null, correctedRows });
    senses.push({
      parts: vectors,
      examples: correctedRows.map((row) => unitRow(lines.codes, lines.dim, row)),
    });
  }
  const assignment = await tellInThread({ op: 'senses', lines, senses, options: { temperature } });
  // what a person said is so
  candidates.forEach(({ correctedRows }, sense) => {
    for (const row of correctedRows) {
      if (assignment.senses[row] !== sense) assignment.runnersUp[row] = assignment.senses[row] as number;
      assignment.senses[row] = sense;
      assignment.confidences[row] = 1;
    }
  });
  return { candidates, assignment };
}

async function partVectors(
  { vectors, examples }: SenseContext,
  word: string,
  { description, key, centroid }: SenseSeed,
): Promise<SenseVectors['parts'][number]> {
  const ofKey = key === undefined ? undefined : (await examples()).vector(key);
  return {
    description: description === undefined ? undefined : await vectors.ofSense(word, description),
    centroid: centroid === undefined ? ofKey && normalise(Float32Array.from(ofKey)) : decodeVector(centroid),
  };
}

export const encodeVector = (vector: Float32Array): string => bytesOf(vector).toString('base64');
const decodeVector = (text: string): Float32Array => floatsOf(Buffer.from(text, 'base64'));

/** How a line is found again. Throws `not_found` for a token that is not there. */
export function anchorOf({ store }: SenseContext, tokenId: number): LineAnchor {
  const row = store.occurrence(tokenId);
  if (!row || row.tokenStart === null) {
    throw new PolysemeError('not_found', `line: there is no line ${tokenId}`, {
      cure: 'Take the tokenId of a line that is shown; a changed or removed document has new ones.',
    });
  }
  const { uri, passageStart, passageText, sentenceStart, sentenceEnd, tokenStart } = row;
  const sentence = createHash('sha256').update(passageText.slice(sentenceStart, sentenceEnd)).digest('hex');
  return {
    ...{ tokenId, uri, sentence },
    start: passageStart + tokenStart,
    startInSentence: tokenStart - sentenceStart,
  };
}

/**
 * Finds the row of an anchor: by its token id, which lasts as long as its passage is not encoded anew; else the
 * occurrence in the same document with the same sentence, and of several the one nearest to where it was.
 */
function rowFinder(context: SenseContext, occurrences: WordOccurrences) {
  const { store, collection } = context;
  const rowOfToken = new Map(Array.from(occurrences.tokenIds, (id, row) => [id, row]));
  const inDocument = new Map<string, LineAnchor[]>();
  const anchorsIn = (uri: string): LineAnchor[] => {
    let known = inDocument.get(uri);
    if (!known) {
      const document = store.findDocument(collection.id, uri);
      const ids = [...occurrences.tokenIds].filter((_, row) => occurrences.documentIds[row] === document?.id);
      known = ids.map((id) => anchorOf(context, id));
      inDocument.set(uri, known);
    }
    return known;
  };
  return (anchor: LineAnchor): number | undefined => {
    const row = rowOfToken.get(anchor.tokenId);
    if (row !== undefined) return row;
    const { sentence, startInSentence, start, uri } = anchor;
    const [nearest] = anchorsIn(uri)
      .filter((one) => one.sentence === sentence && one.startInSentence === startInSentence)
      .sort((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start));
    return nearest && rowOfToken.get(nearest.tokenId);
  };
}
