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
  readonly minRanking: string;
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
  /** Keys by which all lines are sorted, at most two; none for the default. */
  readonly sort: readonly string[];
  /** Lines of a random sample; empty for all. */
  readonly thin: string;
  readonly seed: string;
  /** Characters of context on each side; empty for as many as fit. */
  readonly contextChars: string;
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

const withQuery = (path: string, parameters: Parameters): string => withPairs(path, pairsOf(parameters));

/** Leaves out empty values, and an offset of 0. */
const pairsOf = (parameters: Parameters): [string, string][] =>
  Object.entries(parameters)
    .filter(([name, value]) => value !== undefined && value !== '' && !(name === 'offset' && value === 0))
    .map(([name, value]) => [name, String(value)]);

/** Commas stay as they are. */
function withPairs(path: string, pairs: [string, string][]): string {
  const query = new URLSearchParams(pairs).toString().replaceAll('%2C', ',');
  return query === '' ? path : `${path}?${query}`;
}

/** The search page for a state with some fields changed; path: an export of it. */
export function searchAddress(
  state: SearchState,
  change: Partial<SearchState> = {},
  path: '/' | '/search.csv' | '/search.json' | '/found-lines' = '/',
): string {
  const next = { ...state, ...change };
  return addressOf(path, path === '/' ? next : { ...next, offset: 0, limit: pageSize });
}

const addressOf = (path: string, state: SearchState, more: Parameters = {}): string =>
  withPairs(path, [...searchParameters(state), ...pairsOf(more)]);

/** The parameters of a state that differ from a first visit's, in the order in which an address has them. */
export function searchParameters(state: SearchState): [name: string, value: string][] {
  const parameters: [string, string][] = [];
  const add = (name: string, value: string): void => {
    if (value !== '') parameters.push([name, value]);
  };
  for (const name of ['word', 'meaning', 'example', 'about'] as const) add(name, state[name]);
  if (state.find === 'sentences' && state.about === '') add('find', state.find);
  add('like', state.like.join(','));
  add('unlike', state.unlike.join(','));
  if (state.form === 'exact') add('form', state.form);
  for (const name of ['documents', 'pos', 'places', 'where'] as const) {
    for (const value of state[name]) add(name, value);
  }
  for (const name of ['minScore', 'minRanking'] as const) add(name, state[name]);
  for (const name of ['anyWord', 'ownWords', 'exact'] as const) if (state[name]) add(name, 'true');
  add('efSearch', state.efSearch);
  if (!state.rank) add('rank', 'false');
  if (!state.fold) add('fold', 'false');
  for (const name of ['sameAs', 'sense', 'inventory'] as const) add(name, state[name]);
  for (const value of state.sort) add('sort', value);
  for (const name of ['thin', 'seed', 'contextChars'] as const) add(name, state[name]);
  if (state.offset > 0) add('offset', String(state.offset));
  if (state.limit !== pageSize) add('limit', String(state.limit));
  add('collection', state.collection);
  return parameters;
}

/**
 * The lines after those that a page shows, to stand below them. state: of the page with all of them; shown: how many
 * lines stand there.
 */
export const moreAddress = (state: SearchState, shown: number): string =>
  addressOf(morePath, state, { shown });
export const morePath = '/more';

/** How all lines of a search are spread: a strip above them, or a page. by: a field of the metadata. */
export const dispersionAddress = (state: SearchState, by = 'document'): string =>
  addressOf(dispersionPath, { ...state, limit: pageSize }, { by: by === 'document' ? '' : by });
export const dispersionPath = '/dispersion';

/** The search page for only a few parameters. */
export const newSearchAddress = (
  parameters: Partial<
    Pick<SearchState, 'word' | 'meaning' | 'find' | 'sense' | 'inventory' | 'collection'>
  > & {
    readonly like?: number;
    /** One of them. */
    readonly documents?: string;
    readonly where?: string;
    readonly pos?: string;
  },
): string => withQuery('/', parameters);

/** Examples of searches, made of a collection's own words. */
export const examplesPath = '/examples';
export const examplesAddress = (collection: string): string => withQuery(examplesPath, { collection });

/** Some of a word's lines, in place, for a search without a word. */
export const foundLinesAddress = (state: SearchState, word: string): string =>
  searchAddress(state, { word, offset: 0 }, foundLinesPath);
export const foundLinesPath = '/found-lines';

/** The senses of a word, as they are offered above its lines; or as options for its meaning. */
export const offeredAddress = (state: SearchState): string =>
  withPairs(offeredPath, offeredParameters({ ...state, meaning: '' }));
export const offeredPath = '/offered';

/** All lines of a sense of the state's word, laid out as they are. */
export const offeredSenseAddress = (state: SearchState, sense: string, meaning: string): string =>
  withPairs('/', offeredParameters({ ...state, sense, meaning }));

const offeredParameters = (state: SearchState): [string, string][] =>
  searchParameters(state).filter(([name]) => offeredNames.has(name));
const offeredNames: ReadonlySet<string> = new Set([
  ...['word', 'meaning', 'fold', 'sense', 'inventory', 'sort', 'contextChars', 'collection'],
]);
export const meaningsAddress = '/meanings';

/** A line with its surroundings: a page, or a row below the line. */
export const lineAddress = (tokenId: number, collection: string): string =>
  withQuery(`/lines/${tokenId}`, { collection });

/** The page of a line where its sense is shown and corrected. */
export const lineSenseAddress = (tokenId: number, collection: string): string =>
  `${lineAddress(tokenId, collection)}#${sensePanelId}`;
export const sensePanelId = 'sense-panel';

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

/** Which words are listed, and how; every field is there, empty when left out. */
export interface WordListState {
  readonly match: string;
  readonly pos: string;
  readonly minCount: string;
  readonly sort: string;
  readonly collection: string;
  readonly offset: number;
}

/** path: an export of the whole list, whatever part of it is shown. */
export const wordListAddress = (
  { offset, ...state }: Partial<WordListState> = {},
  path: '/words' | '/words.csv' | '/words.json' = '/words',
): string => withQuery(path, path === '/words' ? { ...state, offset } : state);

/** Ways to look at a word: the end of the address, and its name. */
export const wordViews = [
  ['', 'Senses'],
  ['/map', 'Map'],
  ['/collocates', 'Collocates'],
  ['/shares', 'Shares by file'],
  ['/axis', 'Axis'],
  ['/compare', 'Compare senses'],
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
  demo: '/demo',
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

/** Scores, senses, sorts, keys and addresses, explained; about: the part that says what a question is about. */
export const helpAddress = (
  about?: 'searching' | 'scores' | 'senses' | 'sorts' | 'keys' | 'addresses' | 'sizes',
  collection = '',
): string => `${withQuery('/help', { collection })}${about === undefined ? '' : `#${about}`}`;

/** Where the choice of colours is sent. */
export const themeAddress = '/theme';

/** What a page fetches besides itself; version: changes with the content. */
export const assetAddress = (
  name:
    | 'icon.svg'
    | 'polyseme.css'
    | 'htmx.min.js'
    | 'states.js'
    | 'keys.js'
    | 'marks.js'
    | 'drop.js'
    | 'document.js',
  version: string,
): string => `/assets/${name}?v=${version}`;
