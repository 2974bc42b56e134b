// Resolves a word and an inventory to the senses that the word may have, and assigns one to each occurrence.
//
//   everyday  the everyday dictionary's senses                                     dictionary.ts
//   wordnet   WordNet's
//   induced   clusters of the word's occurrences                                   induced.ts
//   mine      what a person's edits make of either, or of descriptions and lines   own.ts, attach.ts
import { type LineVectors, rowLengths, type SenseVectors } from '../analysis/score.js';
import { assignInThread } from '../analysis/thread.js';
import { describeValue, invalid } from '../domain/check.js';
import type { PolysemeError } from '../domain/errors.js';
import type { LineAnchor, SenseEditRecord, SenseSeed } from '../domain/sense-changes.js';
import { type Dictionary, type Inventory, inventories, type SensesOptions } from '../domain/senses.js';
import { everydaySenses } from '../lexicon/everyday.js';
import { normalise, unitRow } from '../math/vector.js';
import { occurrencesOfWord } from '../search/find-word.js';
import type { WordOccurrences } from '../search/occurrences.js';
import { probabilitiesOf } from '../search/probability.js';
import { type AdoptedLines, keepAdopted } from './adopted.js';
import { decodeVector } from './anchors.js';
import { encodedSenses, posVotes } from './dictionary.js';
import { editsOf } from './edits.js';
import { forgetInducedSenses, inducedCentres, namesOfGroups, type PriorSenses } from './induced.js';
import { labelledLines } from './labelled-lines.js';
import { type Adoption, adoptionOf, keyOf, linesOfNone, ownSenses } from './own.js';
import {
  type AssignedWord,
  assignmentCache,
  plainCandidate,
  type SenseCandidate,
  type SenseContext,
  senseWord,
} from './sense-context.js';

// fitted on the regression lines so that confidences match the share of right lines (npm run bench)
const temperatures: Readonly<Record<Inventory, number>> = {
  everyday: 0.065,
  wordnet: 0.065,
  induced: 0.045,
  mine: 0.045,
};
/** A line whose best dictionary sense scores lower has none of them. */
const floors: Readonly<Record<Dictionary, number>> = { everyday: 0.74, wordnet: 0.55 };

/** A line whose cosine with the nearest group's centre, smoothed, is lower is in none. */
const inducedFloor = 0.65;

/** How lines get the senses of a dictionary. */
export const dictionaryOptions = (dictionary: Dictionary) => ({
  temperature: temperatures[dictionary],
  floor: floors[dictionary],
});

/** A word whose senses are meant. */
export interface MeantWord {
  readonly occurrences: WordOccurrences;
  readonly inventory: Inventory;
  /** Undone ones included, oldest first. */
  readonly edits: readonly SenseEditRecord[];
  /** The word that they are kept under. */
  readonly editedWord: string;
}

/**
 * Returns a word's occurrences and the inventory: where none is named, the user's own senses if there are any, else
 * the induced ones. Throws `not_found` for a word that does not occur, `invalid_input` for several.
 */
export async function meantWord(
  context: SenseContext,
  word: string,
  inventory?: Inventory,
): Promise<MeantWord> {
  const occurrences = await occurrencesOfWord(context, word);
  const { edits, word: editedWord } = await editsOf(context, senseWord(occurrences));
  return {
    occurrences,
    edits,
    editedWord,
    inventory: inventory ?? (ownSenses(edits).length > 0 ? 'mine' : 'induced'),
  };
}

/** True when the user has senses of their own for a word. Throws `not_found` for a word that does not occur. */
export async function hasOwnSenses(context: SenseContext, word: string): Promise<boolean> {
  const { edits } = await meantWord(context, word);
  return ownSenses(edits).length > 0;
}

/**
 * Forgets a word's induced senses; they are induced again when next needed. groups: divides the lines into so many
 * instead. Throws `not_found`, or `invalid_input` for more groups than lines.
 */
export async function forgetInduced(context: SenseContext, word: string, groups?: number): Promise<void> {
  const { occurrences } = await meantWord(context, word);
  const lines = occurrences.tokenIds.length;
  if (groups !== undefined && groups > lines) {
    throw invalid(
      'groups',
      `${groups} of ${lines} lines cannot be made`,
      `Give a number from 2 to ${lines}.`,
    );
  }
  await forgetInducedSenses(context, occurrences, groups);
}

