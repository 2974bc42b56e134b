// Notices that another database stands where an open one stood: renamed over it, put in its place, or copied over it;
// or that nothing stands there. The file's status is looked at before each call; only where it has changed, and no
// checkpoint explains that, is the file itself examined.
//
//   another inode            what is open lives on without a name: SQLite neither checkpoints it nor removes its log
//   the same inode, changed  the log still belongs to the old content and would be folded into the new one. So the new
//                            content gets a file of its own under the same name, and the case is the first
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type BigIntStats, constants, renameSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { databaseIdSetting } from '../../domain/defaults.js';
import { PolysemeError } from '../../domain/errors.js';
import type { WriteMark } from '../rows.js';
import { emptyLog } from './connection.js';
import { hasSchema } from './schema.js';

/** The file of an open connection. */
export interface DatabaseFile {
  /** Distinguishes this file from any other on this machine. */
  readonly identity: string;
  /** True when another file stands there. Throws `data` when none does, or when it is being copied over. */
  isReplaced(): boolean;
  /** Throws as `isReplaced`, and `conflict` when it is true. */
  refuseReplaced(): void;
  /** Closes the connection. What still belongs to the old file leaves the new one alone. */
  close(): void;
}

/** What a checkpoint, and nothing else, changes together with the file; and what a commit changes. */
interface LogState {
  /** Frames in the write-ahead log. */
  readonly frames: number;
  /** Those of them that the file has as well. */
  readonly folded: number;
  /** Changes with the commits of others. */
  readonly others: number;
  /** Changes with our own. */
  readonly own: string;
}

/** Whether a file's time changes with its content: NTFS may be late. */
const isTimely = process.platform !== 'win32';
/** How long another's checkpoint may take to be reported, after it has changed the file. */
const settleMs = 250;
/** A file that has not changed for so long is not being copied: if it is not whole, the log completes it. */
const stillMs = 1000;
/** After an examination that found nothing, the next is put off for so many times what it took. */
const restFactor = 10;

/**
 * Watches the file that a connection has just opened. file: its full path; link: what it was opened by, which may be a
 * link to it. isOwn: nobody else uses the connection.
 */
export function databaseFile(
  db: Database.Database,
  { file, link, isOwn }: { readonly file: string; readonly link: string; readonly isOwn: boolean },
): DatabaseFile {
  const initial = statusOf(file);
  const name = isSame(statusOf(link), initial) ? link : file;
  const companions = [`${file}-wal`, `${file}-shm`].map((one) => [one, statusOf(one)] as const);
  let last = { status: initial, log: logState(db), write: foldedWrite(db) };
  let restsUntil = 0;
  let hasLeft = false;

  function isReplaced(): boolean {
    const status = statusOf(name);
    if (!status) throw missing(name);
    if (hasLeft || !isSame(status, initial)) return true;
    const isChanged = status.mtimeNs !== last.status?.mtimeNs || status.size !== last.status.size;
    return isOwn && isChanged && isTimely && isCopiedOver(status);
  }

  function isCopiedOver(status: BigIntStats): boolean {
    const isResting = Date.now() < restsUntil;
    const log = settledLog(db, last.log, isResting ? 0 : settleMs);
    const accept = (): void => {
      last = { status, log, write: foldedWrite(db) ?? last.write };
    };
    if (isExplained(last.log, log)) {
      accept();
      return false;
    }
    if (isResting) return false;
    const began = Date.now();
    const verdict = examine(!log || log.frames > log.folded);
    if (verdict === 'other') return true;
    restsUntil = Date.now() + restFactor * (Date.now() - began);
    if (verdict === 'same' || began - Number(status.mtimeMs) > stillMs) accept();
    return false;
  }

  /** mayComplete: the log may hold what is missing in the file. */
  function examine(mayComplete: boolean): 'same' | 'other' | 'unsettled' {
    const copy = `${file}.${randomUUID()}.new`;
    try {
      copyElsewhere(file, copy);
      const there = contentsOf(copy, last.write);
      if (mayComplete && !isOther(there, db, last.write))
        return there === 'unreadable' ? 'unsettled' : 'same';
      if (there === 'foreign' || !isSound(copy)) {
        if (mayComplete && there !== 'foreign') return 'unsettled';
        throw unfinished(file);
      }
      if (isSame(statusOf(file), initial)) renameSync(copy, file);
      return 'other';
    } finally {
      for (const rest of ['', '-wal', '-shm', '-journal']) rmSync(copy + rest, { force: true });
    }
  }

  /** Texts that only the log holds are saved to the old file, which may stand elsewhere now. */
  function abandonLog(): void {
    try {
      emptyLog(db);
    } catch (cause) {
      if (!(cause instanceof Database.SqliteError)) throw cause; // the old file is damaged: nobody's any more
    }
    for (const [companion, status] of companions) {
      if (status && isSame(statusOf(companion), status)) rmSync(companion, { force: true });
    }
  }

  return {
    identity: initial ? `${initial.dev}:${initial.ino}` : '',
    isReplaced,
    refuseReplaced() {
      if (isReplaced()) throw replaced(name, isOwn);
    },
    close() {
      if (!db.open) return;
      hasLeft = statusOf(name) !== undefined && isReplaced();
      if (!isSame(statusOf(file), initial)) abandonLog();
      db.close();
    },
  };
}

const statusOf = (file: string): BigIntStats | undefined =>
  statSync(file, { bigint: true, throwIfNoEntry: false });

const isSame = (one: BigIntStats | undefined, other: BigIntStats | undefined): boolean =>
  one !== undefined && one.ino === other?.ino && one.dev === other.dev;

