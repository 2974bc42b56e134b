// The sense of every occurrence of many words, kept in the database: a word at a time, resumable, and only what is new.
//
//   lemma ─▶ its occurrences ─▶ its senses (glosses of many words encoded together) ─▶ assignment ─▶ one transaction

import { occurrenceVectors } from '../analysis/rank.js';
import { throwIfCancelled } from '../domain/cancel.js';
import type { AssignedLine, Inventory } from '../domain/senses.js';
import { dictionarySenses } from '../lexicon/dictionary.js';
import { toTokenLine } from '../search/lines.js';
import type { WordOccurrences } from '../search/occurrences.js';
import type { AssignmentRow } from '../store/store.js';
import { describeSenses } from './describe.js';
import {
  type AssignedWord,
  assignWord,
  encodeGlosses,
  type InventoryOptions,
  type SenseContext,
} from './inventory.js';

/** How far a disambiguation is. */
export interface DisambiguationProgress {
  /** Lemmas, those with nothing to do included. */
  readonly wordsDone: number;
  /** Lemmas that were asked for. */
  readonly wordsTotal: number;
  /** Occurrences looked at so far, those that had their sense already included. */
  readonly tokens: number;
  /** Occurrences of all these lemmas. */
  readonly tokensTotal: number;
  /** Estimated by the occurrences so far. */
  readonly secondsLeft: number | null;
}

/** What a disambiguation did. */
export interface DisambiguationReport {
  /** Where the senses are from. */
  readonly inventory: Inventory;
  /** Words that were done now, and those whose occurrences all had their sense. */
  readonly words: number;
  /** Nothing in them had changed since the last time. */
  readonly wordsUnchanged: number;
  /** Occurrences that were given a sense now, or told to have none. */
  readonly tokens: number;
  /** Loading the model included, where that was needed. */
  readonly seconds: number;
}

export interface DisambiguateOptions extends InventoryOptions {
  /** Lemmas; all when left out. */
  readonly lemmas?: readonly string[];
  /** Stops it before the next 64 words: what is done stays. */
  readonly signal?: AbortSignal | undefined;
  /** Called after every 64 words, but five times a second at most. */
  readonly onProgress?: ((progress: DisambiguationProgress) => void) | undefined;
}

/** Words whose glosses are encoded together, so that the encoders never wait for the rest. */
const lemmasPerBatch = 64;
const batchesAhead = 2;
const progressEveryMs = 200;

interface LemmaRow {
  readonly id: number;
  readonly lemma: string;
  readonly count: number;
  readonly revision: number;
}

/** Throws `cancelled`; what is done stays, and the same call goes on from there. */
export async function disambiguate(
  context: SenseContext,
  inventory: Inventory,
  options: DisambiguateOptions = {},
): Promise<DisambiguationReport> {
  const { store, collection } = context;
  const startedAt = performance.now();
  const wanted = options.lemmas && new Set(options.lemmas);
  const all = store.lemmaRows(collection.id).filter(({ lemma }) => !wanted || wanted.has(lemma));
  const tokensTotal = all.reduce((sum, { count }) => sum + count, 0);
  const report = { inventory, words: 0, wordsUnchanged: 0, tokens: 0 };
  let wordsDone = 0;
  let tokens = 0;
  let reportedAt = 0;
  const openIn = (first: number): LemmaRow[] =>
    all.slice(first, first + lemmasPerBatch).filter((row) => !isDone(context, inventory, row, options));
  const prepare = async (rows: readonly LemmaRow[]): Promise<readonly LemmaRow[]> => {
    if (inventory === 'wordnet') {
      const words = rows.map(({ id, lemma }) => ({ word: lemma, tags: store.tagsOfLemma(id) }));
      await encodeGlosses(context, words);
    }
    return rows;
  };
  // while the words of one batch are assigned, the glosses of the next two are encoded: no encoder ever waits
  const ahead: Promise<readonly LemmaRow[]>[] = [];
  const prepareFrom = (first: number): void => {
    const prepared = prepare(openIn(first));
    prepared.catch(() => {}); // told where it is awaited
    ahead.push(prepared);
  };
  for (let i = 0; i < batchesAhead; i++) prepareFrom(i * lemmasPerBatch);
  for (let first = 0; first < all.length; first += lemmasPerBatch) {
    throwIfCancelled(options.signal);
    const batch = all.slice(first, first + lemmasPerBatch);
    const open = (await ahead.shift()) as readonly LemmaRow[];
    prepareFrom(first + batchesAhead * lemmasPerBatch);
    report.wordsUnchanged += batch.length - open.length;
    const finished = [];
    for (const row of open) {
      const rows = await assignLemma(context, inventory, row, options);
      report.words++;
      report.tokens += rows.length;
      finished.push({
        lemmaId: row.id,
        revision: row.revision,
        basis: basisOf(context, inventory, row, options),
        rows,
      });
    }
    store.saveAssignments(inventory, finished);
    wordsDone += batch.length;
    tokens += batch.reduce((sum, { count }) => sum + count, 0);
    const now = performance.now();
    if (now - reportedAt < progressEveryMs) continue;
    reportedAt = now;
    const secondsLeft = Math.round(
      (((now - startedAt) / 1000) * (tokensTotal - tokens)) / Math.max(1, tokens),
    );
    options.onProgress?.({ wordsDone, wordsTotal: all.length, tokens, tokensTotal, secondsLeft });
    await new Promise(setImmediate); // others want an answer too
  }
  return { ...report, seconds: (performance.now() - startedAt) / 1000 };
}

