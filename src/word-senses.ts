// What is shown of a word's senses: counts, typical and doubtful lines, indicative words, substitutes, names.
import { toHit } from './concordance.js';
import type { Hit, Inventory, Sense, SenseWord, WordSenses } from './domain.js';
import { nearestTokens } from './search.js';
import { type AssignedWord, type SenseCandidate, type SenseContext, senseWord } from './sense-inventory.js';
import { indicativeWords } from './senses/keyness.js';
import { cosines, rowLengths } from './senses/score.js';
import { stemOf } from './text/lemmas.js';
import { addScaled, normalise } from './vector.js';

const shownLines = 5;
const shownWords = 10;
/** Lines of a word whose neighbouring words are counted: of a more frequent one, every so many-th. */
const maxCountedLines = 4000;
/** Lines of each sense, from its centre out, whose nearest words are looked up. */
const substituteLines = 20;
const neighboursOfLine = 10;
/** Of which the graph, which knows a prefix of the vectors, gives so many to choose from. */
const neighbourCandidates = 40;

/** Lines of each sense, with the words that tell it apart. usesSubstitutes: false leaves out what takes longest. */
export async function describeSenses(
  context: SenseContext,
  inventory: Inventory,
  assigned: AssignedWord,
  { usesSubstitutes = true }: { readonly usesSubstitutes?: boolean } = {},
): Promise<WordSenses> {
  const { occurrences, candidates, assignment, stability, edits } = assigned;
  const n = occurrences.tokenIds.length;
  const rowsOf = candidates.map((_, sense) =>
    [...assignment.senses.keys()].filter((row) => assignment.senses[row] === sense),
  );
  const words = countWords(context, assigned);
  const alike = usesSubstitutes ? alikeWords(context, occurrences.lemmas) : undefined;
  const collectionCount = (lemma: string): number =>
    context.store.lemma(context.collection.id, lemma)?.count ?? 0;
  const senses: Sense[] = [];
  for (const [sense, candidate] of candidates.entries()) {
    const rows = rowsOf[sense] as number[];
    if (rows.length === 0 && candidate.origin === 'induced') continue;
    const central = byCentrality(assigned, rows);
    const indicative = indicativeWords(words.of(sense), words.except(sense), collectionCount, shownWords);
    const substitutes = alike ? await substitutesOf(context, assigned, central, alike) : [];
    senses.push({
      ...describe(candidate, candidates.length === 1 ? senseWord(occurrences) : '', indicative, substitutes),
      count: rows.length,
      share: n === 0 ? 0 : rows.length / n,
      confidence: rows.length === 0 ? null : mean(rows.map((row) => assignment.confidences[row] as number)),
      ...linesOf(context, assigned, central),
      words: indicative.map(({ lemma, count }) => ({ lemma, count })),
      substitutes,
    });
  }
  return {
    word: senseWord(occurrences),
    lemmas: occurrences.lemmas,
    inventory,
    occurrences: n,
    senses: senses.sort((a, b) => b.count - a.count),
    none: assignment.senses.filter((sense) => sense < 0).length,
    stability,
    substitutesFrom: substituteLines,
    edits,
  };
}

function describe(
  { id, label, gloss, origin, synonyms, hypernyms, correctedRows }: SenseCandidate,
  otherwise: string,
  indicative: readonly SenseWord[],
  substitutes: readonly SenseWord[],
) {
  const names = [...substitutes.slice(0, 2), ...indicative.slice(0, 3)].map(({ lemma }) => lemma);
  const named = [...new Set(names)].slice(0, 3).join(', ');
  return {
    ...{ id, gloss, origin, synonyms, hypernyms },
    label: label || otherwise || named || `sense ${id.slice(1)}`,
    corrected: correctedRows.length,
  };
}

/** Rows from the centre of the sense to its edge, each sentence once. */
function byCentrality({ lines, sentences }: AssignedWord, rows: readonly number[]): number[] {
  const { codes, norms, dim } = lines;
  const sum = new Float32Array(dim);
  for (const row of rows)
    addScaled(sum, codes.subarray(row * dim, (row + 1) * dim), 1 / (norms[row] as number));
  const towardsCentre = cosines(normalise(sum), codes, norms);
  const seen = new Set<number>();
  return [...rows]
    .sort((a, b) => (towardsCentre[b] as number) - (towardsCentre[a] as number) || a - b)
    .filter((row) => {
      const sentence = sentences.firstTokenIds[row] as number;
      if (seen.has(sentence)) return false;
      seen.add(sentence);
      return true;
    });
}

function linesOf(context: SenseContext, assigned: AssignedWord, central: readonly number[]) {
  const { store } = context;
  const { occurrences, assignment, candidates } = assigned;
  const toHits = (rows: readonly number[]): Hit[] =>
    rows.flatMap((row) => {
      const found = store.occurrence(occurrences.tokenIds[row] as number);
      const confidence = assignment.confidences[row] as number;
      return found ? [toHit(store, found, { cosine: null, score: confidence })] : [];
    });
  const typical = central.slice(0, shownLines);
  const rest = central.slice(shownLines);
  const step = rest.length / shownLines;
  const varied =
    rest.length <= shownLines ? rest : typical.map((_, i) => rest[Math.floor((i + 0.5) * step)] as number);
  const doubtful = [...central]
    .filter((row) => (assignment.confidences[row] as number) < 1 && candidates.length > 1)
    .sort((a, b) => (assignment.confidences[a] as number) - (assignment.confidences[b] as number) || a - b)
    .slice(0, shownLines);
  return { lines: toHits(typical), varied: toHits(varied), borderline: toHits(doubtful) };
}

