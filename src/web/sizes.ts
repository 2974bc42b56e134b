// What the database takes on the disk, part by part: its file, the log beside it, and the search indexes.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DiskSizes } from '../../views/_on-disk.js';

/** Null for a database in memory. file: of the database. */
export function diskSizes(file: string): DiskSizes | null {
  const folder = path.dirname(path.resolve(file));
  const name = path.basename(file);
  const sizeOf = (one: string): number =>
    statSync(path.join(folder, one), { throwIfNoEntry: false })?.size ?? 0;
  const database = sizeOf(name);
  if (database === 0) return null;
  const ofIndexes = readdirSync(folder).filter((one) => one.startsWith(`${name}.`) && one.includes('.hnsw'));
  return {
    database,
    log: sizeOf(`${name}-wal`) + sizeOf(`${name}-shm`),
    indexes: ofIndexes.reduce((sum, one) => sum + sizeOf(one), 0),
  };
}