/** What a word's assignments depend on besides its occurrences. */
function basisOf(
  { store, collection }: SenseContext,
  inventory: Inventory,
  { lemma }: LemmaRow,
  { usesRank = true }: InventoryOptions,
): string {
  if (inventory === 'wordnet') return `1 ${usesRank}`;
  // induced senses are made anew when a word has grown by half
  if (inventory === 'induced') return `1 ${store.induction(collection.id, lemma)?.numTokens}`;
  const edits = store
    .senseEdits(collection.id, lemma)
    .map(({ id, undoneAt }) => `${id}${undoneAt ? 'u' : ''}`);
  return `1 ${edits.join(' ')}`;
}

function isDone(
  context: SenseContext,
  inventory: Inventory,
  row: LemmaRow,
  options: InventoryOptions,
): boolean {
  const done = context.store.assignedWord(row.id, inventory);
  return done?.revision === row.revision && done.basis === basisOf(context, inventory, row, options);
}

/** Assignments to write: of a word that was done before with the same basis, those of new occurrences. */
async function assignLemma(
  context: SenseContext,
  inventory: Inventory,
  row: LemmaRow,
  options: InventoryOptions,
): Promise<AssignmentRow[]> {
  const { store, collection } = context;
  if (inventory === 'wordnet' && dictionarySenses(row.lemma).length === 0) return [];
  const block = store.lemmaBlock(row.id, collection.dim);
  const vectors = occurrenceVectors(block.codes, collection.dim);
  const occurrences: WordOccurrences = { ...block, lemmas: [row.lemma], vectors, exactFormIds: new Set() };
  const assigned = await assignWord(context, occurrences, inventory, options);
  const { assignment, candidates } = assigned;
  if (candidates.length === 0) return [];
  const names = await namesOf(context, inventory, assigned);
  const isSame = store.assignedWord(row.id, inventory)?.basis === basisOf(context, inventory, row, options);
  return [...block.tokenIds].flatMap((tokenId, i) => {
    if (isSame && store.assignment(tokenId, inventory)) return [];
    const sense = candidates[assignment.senses[i] as number]?.id ?? '';
    const runnerUp = candidates[assignment.runnersUp[i] as number]?.id ?? '';
    const confidence = Math.round((assignment.confidences[i] as number) * 1e4) / 1e4;
    return [{ tokenId, sense, label: names.get(sense) ?? '', confidence, runnerUp }];
  });
}

/** Names of senses by their ids; those that have none are named by their words. */
async function namesOf(
  context: SenseContext,
  inventory: Inventory,
  assigned: AssignedWord,
): Promise<Map<string, string>> {
  const { candidates } = assigned;
  if (candidates.every(({ label }) => label !== '')) {
    return new Map(candidates.map(({ id, label }) => [id, label]));
  }
  const { senses } = await describeSenses(context, inventory, assigned, { usesSubstitutes: false });
  return new Map(senses.map(({ id, label }) => [id, label]));
}

/** Lines with the senses that the last disambiguation told, by document and place in it. */
export function* assignedLines(
  { store, collection }: SenseContext,
  inventory: Inventory,
  { lemmas, uris }: { readonly lemmas?: readonly string[]; readonly uris?: readonly string[] } = {},
): Generator<AssignedLine> {
  const allowed = store.allowedDocuments(collection.id, { documents: uris ?? [] });
  for (const tokenId of lemmas ? tokensOf(lemmas) : allTokens()) {
    const told = store.assignment(tokenId, inventory);
    const row = told && store.occurrence(tokenId);
    if (!row || (allowed && !allowed.has(row.documentId))) continue;
    const { sense, label, confidence, runnerUp } = told;
    yield { ...toTokenLine(store, row), sense, label, confidence, runnerUp };
  }

  function tokensOf(words: readonly string[]): number[] {
    const ids = [...new Set(words)].flatMap((lemma) => {
      const row = store.lemma(collection.id, lemma);
      return row ? store.tokenIdsOfLemma(row.id) : [];
    });
    return store.positions(ids).map(({ tokenId }) => tokenId);
  }

  function* allTokens(): Generator<number> {
    const page = 500;
    for (let offset = 0; ; offset += page) {
      const documents = store.listDocuments(collection.id, { limit: page, offset });
      for (const { id } of documents) {
        if (!allowed || allowed.has(id)) yield* store.tokensOfDocument(id);
      }
      if (documents.length < page) return;
    }
  }
}
