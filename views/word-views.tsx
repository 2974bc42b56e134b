// A word's lines on a map, by documents, on axes, and beside those of another word or sense. Charts come drawn; each has
// a table beside it that says the same.
import type { Hit } from '../src/domain/search.js';
import type { Inventory } from '../src/domain/senses.js';
import type {
  AxisEnds,
  ComparedSide,
  Comparison,
  NamedSense,
  PlacedLine,
  SenseShares,
  WordMap,
  WordOnAxes,
} from '../src/domain/word-views.js';
import { formatCount, plural } from '../src/format/format.js';
import { Inventories, percent, senseLetter, WordList, wordAddress } from './_senses.js';
import { WordHead } from './word.js';

/** SVG that charts.ts has drawn. */
function Chart(props: {
  readonly svg: string;
  readonly label: string;
  /** There is no text in it: it may be as small as the page is. */
  readonly isPlain?: boolean;
}) {
  const { svg, label, isPlain } = props;
  return (
    // it may be wider than a phone, so it scrolls, by keyboard too
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
    <section class={isPlain ? 'chart-frame plain' : 'chart-frame'} tabIndex={0} aria-label={label}>
      <div dangerouslySetInnerHTML={{ __html: svg }} />
    </section>
  );
}

function Legend({
  senses,
  marks,
}: {
  readonly senses: readonly NamedSense[];
  readonly marks: readonly string[];
}) {
  return (
    <ul class="legend" aria-label="Senses">
      {senses.map(({ id, label, count }, i) =>
        count === 0 ? null : (
          <li key={id}>
            <span class="symbol" dangerouslySetInnerHTML={{ __html: marks[i] as string }} />{' '}
            <b>{senseLetter(i)}</b> {label} <span class="muted">{plural(count, 'line')}</span>
          </li>
        ),
      )}
    </ul>
  );
}

interface ViewData {
  readonly collection: string;
  readonly svg: string;
  /** Marks of the senses, in their order. */
  readonly marks: readonly string[];
}

export function MapPage({ map, collection, svg, marks }: ViewData & { readonly map: WordMap }) {
  const { word, inventory, occurrences, senses, lines } = map;
  const query = { inventory, collection };
  return (
    <>
      <WordHead {...{ word, inventory, collection }} view="/map" exportQuery={query} />
      <Inventories word={word} inventory={inventory} page="/map" parameters={{ collection }} />
      {lines.length === 0 ? (
        <p class="state">
          {plural(occurrences, 'occurrence')}: too few for a map, which needs 8.{' '}
          <a href={wordAddress(word, query)}>Read them by sense</a>, or add more texts.
        </p>
      ) : (
        <>
          <p class="muted">
            Each point is a line, and leads to it. Lines that mean alike lie together; how far apart two
            groups lie says little.
            {lines.length < occurrences &&
              ` ${formatCount(lines.length)} of ${plural(occurrences, 'occurrence')} are shown, evenly chosen.`}
          </p>
          <Legend senses={senses} marks={marks} />
          <Chart svg={svg} label={`Map of the lines of ${word}`} isPlain />
          <details>
            <summary>The same lines as a table</summary>
            <PlacedTable lines={lines} senses={senses} collection={collection} columns={['x', 'y']} />
          </details>
        </>
      )}
    </>
  );
}

