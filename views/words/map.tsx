// The lines of a word on a map, and the same lines as a table.
import type { WordMap } from '../../src/domain/word-views.js';
import { formatCount, plural } from '../../src/format/figures.js';
import { wordAddress } from '../links.js';
import { Chart, Labels, Legend, Points } from './_chart.js';
import { mapChart } from './_chart-places.js';
import { Inventories, PlacedTable, WordHead } from './_parts.js';

interface MapData {
  readonly map: WordMap;
  readonly collection: string;
}

const chartHeight = 520;

export function MapPage({ map, collection }: MapData) {
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
            Lines that mean alike lie together; how far apart two groups lie says little.
            {lines.length < occurrences &&
              ` ${formatCount(lines.length)} of ${plural(occurrences, 'occurrence')} are shown, evenly chosen.`}
          </p>
          <Legend senses={senses} />
          <MapChart map={map} collection={collection} />
          <details>
            <summary>The same lines as a table</summary>
            <PlacedTable lines={lines} senses={senses} collection={collection} columns={['x', 'y']} />
          </details>
        </>
      )}
    </>
  );
}

function MapChart({ map, collection }: MapData) {
  const { points, labels } = mapChart(map);
  return (
    <Chart
      class="map"
      label={`Map of ${plural(points.length, 'line')} of “${map.word}”`}
      marks="line"
      height={chartHeight}
    >
      <Points points={points} unit="%" collection={collection} />
      <Labels labels={labels} />
    </Chart>
  );
}
