// Every address of a page, its fragments and its exports, in one file: views and routes write none themselves.
// The address of the search page holds its whole state, so that a shared link shows the same view.
import type { Inventory } from '../src/domain/senses.js';

/** The state in the search page's address; every field is there, empty when left out. */
export interface SearchState {
  readonly word: string;
  /** A description, or an example with [brackets]. */
  readonly meaning: string;
  readonly example: string;
  readonly about: string;
  readonly like: readonly number[];
  readonly unlike: readonly number[];
  /** occurrences of words, or whole sentences about the meaning */
  readonly find: 'words' | 'sentences';
  readonly form: 'lemma' | 'exact';
  readonly documents: readonly string[];
  readonly pos: readonly string[];
  readonly places: readonly string[];
  /** field=value */
  readonly where: readonly string[];
  readonly minScore: string;
  readonly anyWord: boolean;
  readonly ownWords: boolean;
  readonly exact: boolean;
  readonly efSearch: string;
  readonly rank: boolean;
  /** Lines that say the same are shown once. */
  readonly fold: boolean;
  /** Id of the line that all lines shown say the same as. */
  readonly sameAs: string;
  /** Id of a sense of the word, or none. */
  readonly sense: string;
  /** Where the sense is from; empty where none is named. */
  readonly inventory: string;
  readonly offset: number;
  readonly limit: number;
  readonly collection: string;
}

export const pageSize = 50;

/** The search page on a first visit. */
export const homeAddress = '/';

/** Lines, documents, files or words of a list are shown from `offset` on. */
interface ListState {
  readonly collection?: string;
  readonly match?: string;
  readonly offset?: number;
}

type Parameters = Readonly<Record<string, string | number | undefined>>;

