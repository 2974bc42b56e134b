// How lines are laid out: their order, a random sample of them, and how much context each has. A plain form and links,
// since all of it stands in the address.
import type { SearchResult } from '../src/domain/search.js';
import { helpAddress, homeAddress, type SearchState, searchAddress, searchParameters } from './links.js';

const orders: Readonly<Record<string, string>> = {
  best: 'best first',
  document: 'document order',
  form: 'form of the word',
  '1L': 'first word before',
  '2L': 'second word before',
  '3L': 'third word before',
  '1R': 'first word after',
  '2R': 'second word after',
  '3R': 'third word after',
  random: 'random order',
};

const metadataPrefix = 'metadata:';

/** A key of a sort in words. */
function orderNamed(key: string): string {
  if (key.startsWith('-')) return `${orderNamed(key.slice(1))}, reversed`;
  return (
    orders[key] ?? (key.startsWith(metadataPrefix) ? `metadata “${key.slice(metadataPrefix.length)}”` : key)
  );
}

interface ArrangeProps {
  readonly state: SearchState;
  readonly result: Pick<SearchResult, 'hits' | 'sort'>;
}

/** The order and the sample, as a form that opens. */
export function Arrange({ state, result }: ArrangeProps) {
  const rest = searchParameters({ ...state, sort: [], thin: '', seed: '', offset: 0 });
  const swap = { 'hx-target': '#results', 'hx-swap': 'outerHTML', 'hx-push-url': 'true' };
  return (
    <details class="arrange">
      <summary>Sorted by {result.sort.map(orderNamed).join(', then ')}</summary>
      <form action={homeAddress} hx-get={homeAddress} {...swap}>
        {rest.map(([name, value], i) => (
          <input key={i} type="hidden" name={name} value={value} />
        ))}
        <Order label="Sort by" at={0} state={state} result={result} />
        <Order label="then by" at={1} state={state} result={result} />
        <label>
          Only so many, at random{' '}
          <input name="thin" type="number" min="1" max="1000000" value={state.thin} placeholder="all" />
        </label>
        <label>
          Seed <input name="seed" type="number" min="0" value={state.seed} placeholder="1" />
        </label>
        <button type="submit">Arrange</button>{' '}
        <a href={helpAddress('sorts', state.collection)}>What these orders are</a>
      </form>
    </details>
  );
}

/** Those that the lines of this search have: nothing is best where nothing is ranked, nor beside a whole sentence. */
const ordersOf = (
  { find, about }: ArrangeProps['state'],
  { hits }: ArrangeProps['result'],
): (keyof typeof orders)[] =>
  (Object.keys(orders) as (keyof typeof orders)[]).filter((key) =>
    find === 'sentences' || about !== ''
      ? ['best', 'document', 'random'].includes(key)
      : key !== 'best' || hits.some(({ score }) => score !== null),
  );

/** A key of the sort to choose. at: 0 for the first. */
function Order({ label, at, state, result }: ArrangeProps & { readonly label: string; readonly at: 0 | 1 }) {
  const chosen = state.sort[at] ?? '';
  const fields = new Set(result.hits.flatMap(({ metadata }) => Object.keys(metadata)));
  const keys = [...ordersOf(state, result), ...[...fields].map((field) => metadataPrefix + field)];
  const isOffered = chosen === '' || keys.includes(chosen.replace(/^-/u, ''));
  const options = (all: readonly string[]) =>
    all.map((key) => (
      <option key={key} value={key} selected={key === chosen}>
        {orderNamed(key)}
      </option>
    ));
  return (
    <label>
      {label}{' '}
      <select name="sort">
        <option value="">{at === 0 ? 'what is usual' : 'nothing'}</option>
        {!isOffered && options([chosen])}
        {options(keys)}
        <optgroup label="reversed">{options(keys.map((key) => `-${key}`))}</optgroup>
      </select>
    </label>
  );
}

/** Characters of context on each side; by default as many as the column holds. */
const widths = [
  ['narrow', '40'],
  ['medium', ''],
  ['wide', '300'],
] as const;

/** How much context each line has. */
export function ContextWidth({ state }: { readonly state: SearchState }) {
  const swap = { 'hx-target': '#results', 'hx-swap': 'outerHTML', 'hx-push-url': 'true' };
  return (
    <p class="widths">
      Context:{' '}
      {widths.map(([name, contextChars]) => {
        const address = searchAddress(state, { contextChars });
        const isCurrent = state.contextChars === contextChars ? 'true' : undefined;
        return (
          <>
            <a key={name} href={address} hx-get={address} {...swap} aria-current={isCurrent}>
              {name}
            </a>{' '}
          </>
        );
      })}
    </p>
  );
}
