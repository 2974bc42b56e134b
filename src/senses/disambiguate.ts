// Assigns a sense to every occurrence of many words, and stores it: word by word, resumable, and only what is new.
//
//   lemma ─▶ its occurrences ─▶ its senses (glosses of many words encoded together) ─▶ assignment ─▶ one transaction

import { occurrenceVectors } from '../analysis/rank.js';
import { throwIfCancelled } from '../domain/cancel.js';
import type { DisambiguationOptions, DisambiguationReport } from '../domain/disambiguation.js';
import { PolysemeError } from '../domain/errors.js';
import { type Dictionary, defaultDictionary, type Inventory } from '../domain/senses.js';
import { findOneWord } from '../search/find-word.js';
import type { WordOccurrences } from '../search/occurrences.js';
import type { AssignmentRow, LemmaRow, WordAssignments } from '../store/store.js';
import { describeSenses } from './describe.js';
import { encodeDescriptions, isInDictionary } from './dictionary.js';
import { editedLemmas, editsOf } from './edits.js';
import { computeAssignment, unknownInventory } from './inventory.js';
import type { AssignedWord, SenseContext } from './sense-context.js';

/** Words whose glosses are encoded together, so that the encoders never wait for the rest. */
const lemmasPerBatch = 64;
const batchesAhead = 2;
const progressEveryMs = 200;