/** Returns the senses of a word and of each occurrence, cached while its occurrences and edits are the same. */
export function assignWord(
  context: SenseContext,
  word: MeantWord,
  { usesRank = true, onProgress }: Pick<SensesOptions, 'usesRank' | 'onProgress'> = {},
): Promise<AssignedWord> {
  const { occurrences, inventory, edits } = word;
  const divisions = context.cache.divisions.get(senseWord(occurrences));
  const key = JSON.stringify([
    inventory,
    divisions,
    usesRank,
    edits.map(({ id, undoneAt }) => [id, undoneAt]),
  ]);
  const { cache } = context;
  const ofWord = cache.assigned.get(occurrences) ?? assignmentCache();
  cache.assigned.set(occurrences, ofWord);
  let assigned = ofWord.get(key);
  if (!assigned) {
    onProgress?.({ phase: 'assigning', lines: occurrences.tokenIds.length, done: 0, total: 0 });
    assigned = computeAssignment(context, word, usesRank);
    assigned.catch(() => ofWord.delete(key));
    ofWord.set(key, assigned);
  }
  return assigned;
}

/** The same, computed now and not cached. Throws `model`. */
export async function computeAssignment(
  context: SenseContext,
  { occurrences, inventory, edits }: Omit<MeantWord, 'editedWord'>,
  usesRank: boolean,
): Promise<AssignedWord> {
  const { codes, norms, dim } = occurrences.vectors;
  const sentences = await context.store.sentencesOfTokens(occurrences.tokenIds, dim);
  const lines: LineVectors = {
    ...{ dim, codes, norms },
    sentenceCodes: sentences.codes,
    sentenceNorms: rowLengths(sentences.codes, dim),
  };
  const base = { occurrences, lines, sentences, edits, stability: null, centroids: [] };
  switch (inventory) {
    case 'everyday':
    case 'wordnet':
      return { ...base, ...(await assignDictionary(context, inventory, occurrences, lines, usesRank)) };
    case 'induced':
      return { ...base, ...(await assignInduced(context, occurrences, lines)) };
    case 'mine':
      return { ...base, ...(await assignOwn(context, occurrences, lines, edits)) };
    default:
      throw unknownInventory(inventory);
  }
}

/** The error for an unknown inventory, which a program without types may name. */
export const unknownInventory = (inventory: never): PolysemeError =>
  invalid('inventory', `${describeValue(inventory)} is not known`, `Use one of: ${inventories.join(', ')}.`);

type Assigned = Pick<AssignedWord, 'candidates' | 'assignment'>;

async function assignDictionary(
  context: SenseContext,
  dictionary: Dictionary,
  occurrences: WordOccurrences,
  lines: LineVectors,
  usesRank: boolean,
): Promise<Assigned> {
  const encoded = await encodedSenses(context, dictionary, senseWord(occurrences));
  const senses = encoded.map(({ vectors }) => vectors);
  const options = { ...dictionaryOptions(dictionary), votes: posVotes(encoded, occurrences.pos) };
  const candidates = encoded.map(({ candidate }) => candidate);
  const assignment = await assignInThread({ op: 'dictionary', lines, senses, usesRank, options });
  return { candidates, assignment };
}

async function assignInduced(
  context: SenseContext,
  occurrences: WordOccurrences,
  lines: LineVectors,
): Promise<Assigned & Pick<AssignedWord, 'stability' | 'centroids'>> {
  const prior = await priorOf(context, occurrences, lines);
  const word = senseWord(occurrences);
  const { centroids, stability } = await inducedCentres(context, word, occurrences, prior);
  const senses = centroids.map((centroid): SenseVectors => ({ parts: [{ centroid }], examples: [] }));
  const options = await inducedOptions(context, centroids.length);
  const assignment = await assignInThread({ op: 'senses', lines, senses, options });
  const names = prior ? namesOfGroups(centroids.length, assignment.senses, prior) : [];
  const candidates = centroids.map((_, i): SenseCandidate => {
    const { label = '', gloss = null, keys = [] } = (centroids.length > 1 && names[i]) || {};
    return { ...plainCandidate(`i${i + 1}`, 'induced'), label, gloss, keys };
  });
  return { candidates, assignment, stability, centroids };
}

/** How lines get one of so many groups. */
async function inducedOptions(
  { shippedVectors, collection }: SenseContext,
  numGroups: number,
): Promise<{ readonly temperature: number; readonly floor?: number }> {
  const { calibration } = await shippedVectors();
  // another model's cosines may be lower, and one group is all that there is
  const isMeasured = calibration?.fingerprint === collection.fingerprint && numGroups > 1;
  return { temperature: temperatures.induced, ...(isMeasured ? { floor: inducedFloor } : {}) };
}

