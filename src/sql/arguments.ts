// Hidden columns → arguments of the library's calls. A column has the name of the option that domain/ declares, in
// snake_case; `sqlExceptions` is the one list of those that cannot, and `sqlOldNames` of those that had another name.
// Knows nothing of rows, of the thread or of a connection.
import type { Parameter } from '../domain/parameters.js';
import {
  invalid,
  readFlag,
  readIds,
  readKeys,
  readNumber,
  readText,
  readTexts,
  readTokenId,
  readTokenIds,
  readVector,
  type SqlValue,
} from './values.js';

/** Hidden columns by name; undefined where one is left out. */
export type Arguments = Readonly<Record<string, SqlValue>>;

/** Rows of a table, or of a file, by their keys; all rows, or all sources, where either is left out. */
export interface Rows {
  readonly source: string | undefined;
  readonly keys: readonly string[] | undefined;
}

/** An option whose hidden columns are not named as it is in snake_case. */
interface SqlException {
  readonly option: string;
  /** None where the option is left out of SQL. */
  readonly columns: readonly string[];
  readonly why: string;
}

/** Every exception to "the library's name in snake_case". */
export const sqlExceptions: readonly SqlException[] = [
  { option: 'limit', columns: ['k'], why: 'LIMIT is a word of SQL' },
  { option: 'like', columns: ['like_ids'], why: 'LIKE is a word of SQL' },
  { option: 'where', columns: ['filters'], why: 'WHERE is a word of SQL' },
  { option: 'documents', columns: ['source', 'among'], why: 'rows are known by their table and their key' },
  { option: 'name', columns: ['row_key', 'source'], why: 'rows are known by their table and their key' },
  {
    option: 'form',
    columns: ['exact_form'],
    why: '`form` is a column of the lines; this one is true or false',
  },
  { option: 'tokenId', columns: ['token_id_of'], why: '`token_id` is a column of the lines' },
  { option: 'fold', columns: [], why: 'SQL counts, joins and groups lines, so it gets every one' },
  { option: 'usesSubstitutes', columns: [], why: 'no column shows substitutes' },
];

/** Old names of hidden columns: each still works, and gives the new one once per process. */
export const sqlOldNames: Readonly<Record<string, string>> = {
  skip: 'offset',
  ef: 'ef_search',
  unlike_ids: 'unlike',
};

/** Hidden columns of one option. */
export function columnsOf(option: string): readonly string[] {
  const exception = sqlExceptions.find((one) => one.option === option);
  return exception?.columns ?? [snakeCase(option)];
}

/**
 * Hidden columns of a table by position: first those with promised positions, then other declared ones, then old names.
 */
export function hiddenColumns(
  positions: readonly string[],
  declared: readonly Parameter[],
): readonly string[] {
  const columns = [...new Set([...positions, ...declared.flatMap(({ name }) => columnsOf(name))])];
  const old = Object.entries(sqlOldNames).filter(([, name]) => columns.includes(name));
  return [...columns, ...old.map(([oldName]) => oldName)];
}

/** The library's messages begin with the name of an option: here with that of its hidden column. */
export const inColumnNames = (message: string): string =>
  renamed(message, (option) => columnsOf(option)[0] ?? option);

/** The same for scalar functions, which have no hidden columns. */
export const inSnakeCase = (message: string): string => renamed(message, snakeCase);

const renamed = (message: string, name: (option: string) => string): string =>
  message.replace(/^(?:filters\.)?(\w+)(?=:)/u, (_, option: string) =>
    name(option === 'metadata' ? 'where' : option),
  );

const snakeCase = (name: string): string => name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);

/** Values by the new names. Throws `invalid_input` where both names of one column are used. */
export function withoutOldNames(hidden: Arguments): Arguments {
  const values: Record<string, SqlValue> = { ...hidden };
  for (const [oldName, name] of Object.entries(sqlOldNames)) {
    if (values[oldName] === undefined) continue;
    if (values[name] !== undefined) {
      throw invalid(oldName, `is now ${name}, and both are given`, `Give ${name} alone.`);
    }
    warnOnce(oldName, name);
    values[name] = values[oldName];
    delete values[oldName];
  }
  return values;
}

const warned = new Set<string>();

function warnOnce(oldName: string, name: string): void {
  if (warned.has(oldName)) return;
  warned.add(oldName);
  process.emitWarning(`the SQL column ${oldName} is now ${name}`, 'DeprecationWarning');
}

/**
 * Returns the declared options whose columns are set, under the library's names. Types are read here; the call checks
 * ranges. Throws `invalid_input`.
 */
export function readOptions<T>(hidden: Arguments, declared: readonly Parameter[]): T {
  const options = declared.flatMap((parameter) => {
    const [column, ...more] = columnsOf(parameter.name);
    // readRows reads what takes two columns
    if (column === undefined || more.length > 0 || hidden[column] === undefined) return [];
    return [[parameter.name, readerOf(parameter)(column, hidden[column])] as const];
  });
  return Object.fromEntries(options) as T;
}

/** Which rows a search may find. */
export const readRows = ({ source, among }: Arguments): Rows => ({
  source: source === undefined ? undefined : readText('source', source),
  keys: among === undefined ? undefined : readKeys('among', among),
});

type Reader = (name: string, value: SqlValue) => unknown;

/** Readers by the kind of a parameter: of one value, and of a list. */
const readers: Readonly<Record<Parameter['kind'], readonly [one: Reader, list: Reader]>> = {
  text: [readText, readTexts],
  choice: [readText, readTexts],
  number: [readNumber, readTokenIds],
  flag: [readFlag, readTexts],
  mixed: [readText, readIds],
};

/** Readers of what has a different form in SQL than in the library. */
const readersByName: Readonly<Record<string, Reader>> = {
  form: (column, value) => (readFlag(column, value) ? 'exact' : 'lemma'),
  tokenId: readTokenId,
  vector: readVector,
};

function readerOf({ name, kind, isList }: Parameter): Reader {
  return readersByName[name] ?? readers[kind][isList ? 1 : 0];
}
