// What stands beside the text of a document: its outline, the occurrences of a word, and what its colours mean.
import type { Sense } from '../src/domain/senses.js';
import { formatCount } from '../src/format/figures.js';
import { wordAddress } from './links.js';
import { senseClass, senseLetter } from './words/_parts.js';

/** A heading, chapter, message or page. level: 1 to 6. */
export interface OutlineEntry {
  readonly label: string;
  readonly start: number;
  readonly level: number;
}

/** An occurrence as it is listed beside the text. */
export interface ListedMark {
  readonly address: string;
  /** `page 12`, or the share of the text before it. */
  readonly place: string;
  readonly left: string;
  readonly form: string;
  readonly right: string;
  readonly isChosen: boolean;
  /** Number of its sense, from 0; null where it has none, or none are shown. */
  readonly sense: number | null;
}

/** Open beside the text where there is room, and folded above it where there is none. */
export function Outline(props: {
  readonly entries: readonly OutlineEntry[];
  /** The part that is shown. */
  readonly startChar: number;
  readonly endChar: number;
  readonly address: (start: number) => string;
}) {
  const { entries, startChar, endChar, address } = props;
  if (entries.length < 2) return null;
  const shown = entries.findLast(({ start }) => start <= startChar) ?? entries[0];
  return (
    <details class="outline">
      <summary>Outline</summary>
      <nav aria-label="Outline">
        <ol>
          {entries.map((entry) => (
            <li key={entry.start} class={`level-${entry.level}`}>
              <a
                href={address(entry.start)}
                aria-current={entry === shown ? 'location' : undefined}
                class={entry.start >= startChar && entry.start < endChar ? 'here' : undefined}
              >
                {entry.label}
              </a>
            </li>
          ))}
        </ol>
      </nav>
    </details>
  );
}

/** The occurrences of the chosen word, each a link to its place in the text. */
export function Occurrences(props: {
  readonly word: string;
  readonly listed: readonly ListedMark[];
  /** Those before the first that is listed, and all. */
  readonly before: number;
  readonly numMarks: number;
}) {
  const { word, listed, before, numMarks } = props;
  if (listed.length === 0) return null;
  return (
    <section class="occurrences" aria-label={`Occurrences of ${word}`}>
      <h2>Occurrences</h2>
      <ol start={before + 1}>
        {listed.map(({ address, place, left, form, right, isChosen, sense }) => (
          <li key={address} class={sense === null ? undefined : senseClass(sense)}>
            <a href={address} aria-current={isChosen ? 'true' : undefined}>
              {place}
            </a>{' '}
            {sense !== null && <b class="letter">{senseLetter(sense)}</b>}{' '}
            <span>
              {left}
              <b>{form}</b>
              {right}
            </span>
          </li>
        ))}
      </ol>
      {numMarks > listed.length && (
        <p class="muted">
          {formatCount(before + 1)} to {formatCount(before + listed.length)} of {formatCount(numMarks)} are
          listed here; next and previous lead on.
        </p>
      )}
    </section>
  );
}

export function SenseLegend(props: {
  readonly word: string;
  readonly collection: string;
  readonly senses: readonly Pick<Sense, 'id' | 'label' | 'count'>[];
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
