// Lines with the senses that the last disambiguation assigned, read in batches.

import type { AssignedLine, AssignmentsOptions } from '../domain/disambiguation.js';
import { defaultDictionary, type Inventory } from '../domain/senses.js';
import { findOneWord } from '../search/find-word.js';
import { toTokenLine } from '../search/lines.js';
import { keysOf } from './dictionary.js';
import type { SenseContext } from './sense-context.js';

/** Lines read by one statement. */
const linesPerBatch = 500;

/** Yields lines with a sense, by document and place in it: of the named words, or of all. */
export async function* assignments(
  context: SenseContext,
  { words, documents = [], ...options }: AssignmentsOptions = {},
): AsyncGenerator<AssignedLine> {
  const { store, collection } = context;
  const inventory = options.inventory ?? (await dictionaryOf(context));
  const allowed = await store.allowedDocuments(collection.id, { documents });
  const tokens = words ? tokensOfWords(context, words) : tokensOfDocuments(context, allowed);
  for await (const tokenIds of tokens) yield* await linesOf(context, inventory, tokenIds, allowed);
}

/** WordNet's were the default once: a collection may have nothing but those. */
async function dictionaryOf({ store, collection: { id } }: SenseContext): Promise<Inventory> {
  if (await store.hasAssignments(id, defaultDictionary)) return defaultDictionary;
  return (await store.hasAssignments(id, 'wordnet')) ? 'wordnet' : defaultDictionary;
}

async function linesOf(
  { store }: SenseContext,
  inventory: Inventory,
  tokenIds: readonly number[],
  allowed: ReadonlySet<number> | undefined,
): Promise<AssignedLine[]> {
  const assigned = await store.assignmentsOfTokens(tokenIds, inventory);
  const lines = await store.lines(tokenIds.filter((id) => assigned.has(id)));
  return lines.flatMap((line): AssignedLine[] => {
    const assignment = assigned.get(line.tokenId as number);
    if (!assignment || (allowed && !allowed.has(line.documentId))) return [];
    const { sense, label, confidence, runnerUp } = assignment;
    const keys = keysOf(inventory, line.lemma as string, sense);
    return [{ ...toTokenLine(line), sense, keys, label, confidence, runnerUp, inventory }];
  });
}

/** Yields their token ids, in batches. */
async function* tokensOfWords(context: SenseContext, words: readonly string[]): AsyncGenerator<number[]> {
  const { store, collection } = context;
  const lemmas = new Set<string>();
  for (const word of words) {
    for (const lemma of (await findOneWord(context, word))?.lemmas ?? []) lemmas.add(lemma);
  }
  const tokenIds: number[] = [];
  for (const lemma of lemmas) {
    const row = await store.lemma(collection.id, lemma);
    for (const id of row ? await store.tokenIdsOfLemma(row.id) : []) tokenIds.push(id);
  }
  const positions = await store.positions(tokenIds);
  for (let first = 0; first < positions.length; first += linesPerBatch) {
    yield positions.slice(first, first + linesPerBatch).map(({ tokenId }) => tokenId);
  }
}

/** The same for all words, document by document. */
async function* tokensOfDocuments(
  { store, collection }: SenseContext,
  allowed: ReadonlySet<number> | undefined,
): AsyncGenerator<number[]> {
  let tokenIds: number[] = [];
  for await (const documents of store.eachDocument(collection.id)) {
    for (const { id } of documents) {
      if (allowed && !allowed.has(id)) continue;
      for (const tokenId of await store.tokensOfDocument(id)) tokenIds.push(tokenId);
      for (; tokenIds.length >= linesPerBatch; tokenIds = tokenIds.slice(linesPerBatch)) {
        yield tokenIds.slice(0, linesPerBatch);
      }
    }
  }
  if (tokenIds.length > 0) yield tokenIds;
}
