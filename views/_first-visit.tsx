// What the search page shows before anything is searched for: what is indexed, and examples that work on it; or, where
// nothing is, how to begin.
import { defaultCollection } from '../src/domain/defaults.js';
import { formatCount } from '../src/format/figures.js';
import { AddDemo, AddFiles } from './_add.js';
import {
  collectionAddress,
  examplesAddress,
  newSearchAddress,
  wordAddress,
  wordListAddress,
} from './links.js';

/** The best line of a meaning. */
export interface LiveLine {
  readonly meaning: string;
  readonly left: string;
  readonly form: string;
  readonly right: string;
  readonly document: string;
}

/** What is left out has no example in these texts. */
export interface ExamplesData {
  /** Of several meanings, each with a line; empty where there is no word at all. */
  readonly word: string;
  readonly lines: readonly LiveLine[];
  /** Searched without a word. */
  readonly meaning?: string;
  /** With its word in brackets. */
  readonly example?: string;
  readonly phrase?: string;
  /** Sentences are searched for. */
  readonly about?: string;
}

export interface FirstVisitData {
  readonly collection: string;
  /** What is indexed, in words. */
  readonly words: string;
  readonly numWords: number;
  /** Undefined while they are being made. */
  readonly examples: ExamplesData | undefined;
}

export function FirstVisit({ collection, words, numWords, examples }: FirstVisitData) {
  return (
    <section id="results" class="first">
      <p class="lead">
        A text search finds letters. This finds what you mean by them: a word in one of its meanings, or a
        meaning in any words.
      </p>
      <p>
        Here are {words}, <span class="whole">{formatCount(numWords)} words</span> in all. More can be added
        to the <a href={collectionAddress({ collection })}>collection</a>.
      </p>
      <Examples examples={examples} collection={collection} />
    </section>
  );
}

export function Examples({ examples, collection }: Pick<FirstVisitData, 'examples' | 'collection'>) {
  if (!examples) {
    const address = examplesAddress(collection);
    return (
      <p id="examples" class="muted" hx-get={address} hx-trigger="load" hx-swap="outerHTML">
        Examples from these texts are being made.
      </p>
    );
  }
  const { word, lines, meaning, example, phrase, about } = examples;
  if (word === '') return <div id="examples" />;
  const search = (parameters: Parameters<typeof newSearchAddress>[0]): string =>
    newSearchAddress({ ...parameters, collection });
  return (
    <div id="examples">
      <h2>Try it</h2>
      <dl class="examples">
        {lines.length > 0 ? (
          <Example kind="A word, in one meaning">
            {lines.map((line) => (
              <LineOf
                key={line.meaning}
                word={word}
                line={line}
                href={search({ word, meaning: line.meaning })}
              />
            ))}
          </Example>
        ) : (
          <Example kind="A word">
            <a href={search({ word })}>{word}</a>
          </Example>
        )}
        {meaning !== undefined && (
          <Example kind="A meaning, in any words">
            <a href={search({ meaning })}>{meaning}</a>
          </Example>
        )}
        {example !== undefined && (
          <Example kind="An example, its word in brackets">
            <a href={search({ meaning: example })}>{example}</a>
          </Example>
        )}
        {phrase !== undefined && (
          <Example kind="A phrase">
            <a href={search({ word: phrase })}>{phrase}</a>
          </Example>
        )}
        {about !== undefined && (
          <Example kind="Sentences about something">
            <a href={search({ find: 'sentences', meaning: about })}>{about}</a>
          </Example>
        )}
      </dl>
      <p>
        Or see <a href={wordAddress(word, { collection })}>the senses of {word}</a>, or{' '}
        <a href={wordListAddress({ collection })}>all words of these texts</a>.
      </p>
    </div>
  );
}

function Example(props: { readonly kind: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{props.kind}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function LineOf(props: { readonly word: string; readonly line: LiveLine; readonly href: string }) {
  const { word, href } = props;
  const { meaning, left, form, right, document } = props.line;
  return (
    <div class="live">
      <a href={href}>
        {word}, as <i>{meaning}</i>
      </a>
      <p>
        {left}
        <b>{form}</b>
        {right} <span class="muted">{document}</span>
      </p>
    </div>
  );
}

export interface NothingIndexedData {
  readonly collection: string;
  /** Those that there are. */
  readonly collections: readonly string[];
  readonly maxUploadBytes: number;
}

export function NothingIndexed({ collection, collections, maxUploadBytes }: NothingIndexedData) {
  const isUnknown = collections.length > 0 && !collections.includes(collection || defaultCollection);
  return (
    <section class="state begin">
      <h2>
        {isUnknown
          ? `There is no collection “${collection || defaultCollection}” yet`
          : 'Nothing is indexed yet'}
      </h2>
      {isUnknown && (
        <p>
          There {collections.length === 1 ? 'is' : 'are'}{' '}
          {collections.map((name, i) => (
            <span key={name}>
              {i > 0 && ', '}
              <a href={newSearchAddress({ collection: name })}>{name}</a>
            </span>
          ))}
          ; or add texts to make it.
        </p>
      )}
      <p>
        Add texts of your own, or begin with the demo. Nothing is sent anywhere: the texts are read on this
        machine.
      </p>
      <AddFiles collection={collection} maxUploadBytes={maxUploadBytes} />
      <h3>The demo</h3>
      <AddDemo collection={collection} />
      <p class="muted">
        In a terminal: <code>polyseme index FOLDER</code>
      </p>
    </section>
  );
}
