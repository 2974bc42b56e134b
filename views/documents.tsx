// Documents: a list of them, one with its text, one line with its context, and the page that asks before removing.
import type { Sense, Substitute } from '../src/domain/senses.js';
import type { DocumentInfo } from '../src/domain/text.js';
import { formatCount, plural } from '../src/format/figures.js';
import {
  collectionAddress,
  collectionForms,
  documentAddress,
  documentListAddress,
  newSearchAddress,
  wordAddress,
} from './links.js';
import { senseClass, senseLetter, WordList } from './words/_parts.js';

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

function MetadataLine({ document }: { readonly document: DocumentInfo }) {
  const fields = Object.entries(document.metadata).filter(([, value]) => value !== '' && value !== null);
  return <>{fields.map(([key, value]) => `${key}: ${value}`).join(' · ')}</>;
}

/** A part of a text: plain, or an occurrence. */
export interface Piece {
  readonly text: string;
  readonly mark?: { readonly tokenId: number; readonly isChosen: boolean };
}

/** A long document is read in parts. */
export interface DocumentPart {
  readonly startChar: number;
  readonly endChar: number;
  readonly numChars: number;
  readonly paragraphs: readonly (readonly Piece[])[];
  /** Where the parts before and after start; null at the ends. */
  readonly previous: number | null;
  readonly next: number | null;
}

export interface DocumentPageData {
  readonly document: DocumentInfo;
  readonly part: DocumentPart;
  readonly word: string;
  readonly numMarks: number;
  readonly collection: string;
  /** The senses that colour the occurrences; null where they are not coloured. */
  readonly senses: {
    readonly senses: readonly Sense[];
    readonly numberOf: ReadonlyMap<number, number>;
  } | null;
}

export function DocumentPage({ document, part, word, numMarks, collection, senses }: DocumentPageData) {
  const address = (offset: number, isColoured = senses !== null): string =>
    documentAddress(document.id, { word, offset, collection, isColoured });
  return (
    <>
      <h1>{document.uri.split('/').at(-1)}</h1>
      <p class="muted">
        {plural(document.numWords, 'word')}
        {Object.keys(document.metadata).length > 0 && ' · '}
        <MetadataLine document={document} />
      </p>
      <form
        action={documentAddress(document.id, { collection: '' })}
        class="inline"
        role="search"
        aria-label="Mark a word"
      >
        <input type="hidden" name="collection" value={collection} />
        <label for="mark">Mark occurrences of</label>{' '}
        <input id="mark" name="word" type="search" value={word} /> <button type="submit">Mark</button>{' '}
        {word !== '' && (
          <span role="status">
            {plural(numMarks, 'occurrence')} of <b>{word}</b>
          </span>
        )}
      </form>
      {numMarks > 0 && (
        <p>
          {senses === null ? (
            <a href={address(part.startChar, true)}>Colour them by sense</a>
          ) : (
            <a href={address(part.startChar, false)}>Without senses</a>
          )}
        </p>
      )}
      {senses && <SenseLegend word={word} collection={collection} senses={senses.senses} />}
      <PartLinks part={part} address={address} place="above" />
      <article class="text">
        {part.paragraphs.map((pieces, i) => (
          <p key={i}>
            {pieces.map(({ text, mark }) =>
              mark ? (
                <Occurrence
                  key={mark.tokenId}
                  {...{ text, word, collection, ...mark }}
                  sense={senses?.numberOf.get(mark.tokenId)}
                />
              ) : (
                text
              ),
            )}
          </p>
        ))}
      </article>
      <PartLinks part={part} address={address} place="below" />
    </>
  );
}

/** An occurrence of the chosen word, as a link to lines like it. sense: the number of its sense. */
function Occurrence(props: {
  readonly text: string;
  readonly tokenId: number;
  readonly isChosen: boolean;
  readonly word: string;
  readonly collection: string;
  readonly sense: number | undefined;
}) {
  const { text, tokenId, isChosen, word, collection, sense } = props;
  return (
    <mark id={isChosen ? 'at' : `t${tokenId}`} class={sense === undefined ? undefined : senseClass(sense)}>
      <a href={newSearchAddress({ word, like: tokenId, collection })}>{text}</a>
      {sense !== undefined && <sub class="sense-letter">{senseLetter(sense)}</sub>}
    </mark>
  );
}

function SenseLegend(props: {
  readonly word: string;
  readonly collection: string;
  readonly senses: readonly Sense[];
}) {
  const { word, collection, senses } = props;
  return (
    <ul class="legend" aria-label={`Senses of ${word}`}>
      {senses.map(({ id, label, count }, i) =>
        count === 0 ? null : (
          <li key={id} class={senseClass(i)}>
            <span class="letter">{senseLetter(i)}</span>{' '}
            <a href={wordAddress(word, { collection })}>{label}</a>
          </li>
        ),
      )}
    </ul>
  );
}

function PartLinks({
  part,
  address,
  place,
}: {
  readonly part: DocumentPart;
  readonly place: 'above' | 'below';
  readonly address: (offset: number) => string;
}) {
  if (part.previous === null && part.next === null) return null;
  return (
    <nav class="pager" aria-label={`Parts of the document, ${place}`}>
      {part.previous !== null && <a href={address(part.previous)}>Previous part</a>}
      <span>
        characters {formatCount(part.startChar)} to {formatCount(part.endChar)} of{' '}
        {formatCount(part.numChars)}
      </span>
      {part.next !== null && <a href={address(part.next)}>Next part</a>}
    </nav>
  );
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
      <td class="context" colSpan={5}>
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
        <button type="submit" class="danger">
          Remove {plural(numDocuments, 'document')}
        </button>{' '}
        <a href={collectionAddress()}>Keep {numDocuments === 1 ? 'it' : 'them'}</a>
      </form>
    </>
  );
}
