// The lines of a word between two descriptions, on one axis or two, and the lines as a table.
import type { Inventory } from '../../src/domain/senses.js';
import type { WordOnAxes } from '../../src/domain/word-views.js';
import { formatCount, plural } from '../../src/format/figures.js';
import { wordAddress } from '../links.js';
import { AxisChart } from './_axis-chart.js';
import { Legend } from './_chart.js';
import { Field, Inventories, PlacedTable, WordHead } from './_parts.js';

export interface AxisForm {
  readonly from: string;
  readonly to: string;
  readonly from2: string;
  readonly to2: string;
  /** Whether the lines nearest to the first axis's `from` come first. */
  readonly isReversed: boolean;
}

interface AxisPageData {
  readonly collection: string;
  readonly word: string;
  readonly inventory: Inventory;
  /** Null before any axis is described. */
  readonly view: WordOnAxes | null;
  readonly form: AxisForm;
  readonly offset: number;
}

export const axisPageSize = 50;

export function AxisPage(props: AxisPageData) {
  const { word, inventory, view, form, collection } = props;
  const { from, to, from2, to2, isReversed } = form;
  const ends = { from, to, from2, to2 };
  const state = { ...ends, isReversed: isReversed ? 'true' : '', inventory, collection };
  return (
    <>
      <WordHead {...{ word, inventory, collection }} view="/axis" exportQuery={view && state} />
      <p>Where does each line lie between two meanings? Describe both, and two more for a second axis.</p>
      <form action={wordAddress(word, {}, '/axis')}>
        <input type="hidden" name="inventory" value={inventory} />
        <input type="hidden" name="collection" value={collection} />
        <div class="fields">
          <Field name="from" label="From" value={form.from} placeholder="finance" />
          <Field name="to" label="To" value={form.to} placeholder="geography" />
          <Field name="from2" label="Second axis, from" value={form.from2} placeholder="old" />
          <Field name="to2" label="To" value={form.to2} placeholder="modern" />
          <button type="submit">Show</button>
        </div>
      </form>
      {!view && (
        <p class="muted">
          For instance{' '}
          <a href={wordAddress(word, { ...state, from: 'finance', to: 'geography' }, '/axis')}>
            from finance to geography
          </a>
          .
        </p>
      )}
      {view && <Lines {...props} view={view} state={state} />}
    </>
  );
}

function Lines(
  props: AxisPageData & { readonly view: WordOnAxes; readonly state: Readonly<Record<string, string>> },
) {
  const { word, inventory, view, state, form, collection, offset } = props;
  const { from, to, isReversed } = form;
  const [first, last] = isReversed ? [from, to] : [to, from];
  const next = offset + view.lines.length;
  const { inventory: _, ...parameters } = state;
  return (
    <>
      <Inventories word={word} inventory={inventory} page="/axis" parameters={parameters} />
      <Legend senses={view.senses} />
      <AxisChart view={view} collection={collection} />
      <p>
        {plural(view.occurrences, 'line')}, {formatCount(offset + 1)} to {formatCount(next)} shown, nearest to
        “{first}” first ·{' '}
        <a href={wordAddress(word, { ...state, isReversed: isReversed ? '' : 'true' }, '/axis')}>
          nearest to “{last}” first
        </a>
      </p>
      <p class="muted">
        A position is the cosine with the one description less that with the other; above 0 is nearer to “
        {form.to}
        ”.
      </p>
      <PlacedTable
        lines={view.lines}
        senses={view.senses}
        collection={collection}
        columns={view.axes.map(({ from, to }) => `${from} – ${to}`)}
      />
      <p class="pager">
        {offset > 0 && (
          <a href={wordAddress(word, { ...state, offset: Math.max(0, offset - axisPageSize) }, '/axis')}>
            Before
          </a>
        )}{' '}
        {next < view.occurrences && <a href={wordAddress(word, { ...state, offset: next }, '/axis')}>Next</a>}
      </p>
    </>
  );
}
