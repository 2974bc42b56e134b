// Results as tables that other programs read, and numbers as people read them: for every surface.
import { stringify } from 'csv-stringify/sync';
import type { Hit } from '../domain/search.js';
import type { Sense } from '../domain/senses.js';
import type { Comparison, SenseShares } from '../domain/word-views.js';

export type TableFormat = 'json' | 'csv' | 'tsv';

/** Columns of a hit in .csv and .tsv, in order; metadata is one column of JSON. */
export const hitColumns = [
  ...(['documentId', 'uri', 'sentenceId', 'tokenId', 'form', 'lemma', 'start', 'end'] as const),
  ...(['left', 'right', 'sentence', 'score', 'cosine', 'metadata'] as const),
];

/** Hits as a JSON array, or as a table with a header row. */
export function formatHitRows(hits: readonly Hit[], format: TableFormat): string {
  const rows = hits.map((hit) =>
    format === 'json' ? { ...hit } : { ...hit, metadata: JSON.stringify(hit.metadata) },
  );
  return formatRows(rows, hitColumns, format);
}

/** Rows of any kind as JSON, .csv or .tsv. */
export function formatRows(
  rows: readonly Record<string, unknown>[],
  columns: readonly string[],
  format: TableFormat,
): string {
  if (format === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  const cells = rows.map((row) => columns.map((column) => spreadsheetSafe(row[column])));
  const delimiter = format === 'csv' ? ',' : '\t';
  return stringify([[...columns], ...cells], { delimiter, record_delimiter: '\n', cast: { number: String } });
}

/** Rows as they come, for lists that memory need not hold: JSON is then one object a line. */
export function* streamRows(
  rows: Iterable<object>,
  columns: readonly string[],
  format: TableFormat,
): Generator<string> {
  const delimiter = format === 'csv' ? ',' : '\t';
  const options = { delimiter, record_delimiter: '\n', cast: { number: String } };
  if (format !== 'json') yield stringify([[...columns]], options);
  for (const row of rows as Iterable<Record<string, unknown>>) {
    if (format === 'json') yield `${JSON.stringify(row)}\n`;
    else yield stringify([columns.map((column) => spreadsheetSafe(row[column]))], options);
  }
}

/** Columns of a disambiguated line, in order. */
export const assignmentColumns = [
  ...([
    'documentId',
    'uri',
    'sentenceId',
    'tokenId',
    'form',
    'lemma',
    'start',
    'end',
    'left',
    'right',
  ] as const),
  ...(['sense', 'label', 'confidence', 'runnerUp'] as const),
];

/** Columns of a line on a map or on axes, in order. */
export const placedColumns = [
  ...(['documentId', 'uri', 'sentenceId', 'tokenId', 'form', 'lemma', 'start', 'end'] as const),
  ...(['left', 'right', 'sense', 'label', 'x', 'y'] as const),
];

/** A column for each sense that any line has, by its id. */
export const sharesColumns = ({ senses }: SenseShares): string[] => [
  ...['group', 'lines'],
  ...senses.filter(({ count }) => count > 0).map(({ id }) => id),
  'none',
];

/** Shares as rows: lines of each sense in each group. */
export const shareRows = ({ groups, senses }: SenseShares): Record<string, unknown>[] =>
  groups.map(({ group, count, counts, none }) => ({
    ...{ group, lines: count },
    ...Object.fromEntries(senses.map(({ id }, i) => [id, counts[i]])),
    none,
  }));

export const comparedColumns = [
  'side',
  'word',
  'sense',
  'label',
  'what',
  'lemma',
  'lines',
  'uri',
  'left',
  'form',
  'right',
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

/** Columns of a sense in .csv and .tsv; lists are joined by semicolons. */
export const senseColumns = [
  ...(['id', 'label', 'origin', 'count', 'share', 'confidence', 'gloss', 'words', 'substitutes'] as const),
];

/** Senses as a JSON array, or as a table with a header row. */
export function formatSenses(senses: readonly Sense[], format: TableFormat): string {
  const list = (words: readonly { readonly lemma: string; readonly count: number }[]): string =>
    words.map(({ lemma, count }) => `${lemma} (${count})`).join('; ');
  const rows = senses.map((sense) =>
    format === 'json'
      ? { ...sense }
      : { ...sense, words: list(sense.words), substitutes: list(sense.substitutes) },
  );
  return formatRows(rows, senseColumns, format);
}

/** A text that a spreadsheet would run as a formula is marked as text with an apostrophe. */
function spreadsheetSafe(value: unknown): unknown {
  return typeof value === 'string' && /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
}

/** Bytes in people's units: 1 536 → 1.5 kB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Whole numbers with thin spaces between thousands. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/gu, '\u2009');
}

/** `1 document`, `2 documents`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Seconds as `under 1 s`, `40 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 1) return 'under 1 s';
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
