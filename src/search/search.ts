// A query enters here and takes the path of its kind; every surface searches through this.
//
//   about     sentences.ts    whole sentences
//   word      by-word.ts      the lines of one word
//   no word   by-meaning.ts   the lines of any word
import { describeValue } from '../domain/check.js';
import type { DocumentsNamed } from '../domain/document-names.js';
import type { SearchResult } from '../domain/search.js';
import { loadEnglish } from '../text/lemmas.js';
import { searchAnyWord } from './by-meaning.js';
import { searchWord } from './by-word.js';
import type { CheckedQuery } from './query.js';
import type { Outcome, SearchContext } from './search-context.js';
import { searchSentences } from './sentences.js';

/** Runs a checked query on one collection. Throws `invalid_input`, `not_found` (a line), `model` or `conflict`. */
export async function search(context: SearchContext, query: CheckedQuery): Promise<SearchResult> {
  const startedAt = performance.now();
  const loadMs = await load(context, query);
  const { ids, read, scoreOf: _, block: __, ...outcome } = await runQuery(context, query);
  const hits = await read(ids);
  const documentsNamed = await namesOf(context, query);
  const filterProblem =
    outcome.total === 0 ? await explainFilters(context, query, { ...outcome, documentsNamed }) : null;
  const allLoadMs = loadMs + outcome.loadMs;
  const tookMs = Math.round(performance.now() - startedAt - allLoadMs);
  return { ...outcome, hits, filterProblem, documentsNamed, loadMs: Math.round(allLoadMs), tookMs };
}

/** Where nothing is left: whether that lies in a filter itself. */
async function explainFilters(
  { store, collection }: SearchContext,
  { filters: { metadata = [] } }: CheckedQuery,
  { occurrences, documentsNamed }: Pick<SearchResult, 'occurrences' | 'documentsNamed'>,
): Promise<string | null> {
  if (documentsNamed.length > 0 && documentsNamed.every(({ fits }) => fits === 0)) {
    return `there is no document ${documentsNamed.map(({ name }) => describeValue(name)).join(' or ')}`;
  }
  return metadata.length === 0 || occurrences === 0 ? null : store.explainFilters(collection.id, metadata);
}

/** What the documents that a query names stand for. */
async function namesOf(
  { store, collection }: SearchContext,
  { filters: { documents = [] } }: CheckedQuery,
): Promise<DocumentsNamed[]> {
  return Promise.all(
    documents.map(async (name) => (await store.findDocumentsNamed(collection.id, name)).named),
  );
}

/** What a query finds, before its lines are read. */
export function runQuery(context: SearchContext, query: CheckedQuery): Promise<Outcome> {
  if (query.about !== undefined) return searchSentences(context, query.about, query);
  if (query.word !== undefined) return searchWord(context, query.word, query);
  return searchAnyWord(context, query);
}

/** Loads what the query needs besides the database; returns the milliseconds waited. */
async function load(
  { vectors }: SearchContext,
  { word, meaning, example, about }: CheckedQuery,
): Promise<number> {
  if (meaning === undefined && example === undefined && about === undefined) return 0;
  const startedAt = performance.now();
  const loading = vectors.load();
  loading.catch(() => {}); // thrown where it is awaited
  // the lemmas of a description, meanwhile
  if (about === undefined && word === undefined) loadEnglish();
  await loading;
  return performance.now() - startedAt;
}
