// Documents: a list of them, one with its text, one line with its context, and the page that asks before removing.
import type { Substitute } from '../src/domain/senses.js';
import type { DocumentInfo } from '../src/domain/text.js';
import { formatCount, plural } from '../src/format/figures.js';
import { collectionAddress, collectionForms, documentAddress, documentListAddress } from './links.js';
import { WordList } from './words/_parts.js';

export interface DocumentListData {
  readonly documents: readonly DocumentInfo[];
  readonly match: string;
  readonly offset: number;
  readonly collection: string;
}

export const documentsPerPage = 200;

export function DocumentListPage({ documents, match, offset, collection }: DocumentListData) {
  const page = (start: number): string => documentListAddress({ match, offset: start, collection });
  return (
    <>
      <h1>Documents{match === '' ? '' : ` of ${match.replace(/#$/u, '')}`}</h1>
      {documents.length === 0 ? (
        <p class="state">
          There are no {offset > 0 ? 'more' : 'such'} documents.{' '}
          <a href={collectionAddress()}>Back to the collection</a>
        </p>
      ) : (
        <table class="list">
          <thead>
            <tr>
              <th scope="col">Document</th>
              <th scope="col" class="figure">
                Words
              </th>
              <th scope="col">Metadata</th>
            </tr>
          </thead>
          <tbody>
            {documents.map((document) => (
              <tr key={document.id}>
                <td>
                  <a href={documentAddress(document.id, { collection })}>{document.documentId}</a>
                </td>
                <td class="figure">{formatCount(document.numWords)}</td>
                <td>
                  <MetadataLine document={document} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <nav class="pager" aria-label="More documents">
        {offset > 0 && <a href={page(Math.max(0, offset - documentsPerPage))}>Previous {documentsPerPage}</a>}
        {documents.length === documentsPerPage && (
          <a href={page(offset + documentsPerPage)}>Next {documentsPerPage}</a>
        )}
      </nav>
    </>
  );
}

export function MetadataLine({ document }: { readonly document: DocumentInfo }) {
  const fields = Object.entries(document.metadata).filter(([, value]) => value !== '' && value !== null);
  return <>{fields.map(([key, value]) => `${key}: ${value}`).join(' · ')}</>;
}

export interface LineData {
  readonly before: string;
  readonly form: string;
  readonly after: string;
  readonly uri: string;
  readonly documentAddress: string;
  /** Words that could replace it. */
  readonly substitutes: readonly Substitute[];
  readonly collection: string;
}

/** A line's surroundings, as a row below it. */
export function ContextRow(line: LineData) {
  return (
    <tr class="context-row">
      <td />
      <td class="context" colSpan={4}>
        <Context {...line} />
      </td>
    </tr>
  );
}

export function LinePage(line: LineData) {
  return (
    <>
      <h1>Line in context</h1>
      <Context {...line} />
    </>
  );
}

function Context({ before, form, after, uri, documentAddress, substitutes, collection }: LineData) {
  return (
    <>
      <blockquote>
        {before.trimStart()}
        <mark>{form}</mark>
        {after.trimEnd()}
      </blockquote>
      <WordList
        title="instead of it"
        words={substitutes}
        collection={collection}
        hint={(count) => `${count} of the 10 nearest occurrences of other words`}
      />
      <p>
        <a href={documentAddress}>{uri}</a>
      </p>
    </>
  );
}

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
