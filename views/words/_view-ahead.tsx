// In place of a view of a word that is still being made: what is being done, and about how long. It asks again every
// second; without script the page loads again by itself.
import type { Inventory } from '../../src/domain/senses.js';
import { plural } from '../../src/format/figures.js';
import type { WordView } from '../links.js';
import { WordHead } from './_parts.js';

/** Lines that a map shows at most, and those placed in a second. */
const mostPlaced = 1000;
const placedPerSecond = 400;
/** Lines told apart in a second. */
const linesPerSecond = 10_000;

export function ViewAhead(props: {
  readonly word: string;
  readonly view: WordView;
  readonly inventory: Inventory | '';
  readonly collection: string;
  readonly lines: number;
  /** The page's own. */
  readonly address: string;
}) {
  const { word, view, inventory, collection, lines, address } = props;
  const isMap = view === '/map';
  const seconds = Math.ceil(
    1 + lines / linesPerSecond + (isMap ? Math.min(lines, mostPlaced) / placedPerSecond : 0),
  );
  return (
    <>
      <WordHead {...{ word, inventory, collection, view }} exportQuery={null} />
      <section hx-get={address} hx-trigger="load delay:1s" hx-target="#main">
        <p role="status">
          {isMap ? 'Placing' : 'Looking through'} {plural(lines, 'line')} of “{word}”
          {isMap && lines > mostPlaced && `, ${plural(mostPlaced, 'of them')} on the map`}. That takes about{' '}
          {plural(seconds, 'second')}; the page then shows by itself.
        </p>
        <noscript>
          <p>
            <a href={address}>Look now</a>
          </p>
        </noscript>
      </section>
    </>
  );
}
