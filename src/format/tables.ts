// Results as tables that other programs read: .csv, .tsv, a JSON array, or JSON lines. Rows come in as objects, in a
// list or one by one; a table goes out as a whole text, or piece by piece, so that an export of any length is never
// held in memory. Both ways give the same bytes. It knows no surface.
import { stringify } from 'csv-stringify/sync';
import type { Dispersion } from '../domain/dispersion.js';
import type { Hit } from '../domain/search.js';
import type { Sense } from '../domain/senses.js';
import type { Comparison, SenseShares } from '../domain/word-views.js';

/** json: one array, indented by two spaces. jsonl: one object per line. */
export type TableFormat = 'json' | 'jsonl' | 'csv' | 'tsv';

/** Rows written as one piece: fewer would cost more writes, more would take memory. */
const rowsPerPiece = 100;

/** Formats rows of any kind as one text; .csv and .tsv have the given columns, JSON has everything. */
export function formatRows(rows: readonly object[], columns: readonly string[], format: TableFormat): string {
  return rows.length === 0
    ? emptyTable(columns, format)
    : `${formatPiece(rows, columns, format, true)}${lastPiece(format)}`;
}

/**
 * Yields the same text piece by piece, valid as a whole. Yields nothing before the first row arrives, so what fails at
 * once leaves no half table behind. Throws what `rows` throws.
 */
export async function* streamTable<T extends object>(
  rows: Iterable<T> | AsyncIterable<T>,
  columns: readonly string[],
  format: TableFormat,
): AsyncGenerator<string> {
  let waiting: T[] = [];
  let isFirst = true;
  for await (const row of rows) {
    waiting.push(row);
    if (waiting.length < rowsPerPiece) continue;
    yield formatPiece(waiting, columns, format, isFirst);
    isFirst = false;
    waiting = [];
  }
  if (waiting.length > 0) yield formatPiece(waiting, columns, format, isFirst);
  else if (isFirst) {
    yield emptyTable(columns, format);
    return;
  }
  const end = lastPiece(format);
  if (end !== '') yield end;
}

/** One or more rows, with everything that precedes the first. */
function formatPiece(
  rows: readonly object[],
  columns: readonly string[],
  format: TableFormat,
  isFirst: boolean,
): string {
  if (format === 'jsonl') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  if (format === 'json') {
    // a line break inside a text is written as \n, so these all belong to the layout
    const items = rows.map((row) => `\n  ${JSON.stringify(row, null, 2).replaceAll('\n', '\n  ')}`);
    return `${isFirst ? '[' : ','}${items.join(',')}`;
  }
  const cells = (rows as readonly Record<string, unknown>[]).map((row) =>
    columns.map((column) => spreadsheetSafe(inOneCell(row[column]))),
  );
  return delimited(isFirst ? [[...columns], ...cells] : cells, format);
}

const lastPiece = (format: TableFormat): string => (format === 'json' ? '\n]\n' : '');

function emptyTable(columns: readonly string[], format: TableFormat): string {
  if (format === 'json') return '[]\n';
  return format === 'jsonl' ? '' : delimited([[...columns]], format);
}

function delimited(rows: readonly (readonly unknown[])[], format: 'csv' | 'tsv'): string {
  const delimiter = format === 'csv' ? ',' : '\t';
  return stringify([...rows], {
    delimiter,
    record_delimiter: '\n',
    cast: { number: String, boolean: String },
  });
}

/** Keys of senses, in one cell: none holds a space. */
const inOneCell = (value: unknown): unknown =>
  Array.isArray(value) && value.every((part) => typeof part === 'string') ? value.join(' ') : value;

/** A sign that opens a formula, ASCII or full width, behind any spaces and invisible characters. */
const formulaStart = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u;
const plainNumber = /^-\d+(?:\.\d+)?$/u;

/** A text that a spreadsheet would run as a formula gets an apostrophe, which marks it as text. */
function spreadsheetSafe(value: unknown): unknown {
  if (typeof value !== 'string' || plainNumber.test(value) || !formulaStart.test(value)) return value;
  return `'${value}`;
}

const placeColumns = ['documentId', 'uri', 'sentenceId', 'tokenId', 'form', 'lemma', 'start', 'end'] as const;

/** Columns of a hit in .csv and .tsv, in order; metadata is one column of JSON. */
export const hitColumns = [
  ...placeColumns,
  ...(['left', 'right', 'sentence', 'score', 'isLikely', 'ranking', 'cosine', 'metadata', 'copies'] as const),
  ...(['oppositeOf', 'place', 'paragraph', 'percent'] as const),
];

/** A hit as exported: its document is named by its URI, not by its row in this database. */
export function hitRow(hit: Hit): Omit<Hit, 'rowId' | 'isCutBefore' | 'isCutAfter'> {
  const { rowId: _, isCutBefore: __, isCutAfter: ___, ...row } = hit;
  return row;
}

