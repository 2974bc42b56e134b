// A document with its text: its headings and pages, the occurrences of a word in it, and a list of them beside it.
import { type ComponentChildren, h } from 'preact';
import type { Sense } from '../src/domain/senses.js';
import type { DocumentInfo } from '../src/domain/text.js';
import { formatCount, plural } from '../src/format/figures.js';
import { MetadataLine } from './documents.js';
import { documentAddress, newSearchAddress, placeAddress, wordAddress } from './links.js';
import { senseClass, senseLetter } from './words/_parts.js';

/** A part of a text: plain, an occurrence, or, without text, where a page begins. */
export interface Piece {
  readonly text: string;
  /** As people say it: `page 12`, `00:14:07`. */
  readonly place?: string;
  readonly mark?: { readonly tokenId: number; readonly isChosen: boolean };
}

/** A paragraph, and what it is. level: 1 to 6 of a heading. */
export interface Block {
  readonly kind: 'paragraph' | 'heading' | 'quoted' | 'signature' | 'note';
  readonly level: number;
  readonly pieces: readonly Piece[];
}

/** An occurrence as it is listed beside the text. */
export interface ListedMark {
  readonly start: number;
  /** `page 12`, or the share of the text before it. */
  readonly place: string;
  readonly left: string;
  readonly form: string;
  readonly right: string;
}

/** A long document is read in parts. */
export interface DocumentPart {
  readonly startChar: number;
  readonly endChar: number;
  readonly numChars: number;
  readonly blocks: readonly Block[];
  readonly listed: readonly ListedMark[];
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
        {document.uri} · {plural(document.numWords, 'word')}
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
      <div class={part.listed.length > 0 ? 'reading' : undefined}>
        <article class="text">
          {part.blocks.map((block, i) => (
            <Paragraph key={i} block={block}>
              {block.pieces.map(({ text, mark, place }) =>
                place !== undefined ? (
                  <span class="page-break">{place}</span>
                ) : mark ? (
                  <Occurrence
                    key={mark.tokenId}
                    {...{ text, word, collection, ...mark }}
                    sense={senses?.numberOf.get(mark.tokenId)}
                  />
                ) : (
                  text
                ),
              )}
            </Paragraph>
          ))}
        </article>
        <Occurrences {...{ part, word, numMarks, collection }} rowId={document.id} />
      </div>
      <PartLinks part={part} address={address} place="below" />
    </>
  );
}

/** The page's own heading is the first: those of the text stand below it. */
function Paragraph({ block, children }: { readonly block: Block; readonly children: ComponentChildren }) {
  if (block.kind === 'paragraph') return <p>{children}</p>;
  if (block.kind !== 'heading') return <p class={block.kind}>{children}</p>;
  return h(`h${Math.min(6, block.level + 1)}`, {}, children);
}

/** The occurrences of the chosen word, each a link to its place in the text. */
function Occurrences(props: {
  readonly part: DocumentPart;
  readonly rowId: number;
  readonly word: string;
  readonly numMarks: number;
  readonly collection: string;
}) {
  const { part, rowId, word, numMarks, collection } = props;
  if (part.listed.length === 0) return null;
  return (
    <aside class="occurrences" aria-label={`Occurrences of ${word}`}>
      <h2>Occurrences</h2>
      <ol>
        {part.listed.map(({ start, place, left, form, right }) => (
          <li key={start}>
            <a href={placeAddress(rowId, start, { word, collection })}>{place}</a>{' '}
            <span>
              {left}
              <b>{form}</b>
              {right}
            </span>
          </li>
        ))}
      </ol>
      {numMarks > part.listed.length && (
        <p class="muted">
          {formatCount(part.listed.length)} of {formatCount(numMarks)} are listed here.
        </p>
      )}
    </aside>
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