/** What all words of a run share. */
interface Run {
  readonly context: SenseContext;
  readonly inventory: Inventory;
  readonly usesRank: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Assigns a sense to every occurrence and stores it: of the named words, or of all (with the user's own senses, of the
 * words that have any). Occurrences that have their sense keep it. The context's encoder is best opened with many
 * workers. Throws `not_found` (none of the words occurs), `model`, or `cancelled`: what is done stays, and the same
 * call resumes from there.
 */
export async function disambiguate(
  context: SenseContext,
  { inventory = defaultDictionary, words, usesRank = true, signal, onProgress }: DisambiguationOptions = {},
): Promise<DisambiguationReport> {
  const startedAt = performance.now();
  const run: Run = { context, inventory, usesRank, signal };
  const all = await chosenLemmas(context, inventory, words);
  const report = reporter(all, startedAt, onProgress);
  const total = { inventory, words: 0, wordsUnchanged: 0, tokens: 0 };
  // while the words of one batch are assigned, the glosses of the next two are encoded: no encoder ever waits
  const ahead: Promise<LemmaRow[]>[] = [];
  const prepareFrom = (first: number): void => {
    const prepared = prepare(run, all.slice(first, first + lemmasPerBatch));
    prepared.catch(() => {}); // thrown where it is awaited
    ahead.push(prepared);
  };
  try {
    for (let i = 0; i < batchesAhead; i++) prepareFrom(i * lemmasPerBatch);
    for (let first = 0; first < all.length; first += lemmasPerBatch) {
      throwIfCancelled(signal);
      const batch = all.slice(first, first + lemmasPerBatch);
      const open = (await ahead.shift()) as LemmaRow[];
      prepareFrom(first + batchesAhead * lemmasPerBatch);
      total.wordsUnchanged += batch.length - open.length;
      const done: WordAssignments[] = [];
      for (const lemma of open) done.push(await assignLemma(run, lemma));
      await context.store.saveAssignments(inventory, done);
      total.words += done.length;
      total.tokens += done.reduce((sum, { rows }) => sum + rows.length, 0);
      // let others be answered too
      if (report(batch)) await new Promise(setImmediate);
    }
  } finally {
    await Promise.allSettled(ahead); // the store may be closed once this has ended
  }
  return { ...total, seconds: (performance.now() - startedAt) / 1000 };
}

async function chosenLemmas(
  context: SenseContext,
  inventory: Inventory,
  words: readonly string[] | undefined,
): Promise<LemmaRow[]> {
  const { store, collection } = context;
  const all = await store.lemmaRows(collection.id);
  if (words === undefined) {
    if (inventory !== 'mine') return all;
    const edited = await editedLemmas(context);
    return all.filter(({ lemma }) => edited.has(lemma));
  }
  const chosen = new Set<string>();
  for (const word of words) {
    for (const lemma of (await findOneWord(context, word))?.lemmas ?? []) chosen.add(lemma);
  }
  if (chosen.size === 0) {
    throw new PolysemeError('not_found', `words: none of ${words.length} occurs`, {
      cure: 'Give words of the collection, or --all.',
    });
  }
  return all.filter(({ lemma }) => chosen.has(lemma));
}

/** Counts batches; now and then calls `onProgress` and returns true. */
function reporter(
  all: readonly LemmaRow[],
  startedAt: number,
  onProgress: DisambiguationOptions['onProgress'],
): (batch: readonly LemmaRow[]) => boolean {
  const count = (rows: readonly LemmaRow[]): number => rows.reduce((sum, row) => sum + row.count, 0);
  const tokensTotal = count(all);
  let wordsDone = 0;
  let tokens = 0;
  let reportedAt = 0;
  return (batch) => {
    wordsDone += batch.length;
    tokens += count(batch);
    const now = performance.now();
    if (now - reportedAt < progressEveryMs) return false;
    reportedAt = now;
    const secondsPerToken = (now - startedAt) / 1000 / Math.max(1, tokens);
    const secondsLeft = Math.round(secondsPerToken * (tokensTotal - tokens));
    onProgress?.({ wordsDone, wordsTotal: all.length, tokens, tokensTotal, secondsLeft });
    return true;
  };
}

/** The words of a batch that have changed since the last run, with their glosses encoded. */
async function prepare(run: Run, batch: readonly LemmaRow[]): Promise<LemmaRow[]> {
  const open: LemmaRow[] = [];
  for (const row of batch) if (!(await isDone(run, row))) open.push(row);
  throwIfCancelled(run.signal);
  if (isDictionary(run.inventory)) {
    await encodeDescriptions(
      run.context,
      run.inventory,
      open.map(({ lemma }) => lemma),
    );
  }
  return open;
}

async function isDone(run: Run, row: LemmaRow): Promise<boolean> {
  const done = await run.context.store.assignedWord(row.id, run.inventory);
  return done?.revision === row.revision && done.basis === (await basisOf(run, row));
}

const isDictionary = (inventory: Inventory): inventory is Dictionary =>
  inventory === 'everyday' || inventory === 'wordnet';

/** What a word's assignments depend on besides its occurrences. */
async function basisOf({ context, inventory, usesRank }: Run, { lemma }: LemmaRow): Promise<string> {
  const { store, collection } = context;
  switch (inventory) {
    case 'everyday':
      return `1 ${usesRank}`;
    case 'wordnet':
      return `2 ${usesRank}`;
    case 'induced': {
      // a word's senses are induced again when it has grown by half, or when a person wishes
      const induction = await store.induction(collection.id, lemma);
      return `2 ${induction?.numTokens} ${induction?.numWished} ${induction?.centroids.length}`;
    }
    case 'mine': {
      const { edits } = await editsOf(context, lemma);
      return `4 ${edits.map(({ id, undoneAt }) => `${id}${undoneAt ? 'u' : ''}`).join(' ')}`;
    }
    default:
      throw unknownInventory(inventory);
  }
}

/** Assignments to write: only new occurrences of a word that was done before with the same basis. */
async function assignLemma(run: Run, row: LemmaRow): Promise<WordAssignments> {
  const { store } = run.context;
  const rows = await assignmentsFor(run, row);
  const basis = await basisOf(run, row); // by now its senses are induced
  const { id: lemmaId, revision } = row;
  const before = await store.assignedWord(lemmaId, run.inventory);
  if (before?.basis !== basis || rows.length === 0) return { lemmaId, revision, basis, rows };
  const kept = await store.assignmentsOfTokens(
    rows.map(({ tokenId }) => tokenId),
    run.inventory,
  );
  return { lemmaId, revision, basis, rows: rows.filter(({ tokenId }) => !kept.has(tokenId)) };
}

async function assignmentsFor(
  { context, inventory, usesRank }: Run,
  row: LemmaRow,
): Promise<AssignmentRow[]> {
  const { store, collection } = context;
  if (isDictionary(inventory) && !isInDictionary(row.lemma)) return [];
  const block = await store.lemmaBlock(row.id, collection.dim);
  const vectors = occurrenceVectors(block.codes, collection.dim);
  const occurrences: WordOccurrences = { ...block, lemmas: [row.lemma], vectors, exactFormIds: new Set() };
  const { edits } = await editsOf(context, row.lemma);
  const assigned = await computeAssignment(context, { occurrences, inventory, edits }, usesRank);
  const { assignment, candidates } = assigned;
  if (candidates.length === 0) return [];
  const labels = await labelsOf(context, inventory, assigned);
  return Array.from(block.tokenIds, (tokenId, i) => {
    const sense = candidates[assignment.senses[i] as number]?.id ?? '';
    const runnerUp = candidates[assignment.runnersUp[i] as number]?.id ?? '';
    const confidence = Math.round((assignment.confidences[i] as number) * 1e4) / 1e4;
    return { tokenId, sense, label: labels.get(sense) ?? '', confidence, runnerUp };
  });
}

/** Labels of senses by their ids; senses without one are named by their words. */
async function labelsOf(
  context: SenseContext,
  inventory: Inventory,
  assigned: AssignedWord,
): Promise<Map<string, string>> {
  const { candidates } = assigned;
  const isLabelled = candidates.every(({ label }) => label !== '');
  const labelled = isLabelled
    ? candidates
    : (await describeSenses(context, inventory, assigned, { usesSubstitutes: false })).senses;
  return new Map(labelled.map(({ id, label }) => [id, label]));
}
