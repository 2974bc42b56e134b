// The shares of a word's senses by document or by a field of the metadata, and the same figures as a table.
import type { SenseShares } from '../../src/domain/word-views.js';
import { formatCount, percent, plural } from '../../src/format/figures.js';
import { wordAddress } from '../links.js';
import { Legend } from './_chart.js';
import { groupName, Inventories, senseLetter, WordHead } from './_parts.js';
import { chartedGroups, linesAddress, SharesChart } from './_shares-chart.js';

const tableGroups = 200;

/** The page in one piece, as its HTML reads. */
export function SharesPage(props: { readonly shares: SenseShares; readonly collection: string }) {
  const { shares, collection } = props;
  const { word, inventory, by, fields, groups, senses, isBinned } = shares;
  const used = [...senses.entries()].filter(([, { count }]) => count > 0);
  const hasWords = groups.some(({ words }) => words !== null);
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
          {['file', 'document', ...fields].map((field) => (
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
      <Legend senses={senses} />
      <p class="muted">
        {plural(groups.length, isBinned ? 'range' : by === 'document' || by === 'file' ? by : 'value')}
        {groups.length > chartedGroups && `; the chart shows ${chartedGroups} of them`}
      </p>
      <SharesChart shares={shares} collection={collection} />
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
              {hasWords && (
                <th scope="col" class="number">
                  Lines per million words
                </th>
              )}
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
            {groups.slice(0, tableGroups).map(({ group, count, counts, none, words }) => (
              <tr key={group}>
                <th scope="row" title={group}>
                  {groupName(group, by)}
                </th>
                <td class="number">
                  <Lines count={count} address={linesAddress(shares, group, collection)} />
                </td>
                {hasWords && <PerMillion lines={count} words={words} />}
                {used.map(([i, { id }]) => (
                  <Share
                    key={id}
                    part={counts[i] as number}
                    of={count}
                    address={linesAddress(shares, group, collection, i)}
                  />
                ))}
                {hasNone && (
                  <Share part={none} of={count} address={linesAddress(shares, group, collection, -1)} />
                )}
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

interface SharePart {
  readonly part: number;
  readonly of: number;
  /** Null where its lines are not one search. */
  readonly address: string | null;
}

const Share = ({ part, of, address }: SharePart) => (
  <td class="number">
    <Lines count={part} address={address} />
    {part > 0 && <span class="muted"> {percent(part / of)}</span>}
  </td>
);

const Lines = ({ count, address }: { readonly count: number; readonly address: string | null }) =>
  address === null || count === 0 ? (
    <span>{formatCount(count)}</span>
  ) : (
    <a href={address}>{formatCount(count)}</a>
  );

/** Files differ in length: the same number of lines is more in a shorter one. */
const PerMillion = ({ lines, words }: { readonly lines: number; readonly words: number | null }) => (
  <td class="number" title={words === null ? undefined : plural(words, 'word')}>
    {words ? formatCount(Math.round((1e6 * lines) / words)) : ''}
  </td>
);
