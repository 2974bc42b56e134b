// A document with its text: what it is, its outline, the occurrences of a word in it, or the senses of all its words.
import type { Sense } from '../src/domain/senses.js';
import type { DocumentInfo } from '../src/domain/text.js';
import { formatCount, plural } from '../src/format/figures.js';
import { useDocumentName } from './_document-name.js';
import { type ListedMark, Occurrences, Outline, type OutlineEntry, SenseLegend } from './_document-side.js';
import { type Block, DocumentBody } from './_document-text.js';
import { SensePanel, type SensePanelData } from './_sense-panel.js';
import { documentAddress, newSearchAddress, placeAddress, type SensesInDocument } from './links.js';

/** A long document is read in parts. */
export interface DocumentPart {
  /** `pages 12–31`, `16–33 % of the text`. */
  readonly name: string;
  readonly startChar: number;
  readonly endChar: number;
  readonly blocks: readonly Block[];
  /** Where the parts before and after start; null at the ends. */
  readonly previous: number | null;
  readonly next: number | null;
}

/** Marked words, one after another: the occurrences of the chosen word, or all whose senses are shown. */
export interface Steps {
  /** Number of the chosen one, from 1; null where none is chosen. */
  readonly number: number | null;
  readonly count: number;
  /** Addresses of the ones beside the chosen one, or beside the beginning of the part. */
  readonly previous: string | null;
  readonly next: string | null;
}

/** Senses of every word of the part. */
export interface SensesOfPart {
  /** What the chosen word may mean; null where none is chosen. */
  readonly panel: SensePanelData | null;
  /** Words of the part, by where they start. */
  readonly words: readonly { readonly start: number; readonly form: string }[];
  /** Words whose descriptions are being prepared. */
  readonly waiting: number;
}

export interface DocumentPageData {
  readonly document: DocumentInfo;
  readonly outline: readonly OutlineEntry[];
  readonly part: DocumentPart;
  /** Empty where none is marked. */
  readonly word: string;
  /** Where the chosen word starts; null where none is chosen. */
  readonly at: number | null;
  readonly steps: Steps;
  readonly listed: { readonly marks: readonly ListedMark[]; readonly before: number };
  readonly collection: string;
  readonly shows: SensesInDocument;
  /** The senses that colour the occurrences; null where they are not coloured. */
  readonly senses: readonly Sense[] | null;
  readonly all: SensesOfPart | null;
}

export function DocumentPage(data: DocumentPageData) {
  const { document, outline, part, word, listed, steps, collection, shows, senses, all } = data;
  const address = (offset: number, anchor?: number): string =>
    documentAddress(document.id, { word, offset, collection, senses: shows }, anchor);
  return (
    <div class="document">
      <Head {...data} />
      <Tools {...data} />
      <div class={`reading${all || listed.marks.length > 0 ? ' with-side' : ''}`}>
        <Outline
          entries={outline}
          startChar={part.startChar}
          endChar={part.endChar}
          address={(start) => address(start, start)}
        />
        <div class="middle">
          <DocumentBody blocks={part.blocks} />
          <PartLinks part={part} address={address} />
        </div>
        {all ? (
          <aside class="side" aria-label="Senses">
            <div id="sense-panel">
              <SensesSide {...data} all={all} />
            </div>
          </aside>
        ) : (
          listed.marks.length > 0 && (
            <aside class="side" aria-label={`Occurrences of ${word}`}>
              {senses && <SenseLegend word={word} collection={collection} senses={senses} />}
              <Occurrences word={word} listed={listed.marks} before={listed.before} numMarks={steps.count} />
            </aside>
          )
        )}
      </div>
    </div>
  );
}

/** Stays in sight: which document this is, what is marked, and the way to the next of it. */
function Head({ document, part, word, steps, all }: DocumentPageData) {
  const nameOf = useDocumentName();
  const counted = all ? `1 to ${formatCount(steps.count)}` : plural(steps.count, 'time');
  return (
    <header class="document-head">
      <h1>{nameAndFolder(nameOf(document.uri), document).name}</h1>
      {part.name !== '' && <span class="where">{part.name}</span>}
      {steps.count > 0 && (
        <nav class="steps" aria-label={all ? 'Words with senses' : `Occurrences of ${word}`}>
          {steps.previous !== null ? (
            <a class="previous" rel="prev" href={steps.previous}>
              Previous
            </a>
          ) : (
            <span class="muted">Previous</span>
          )}
          <span role="status">
            {all ? 'word' : <b>{word}</b>}{' '}
            {steps.number === null ? counted : `${formatCount(steps.number)} of ${formatCount(steps.count)}`}
          </span>
          {steps.next !== null ? (
            <a class="next" rel="next" href={steps.next}>
              Next
            </a>
          ) : (
            <span class="muted">Next</span>
          )}
        </nav>
      )}
    </header>
  );
}