/** Leaves out empty values, and an offset of 0. */
function withQuery(path: string, parameters: Parameters): string {
  const present = Object.entries(parameters).filter(
    ([name, value]) => value !== undefined && value !== '' && !(name === 'offset' && value === 0),
  );
  const query = new URLSearchParams(present.map(([name, value]) => [name, String(value)])).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** The search page for a state with some fields changed; path: an export of it. */
export function searchAddress(
  state: SearchState,
  change: Partial<SearchState> = {},
  path: '/' | '/search.csv' | '/search.json' = '/',
): string {
  const next = { ...state, ...change };
  const parameters = new URLSearchParams();
  const add = (name: string, value: string): void => {
    if (value !== '') parameters.append(name, value);
  };
  for (const name of ['word', 'meaning', 'example', 'about'] as const) add(name, next[name]);
  if (next.find === 'sentences' && next.about === '') add('find', next.find);
  add('like', next.like.join(','));
  add('unlike', next.unlike.join(','));
  if (next.form === 'exact') add('form', next.form);
  for (const name of ['documents', 'pos', 'places', 'where'] as const) {
    for (const value of next[name]) add(name, value);
  }
  add('minScore', next.minScore);
  for (const name of ['anyWord', 'ownWords', 'exact'] as const) if (next[name]) add(name, 'true');
  add('efSearch', next.efSearch);
  if (!next.rank) add('rank', 'false');
  if (!next.fold) add('fold', 'false');
  for (const name of ['sameAs', 'sense', 'inventory'] as const) add(name, next[name]);
  if (path === '/' && next.offset > 0) add('offset', String(next.offset));
  if (path === '/' && next.limit !== pageSize) add('limit', String(next.limit));
  add('collection', next.collection);
  const query = parameters.toString().replaceAll('%2C', ',');
  return query === '' ? path : `${path}?${query}`;
}

/** The search page for only a few parameters. */
export const newSearchAddress = (
  parameters: Partial<Pick<SearchState, 'word' | 'meaning' | 'sense' | 'inventory' | 'collection'>> & {
    readonly like?: number;
  },
): string => withQuery('/', parameters);

/** The senses of a word, as they are offered above its lines; or as options for its meaning. */
export const offeredAddress = ({
  word,
  sense,
  inventory,
  collection,
}: Pick<SearchState, 'word' | 'sense' | 'inventory' | 'collection'>): string =>
  withQuery(offeredPath, { word, sense, inventory, collection });
export const offeredPath = '/offered';
export const meaningsAddress = '/meanings';

/** A line with its surroundings: a page, or a row below the line. */
export const lineAddress = (tokenId: number, collection: string): string =>
  withQuery(`/lines/${tokenId}`, { collection });

/** Documents whose URI holds `match`. sort: `name` where it is left out. */
export const documentListAddress = ({
  match,
  sort,
  offset,
  collection,
}: ListState & { readonly sort?: string | undefined }): string =>
  withQuery('/documents', { match, sort: sort === 'name' ? '' : sort, offset, collection });

export const documentsExportAddress = (
  format: 'csv' | 'json',
  { match, collection }: Omit<ListState, 'offset'>,
): string => withQuery(`/documents.${format}`, { match, collection });

/** Options for a field that takes the name of a document. */
export const fileNamesAddress = (collection: string): string => withQuery('/documents/names', { collection });

/**
 * Senses in the text of a document: of the marked word (1), or not (0); of every word that may have several (all).
 * Empty: of the marked word if they are at hand.
 */
export type SensesInDocument = '' | '0' | '1' | 'all';

/** Which part of a document is shown, and how. */
interface DocumentState {
  readonly collection: string;
  /** Its occurrences are marked. */
  readonly word?: string;
  readonly senses?: SensesInDocument;
  /** Character from which the text is shown. */
  readonly offset?: number;
}

/** rowId: of the document. anchor: character at which a heading, page or the like begins. */
export const documentAddress = (
  rowId: number,
  { word, offset, collection, senses }: DocumentState,
  anchor?: number,
): string =>
  withQuery(`/documents/${rowId}`, { word, offset, senses, collection }) +
  (anchor === undefined ? '' : `#${anchorOf(anchor)}`);

/** The id of what begins at a character of the text. */
export const anchorOf = (start: number): string => `c${start}`;

/** A document at the word that starts at character `start`. */
export const placeAddress = (
  rowId: number,
  start: number,
  { word, collection, senses }: Pick<DocumentState, 'word' | 'collection' | 'senses'>,
): string => `${withQuery(`/documents/${rowId}`, { at: start, word, senses, collection })}#at`;

/** Words that start with `match`. */
export const wordListAddress = ({ match, collection, offset }: ListState = {}): string =>
  withQuery('/words', { match, collection, offset });

/** Ways to look at a word: the end of the address, and its name. */
export const wordViews = [
  ['', 'Senses'],
  ['/map', 'Map'],
  ['/shares', 'Shares'],
  ['/axis', 'Axis'],
  ['/compare', 'Compare'],
] as const;
export type WordView = (typeof wordViews)[number][0];

/** A view of a word, its export, or where changes to its senses are sent. */
export const wordAddress = (
  word: string,
  parameters: Parameters = {},
  page: WordView | `${WordView}.${'csv' | 'json'}` | '/senses' | '/undo' | '/divide' = '',
): string => withQuery(`/words/${encodeURIComponent(word)}${page}`, parameters);

/** Files whose name holds `match`, and all else about a collection. */
export const collectionAddress = ({ match, offset, collection }: ListState = {}): string =>
  withQuery('/collection', { match, offset, collection });

/** The part of the collection's page that shows tracked tables. */
export const tablesAddress = (collection: string): string => withQuery('/tables', { collection });
export const removeAddress = (name: string, collection: string): string =>
  withQuery('/remove', { name, collection });
export const untrackAddress = (table: string): string => withQuery('/untrack', { table });

/** Where the forms of the collection's page are sent. */
export const collectionForms = {
  upload: '/upload',
  add: '/add',
  remove: '/remove',
  untrack: '/untrack',
  follow: '/follow',
  unfollow: '/unfollow',
} as const;

/** A running job: as a panel, as one line, and where it is cancelled. */
export const jobAddresses = { panel: '/job', notice: '/job-notice', cancel: '/job/cancel' } as const;

interface DisambiguationState {
  readonly inventory?: Inventory;
  readonly collection?: string;
}

/** The senses of a whole collection. */
export const disambiguateAddress = ({ inventory, collection }: DisambiguationState = {}): string =>
  withQuery('/disambiguate', { inventory, collection });

export const assignmentsAddress = (
  format: 'csv' | 'tsv' | 'jsonl',
  { inventory, collection }: DisambiguationState,
): string => withQuery(`/disambiguate.${format}`, { inventory, collection });

export const disambiguationAddresses = {
  panel: '/disambiguate/job',
  cancel: '/disambiguate/cancel',
} as const;

/** Where the choice of colours is sent. */
export const themeAddress = '/theme';

/** What a page fetches besides itself; version: changes with the content. */
export const assetAddress = (
  name: 'icon.svg' | 'polyseme.css' | 'htmx.min.js' | 'keys.js' | 'marks.js' | 'drop.js' | 'document.js',
  version: string,
): string => `/assets/${name}?v=${version}`;
