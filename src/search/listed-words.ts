// The list of a collection's words: counted, filtered and sorted. What has to be counted in the tokens (documents, and
// occurrences of a part of speech) is counted only for the words that need it, and kept until their tokens change.
import { setImmediate } from 'node:timers/promises';
import { partsOfSpeech } from '../domain/text.js';
import type { CountWordsOptions, ListedWord, WordCounts, WordSort, WordsOptions } from '../domain/words.js';
import { countEverydaySenses } from '../lexicon/everyday.js';
import type { LemmaRow } from '../store/rows.js';
import type { Store } from '../store/store.js';

/** Words whose tokens are counted at once: others get a turn in between. */
const lemmasPerRead = 500;

type Options = Omit<WordsOptions, 'collection'>;
/** By lemma id; they hold for one revision of its tokens. */
type CountCache = Map<number, WordCounts & { readonly revision: number }>;

/** Of each store, by the parts of speech that are counted. */
const caches = new WeakMap<Store, Map<string, CountCache>>();
/** The dictionaries do not change. */
const numSenses = new Map<string, number | null>();

/** Returns the page of words that the options ask for. */
export async function listedWords(
  store: Store,
  collectionId: number,
  options: Options,
): Promise<ListedWord[]> {
  const { sort = 'count', offset = 0, limit = Number.POSITIVE_INFINITY } = options;
  const rows = await countedRows(store, collectionId, options);
  const isTurned = sort.startsWith('-');
  const key = (isTurned ? sort.slice(1) : sort) as WordSort;
  const counts = key === 'documents' ? await countsOf(store, rows, options.pos) : undefined;
  const numberOf = (row: LemmaRow): number => {
    if (key === 'senses') return sensesOf(row.lemma) ?? -1;
    return key === 'documents' ? (counts?.get(row.id)?.documents ?? 0) : row.count;
  };
  const values = key === 'word' ? undefined : new Map(rows.map((row) => [row.id, numberOf(row)]));
  const turn = isTurned ? -1 : 1;
  const byKey = (a: LemmaRow, b: LemmaRow): number =>
    turn *
    (values ? (values.get(b.id) as number) - (values.get(a.id) as number) : alphabetically(a.lemma, b.lemma));
  const page = rows
    .sort((a, b) => byKey(a, b) || b.count - a.count || alphabetically(a.lemma, b.lemma))
    .slice(offset, offset + limit);
  const countsOfPage = counts ?? (await countsOf(store, page, options.pos));
  return page.map(({ id, lemma, count }) => {
    const documents = countsOfPage.get(id)?.documents ?? 0;
    return { lemma, count, documents, senses: sensesOf(lemma) };
  });
}

/** Counts the words that the options leave. */
export const countWords = async (
  store: Store,
  collectionId: number,
  options: Omit<CountWordsOptions, 'collection'>,
): Promise<number> => (await countedRows(store, collectionId, options)).length;

/** Words with the counts that are asked for, by lemma. */
async function countedRows(
  store: Store,
  collectionId: number,
  { match = '', pos, minCount = 1 }: Options,
): Promise<LemmaRow[]> {
  const fits = matcher(match);
  const rows = (await store.lemmaRows(collectionId)).filter(
    ({ lemma, count }) => count >= minCount && fits(lemma),
  );
  if (!pos?.length) return rows;
  const counts = await countsOf(store, rows, pos);
  return rows
    .map((row) => ({ ...row, count: counts.get(row.id)?.count ?? 0 }))
    .filter(({ count }) => count >= minCount);
}

/** A start; or a whole word in which `*` stands for any letters. */
function matcher(match: string): (lemma: string) => boolean {
  const wanted = match.trim().toLowerCase();
  if (!wanted.includes('*')) return (lemma) => lemma.startsWith(wanted);
  const parts = wanted.split(/\*+/u).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`, 'u');
  return (lemma) => pattern.test(lemma);
}

/** Counts of words by their tokens, by lemma id. */
async function countsOf(
  store: Store,
  rows: readonly LemmaRow[],
  pos: Options['pos'] = [],
): Promise<CountCache> {
  const ofStore = caches.get(store) ?? new Map<string, CountCache>();
  caches.set(store, ofStore);
  const tags = [...new Set(pos)].map((tag) => partsOfSpeech.indexOf(tag)).sort((a, b) => a - b);
  const key = tags.join(' ');
  const cache: CountCache = ofStore.get(key) ?? new Map();
  ofStore.set(key, cache);
  const stale = rows.filter(({ id, revision }) => cache.get(id)?.revision !== revision);
  for (let from = 0; from < stale.length; from += lemmasPerRead) {
    const some = stale.slice(from, from + lemmasPerRead);
    const counts = await store.tokenCounts(
      some.map(({ id }) => id),
      tags,
    );
    for (const { id, revision } of some) {
      cache.set(id, { ...(counts.get(id) ?? { count: 0, documents: 0 }), revision });
    }
    await setImmediate();
  }
  return cache;
}

function sensesOf(lemma: string): number | null {
  const counted = numSenses.get(lemma);
  if (counted !== undefined) return counted;
  const count = countEverydaySenses(lemma);
  numSenses.set(lemma, count);
  return count;
}

const alphabetically = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
