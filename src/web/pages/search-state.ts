// The address of the search page: as it stands, for the page's own form and links, and read into a query.
import { pageSize, type SearchState, searchAddress } from '../../../views/links.js';
import { defaultCollection } from '../../domain/defaults.js';
import { dispersionParameters } from '../../domain/dispersion.js';
import { readParameters, type ValuesOf } from '../../domain/parameters.js';
import { type Query, queryOf, queryParameters } from '../../domain/search.js';
import { pageOnly, trimmed } from '../request.js';

type Texts = Readonly<Record<string, unknown>>;

const searchParameters = { ...queryParameters, find: pageOnly.find };

/** As it stands, even where it is wrong, so that the form stays as filled in. */
export function readState(parameters: Texts): SearchState {
  const texts = (name: string): string[] =>
    [parameters[name]].flat().filter((one): one is string => typeof one === 'string' && one !== '');
  const text = (name: string): string => (texts(name)[0] ?? '').trim();
  const ids = (name: string): number[] => [
    ...new Set(
      texts(name)
        .flatMap((value) => value.split(','))
        .map(Number),
    ),
  ];
  const isOn = (name: string): boolean => ['1', 'true'].includes(text(name));
  const isOff = (name: string): boolean => ['0', 'false'].includes(text(name));
  return {
    word: text('word'),
    meaning: text('meaning'),
    example: text('example'),
    about: text('about'),
    like: ids('like'),
    unlike: ids('unlike'),
    find: text('find') === 'sentences' ? 'sentences' : 'words',
    form: text('form') === 'exact' ? 'exact' : 'lemma',
    documents: texts('documents'),
    pos: texts('pos').map((tag) => tag.toUpperCase()),
    places: texts('places'),
    where: texts('where'),
    minScore: text('minScore'),
    minRanking: text('minRanking'),
    anyWord: isOn('anyWord'),
    ownWords: isOn('ownWords'),
    exact: isOn('exact'),
    efSearch: text('efSearch'),
    rank: !isOff('rank'),
    fold: !isOff('fold'),
    sameAs: text('sameAs'),
    sense: text('sense'),
    inventory: text('inventory'),
    sort: texts('sort'),
    thin: text('thin'),
    seed: text('seed'),
    contextChars: text('contextChars'),
    offset: Number(text('offset')) || 0,
    limit: Number(text('limit')) || pageSize,
    collection: text('collection'),
  };
}

/**
 * The address that the search form means: what it carries unseen holds for the same question, or word, only. Undefined for
 * a form that carries nothing, or an address. Its field `before` says what was searched for.
 */
export function carriedAddress({ before, ...parameters }: Texts): string | undefined {
  if (typeof before !== 'string') return undefined;
  const next = readState(parameters);
  const last = readState(Object.fromEntries(new URLSearchParams(before)));
  const isSame = (name: 'word' | 'meaning' | 'find'): boolean => next[name] === last[name];
  const isThere = (next.collection || defaultCollection) === (last.collection || defaultCollection);
  const isSameWord = isSame('word') && isSame('find') && isThere;
  return searchAddress({
    ...next,
    ...(isSameWord ? {} : ofTheWord),
    ...(isSameWord && isSame('meaning') ? {} : ofTheQuestion),
    ...(isSame('find') ? {} : { sort: [] }),
  });
}
const ofTheWord: Partial<SearchState> = { thin: '', seed: '', minRanking: '' };
const ofTheQuestion: Partial<SearchState> = {
  ...{ sense: '', inventory: '', like: [], unlike: [], sameAs: '', anyWord: false },
};

/** The query; limit: the default. Throws `invalid_input`. */
export function readQuery(parameters: Texts, limit?: number): Query {
  return queryFrom(readParameters(searchParameters, trimmed(parameters), 'this page'), limit);
}

/** The query for further lines, with the number of those that stand there. Throws `invalid_input`. */
export function readMore(parameters: Texts): { readonly query: Query; readonly shown: number } {
  const shape = { ...searchParameters, shown: pageOnly.shown };
  const { shown, ...values } = readParameters(shape, trimmed(parameters), 'this page');
  return { query: queryFrom(values), shown };
}

/** The query whose lines are spread, and over what. Throws `invalid_input`. */
export function readSpread(parameters: Texts): { readonly query: Query; readonly by: string | undefined } {
  const shape = { ...searchParameters, by: dispersionParameters.by };
  const { by, ...values } = readParameters(shape, trimmed(parameters), 'this page');
  return { query: queryFrom(values), by };
}

function queryFrom({ find, ...values }: ValuesOf<typeof searchParameters>, limit?: number): Query {
  const query = { ...(limit === undefined ? {} : { limit }), ...values };
  if (find !== 'sentences') return queryOf(query) as Query;
  const { word, meaning, like: _, unlike: __, about, ...rest } = query;
  return queryOf({ ...rest, about: about ?? [word, meaning].filter(Boolean).join(' ') }) as Query;
}

/** True when the state asks for something, rather than being a first visit. */
export function asksForSomething({ word, meaning, example, about, like }: SearchState): boolean {
  return [word, meaning, example, about].some((text) => text !== '') || like.length > 0;
}