function PlacedTable(props: {
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
                <Line {...line} />
              </td>
              <td>
                <a href={lineAddress(line.tokenId, collection)}>{line.uri.split('/').at(-1)}</a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Line = ({ left, form, right }: Pick<Hit, 'left' | 'form' | 'right'>) => (
  <>
    … {left.slice(-60)}
    <b>{form}</b>
    {right.slice(0, 60)} …
  </>
);

export function lineAddress(tokenId: number, collection: string): string {
  return `/lines/${tokenId}${collection === '' ? '' : `?collection=${encodeURIComponent(collection)}`}`;
}

const tableGroups = 200;

export function SharesPage(props: ViewData & { readonly shares: SenseShares; readonly charted: number }) {
  const { shares, collection, svg, marks, charted } = props;
  const { word, inventory, by, fields, groups, senses, isBinned } = shares;
  const used = [...senses.entries()].filter(([, { count }]) => count > 0);
  const hasNone = groups.some(({ none }) => none > 0);
  return (
    <>
      <WordHead
        {...{ word, inventory, collection }}
        view="/shares"
        exportQuery={{ inventory, collection, by }}
      />
      <Inventories word={word} inventory={inventory} page="/shares" parameters={{ collection, by }} />
      <form action={wordAddress(word, {}, '/shares')} class="inline">
        <input type="hidden" name="inventory" value={inventory} />
        <input type="hidden" name="collection" value={collection} />
        <label for="by">Shares of the senses by</label>{' '}
        <select id="by" name="by">
          {['document', ...fields].map((field) => (
            <option key={field} value={field} selected={field === by}>
              {field}
            </option>
          ))}
        </select>{' '}
        <button type="submit">Show</button>
      </form>
      {fields.length === 0 && (
        <p class="muted">
          These documents have no metadata. Columns of a .csv and fields of a .jsonl, such as year or author,
          would stand here.
        </p>
      )}
      <Legend senses={senses} marks={marks} />
      <p class="muted">
        {plural(groups.length, isBinned ? 'range' : by === 'document' ? 'document' : 'value')}
        {groups.length > charted && `; the chart shows ${charted} of them`}
      </p>
      <Chart svg={svg} label={`Shares of the senses of ${word} by ${by}`} />
      {/* it may be wider than a phone, so it scrolls, by keyboard too */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="wide" tabIndex={0} aria-label={`Lines of each sense by ${by}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">{by}</th>
              <th scope="col" class="number">
                Lines
              </th>
              {used.map(([i, { id, label }]) => (
                <th key={id} scope="col" class="number" title={label}>
                  {senseLetter(i)} {label}
                </th>
              ))}
              {hasNone && (
                <th scope="col" class="number">
                  none of these
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {groups.slice(0, tableGroups).map(({ group, count, counts, none }) => (
              <tr key={group}>
                <th scope="row">{group === '' ? 'none given' : group}</th>
                <td class="number">{formatCount(count)}</td>
                {used.map(([i, { id }]) => (
                  <Share key={id} part={counts[i] as number} of={count} />
                ))}
                {hasNone && <Share part={none} of={count} />}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {groups.length > tableGroups && (
        <p class="muted">
          {formatCount(tableGroups)} of {formatCount(groups.length)} rows are shown; the export has all.
        </p>
      )}
    </>
  );
}

const Share = ({ part, of }: { readonly part: number; readonly of: number }) => (
  <td class="number">
    {formatCount(part)}
    {part > 0 && <span class="muted"> {percent(part / of)}</span>}
  </td>
);

export interface AxisForm {
  readonly from: string;
  readonly to: string;
  readonly from2: string;
  readonly to2: string;
  /** `from` when the other end comes first. */
  readonly sort: string;
}

export function AxisPage(
  props: ViewData & {
    readonly word: string;
    readonly inventory: Inventory;
    /** Null before any axis is described. */
    readonly view: WordOnAxes | null;
    readonly form: AxisForm;
    readonly offset: number;
  },
) {
  const { word, inventory, view, form, collection, svg, marks, offset } = props;
  const given = { ...form, inventory, collection };
  const next = offset + (view?.lines.length ?? 0);
  return (
    <>
      <WordHead {...{ word, inventory, collection }} view="/axis" exportQuery={view && given} />
      <p>Where does each line lie between two meanings? Describe both, and two more for a second axis.</p>
      <form action={wordAddress(word, {}, '/axis')}>
        <input type="hidden" name="inventory" value={inventory} />
        <input type="hidden" name="collection" value={collection} />
        <div class="fields">
          <End name="from" label="From" value={form.from} placeholder="finance" />
          <End name="to" label="To" value={form.to} placeholder="geography" />
          <End name="from2" label="Second axis, from" value={form.from2} placeholder="old" />
          <End name="to2" label="To" value={form.to2} placeholder="modern" />
          <button type="submit">Show</button>
        </div>
      </form>
      {!view && (
        <p class="muted">
          For instance{' '}
          <a href={wordAddress(word, { ...given, from: 'finance', to: 'geography' }, '/axis')}>
            from finance to geography
          </a>
          .
        </p>
      )}
      {view && (
        <>
          <Inventories word={word} inventory={inventory} page="/axis" parameters={{ ...form, collection }} />
          <Legend senses={view.senses} marks={marks} />
          <Chart svg={svg} label={`Lines of ${word} ${view.axes.map(told).join(' and ')}`} />
          <p>
            {plural(view.occurrences, 'line')}, {formatCount(offset + 1)} to {formatCount(next)} shown,
            nearest to “{form.sort === 'from' ? form.from : form.to}” first ·{' '}
            <a href={wordAddress(word, { ...given, sort: form.sort === 'from' ? '' : 'from' }, '/axis')}>
              nearest to “{form.sort === 'from' ? form.to : form.from}” first
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
              <a href={wordAddress(word, { ...given, offset: String(Math.max(0, offset - 50)) }, '/axis')}>
                Before
              </a>
            )}{' '}
            {next < view.occurrences && (
              <a href={wordAddress(word, { ...given, offset: String(next) }, '/axis')}>Next</a>
            )}
          </p>
        </>
      )}
    </>
  );
}

const told = ({ from, to }: AxisEnds): string => `between ${from} and ${to}`;

function End(props: {
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

export interface CompareForm {
  readonly sense: string;
  readonly with: string;
  readonly withSense: string;
}

export function ComparePage(props: {
  readonly word: string;
  readonly inventory: Inventory;
  readonly collection: string;
  readonly senses: readonly NamedSense[];
  /** Of the other word. */
  readonly otherSenses: readonly NamedSense[];
  readonly form: CompareForm;
  readonly comparison: Comparison | null;
  readonly error: { readonly message: string; readonly cure: string } | null;
}) {
  const { word, inventory, collection, senses, otherSenses, form, comparison, error } = props;
  return (
    <>
      <WordHead
        {...{ word, inventory, collection }}
        view="/compare"
        exportQuery={comparison && { ...form, inventory, collection }}
      />
      <p>Two senses of this word, or this word and another one, by their lines.</p>
      <form action={wordAddress(word, {}, '/compare')}>
        <input type="hidden" name="inventory" value={inventory} />
        <input type="hidden" name="collection" value={collection} />
        <div class="fields">
          <ChosenSense name="sense" label={`“${word}” meaning`} senses={senses} chosen={form.sense} />
          <End name="with" label="with the word" value={form.with} placeholder={word} />
          <ChosenSense name="withSense" label="meaning" senses={otherSenses} chosen={form.withSense} />
          <button type="submit">Compare</button>
        </div>
      </form>
      {error && (
        <p class="note" role="alert">
          {error.message}. {error.cure}
        </p>
      )}
      {comparison && <Compared comparison={comparison} collection={collection} />}
    </>
  );
}

function ChosenSense(props: {
  readonly name: string;
  readonly label: string;
  readonly senses: readonly NamedSense[];
  readonly chosen: string;
}) {
  const { name, label, senses, chosen } = props;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        <option value="">anything</option>
        {senses.map(({ id, label: sense, count }, i) => (
          <option key={id} value={id} selected={id === chosen} disabled={count === 0}>
            {senseLetter(i)} {sense}
          </option>
        ))}
      </select>
    </div>
  );
}

function Compared({ comparison, collection }: { comparison: Comparison; collection: string }) {
  const { sides, cosine, apart, sharedWords } = comparison;
  const [one, other] = sides;
  return (
    <>
      <p>
        The centres of their lines have cosine {cosine.toFixed(2)} (1 is the same). {percent(apart)} of the
        lines lie nearer to their own centre than to the other’s; 50 % would be chance.
      </p>
      <WordList title="beside both" words={sharedWords} collection={collection} />
      <div class="senses">
        <SideColumn side={one} other={other} collection={collection} number={0} />
        <SideColumn side={other} other={one} collection={collection} number={1} />
      </div>
    </>
  );
}

function SideColumn(props: {
  readonly side: ComparedSide;
  readonly other: ComparedSide;
  readonly collection: string;
  readonly number: number;
}) {
  const { side, other, collection, number } = props;
  const name = side.sense === null ? `“${side.word}”` : side.label;
  const otherName = other.sense === null ? `“${other.word}”` : other.label;
  return (
    <article class={`sense sense-${number + 1}`} aria-labelledby={`side-${number}`}>
      <h2 id={`side-${number}`}>{name}</h2>
      <p class="muted">
        {side.sense !== null && `“${side.word}”, `}
        {plural(side.count, 'line')}
      </p>
      <WordList title="beside it, and less beside the other" words={side.words} collection={collection} />
      <h3>Typical lines</h3>
      <LineList lines={side.lines} collection={collection} />
      <h3>Lines most like {otherName}</h3>
      <LineList lines={side.towardsOther} collection={collection} />
    </article>
  );
}

const LineList = ({ lines, collection }: { readonly lines: readonly Hit[]; readonly collection: string }) => (
  <ul class="lines">
    {lines.map((hit) => (
      <li key={hit.tokenId}>
        <Line {...hit} />{' '}
        <a class="place" href={lineAddress(hit.tokenId as number, collection)}>
          {hit.uri.split('/').at(-1)}
        </a>
      </li>
    ))}
  </ul>
);