/** How many lines of each sense have each lemma in their sentence, the word itself left out. */
function countWords(context: SenseContext, { occurrences, assignment, sentences, candidates }: AssignedWord) {
  const { store } = context;
  const counts = candidates.map(() => new Map<number, number>());
  const n = occurrences.tokenIds.length;
  const step = Math.max(1, n / maxCountedLines);
  for (let at = 0; at < n; at += step) {
    const row = Math.floor(at);
    const sense = counts[assignment.senses[row] as number];
    if (!sense) continue;
    const lemmaIds = store.lemmaIdsBetween(
      sentences.firstTokenIds[row] as number,
      sentences.numTokens[row] as number,
    );
    for (const id of new Set(lemmaIds)) sense.set(id, (sense.get(id) ?? 0) + 1);
  }
  const names = new Map<number, string>();
  const own = new Set(occurrences.lemmas);
  const named = (byId: ReadonlyMap<number, number>): Map<string, number> => {
    const byName = new Map<string, number>();
    for (const [id, count] of byId) {
      const lemma = names.get(id) ?? store.lemmaById(id) ?? '';
      names.set(id, lemma);
      if (lemma !== '' && !own.has(lemma)) byName.set(lemma, count);
    }
    return byName;
  };
  const all = counts.map(named);
  return {
    of: (sense: number): Map<string, number> => all[sense] as Map<string, number>,
    except(sense: number): Map<string, number> {
      const rest = new Map<string, number>();
      all.forEach((one, other) => {
        if (other === sense) return;
        for (const [lemma, count] of one) rest.set(lemma, (rest.get(lemma) ?? 0) + count);
      });
      return rest;
    },
  };
}

/**
 * Other words whose occurrences lie nearest to the lines at the sense's centre: count is the number of these lines
 * that have one among their ten nearest. Words that share the word's stem are left out.
 */
async function substitutesOf(
  context: SenseContext,
  { lines }: AssignedWord,
  central: readonly number[],
  alike: AlikeWords,
): Promise<SenseWord[]> {
  const { store } = context;
  const { codes, dim } = lines;
  const looked = central.slice(0, substituteLines);
  const vectors = looked.map((row) =>
    normalise(Float32Array.from(codes.subarray(row * dim, (row + 1) * dim))),
  );
  const counts = new Map<string, number>();
  for (const near of await nearestOthers(context, vectors, alike)) {
    const lemmas = near.map((id) => store.lemmaOfToken(id) ?? '');
    for (const lemma of new Set(lemmas)) counts.set(lemma, (counts.get(lemma) ?? 0) + 1);
  }
  return [...counts]
    .map(([lemma, count]) => ({ lemma, count }))
    .sort((a, b) => b.count - a.count || (a.lemma < b.lemma ? -1 : 1))
    .slice(0, shownWords);
}

/** For each vector the ten nearest tokens of other words: candidates by the graph, rescored on all components. */
async function nearestOthers(
  context: SenseContext,
  vectors: readonly Float32Array[],
  { lemmaIds, tokenIds }: AlikeWords,
): Promise<number[][]> {
  const { store, collection, ann } = context;
  const found = await ann.neighbours(vectors, neighbourCandidates, neighbourCandidates, tokenIds);
  if (!found) {
    // without the graph each vector is compared with every token of the collection: one is enough
    const filter = { documents: undefined, pos: undefined, exceptLemmas: lemmaIds };
    const options = { exact: true, efSearch: neighboursOfLine };
    const [first] = vectors;
    const nearest = first
      ? (await nearestTokens(context, first, neighboursOfLine, filter, options)).nearest
      : [];
    return [nearest.slice(0, neighboursOfLine).map(({ id }) => id)];
  }
  return found.map((ids, i) => {
    const tokens = store.tokenVectors(ids, collection.dim);
    const near = cosines(vectors[i] as Float32Array, tokens.codes, rowLengths(tokens.codes, collection.dim));
    return [...tokens.ids.keys()]
      .filter((row) => !lemmaIds.has(tokens.lemmaIds[row] as number))
      .sort((a, b) => (near[b] as number) - (near[a] as number) || a - b)
      .slice(0, neighboursOfLine)
      .map((row) => tokens.ids[row] as number);
  });
}

/** The word itself and those that share a stem with it, which do not stand in for it. */
interface AlikeWords {
  readonly lemmaIds: ReadonlySet<number>;
  readonly tokenIds: Float64Array;
}

function alikeWords({ store, collection }: SenseContext, lemmas: readonly string[]): AlikeWords {
  const stems = new Set(lemmas.map(stemOf));
  const starts = new Set(lemmas.map((lemma) => lemma.slice(0, 2)));
  const alike = store
    .lemmaRows(collection.id)
    .filter(({ lemma }) => starts.has(lemma.slice(0, 2)) && stems.has(stemOf(lemma)));
  const own = lemmas.flatMap((lemma) => store.lemma(collection.id, lemma)?.id ?? []);
  const lemmaIds = new Set([...own, ...alike.map(({ id }) => id)]);
  return { lemmaIds, tokenIds: Float64Array.from([...lemmaIds].flatMap((id) => store.tokenIdsOfLemma(id))) };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
