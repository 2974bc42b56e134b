// Documents: a list of them, and the page that asks before removing.
import type { DocumentInfo, DocumentOrder, Metadata } from '../src/domain/text.js';
import { formatCount, plural } from '../src/format/figures.js';
import { DocumentName, useDocumentName } from './_document-name.js';
import {
  collectionAddress,
  collectionForms,
  documentAddress,
  documentListAddress,
  documentsExportAddress,
} from './links.js';

export interface DocumentListData {
  readonly documents: readonly DocumentInfo[];
  /** First words, by row. */
  readonly openings: ReadonlyMap<number, string>;
  readonly hasMore: boolean;
  readonly match: string;
  readonly sort: DocumentOrder;
  readonly offset: number;
  readonly collection: string;
}

export const documentsPerPage = 200;
/** Fields of the metadata with a column of their own; the others share one. */
const mostColumns = 3;

export function DocumentListPage(data: DocumentListData) {
  const { documents, hasMore, match, sort, offset, collection } = data;
  const nameOf = useDocumentName();
  const page = (start: number): string => documentListAddress({ match, sort, offset: start, collection });
  return (
    <>
      <div class="summary">
        <h1>Documents{match === '' ? '' : ` of ${nameOf(match.replace(/#$/u, ''))}`}</h1>
        <p class="export">
          Export: <a href={documentsExportAddress('csv', { match, collection })}>CSV</a>{' '}
          <a href={documentsExportAddress('json', { match, collection })}>JSON</a>
        </p>
      </div>
      <form action={documentListAddress({})} class="inline" role="search" aria-label="Find a document">
        <input type="hidden" name="collection" value={collection} />
        {sort !== 'name' && <input type="hidden" name="sort" value={sort} />}
        <label for="match">Name contains</label> <input id="match" name="match" type="search" value={match} />{' '}
        <button type="submit">Show</button>
      </form>
      {documents.length === 0 ? (
        <p class="state">
          There are no {offset > 0 ? 'more' : 'such'} documents.{' '}
          <a href={collectionAddress()}>Back to the collection</a>
        </p>
      ) : (
        <DocumentTable {...data} />
      )}
      <nav class="pager" aria-label="More documents">
        {offset > 0 && <a href={page(Math.max(0, offset - documentsPerPage))}>Previous {documentsPerPage}</a>}
        {hasMore && <a href={page(offset + documentsPerPage)}>Next {documentsPerPage}</a>}
      </nav>
    </>
  );
}

function DocumentTable({ documents, openings, match, sort, collection }: DocumentListData) {
  const { columns, others, same } = fieldsOf(documents.map(({ metadata }) => metadata));
  const head = { match, sort, collection };
  return (
    <>
      {same.length > 0 && (
        <p class="muted">The same in every row: {same.map(([key, value]) => `${key} ${value}`).join(', ')}</p>
      )}
      <table class="list documents">
        <thead>
          <tr>
            <SortedHead name="Document" by="name" {...head} />
            <th scope="col">First words</th>
            <SortedHead name="Words" by="words" isFigure {...head} />
            {columns.map((key) => (
              <th key={key} scope="col" class="detail">
                {key}
              </th>
            ))}
            {others.length > 0 && (
              <th scope="col" class="detail">
                Other fields
              </th>
            )}
            <SortedHead name="Added" by="added" {...head} />
          </tr>
        </thead>
        <tbody>
          {documents.map((document) => (
            <tr key={document.id}>
              <td>
                <a href={documentAddress(document.id, { collection })}>
                  <NameInList document={document} match={match} />
                </a>
              </td>
              <td class="opening">{openings.get(document.id)}</td>
              <td class="figure">{formatCount(document.numWords)}</td>
              {columns.map((key) => (
                <td key={key} class="detail">
                  {document.metadata[key]}
                </td>
              ))}
              {others.length > 0 && <td class="detail">{sayFields(document.metadata, others)}</td>}
              <td class="added">
                <time dateTime={document.addedAt}>{document.addedAt.slice(0, 10)}</time>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** In a list of one file's records its name stands above. */
function NameInList({ document, match }: { readonly document: DocumentInfo; readonly match: string }) {
  const { uri, documentId } = document;
  const isOfFile =
    documentId !== uri && match !== '' && uri.endsWith(`${match.replace(/#$/u, '')}#${documentId}`);
  return isOfFile ? documentId : <DocumentName uri={uri} />;
}

/** A column by which the list can be sorted, one way and the other. */
function SortedHead(props: {
  readonly name: string;
  readonly by: 'name' | 'words' | 'added';
  readonly isFigure?: boolean;
  readonly match: string;
  readonly sort: DocumentOrder;
  readonly collection: string;
}) {
  const { name, by, isFigure, match, sort, collection } = props;
  const isUp = sort === by;
  const isDown = sort === `-${by}`;
  // the largest and the latest are mostly wanted first
  const next = isUp || (by !== 'name' && !isDown) ? `-${by}` : by;
  return (
    <th
      scope="col"
      class={isFigure ? 'figure' : undefined}
      aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}
    >
      <a href={documentListAddress({ match, sort: next, collection })}>{name}</a>
      {isUp ? ' ↑' : isDown ? ' ↓' : ''}
    </th>
  );
}

interface Fields {
  /** With a column of their own. */
  readonly columns: readonly string[];
  /** All others that differ from row to row. */
  readonly others: readonly string[];
  /** Those that say the same in every row, which is said once. */
  readonly same: readonly (readonly [key: string, value: string])[];
}

function fieldsOf(rows: readonly Metadata[]): Fields {
  const said = (metadata: Metadata, key: string): string => String(metadata[key] ?? '');
  const keys = [...new Set(rows.flatMap(Object.keys))].filter((key) =>
    rows.some((metadata) => said(metadata, key) !== ''),
  );
  const isSame = (key: string): boolean =>
    rows.length > 1 && rows.every((metadata) => said(metadata, key) === said(rows[0] as Metadata, key));
  const differing = keys.filter((key) => !isSame(key));
  return {
    columns: differing.slice(0, mostColumns),
    others: differing.slice(mostColumns),
    same: keys.filter(isSame).map((key) => [key, said(rows[0] as Metadata, key)]),
  };
}

const sayFields = (metadata: Metadata, keys: readonly string[]): string =>
  keys
    .filter((key) => (metadata[key] ?? '') !== '')
    .map((key) => `${key}: ${metadata[key]}`)
    .join(' · ');

export function RemovePage(props: {
  readonly name: string;
  readonly numDocuments: number;
  readonly collection: string;
}) {
  const { name, numDocuments, collection } = props;
  return (
    <>
      <h1>Remove {name}?</h1>
      <p>
        {plural(numDocuments, 'document')} and all that was made of {numDocuments === 1 ? 'it' : 'them'} will
        be deleted from the database. The file itself is not touched.
      </p>
      <form method="post" action={collectionForms.remove}>
        <input type="hidden" name="name" value={name} />
        <input type="hidden" name="collection" value={collection} />
        <p>
          <label>
            <input type="checkbox" name="leaveOut" value="1" /> Leave it out when its folder is added again
          </label>
        </p>
        <button type="submit" class="danger">
          Remove {plural(numDocuments, 'document')}
        </button>{' '}
        <a href={collectionAddress()}>Keep {numDocuments === 1 ? 'it' : 'them'}</a>
      </form>
    </>
  );
}
