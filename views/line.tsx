// One line with what surrounds it: as a row below it in a list, or as a page with all that is known of it.
import type { Hit } from '../src/domain/search.js';
import type { Substitute } from '../src/domain/senses.js';
import type { Metadata } from '../src/domain/text.js';
import { DocumentName } from './_document-name.js';
import { SensePanel, type SensePanelData } from './_sense-panel.js';
import { lineAddress, newSearchAddress, sensePanelId, wordAddress } from './links.js';
import { Excerpt, WordList } from './words/_parts.js';

export interface LineData {
  readonly tokenId: number;
  readonly before: string;
  readonly form: string;
  readonly after: string;
  readonly lemma: string;
  readonly uri: string;
  /** As people say it. */
  readonly place: string;
  readonly documentAddress: string;
  readonly metadata: Metadata;
  /** Words that could replace it. */
  readonly substitutes: readonly Substitute[];
  readonly collection: string;
}

export interface LinePageData extends LineData {
  /** What it may mean; null for a word of one sense. */
  readonly panel: SensePanelData | null;
  /** The nearest occurrences of any word. */
  readonly neighbours: readonly Hit[];
}

/** A line's surroundings, as a row below it. */
export function ContextRow(line: LineData) {
  return (
    <tr class="context-row">
      <td />
      <td class="context" colSpan={4}>
        <Context {...line} />
        <Substitutes {...line} />
        <p>
          <a href={line.documentAddress}>
            <DocumentName uri={line.uri} />
          </a>{' '}
          <a href={lineAddress(line.tokenId, line.collection)}>this line</a>
        </p>
      </td>
    </tr>
  );
}

export function LinePage(line: LinePageData) {
  const { tokenId, form, lemma, uri, place, documentAddress, collection, panel, neighbours } = line;
  return (
    <div class="line-page">
      <h1>
        {form} in{' '}
        <a href={documentAddress}>
          <DocumentName uri={uri} />
        </a>
      </h1>
      <p class="where">{place}</p>
      <p class="links">
        <a href={newSearchAddress({ word: lemma, like: tokenId, collection })}>More lines like this</a>{' '}
        <a href={documentAddress}>In its document</a>{' '}
        <a href={newSearchAddress({ word: lemma, collection })}>All lines of {lemma}</a>
      </p>
      <div class="reading with-side">
        <div class="middle">
          <Context {...line} />
          <Substitutes {...line} />
          <Fields metadata={line.metadata} />
          {neighbours.length > 0 && <Neighbours lines={neighbours} collection={collection} />}
        </div>
        <aside class="side" aria-label="Its sense">
          <div id={sensePanelId}>
            {panel ? (
              <SensePanel {...panel} />
            ) : (
              <p class="muted">
                The dictionary has one sense of <i>{lemma}</i>, or none.{' '}
                <a href={wordAddress(lemma, { collection })}>Its page</a>
              </p>
            )}
          </div>
        </aside>
      </div>
    </div>
  );
}

const Context = ({ before, form, after }: Pick<LineData, 'before' | 'form' | 'after'>) => (
  <blockquote class="line-context">
    {before.trimStart()}
    <mark>{form}</mark>
    {after.trimEnd()}
  </blockquote>
);

const Substitutes = ({ substitutes, collection }: LineData) => (
  <WordList
    title="substitutes"
    words={substitutes}
    collection={collection}
    hint={(count) => `${count} of the 10 nearest occurrences of other words`}
  />
);

function Fields({ metadata }: Pick<LineData, 'metadata'>) {
  const fields = Object.entries(metadata).filter(([, value]) => value !== '' && value !== null);
  if (fields.length === 0) return null;
  return (
    <dl class="about">
      {fields.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Neighbours(props: { readonly lines: readonly Hit[]; readonly collection: string }) {
  return (
    <section aria-labelledby="nearest">
      <h2 id="nearest">Nearest in meaning, of any word</h2>
      <ol class="nearest">
        {props.lines.map((hit) => (
          <li key={hit.tokenId}>
            <Excerpt {...hit} />{' '}
            <a class="place" href={lineAddress(hit.tokenId as number, props.collection)}>
              <DocumentName uri={hit.uri} />
            </a>{' '}
            <span class="place">cosine {hit.cosine?.toFixed(2)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
