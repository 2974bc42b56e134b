// The schema: numbered migrations, each recorded with its checksum. All tables and indexes begin with `polyseme_`.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { PolysemeError } from '../../domain/errors.js';
import { checksumSql } from './checksums.js';

const migrationsFolder = new URL('../../../../migrations/', import.meta.url);

const files: readonly string[] = readdirSync(migrationsFolder)
  .filter((name) => name.endsWith('.sql'))
  .sort();

export function hasSchema(db: Database.Database): boolean {
  return count(db, "name = 'polyseme_migration'") === 1;
}

/** A database from before names had their prefix. */
export function isEarly(db: Database.Database): boolean {
  return count(db, "name IN ('migration', 'write_log', 'staged_passage')") === 3 && !hasSchema(db);
}

export function isEmpty(db: Database.Database): boolean {
  // `sqlite_sequence` stays when our tables are dropped
  return count(db, "name NOT LIKE 'sqlite!_%' ESCAPE '!'") === 0;
}

const count = (db: Database.Database, condition: string): number =>
  db.prepare(`SELECT count(*) FROM sqlite_master WHERE ${condition}`).pluck().get() as number;

/**
 * Brings the schema up to date, or creates it beside any existing tables; all or nothing. Throws `data` when a later
 * version has written the database.
 */
export function migrate(db: Database.Database): void {
  // a reader must not wait for a writer just to learn that there is nothing to do
  if (hasSchema(db) && appliedTo(db).size === files.length) return checkVersion(db);
  db.transaction(() => {
    if (isEarly(db)) db.exec('ALTER TABLE migration RENAME TO polyseme_migration');
    if (!hasSchema(db)) install(db);
    else {
      checkVersion(db);
      apply(db);
    }
    sealCounters(db);
  }).immediate();
}

/** The only rows that migrations make, which cannot compute checksums. */
function sealCounters(db: Database.Database): void {
  const checksum = checksumSql(db, 'polyseme_counter');
  db.exec(`UPDATE polyseme_counter SET checksum = ${checksum} WHERE checksum IS NULL`);
}

const appliedTo = (db: Database.Database): Set<string> =>
  new Set(db.prepare<[], string>('SELECT name FROM polyseme_migration').pluck().all());

function checkVersion(db: Database.Database): void {
  const unknown = [...appliedTo(db)].find((name) => !files.includes(name));
  if (unknown === undefined) return;
  throw new PolysemeError('data', `db: ${db.name} was written by a later version (it has ${unknown})`, {
    cure: 'Install the current version of polyseme.',
  });
}

function apply(db: Database.Database): void {
  const applied = appliedTo(db);
  for (const name of files) {
    if (applied.has(name)) continue;
    db.exec(sqlOf(name));
    db.prepare('INSERT INTO polyseme_migration (name, sha256) VALUES (?, ?)').run(name, sha256Of(name));
  }
}

const sqlOf = (name: string): string => readFileSync(new URL(name, migrationsFolder), 'utf8');
const sha256Of = (name: string): string => createHash('sha256').update(sqlOf(name)).digest('hex');

/** Names of migrations that are not on record as those that this version has. */
export function otherMigrations(db: Database.Database): string[] {
  const applied = new Map(
    db.prepare<[], [string, string]>('SELECT name, sha256 FROM polyseme_migration').raw().all(),
  );
  const names = new Set([...files, ...applied.keys()]);
  return [...names].filter((name) => !files.includes(name) || applied.get(name) !== sha256Of(name));
}

interface SchemaRow {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/**
 * The schema that the migrations produce. The first ones create tables without a prefix, whose names another program
 * may use: so they run in memory, and only the final schema is created.
 */
function withSchema<T>(work: (scratch: Database.Database, made: readonly SchemaRow[]) => T): T {
  const scratch = new Database(':memory:');
  try {
    scratch.exec(
      'CREATE TABLE polyseme_migration (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID',
    );
    apply(scratch);
    const made = scratch
      .prepare<[], SchemaRow>(
        "SELECT type, name, sql FROM sqlite_master WHERE name LIKE 'polyseme!_%' ESCAPE '!' AND sql IS NOT NULL",
      )
      .all();
    return work(scratch, made);
  } finally {
    scratch.close();
  }
}

function install(db: Database.Database): void {
  withSchema((scratch, made) => {
    for (const { sql } of made) db.exec(sql);
    for (const { type, name } of made) {
      if (type !== 'table') continue;
      for (const row of scratch.prepare(`SELECT * FROM ${name}`).raw().all() as unknown[][]) {
        db.prepare(`INSERT INTO ${name} VALUES (${row.map(() => '?').join(', ')})`).run(...row);
      }
    }
  });
}

/** Names of our tables, in the order of their creation. */
export function ourTables(): readonly string[] {
  tables ??= withSchema((_, made) => made.filter(({ type }) => type === 'table').map(({ name }) => name));
  return tables;
}
let tables: readonly string[] | undefined;

/** Drops all that `migrate` and tracking have created, and nothing else, whatever the caller's tables are called. */
export function dropSchema(db: Database.Database): void {
  db.transaction(() => {
    const triggers = db
      .prepare<[], string>("SELECT name FROM main.sqlite_master WHERE type = 'trigger'")
      .pluck()
      .all()
      .filter((name) => /^polyseme_tracked_\d+_(?:before_)?(?:insert|update|delete)$/u.test(name));
    // these are on the caller's tables
    for (const name of triggers) db.exec(`DROP TRIGGER main.${name}`);
    for (const name of [...ourTables()].reverse()) db.exec(`DROP TABLE IF EXISTS main.${name}`);
  }).immediate();
}
