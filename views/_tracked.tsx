// Tables of the database whose rows are kept indexed: their part of the collection's page, and the page that asks
// before one is untracked.
import type { TrackedTable } from '../src/domain/tables.js';
import type { FileInfo } from '../src/domain/text.js';
import { formatCount, plural } from '../src/format/figures.js';
import {
  collectionAddress,
  collectionForms,
  documentListAddress,
  tablesAddress,
  untrackAddress,
} from './links.js';

/** A tracked table, and what is indexed of it. */
export interface TrackedRow extends TrackedTable {
  readonly indexed: FileInfo | undefined;
}

/** Whether its changes are about to be indexed. */
export const isWaiting = ({ fault, pending }: TrackedTable): boolean => fault === null && pending > 0;

/** The documents of a program's own tables in the collection; reloads itself while changes wait. */
export function Tables(props: { readonly tracked: readonly TrackedRow[]; readonly collection: string }) {
  const { tracked, collection } = props;
  if (tracked.length === 0) return <section id="tables" />;
  const address = tablesAddress(collection);
  const poll = tracked.some(isWaiting)
    ? { 'hx-get': address, 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML' }
    : {};
  return (
    <section id="tables" aria-labelledby="tables-title" {...poll}>
      <h2 id="tables-title">Tracked tables</h2>
      <p class="muted">What changes in them, by whatever program, is indexed within a second or so.</p>
      <table class="list">
        <caption class="unseen">Tracked tables</caption>
        <thead>
          <tr>
            <th scope="col">Table</th>
            <th scope="col" class="figure">
              Rows indexed
            </th>
            <th scope="col" class="figure">
              Rows waiting
            </th>
            <th scope="col">
              <span class="unseen">Stop tracking</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tracked.map((table) => (
            <TableRow key={table.id} row={table} collection={collection} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function TableRow({ row, collection }: { readonly row: TrackedRow; readonly collection: string }) {
  const { name, table, text, metadata, pending, fault, indexed } = row;
  return (
    <tr>
      <td>
        {indexed ? (
          <a href={documentListAddress({ match: name, collection })}>{table ?? name}</a>
        ) : (
          (table ?? name)
        )}
        {table !== null && table !== name && <span class="muted"> tracked as {name}</span>}
        <span class="folder">
          {' '}
          {text.join(', ')}
          {metadata.length > 0 && `; to filter by: ${metadata.join(', ')}`}
        </span>
        {fault !== null && <p role="alert">{fault}</p>}
      </td>
      <td class="figure">{formatCount(indexed?.documents ?? 0)}</td>
      <td class="figure">{formatCount(pending)}</td>
      <td>
        <a href={untrackAddress(table ?? name)} aria-label={`Stop tracking ${table ?? name}`}>
          Stop tracking
        </a>
      </td>
    </tr>
  );
}

export function UntrackPage(props: { readonly tracked: TrackedTable; readonly numDocuments: number }) {
  const { tracked, numDocuments } = props;
  return (
    <>
      <h1>Stop tracking {tracked.table ?? tracked.name}?</h1>
      <p>
        {numDocuments === 0
          ? 'Nothing of it is indexed yet.'
          : `${plural(numDocuments, 'row')} will not be found any more.`}{' '}
        {tracked.table !== null && 'The table itself stays as it is.'}
      </p>
      <form method="post" action={collectionForms.untrack}>
        <input type="hidden" name="table" value={tracked.table ?? tracked.name} />
        <button type="submit" class="danger">
          Stop tracking
        </button>{' '}
        <a href={collectionAddress({ collection: tracked.collection })}>Keep</a>
      </form>
    </>
  );
}
