// What the database takes on the disk, part by part, and how to make it smaller.
import type { AnnState, Stats } from '../src/domain/reports.js';
import { formatBytes, formatCount } from '../src/format/figures.js';

/** In bytes. */
export interface DiskSizes {
  readonly database: number;
  /** Of the latest changes. */
  readonly log: number;
  /** Of all collections. */
  readonly indexes: number;
}

/** what: what the index covers. */
export function indexWords(state: AnnState, what: 'word' | 'vector'): string {
  return {
    fresh: 'up to date',
    stale: `behind; new ${what}s are compared one by one until it is built again`,
    missing: `not loaded: the first search loads it, or else compares every ${what}`,
    building: 'being built; search works meanwhile',
  }[state];
}

export function OnDisk({
  stats,
  sizes,
  file,
}: {
  readonly stats: Stats;
  /** Null for a database in memory. */
  readonly sizes: DiskSizes | null;
  readonly file: string;
}) {
  const { database, log, indexes } = sizes ?? { database: stats.fileBytes, log: 0, indexes: stats.annBytes };
  const rows = [
    ['Texts and vectors', database, `${formatCount(stats.bytesPerToken)} bytes for each occurrence`],
    ['Latest changes', log, 'a log that SQLite folds into the database by itself'],
    ['Search index', indexes, `for meanings without a word; ${indexWords(stats.annState, 'word')}`],
  ] as const;
  return (
    <section aria-labelledby="disk-title">
      <h2 id="disk-title">On disk: {formatBytes(database + log + indexes)}</h2>
      <table class="list sizes">
        <caption class="unseen">What takes how much, of all collections together</caption>
        <tbody>
          {rows.map(([name, bytes, what]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="figure">{formatBytes(bytes)}</td>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary>Make it smaller</summary>
        <p>
          Removed texts leave gaps. With the server stopped, <code>polyseme compact --db {file}</code> closes
          them, in the database and in the index. Without the index, searches for a meaning alone compare
          every word; it is built again by <code>polyseme rebuild --db {file}</code>.
        </p>
      </details>
    </section>
  );
}
