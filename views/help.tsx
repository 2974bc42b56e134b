// One page of help: what to type, and what the figures, senses, sorts, keys and addresses mean.
import type { ComponentChildren } from 'preact';
import type { ExamplesData } from './_first-visit.js';
import { Keys } from './_keys.js';
import {
  collectionAddress,
  disambiguateAddress,
  newSearchAddress,
  wordAddress,
  wordListAddress,
} from './links.js';

export interface HelpPageData {
  /** Of the collection; undefined while they are being made, or where nothing is indexed. */
  readonly examples: ExamplesData | undefined;
  readonly collection: string;
}

const parts = [
  ['searching', 'What to type', Searching],
  ['scores', 'Probabilities and scores', Scores],
  ['senses', 'Senses', Senses],
  ['sorts', 'Sorts and samples', Sorts],
  ['keys', 'Keys', KeysPart],
  ['addresses', 'Addresses and exports', Addresses],
  ['sizes', 'What lies on the disk', Sizes],
] as const;

export function HelpPage(data: HelpPageData) {
  return (
    <div class="help">
      <h1>Help</h1>
      <nav aria-label="On this page">
        <ul>
          {parts.map(([id, title]) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ul>
      </nav>
      {parts.map(([id, title, Part]) => (
        <section key={id} aria-labelledby={id}>
          <h2 id={id}>{title}</h2>
          <Part {...data} />
        </section>
      ))}
    </div>
  );
}

/** An example that works on these texts; its text alone where there is none yet. */
function Try(props: { readonly href: string | undefined; readonly children: ComponentChildren }) {
  return props.href === undefined ? <i>{props.children}</i> : <a href={props.href}>{props.children}</a>;
}

function Searching({ examples, collection }: HelpPageData) {
  const search = (parameters: Parameters<typeof newSearchAddress>[0] | undefined | false) =>
    parameters ? newSearchAddress({ ...parameters, collection }) : undefined;
  const word = examples?.word || 'bank';
  const meant = examples?.lines[0]?.meaning ?? 'land beside a river';
  const {
    meaning = 'a small boat',
    example = 'We sat on the [bank].',
    phrase = 'interest rate',
  } = examples ?? {};
  const about = examples?.about ?? 'planets far from the sun';
  return (
    <dl class="examples">
      <Row name="A word">
        All its occurrences, in any form: <Try href={search(examples && { word })}>{word}</Try>.
      </Row>
      <Row name="A word and a meaning">
        The same, those with that meaning first:{' '}
        <Try href={search(examples?.lines[0] && { word, meaning: meant })}>
          {word}, as {meant}
        </Try>
        . A few plain words do best: say what it is, not what it is not.
      </Row>
      <Row name="A meaning alone">
        Any word that means it:{' '}
        <Try href={search(examples?.meaning !== undefined && { meaning })}>{meaning}</Try>. Words of the
        description itself are left out.
      </Row>
      <Row name="An example">
        A sentence with one word in brackets finds words used like that one:{' '}
        <Try href={search(examples?.example !== undefined && { meaning: example })}>{example}</Try>
      </Row>
      <Row name="A phrase">
        Several words, side by side:{' '}
        <Try href={search(examples?.phrase !== undefined && { word: phrase })}>{phrase}</Try>.
      </Row>
      <Row name="Sentences about it">
        Under <i>Filters</i>, choose “sentences about it”:{' '}
        <Try href={search(examples?.about !== undefined && { find: 'sentences', meaning: about })}>
          {about}
        </Try>
        .
      </Row>
      <Row name="Like this, not this">
        Mark lines that are right or wrong, and the list is ranked again by them. This helps most where a
        meaning is hard to describe.
      </Row>
    </dl>
  );
}

function Row(props: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Scores() {
  return (
    <>
      <p>
        <b>Probability</b> (97 %). A word with a meaning: how likely it is that the line has this meaning. Of
        a hundred lines with 80 %, about eighty have it. From 50 % on a line counts as likely; a faint rule
        marks where the likely lines end. Filters do not change it.
      </p>
      <p>
        <b>Cosine</b> (0.71). Where no probability can be given (a meaning without a word, an example, marked
        lines): how near line and question lie for the model, from –1 to 1. It orders the lines of one list.
        It is no share and no grade, and figures of two searches cannot be compared.
      </p>
      <p>
        <b>Ranking score</b>. The cosine after two steps that make up for what all lines of a word have in
        common. It is in the exports, beside the cosine.
      </p>
      <p>
        <b>Exact or approximate</b>. The lines of a word are always all compared. Without a word, an index
        finds the nearest; now and then it misses one.
      </p>
      <p class="muted">
        No line likely? Then the texts may not have the meaning: about half of such lists show none. Try other
        words for it, or an example in brackets.
      </p>
    </>
  );
}

function Senses({ examples, collection }: HelpPageData) {
  const { word = '' } = examples ?? {};
  return (
    <>
      <p>
        Each word has a page of its senses
        {word !== '' && (
          <>
            , such as <a href={wordAddress(word, { collection })}>{word}</a>
          </>
        )}
        ; all words are in <a href={wordListAddress({ collection })}>Words</a>. Senses come from four places:
      </p>
      <ul>
        <li>
          <b>Found in these texts</b>: lines that are alike, in groups; no dictionary has to have them.
        </li>
        <li>
          <b>Dictionary</b>: everyday senses, as few as people tell apart.
        </li>
        <li>
          <b>WordNet</b>: many and fine ones, for research that needs its numbers.
        </li>
        <li>
          <b>Your own</b>: begin from any of these, then rename, merge, describe, and move lines. Corrections
          teach the others.
        </li>
      </ul>
      <p>
        A line gets the sense that it is nearest to, with a confidence; or none, where no sense is near. The
        senses of <a href={disambiguateAddress({ collection })}>all words</a> can be told at once, and
        exported.
      </p>
    </>
  );
}

function Sorts() {
  return (
    <>
      <dl class="examples">
        <Row name="Best first">The likeliest line on top, where there is a meaning.</Row>
        <Row name="Document order">As the lines stand in the texts.</Row>
        <Row name="Form of the word">As it is written: bank, Bank, banks.</Row>
        <Row name="Words before">
          By the first, second or third word to the left. In addresses and commands: 1L, 2L, 3L.
        </Row>
        <Row name="Words after">By those to the right: 1R, 2R, 3R.</Row>
        <Row name="Metadata">By a field of the documents, such as year: metadata:year.</Row>
        <Row name="Random order">Shuffled; the same seed gives the same order again.</Row>
      </dl>
      <p>
        Two sorts can be combined, and each reversed. A sort is over all lines of the list, not only those of
        the page. “Only so many, at random” keeps a sample of them, drawn by a seed.
      </p>
    </>
  );
}

function KeysPart() {
  return (
    <>
      <Keys />
      <p>All that keys do, links and buttons do as well.</p>
    </>
  );
}

function Addresses() {
  return (
    <>
      <p>
        The address of a page holds all of it: word, meaning, marks, filters, sort. Keep it as a bookmark, or
        send it to a colleague who uses the same server, and the same view opens. <i>Back</i> goes to the view
        before.
      </p>
      <p>
        <b>Export</b> stands at the top right of each list: CSV for spreadsheets, JSON for programs. It holds
        every line, not only those of the page.
      </p>
    </>
  );
}

function Sizes({ collection }: HelpPageData) {
  return (
    <p>
      One file is the database: texts and vectors. The files beside it (<code>-wal</code>, the log of the
      latest changes; <code>.hnsw</code>, the search index) belong to it. The{' '}
      <a href={collectionAddress({ collection })}>collection</a> says how large each is, and how to make it
      smaller.
    </p>
  );
}
