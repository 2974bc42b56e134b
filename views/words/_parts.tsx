// What the views of a word have in common: letters and colours of senses, the head, words, lines, charts and tables.

import type { Hit } from '../../src/domain/search.js';
import type { Inventory, SenseWord } from '../../src/domain/senses.js';
import type { NamedSense, PlacedLine } from '../../src/domain/word-views.js';
import { formatCount, plural } from '../../src/format/figures.js';
import { DocumentName } from '../_document-name.js';
import { helpAddress, lineAddress, type WordView, wordAddress, wordViews } from '../links.js';

const inventoryNames: Readonly<Record<Inventory, string>> = {
  induced: 'found in these texts',
  everyday: 'dictionary',
  wordnet: 'WordNet',
  mine: 'your own',
};

/** Letters stand beside the colours, so that nobody needs to tell colours apart. */
export const senseLetter = (number: number): string => String.fromCharCode(65 + (number % 26));
export const senseClass = (number: number): string => `sense-${(number % 8) + 1}`;

/** The head of all views of a word. exportQuery: the query of the exported table's address. */
export function WordHead(props: {
  readonly word: string;
  /** Empty for the one that the word has by itself. */
  readonly inventory: Inventory | '';
  readonly collection: string;
  readonly view: WordView;
  readonly exportQuery: Readonly<Record<string, string>> | null;
}) {
  const { word, inventory, collection, view, exportQuery } = props;
  return (
    <>
      <div class="summary">
        <h1>{word}</h1>
        {exportQuery && (
          <p class="export">
            Export: <a href={wordAddress(word, exportQuery, `${view}.csv`)}>CSV</a>{' '}
            <a href={wordAddress(word, exportQuery, `${view}.json`)}>JSON</a>
          </p>
        )}
      </div>
      <nav class="tabs" aria-label={`Views of ${word}`}>
        {wordViews.map(([page, name]) => (
          <a
            key={page}
            href={wordAddress(word, { inventory, collection }, page)}
            aria-current={page === view ? 'page' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
    </>
  );
}

/**
 * Where the senses come from, as a sentence: it is a choice within the view, and must not look like the views above it.
 * page: the view of the word that they lead to; parameters: what else its address holds.
 */
export function Inventories(props: {
  readonly word: string;
  readonly inventory: Inventory;
  readonly page?: WordView;
  readonly parameters: Readonly<Record<string, string>>;
}) {
  const { word, inventory, page, parameters } = props;
  return (
    <nav class="inventories" aria-label="Where the senses come from">
      <a class="muted" href={helpAddress('senses', parameters.collection)} title="What senses are">
        Senses
      </a>
      <span class="muted">:</span>{' '}
      {(['induced', 'everyday', 'wordnet', 'mine'] as const).map((name, i) => (
        <span key={name}>
          {i > 0 && <span class="muted"> · </span>}
          <a
            href={wordAddress(word, { ...parameters, inventory: name }, page)}
            aria-current={name === inventory ? 'true' : undefined}
          >
            {inventoryNames[name]}
          </a>
        </span>
      ))}
    </nav>
  );
}

export function WordList(props: {
  readonly title: string;
  readonly words: readonly SenseWord[];
  readonly collection?: string;
  readonly hint?: (count: number) => string;
  /** Whether the number stands behind each word. */
  readonly hasCounts?: boolean;
}) {
  const { title, words, collection, hint, hasCounts } = props;
  if (words.length === 0) return null;
  return (
    <p class="words">
      <span class="muted">{title}</span>{' '}
      {words.map(({ lemma, count }, i) => (
        <span key={lemma}>
          {i > 0 && ', '}
          {collection === undefined ? (
            lemma
          ) : (
            <a href={wordAddress(lemma, { collection })} title={hint?.(count) ?? plural(count, 'line')}>
              {lemma}
            </a>
          )}
          {hasCounts && <span class="muted"> {formatCount(count)}</span>}
        </span>
      ))}
    </p>
  );
}

const excerptChars = 60;

/** What stands before and after a form, cut between words, with an ellipsis where it is cut. */
export function beside({ left, right }: Pick<Hit, 'left' | 'right'>): readonly [string, string] {
  const before = left.length > excerptChars ? `… ${left.slice(-excerptChars).replace(/^\S*\s+/u, '')}` : left;
  const after =
    right.length > excerptChars ? `${right.slice(0, excerptChars).replace(/\s+\S*$/u, '')} …` : right;
  return [before, after];
}

/** A line, cut to its middle. */
export function Excerpt({ left, form, right }: Pick<Hit, 'left' | 'form' | 'right'>) {
  const [before, after] = beside({ left, right });
  return (
    <>
      {before}
      <b>{form}</b>
      {after}
    </>
  );
}

/** A group of shares in words: of an address, the end tells more than the start. */
export function groupName(group: string, by: string): string {
  if (group === '') return 'no value';
  return by === 'document' || by === 'file' ? (group.split('/').at(-1) as string) : group;
}

export function PlacedTable(props: {
  readonly lines: readonly PlacedLine[];
  readonly senses: readonly NamedSense[];
  readonly collection: string;
  /** Heads of the columns of x and, where there is one, y. */
  readonly columns: readonly string[];
}) {
  const { lines, senses, collection, columns } = props;
  const letters = new Map(senses.map(({ id }, i) => [id, senseLetter(i)]));
  return (
    <div class="wide">
      <table class="placed">
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
            <th scope="col">Sense</th>
            <th scope="col">Line</th>
            <th scope="col">Document</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.tokenId}>
              <td class="number">{line.x.toFixed(3)}</td>
              {columns.length > 1 && <td class="number">{line.y?.toFixed(3)}</td>}
              <td title={line.label}>{letters.get(line.sense) ?? 'none'}</td>
              <td class="line">
                <Excerpt {...line} />
              </td>
              <td>
                <a href={lineAddress(line.tokenId, collection)}>
                  <DocumentName uri={line.uri} />
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A text field with its label above it. */
export function Field(props: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
}) {
  const { name, label, ...input } = props;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input id={name} name={name} {...input} autocomplete="off" />
    </div>
  );
}