/** Formats hits as a JSON array, or as a table with a header row. */
export const formatHitRows = (hits: readonly Hit[], format: TableFormat): string =>
  formatRows(hits.map(hitRow), hitColumns, format);

/** Columns of a listed document, in order; metadata is one column of JSON. */
export const documentColumns = ['documentId', 'uri', 'numWords', 'numTokens', 'addedAt', 'metadata'] as const;

/** Columns of a listed word, in order. */
export const wordColumns = ['lemma', 'count', 'documents', 'senses'] as const;

/** Columns of a word that fits a meaning, in order. */
export const foundWordColumns = ['lemma', 'lines', 'count'] as const;

/** Columns of a disambiguated line, in order; keys are separated by spaces. */
export const assignmentColumns = [
  ...placeColumns,
  ...(['left', 'right', 'sense', 'label', 'confidence', 'runnerUp', 'keys', 'inventory'] as const),
];

/** Columns of a line on a map or on axes, in order. */
export const placedColumns = [...placeColumns, ...(['left', 'right', 'sense', 'label', 'x', 'y'] as const)];

/** A column for each sense that any line has, by its id; words of a group only where they are counted. */
export const sharesColumns = ({ senses, groups }: SenseShares): string[] => [
  ...['group', 'lines'],
  ...(groups.some(({ words }) => words !== null) ? ['words', 'perMillion'] : []),
  ...senses.filter(({ count }) => count > 0).map(({ id }) => id),
  'none',
];

/** Lines per million words, to one decimal place. */
const perMillion = (lines: number, words: number): number | null =>
  words === 0 ? null : Math.round((1e7 * lines) / words) / 10;

/** Shares as rows: lines of each sense in each group. */
export const shareRows = ({ groups, senses }: SenseShares): Record<string, unknown>[] =>
  groups.map(({ group, count, counts, none, words }) => ({
    ...{ group, lines: count },
    ...(words !== null && { words, perMillion: perMillion(count, words) }),
    ...Object.fromEntries(senses.map(({ id }, i) => [id, counts[i]])),
    none,
  }));

/** Columns of a dispersion, in order: a row for each line that it names. */
export const dispersionColumns = [
  ...([
    'uri',
    'value',
    'valuePercent',
    'tokenId',
    'sentenceId',
    'start',
    'percent',
    'score',
    'isLikely',
  ] as const),
];

/** A dispersion as rows. */
export const dispersionRows = ({ rows }: Dispersion): Record<string, unknown>[] =>
  rows.flatMap(({ uri, value, percent, strokes }) =>
    strokes.map(({ rowId: _, ...stroke }) => ({ uri, value, valuePercent: percent, ...stroke })),
  );

/** Columns of a collocate, in order: a row for each sense and word. */
export const collocateColumns = ['sense', 'label', 'lemma', 'lines', 'otherLines', 'z'] as const;

/** Columns of a comparison, in order. */
export const comparedColumns = [
  ...(['side', 'word', 'sense', 'label', 'what', 'lemma', 'lines', 'uri', 'left', 'form', 'right'] as const),
];

/** A comparison as rows: the words and the lines of both sides. */
export function comparedRows({ sides, sharedWords }: Comparison): Record<string, unknown>[] {
  const shared = sharedWords.map(({ lemma, count }) => ({ side: 'both', what: 'word', lemma, lines: count }));
  const own = sides.flatMap(({ word, sense, label, words, lines, towardsOther }, i) => {
    const side = { side: i + 1, word, sense: sense ?? '', label };
    const line =
      (what: string) =>
      ({ uri, left, form, right }: Hit) => ({ ...side, what, uri, left, form, right });
    return [
      ...words.map(({ lemma, count }) => ({ ...side, what: 'word', lemma, lines: count })),
      ...lines.map(line('typical line')),
      ...towardsOther.map(line('line most like the other side')),
    ];
  });
  return [...shared, ...own];
}

/** Columns of a lost label, in order. */
export const lostLabelColumns = [
  ...(['word', 'sense', 'label', 'form', 'uri', 'start', 'textNow'] as const),
  ...(['nowWord', 'givenAt', 'change'] as const),
];

/** Columns of a sense in .csv and .tsv; lists of words are joined by semicolons, keys by spaces. */
export const senseColumns = [
  ...(['id', 'label', 'origin', 'count', 'share', 'confidence', 'gloss', 'words', 'substitutes'] as const),
  'keys',
];

/** Formats senses as a JSON array, or as a table with a header row. */
export function formatSenses(senses: readonly Sense[], format: TableFormat): string {
  const isJson = format === 'json' || format === 'jsonl';
  const list = (words: readonly { readonly lemma: string; readonly count: number }[]): string =>
    words.map(({ lemma, count }) => `${lemma} (${count})`).join('; ');
  const rows = senses.map((sense) =>
    isJson ? sense : { ...sense, words: list(sense.words), substitutes: list(sense.substitutes) },
  );
  return formatRows(rows, senseColumns, format);
}
