// The collocates of a word's senses as a table: a row for each sense and collocate, sorted by a click on a column's head.
import type { CollocateSort, SenseCollocates } from '../../src/domain/word-views.js';
import { formatCount, plural } from '../../src/format/figures.js';
import { wordAddress } from '../links.js';
import { Inventories, senseLetter, WordHead } from './_parts.js';

export const collocatesPerPage = 100;

interface CollocatesData {
  readonly view: SenseCollocates;
  /** Empty for the default. */
  readonly sort: string;
  readonly offset: number;
  readonly collection: string;
}

const columns: readonly (readonly [CollocateSort, string])[] = [
  ['sense', 'Sense'],
  ['lemma', 'Collocate'],
  ['lines', 'Lines with this sense'],
  ['otherLines', 'Lines with the others'],
  ['z', 'Log-odds, in standard deviations'],
];

const isWords = (sort: CollocateSort): boolean => sort === 'sense' || sort === 'lemma';

export function CollocatesPage(data: CollocatesData) {
  const { view, sort, collection } = data;
  const { word, inventory, collocates } = view;
  return (
    <>
      <WordHead
        {...{ word, inventory, collection }}
        view="/collocates"
        exportQuery={{ inventory, collection, sort }}
      />
      <Inventories word={word} inventory={inventory} page="/collocates" parameters={{ collection, sort }} />
      <About view={view} />
      {collocates.length === 0 ? (
        <p class="state">
          No word stands in two lines of one sense, and more often there than in the lines of the others.{' '}
          <a href={wordAddress(word, { inventory, collection })}>Read the lines by sense</a>
        </p>
      ) : (
        <>
          <Pager {...data} isFirst />
          <Table {...data} />
          <Pager {...data} />
        </>
      )}
    </>
  );
}

function About({ view: { countedLines, occurrences } }: Pick<CollocatesData, 'view'>) {
  return (
    <details class="muted">
      <summary>
        Words in the sentences of one sense more than in those of the others
        {countedLines < occurrences &&
          `; counted in ${formatCount(countedLines)} of ${plural(occurrences, 'line')}, evenly chosen`}
      </summary>
      <p>
        A line counts once, however often the word stands in its sentence. The log-odds ratio compares this
        sense with the others, with the collection’s own frequencies as prior (informative Dirichlet prior:
        Monroe, Colaresi and Quinn, 2008). Its z is in standard deviations: 0 is as often as beside the
        others. Below 1.96 the difference may be chance. Listed are words above 0 that stand in at least two
        lines of the sense.
      </p>
    </details>
  );
}

function Table({ view, sort, collection }: CollocatesData) {
  const { word, inventory, senses, collocates } = view;
  const letters = new Map(senses.map(({ id }, i) => [id, senseLetter(i)]));
  return (
    // it may be wider than a phone, so it scrolls, by keyboard too
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
    <section class="wide" tabIndex={0} aria-label={`Collocates of ${word}`}>
      <table>
        <thead>
          <tr>
            {columns.map(([column, name]) => (
              <ColumnHead
                key={column}
                {...{ column, name, sort }}
                address={(next) => wordAddress(word, { inventory, collection, sort: next }, '/collocates')}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {collocates.map(({ sense, label, lemma, lines, otherLines, z }) => (
            <tr key={`${sense} ${lemma}`}>
              <td>
                {letters.get(sense)} {label} <span class="muted">{sense}</span>
              </td>
              <th scope="row">
                <a href={wordAddress(lemma, { collection })}>{lemma}</a>
              </th>
              <td class="number">{formatCount(lines)}</td>
              <td class="number">{formatCount(otherLines)}</td>
              <td class="number">{z.toFixed(2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The head of a column sorts by it; where the table is sorted so, it turns the order round. */
function ColumnHead(props: {
  readonly column: CollocateSort;
  readonly name: string;
  readonly sort: string;
  readonly address: (sort: string) => string;
}) {
  const { column, name, sort, address } = props;
  const current = sort || 'z';
  const isCurrent = current === column;
  const isTurned = current === `-${column}`;
  const isDown = isWords(column) ? isTurned : isCurrent;
  const order = isCurrent || isTurned ? (isDown ? 'descending' : 'ascending') : undefined;
  return (
    <th scope="col" class={isWords(column) ? undefined : 'number'} aria-sort={order}>
      <a href={address(isCurrent ? `-${column}` : column)}>{name}</a>
      <span aria-hidden="true">{order === undefined ? '' : isDown ? ' ↓' : ' ↑'}</span>
    </th>
  );
}

function Pager({ view, sort, offset, collection, isFirst }: CollocatesData & { readonly isFirst?: boolean }) {
  const { word, inventory, total, collocates } = view;
  const address = (start: number): string =>
    wordAddress(word, { inventory, collection, sort, offset: start }, '/collocates');
  return (
    <nav class="pager" aria-label={isFirst ? 'Pages of collocates' : 'Pages of collocates, below'}>
      <span class="muted">
        {plural(total, 'collocate')}, {formatCount(offset + 1)} to {formatCount(offset + collocates.length)}{' '}
        shown
      </span>{' '}
      {offset > 0 && <a href={address(Math.max(0, offset - collocatesPerPage))}>Before</a>}{' '}
      {offset + collocates.length < total && <a href={address(offset + collocatesPerPage)}>Next</a>}
    </nav>
  );
}
