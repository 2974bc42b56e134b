// The lines of a word on a map, and the same lines as a table.
import type { WordMap } from '../../src/domain/word-views.js';
import { formatCount, plural } from '../../src/format/figures.js';
import { wordAddress } from '../links.js';
import { Chart, Inventories, Legend, PlacedTable, type ViewData, WordHead } from './_parts.js';

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