/** The everyday dictionary's senses of the lines; undefined for a word that it lacks or has in one. */
async function priorOf(
  context: SenseContext,
  occurrences: WordOccurrences,
  lines: LineVectors,
): Promise<PriorSenses | undefined> {
  const { everyday } = await context.shippedVectors();
  const senses = everydaySenses(senseWord(occurrences));
  // for other words all glosses would have to be encoded, which groups of the lines never needed
  if (senses.length < 2 || !senses.some(({ id }) => everyday.vector(id))) return undefined;
  const { candidates, assignment } = await assignDictionary(context, 'everyday', occurrences, lines, true);
  return { candidates, senses: assignment.senses };
}

async function assignOwn(
  context: SenseContext,
  occurrences: WordOccurrences,
  lines: LineVectors,
  edits: readonly SenseEditRecord[],
): Promise<Assigned> {
  const { rows } = await labelledLines(context, occurrences, edits);
  const candidates: SenseCandidate[] = [];
  const senses: SenseVectors[] = [];
  const rowsOf = (anchors: readonly LineAnchor[]): number[] =>
    anchors.map((anchor) => rows.get(keyOf(anchor))).filter((row) => row !== undefined);
  const examplesOf = (own: readonly number[]): Float32Array[] =>
    own.map((row) => unitRow(lines.codes, lines.dim, row));
  const own = ownSenses(edits);
  for (const { id, label, description, parts, lines: anchors } of own) {
    const correctedRows = rowsOf(anchors);
    const vectors = await Promise.all(parts.map((part) => partVectors(context, occurrences, part)));
    candidates.push({ ...plainCandidate(id, 'mine'), label, gloss: description ?? null, correctedRows });
    senses.push({ parts: vectors, examples: examplesOf(correctedRows) });
  }
  const outside = rowsOf(linesOfNone(edits));
  const options = { temperature: temperatures.mine };
  const none = examplesOf(outside);
  const scored = await assignInThread({ op: 'senses', lines, senses, none, options });
  const adoption = adoptionOf(edits);
  const adopted = adoption && (await assignAdopted(context, occurrences, lines, adoption));
  const assignment = adopted ? keepAdopted(lines, own, senses, adopted, scored) : scored;
  // a person's assignment always holds
  candidates.forEach(({ correctedRows }, sense) => {
    for (const row of correctedRows) {
      if (assignment.senses[row] !== sense) assignment.runnersUp[row] = assignment.senses[row] as number;
      assignment.senses[row] = sense;
      assignment.confidences[row] = 1;
    }
  });
  for (const row of outside) {
    if ((assignment.senses[row] as number) >= 0) assignment.runnersUp[row] = assignment.senses[row] as number;
    assignment.senses[row] = -1;
    assignment.confidences[row] = 1;
  }
  return { candidates, assignment };
}

/** The lines of the senses that were adopted, as they had them then. */
async function assignAdopted(
  context: SenseContext,
  occurrences: WordOccurrences,
  lines: LineVectors,
  { from, senses: seeds, usesRank = true }: Adoption,
): Promise<AdoptedLines> {
  if (from === 'induced') {
    const senses = await Promise.all(
      seeds.map(async (seed) => ({ parts: [await partVectors(context, occurrences, seed)], examples: [] })),
    );
    const options = await inducedOptions(context, seeds.length);
    const assignment = await assignInThread({ op: 'senses', lines, senses, options });
    return { seeds: seeds.map(({ id }) => id), assignment };
  }
  const { candidates, assignment } = await assignDictionary(context, from, occurrences, lines, usesRank);
  const idOf = new Map(seeds.map(({ id, key }) => [key, id]));
  return { seeds: candidates.map(({ id }) => idOf.get(id)), assignment };
}

async function partVectors(
  context: SenseContext,
  occurrences: WordOccurrences,
  { description, key, centroid }: SenseSeed,
): Promise<SenseVectors['parts'][number]> {
  const { vectors, shippedVectors } = context;
  const shipped = key === undefined ? undefined : await shippedVectors();
  const fromKey =
    key === undefined ? undefined : (shipped?.everyday.vector(key) ?? shipped?.examples.vector(key));
  return {
    description:
      description === undefined ? undefined : await vectors.ofSense(senseWord(occurrences), description),
    probabilities:
      description === undefined ? undefined : await probabilitiesOf(context, occurrences, description),
    centroid:
      centroid === undefined ? fromKey && normalise(Float32Array.from(fromKey)) : decodeVector(centroid),
  };
}
