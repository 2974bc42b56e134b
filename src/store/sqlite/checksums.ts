// Checksums of rows, each in a column `checksum` that the writers set: no trigger does, or it would also approve of what is
// changed by hand. Those of passages are made of more than a row: see passage-checksums.ts.
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** Tables with a checksum of each row over all its columns, and the columns that are checked in another way. */
const uncovered: Readonly<Record<string, readonly string[]>> = {
  polyseme_document: [],
  polyseme_structure: [],
  polyseme_file: [],
  polyseme_collection: [],
  polyseme_lemma: [],
  polyseme_form: ['id', 'num_tokens'], // by its tokens: the id is not known when it is inserted, and the number changes
  polyseme_deletion: [],
  polyseme_write_log: [],
  polyseme_staged_passage: [],
  polyseme_counter: [],
  polyseme_setting: [],
  polyseme_gloss: [],
  polyseme_induction: [],
  polyseme_sense_edit: [],
  polyseme_assignment: [],
  polyseme_assigned_word: [],
  polyseme_tracked: [],
  polyseme_vector_collection: [],
  polyseme_vector: [],
  polyseme_vector_deletion: [],
};

/**
 * A lemma's row changes with nearly every token that is written, so plain arithmetic has to do, at a fifth of the time. The
 * lemma itself is covered by the passages that it occurs in.
 */
const lemmaChecksum = ({ num_tokens = 'num_tokens', revision = 'revision' }): string =>
  `((id * 31 + collection_id) * 65599 + ${num_tokens}) * 65599 + ${revision}`;

/** The places of a document's passages: text that two passages in another order, or one at another place, change. */
const placesOfPassages = `(SELECT group_concat(id || ' ' || ordinal || ' ' || start_char) FROM
  (SELECT id, ordinal, start_char FROM polyseme_passage p WHERE p.document_id = polyseme_document.id
   ORDER BY ordinal, id))`;

type Value = string | number | bigint | Uint8Array | null;

/** Makes the function that computes checksums known to a connection. */
export function registerChecksum(db: Database): void {
  const options = { varargs: true, deterministic: true, safeIntegers: true };
  db.function('polyseme_checksum', options, (...values: unknown[]) => checksumOf(values as Value[]));
}

/**
 * 53 bits over values, which whole numbers in another column type do not change. SHA-1 would take four times as long, for
 * what guards against accidents and changes by hand, not against attackers.
 */
function checksumOf(values: readonly Value[]): number {
  let text = '';
  for (const value of values) text += `${partOf(value)}\0`;
  // two lanes of 32 bits, each a hash after Fowler, Noll and Vo
  let [low, high] = [0x811c9dc5, 0x9747b28c];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
  }
  low ^= low >>> 15;
  high ^= high >>> 13;
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}

function partOf(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `'${value}`;
  if (typeof value !== 'object') return String(value);
  return `x${createHash('sha1').update(value).digest('base64')}`;
}

/** Names of the tables whose rows have checksums. */
export const tablesWithChecksums = Object.keys(uncovered);

/** SQL of the checksum of a row of a table; changed: SQL of the columns that get new values, by their names. */
export function checksumSql(
  db: Database,
  table: string,
  changed: Readonly<Record<string, string>> = {},
): string {
  if (table === 'polyseme_lemma') return lemmaChecksum(changed);
  const columns = db
    .prepare<[string], string>("SELECT name FROM pragma_table_info(?, 'main') ORDER BY cid")
    .pluck()
    .all(table)
    .filter((name) => name !== 'checksum' && !uncovered[table]?.includes(name));
  const parts = columns.map((name) => changed[name] ?? name);
  if (table === 'polyseme_document') parts.push(placesOfPassages);
  return `polyseme_checksum(${parts.join(', ')})`;
}

/** SQL that inserts a row with its checksum; its parameters are named as the columns, all but `id`. */
export function insertSql(db: Database, table: string, columns: readonly string[]): string {
  const values = columns.map((name) => `@${name}`);
  const changed = Object.fromEntries(columns.map((name) => [name, `@${name}`]));
  return `INTO ${table} (${columns.join(', ')}, checksum) VALUES (${values.join(', ')}, ${checksumSql(db, table, changed)})`;
}

/** Returns a function that gives rows the checksum of what they hold; condition: SQL, with the parameters it is called with. */
export function rowSealer<V extends unknown[] = [number]>(
  db: Database,
  table: string,
  condition: string,
): (...values: V) => void {
  const seal = db.prepare<unknown[]>(
    `UPDATE ${table} SET checksum = ${checksumSql(db, table)} WHERE ${condition}`,
  );
  return (...values) => void seal.run(...values);
}