/** The last part of a path, and what stands before it; an id behind `#` may hold slashes as well. */
function nameAndFolder(
  path: string,
  { documentId, uri }: Pick<DocumentInfo, 'documentId' | 'uri'>,
): { readonly name: string; readonly folder: string } {
  const id = documentId === uri ? '' : `#${documentId}`;
  const file = id !== '' && path.endsWith(id) ? path.slice(0, -id.length) : path;
  const cut = file.lastIndexOf('/') + 1;
  return { name: path.slice(cut), folder: file.slice(0, cut) };
}

/** What can be shown in the text, and what is known of it. */
function Tools({ document, part, word, at, steps, collection, all, senses }: DocumentPageData) {
  const offset = part.startChar;
  // the place stays: parts of a text with all senses are shorter
  const switched = (to: SensesInDocument): string =>
    at === null
      ? documentAddress(document.id, { word, offset, collection, senses: to })
      : placeAddress(document.id, at, { word, collection, senses: to });
  return (
    <div class="document-tools">
      <form
        action={documentAddress(document.id, { collection: '' })}
        class="inline"
        role="search"
        aria-label="Mark a word"
      >
        <input type="hidden" name="collection" value={collection} />
        {offset > 0 && <input type="hidden" name="offset" value={offset} />}
        <label for="mark">
          Mark<span class="unseen"> occurrences of</span>
        </label>{' '}
        <input id="mark" name="word" type="search" value={word} placeholder="a word" autocomplete="off" />{' '}
        <button type="submit">Mark</button>{' '}
        {word !== '' && steps.count === 0 && !all && (
          <span role="status">
            <b>{word}</b> does not occur here
          </span>
        )}
      </form>
      <p class="switches">
        {all ? (
          <a href={switched('')}>{word === '' ? 'Text without senses' : `Only ${word}`}</a>
        ) : (
          <a href={switched('all')}>Show the senses of all words</a>
        )}
        {word !== '' && !all && steps.count > 0 && (
          <>
            {' · '}
            <a href={switched(senses ? '0' : '1')}>
              {senses ? `${word} without senses` : `Colour ${word} by sense`}
            </a>
          </>
        )}
        {word !== '' && (
          <>
            {' · '}
            <a href={newSearchAddress({ word, collection })}>All lines of {word}</a>
          </>
        )}
      </p>
      <About document={document} />
    </div>
  );
}

/** Metadata, in a quiet table. */
function About({ document }: { readonly document: DocumentInfo }) {
  const { numWords, addedAt, documentId, uri, metadata } = document;
  const { folder } = nameAndFolder(useDocumentName()(uri), document);
  const fields = Object.entries(metadata).filter(([, value]) => value !== '' && value !== null);
  return (
    <dl class="about">
      <div>
        <dt>words</dt>
        <dd>{formatCount(numWords)}</dd>
      </div>
      {folder !== '' && (
        <div>
          <dt>in</dt>
          <dd>{folder}</dd>
        </div>
      )}
      {documentId !== uri && (
        <div>
          <dt>id</dt>
          <dd>{documentId}</dd>
        </div>
      )}
      <div>
        <dt>added</dt>
        <dd>
          <time dateTime={addedAt}>{addedAt.slice(0, 10)}</time>
        </dd>
      </div>
      {fields.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The chosen word with its senses, and a way to choose another without a pointer or script. */
export function SensesSide(data: DocumentPageData & { readonly all: SensesOfPart }) {
  const { document, part, word, collection, all } = data;
  const { panel, words, waiting } = all;
  const again = documentAddress(document.id, {
    ...{ word, offset: part.startChar, collection },
    senses: 'all',
  });
  return (
    <>
      {panel ? (
        <SensePanel {...panel} />
      ) : (
        <p>
          {words.length === 0
            ? 'No word of this part has several senses.'
            : 'Point at a word to see its sense. Tap it, or press Enter on it, to see what else it may mean and to correct it.'}
        </p>
      )}
      {words.length > 0 && (
        <form action={documentAddress(document.id, { collection: '' })} class="choose">
          <input type="hidden" name="collection" value={collection} />
          <input type="hidden" name="senses" value="all" />
          {word !== '' && <input type="hidden" name="word" value={word} />}
          <label for="choose">Word</label>{' '}
          <select id="choose" name="at">
            {words.map(({ start, form }) => (
              <option key={start} value={start} selected={start === panel?.word.start}>
                {form}
              </option>
            ))}
          </select>{' '}
          <button type="submit">Show its senses</button>
        </form>
      )}
      {waiting > 0 && (
        <p class="muted" role="status">
          The senses of {plural(waiting, 'rarer word')} are being prepared. <a href={again}>Show them too</a>
        </p>
      )}
    </>
  );
}

function PartLinks({
  part: { previous, next, name },
  address,
}: {
  readonly part: DocumentPart;
  readonly address: (offset: number) => string;
}) {
  if (previous === null && next === null) return null;
  return (
    <nav class="pager" aria-label="Parts of the document">
      {previous !== null && <a href={address(previous)}>Part before</a>}
      {name !== '' && <span>{name}</span>}
      {next !== null && <a href={address(next)}>Next part</a>}
    </nav>
  );
}
