// The senses of the word asked for, above its lines: each a link to exactly as many lines as it says.
import { noSense, type SenseCounts } from '../src/domain/senses.js';
import { formatCount } from '../src/format/figures.js';
import { offeredAddress, offeredSenseAddress, type SearchState, wordAddress } from './links.js';

export interface OfferedData {
  readonly state: SearchState;
  /** Undefined while they are being counted; null for a word that has none to choose from. */
  readonly counts: SenseCounts | null | undefined;
}

/** Senses beyond this many are on the word's page. */
const mostOffered = 8;

export function Offered({ state, counts }: OfferedData) {
  if (counts === null) return null;
  const { word, sense, collection } = state;
  if (!counts) {
    const address = offeredAddress(state);
    return (
      <p id="offered" class="offered" hx-get={address} hx-trigger="load" hx-swap="outerHTML">
        <a href={wordAddress(word, { collection })}>its senses</a>
      </p>
    );
  }
  const address = (id: string, meaning: string | null): string =>
    offeredSenseAddress(state, id, meaning ?? '');
  const all = counts.senses.filter(({ count }) => count > 0);
  const shown = all.slice(0, mostOffered);
  const offers = [
    ...shown.map(({ id, label, count, meaning }) => ({ id, label, count, href: address(id, meaning) })),
    ...(counts.none > 0
      ? [{ id: noSense, label: 'none of these', count: counts.none, href: address(noSense, null) }]
      : []),
  ];
  return (
    <p id="offered" class="offered">
      <b>{counts.word}</b>:{' '}
      {offers.map(({ id, label, count, href }, i) => (
        <span key={id}>
          {i > 0 && ' · '}
          <a href={href} aria-current={id === sense ? 'true' : undefined}>
            {label} <span class="muted">{formatCount(count)}</span>
          </a>
        </span>
      ))}
      {' · '}
      <a href={wordAddress(word, { inventory: counts.inventory, collection })}>
        {all.length > shown.length ? `${all.length - shown.length} more senses` : 'all about its senses'}
      </a>
    </p>
  );
}

/** Suggestions for the meaning. */
export const MeaningOptions = ({ counts }: Pick<OfferedData, 'counts'>) => (
  <>
    {counts?.senses.map(({ id, meaning }) => (meaning === null ? null : <option key={id} value={meaning} />))}
  </>
);
