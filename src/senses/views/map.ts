// The map of a word: its occurrences on a plane, similar meanings together.
import { evenSample } from '../../analysis/sample.js';
import type { LineVectors } from '../../analysis/score.js';
import { projectInThread } from '../../analysis/thread.js';
import type { SensesOptions } from '../../domain/senses.js';
import type { WordMap } from '../../domain/word-views.js';
import { selectRows } from '../../math/vector.js';
import type { Projection, SenseContext } from '../sense-context.js';
import { describedWord } from '../word-senses.js';
import { maxPoints, type Place, placedLines, viewOf } from './places.js';

/** Places each occurrence (of a frequent word, evenly spaced ones) on the plane. Throws as `senses` does. */
export async function senseMap(
  context: SenseContext,
  word: string,
  options: SensesOptions = {},
): Promise<WordMap> {
  const described = await describedWord(context, word, options);
  const { occurrences, lines } = described.assigned;
  const { projections } = context.cache;
  let projection = projections.get(occurrences);
  if (!projection) {
    projection = project(lines);
    projection.catch(() => projections.delete(occurrences));
    projections.set(occurrences, projection);
  }
  const { rows, places } = await projection;
  const placeOf = (row: number, i: number): Place => ({
    row,
    x: places[2 * i] as number,
    y: places[2 * i + 1] as number,
  });
  const [placed = []] = await placedLines(described, [rows.map(placeOf)]);
  return { ...viewOf(described), lines: placed };
}

async function project({ codes, dim, norms }: LineVectors): Promise<Projection> {
  const rows = evenSample(norms.length, maxPoints);
  const places = await projectInThread(selectRows(codes, dim, rows), dim);
  return { rows: places.length === 0 ? [] : rows, places };
}
