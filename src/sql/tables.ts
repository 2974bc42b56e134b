// Table-valued functions: hidden columns, columns and rows of each. The hidden columns, which the library's operations
// declare, become a question to the facade; its answer becomes rows. Knows neither the connection nor the thread.
import { parseMetadataFilter } from '../domain/filters.js';
import { type Parameter, parametersOf } from '../domain/parameters.js';
import { type NeighboursOptions, type Query, queryOf } from '../domain/search.js';
import type { SensesOptions } from '../domain/senses.js';
import type { PartOfSpeech } from '../domain/text.js';
import type { NearestOptions } from '../domain/vectors.js';
import { type OperationName, operationNamed } from '../polyseme/operations/index.js';
import { type Arguments, hiddenColumns, readOptions, readRows } from './arguments.js';
import { readKey, type SqlValue, toSql } from './values.js';
import type { Answers, KeyedLine, Op, SqlRequest } from './worker.js';

type Row = Readonly<Record<string, SqlValue>>;

/** Asks the facade, and waits for its answer. */
export type Ask = <O extends Op>(request: SqlRequest<O>) => Answers[O];

/** A table-valued function. */
export interface SqlTable {
  /** Hidden columns by position. */
  readonly parameters: readonly string[];
  readonly columns: readonly string[];
  readonly rows: (hidden: Arguments, ask: Ask) => Iterable<Row>;
}

/** What an operation of the library declares. */
const declaredBy = (name: OperationName): Parameter[] => parametersOf(operationNamed(name).parameters);

const ofSearch = declaredBy('search');
const ofNeighbours = declaredBy('neighbours');
const ofSenses = declaredBy('senses');
const ofTokens = declaredBy('tokens');
const ofNearest = declaredBy('nearest');

/** Options with their filters as hidden columns spell them. */
type Flat<T> = Omit<T, 'filters'> & { readonly pos?: PartOfSpeech[]; readonly where?: string[] };

const lineColumns = [
  ...['id', 'uri', 'token_id', 'lemma', 'form', 'start', 'end', 'left', 'right', 'sentence', 'cosine'],
  ...['score', 'metadata', 'is_likely', 'ranking', 'opposite_of', 'place', 'paragraph', 'percent'],
];

const search: SqlTable = {
  parameters: hiddenColumns(
    [
      ...['word', 'meaning', 'k', 'example', 'about', 'like_ids', 'unlike', 'any_word', 'own_words'],
      ...['exact_form', 'source', 'among', 'filters', 'pos', 'min_score', 'offset', 'exact', 'ef_search'],
      ...['rank', 'collection'],
    ],
    ofSearch,
  ),
  columns: lineColumns,
  rows: (hidden, ask) =>
    ask({
      op: 'search',
      query: queryOf(readOptions<Flat<Query>>(hidden, ofSearch)),
      rows: readRows(hidden),
    }).map(lineRow),
};

const neighbours: SqlTable = {
  parameters: hiddenColumns(
    [
      ...['token_id_of', 'k', 'source', 'among', 'filters', 'pos', 'min_score', 'exact', 'ef_search'],
      'collection',
    ],
    ofNeighbours,
  ),
  columns: lineColumns,
  rows(hidden, ask) {
    type Options = Flat<NeighboursOptions> & { readonly tokenId: number };
    const { tokenId, ...options } = queryOf(readOptions<Options>(hidden, ofNeighbours));
    return ask({ op: 'neighbours', tokenId, options, rows: readRows(hidden) }).map(lineRow);
  },
};

function lineRow({ line, key }: KeyedLine): Row {
  return {
    id: toSql(key),
    uri: line.uri,
    token_id: line.tokenId,
    ...{ lemma: line.lemma, form: line.form, start: line.start, end: line.end },
    ...{ left: line.left, right: line.right, sentence: line.sentence },
    ...{ cosine: line.cosine, score: line.score, metadata: JSON.stringify(line.metadata) },
    ...{ is_likely: line.isLikely === null ? null : Number(line.isLikely), ranking: line.ranking },
    ...{ opposite_of: line.oppositeOf, place: line.place },
    ...{ paragraph: line.paragraph, percent: line.percent },
  };
}

const senses: SqlTable = {
  parameters: hiddenColumns(['word', 'inventory', 'collection'], ofSenses),
  columns: ['sense', 'label', 'gloss', 'count', 'share', 'confidence', 'words'],
  rows(hidden, ask) {
    const { word, ...options } = readOptions<SensesOptions & { readonly word: string }>(hidden, ofSenses);
    return ask({ op: 'senses', word, options }).map(
      ({ id, label, gloss, count, share, confidence, words }) => ({
        ...{ sense: id, label, gloss, count, share, confidence },
        words: words.map(({ lemma }) => lemma).join(' '),
      }),
    );
  },
};

const tokens: SqlTable = {
  parameters: hiddenColumns(['row_key', 'source', 'collection'], ofTokens),
  columns: ['token_id', 'lemma', 'form', 'start', 'end', 'left', 'right'],
  rows(hidden, ask) {
    const { collection } = readOptions<{ readonly collection?: string }>(hidden, ofTokens);
    const rows = { ...readRows({ source: hidden.source }), keys: [readKey('row_key', hidden.row_key)] };
    return ask({ op: 'tokens', rows, collection }).map(
      ({ tokenId, lemma, form, start, end, left, right }) => ({
        ...{ token_id: tokenId, lemma, form, start, end, left, right },
      }),
    );
  },
};

const nearest: SqlTable = {
  parameters: hiddenColumns(
    ['collection', 'vector', 'k', 'filters', 'among', 'exact', 'ef_search'],
    ofNearest,
  ),
  columns: ['id', 'distance', 'metadata'],
  rows(hidden, ask) {
    interface Options extends Omit<NearestOptions, 'filters'> {
      readonly collection: string;
      readonly vector: ArrayLike<number>;
      readonly where?: readonly string[];
    }
    const { collection, vector, where, ...rest } = readOptions<Options>(hidden, ofNearest);
    const options = where === undefined ? rest : { ...rest, filters: where.map(parseMetadataFilter) };
    return ask({ op: 'nearest', collection, vector, options }).map(({ id, distance, metadata }) => ({
      ...{ id: toSql(id), distance, metadata: JSON.stringify(metadata) },
    }));
  },
};

/** Every table-valued function. */
export const sqlTables: Readonly<Record<string, SqlTable>> = {
  polyseme_search: search,
  polyseme_neighbours: neighbours,
  polyseme_senses: senses,
  polyseme_tokens: tokens,
  polyseme_nearest: nearest,
};