/** Undefined when the connection cannot read what is there now. */
function logState(db: Database.Database): LogState | undefined {
  try {
    const [{ log, checkpointed }] = db.pragma('wal_checkpoint(NOOP)') as [
      { log: number; checkpointed: number },
    ];
    const own = db.prepare('SELECT total_changes()').pluck().get();
    return {
      frames: Number(log),
      folded: Number(checkpointed),
      others: Number(db.pragma('data_version', { simple: true })),
      own: `${own} ${db.pragma('schema_version', { simple: true })}`,
    };
  } catch {
    return undefined;
  }
}

/** Whether the file may have changed by a checkpoint: ours, or another's, who may have committed before. */
function isExplained(before: LogState | undefined, now: LogState | undefined): boolean {
  if (!before || !now) return false;
  const { frames, folded, others, own } = now;
  if (folded !== before.folded || frames < before.frames || others !== before.others) return true;
  return own !== before.own && folded === frames;
}

/** The state of the log, once a checkpoint that may be under way is over. */
function settledLog(
  db: Database.Database,
  before: LogState | undefined,
  timeoutMs: number,
): LogState | undefined {
  const until = Date.now() + timeoutMs;
  let log = logState(db);
  while (log && log.folded < log.frames && !isExplained(before, log) && Date.now() < until) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    log = logState(db);
  }
  return log;
}

const lastWriteOf = (db: Database.Database): WriteMark | undefined =>
  db.prepare<[], WriteMark>('SELECT id, mark FROM polyseme_write_log ORDER BY id DESC LIMIT 1').get();

const markOf = (db: Database.Database, id: number): string | undefined =>
  db.prepare<[number], string>('SELECT mark FROM polyseme_write_log WHERE id = ?').pluck().get(id);

const idOf = (db: Database.Database): string | undefined =>
  db
    .prepare<[string], string>('SELECT value FROM polyseme_setting WHERE name = ?')
    .pluck()
    .get(databaseIdSetting);

/** The last write, where the file itself is sure to hold it. */
function foldedWrite(db: Database.Database): WriteMark | undefined {
  const log = logState(db);
  return log && log.frames <= log.folded && hasSchema(db) ? lastWriteOf(db) : undefined;
}

/** By another process: closing a file here would end SQLite's locks on it in this one. */
function copyElsewhere(file: string, copy: string): void {
  const script = `fs.copyFileSync(process.argv[1], process.argv[2], ${constants.COPYFILE_FICLONE})`;
  try {
    execFileSync(process.execPath, ['-e', script, file, copy], { stdio: 'ignore' });
  } catch (cause) {
    throw new PolysemeError('data', `db: ${file} was changed by another program, and cannot be copied`, {
      cure: 'Free space on its disk, and allow writing to its folder; or open it again.',
      cause,
    });
  }
}

/** What a file without its log says of itself; `foreign` when it is no database. */
type Contents =
  | 'foreign'
  | 'unreadable'
  | {
      readonly id: string | undefined;
      readonly mark: string | undefined;
      readonly latest: WriteMark | undefined;
    };

/** write: the one whose mark is looked up. */
function contentsOf(copy: string, write: WriteMark | undefined): Contents {
  if (statSync(copy).size === 0) return 'foreign';
  const read = inFile(copy, (db): Contents => {
    if (!hasSchema(db)) return { id: undefined, mark: undefined, latest: undefined };
    return { id: idOf(db), mark: write && markOf(db, write.id), latest: lastWriteOf(db) };
  });
  if (!(read instanceof Database.SqliteError)) return read;
  return read.code === 'SQLITE_NOTADB' ? 'foreign' : 'unreadable';
}

/**
 * Whether that is another database than the connection's, or an earlier state of it. write: one that the file held
 * before. A file that a process was folding the log into when it was killed is neither: the log completes it.
 */
function isOther(there: Contents, db: Database.Database, write: WriteMark | undefined): boolean {
  if (typeof there === 'string') return there === 'foreign';
  const { id, mark, latest } = there;
  if (write && mark !== write.mark) return true;
  try {
    if (id !== undefined && id !== idOf(db)) return true;
    return latest !== undefined && latest.mark !== markOf(db, latest.id);
  } catch {
    return true; // the log and the file no longer fit each other
  }
}

type SqliteError = InstanceType<typeof Database.SqliteError>;

/** Whether all pages of a file are there and fit each other. */
const isSound = (copy: string): boolean =>
  inFile(copy, (db) => db.pragma('quick_check(1)', { simple: true })) === 'ok';

/** Returns SQLite's error instead of throwing it. */
function inFile<T>(file: string, work: (db: Database.Database) => T): T | SqliteError {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { fileMustExist: true });
    return work(db);
  } catch (cause) {
    if (cause instanceof Database.SqliteError) return cause;
    throw cause;
  } finally {
    db?.close();
  }
}

const missing = (file: string): PolysemeError =>
  new PolysemeError('data', `db: there is no file ${file} any more`, {
    cure: 'Put it back, or put a backup in its place: that is noticed at once.',
  });

const unfinished = (file: string): PolysemeError =>
  new PolysemeError('data', `db: ${file} was overwritten while it was open, with what is no whole database`, {
    cure: 'Wait until the copy is finished, or put a backup in its place.',
  });

/** isOwn: whoever called can go on by calling again. */
export const replaced = (file: string, isOwn: boolean): PolysemeError =>
  new PolysemeError('conflict', `db: ${file} was replaced by another database while it was open`, {
    cure: isOwn
      ? 'Run it again: it goes on with the new one.'
      : 'Close your connection and open the file again.',
  });
