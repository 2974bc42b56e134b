// What the document of a tracked table's row is called: TABLE#KEY. Keys of different types may read the same, as 1 and '1'
// in a column without a type: the one that comes second is then marked. A document keeps its name as long as its row has
// its key.
import type { Database } from 'better-sqlite3';
import type { RowKey, TrackedTable } from '../../domain/tables.js';
import { mainTable, quoteName, tableInspector } from './triggers.js';

/** Types of columns in which a text that reads as a number becomes one, or a number a text. */
const declaredType = /INT|CHAR|CLOB|TEXT|REAL|FLOA|DOUB/iu;

/** Returns the URI of the document of a row of the table. */
export function rowNamer(
  db: Database,
  { name, table, key, collection }: Pick<TrackedTable, 'name' | 'table' | 'key' | 'collection'>,
): (rowKey: RowKey) => string {
  const column = key[0] as string;
  const { columnsOf } = tableInspector(db);
  const isTyped = columnsOf(table as string).some(
    (one) => one.name === column && declaredType.test(one.type),
  );
  /** 1 when the document of that name is this row's, 0 when it is another's. */
  const holder = db
    .prepare<[RowKey, string, string], number>(
      `SELECT d.row_key IS ? FROM polyseme_document d JOIN polyseme_collection c ON c.id = d.collection_id
       WHERE c.name = ? AND d.uri = ?`,
    )
    .pluck();
  const rowOf = db
    .prepare<[RowKey, RowKey], number>(
      `SELECT 1 FROM ${mainTable(table as string)} t
       WHERE t.${quoteName(column)} = ? AND typeof(t.${quoteName(column)}) = typeof(?)`,
    )
    .pluck();
  const isRow = (rowKey: RowKey): boolean => rowOf.get(rowKey, rowKey) !== undefined;

  return (rowKey) => {
    const plain = `${name}#${plainText(rowKey)}`;
    const others = key.length > 1 ? undefined : keysThatReadAlike(rowKey, isTyped);
    if (!others) return plain;
    const marked = `${name}#${markedText(rowKey)}`;
    if (holder.get(rowKey, collection, marked) === 1) return marked;
    const held = holder.get(rowKey, collection, plain);
    if (held === 1) return plain;
    return held === 0 || others.some(isRow) ? marked : plain;
  };
}

/** Bytes as SQL writes them: not text. */
const plainText = (rowKey: RowKey): string =>
  Buffer.isBuffer(rowKey) ? `x'${rowKey.toString('hex')}'` : String(rowKey);

const markedText = (rowKey: RowKey): string =>
  typeof rowKey === 'string' ? `'${rowKey.replaceAll("'", "''")}'` : `#${plainText(rowKey)}`;

/**
 * Keys of other types whose rows would have the name of this one; none for a number, which goes before a text. Undefined
 * where no other key of the column reads like this one.
 */
function keysThatReadAlike(rowKey: RowKey, isTyped: boolean): RowKey[] | undefined {
  if (Buffer.isBuffer(rowKey)) return [];
  if (typeof rowKey !== 'string') return isTyped ? undefined : [];
  const number = isTyped ? undefined : numberOf(rowKey);
  const [, bytes] = /^x'((?:[0-9a-f]{2})*)'$/u.exec(rowKey) ?? [];
  const [, quoted] = /^'(.*)'$/su.exec(rowKey) ?? [];
  const marked = rowKey.startsWith('#') ? numberOf(rowKey.slice(1)) : undefined;
  const alike = [
    number,
    bytes === undefined ? undefined : Buffer.from(bytes, 'hex'),
    quoted?.replaceAll("''", "'"),
    marked,
  ].filter((one) => one !== undefined);
  return alike.length > 0 ? alike : undefined;
}

/** The number that is written so; undefined for another text. */
function numberOf(text: string): number | bigint | undefined {
  if (/^-?\d{1,19}$/u.test(text) && String(BigInt(text)) === text) {
    const whole = BigInt(text);
    return BigInt.asIntN(64, whole) === whole ? whole : undefined;
  }
  return text.trim() !== '' && String(Number(text)) === text ? Number(text) : undefined;
}
