// A word's lines between two descriptions, on one axis or two.
import { evenSample } from '../../analysis/sample.js';
import { cosines } from '../../analysis/score.js';
import { PolysemeError } from '../../domain/errors.js';
import type { AxisEnds, AxisOptions, WordOnAxes } from '../../domain/word-views.js';
import { type SenseContext, senseWord } from '../sense-context.js';
import { type DescribedWord, describedWord } from '../word-senses.js';
import { maxPoints, type Place, placedLines, viewOf } from './places.js';

/**
 * Places lines between descriptions: the cosine with `to` minus the cosine with `from`, above 0 when nearer to `to`.
 * The descriptions are encoded as the word's senses are. Throws `invalid_input`, and as `senses` does.
 */
export async function senseAxis(
  context: SenseContext,
  word: string,
  axes: readonly AxisEnds[],
  { limit = 50, offset = 0, isReversed = false, ...options }: AxisOptions = {},
): Promise<WordOnAxes> {
  checkAxes(axes, { limit, offset });
  const described = await describedWord(context, word, options);
  const [xs, ys] = (await Promise.all(axes.map((axis) => positionsOn(described, axis)))) as [
    Float32Array,
    Float32Array | undefined,
  ];
  const place = (row: number): Place => ({ row, x: xs[row] as number, y: ys?.[row] ?? null });
  const sign = isReversed ? -1 : 1;
  const sorted = [...xs.keys()].sort((a, b) => sign * ((xs[b] as number) - (xs[a] as number)) || a - b);
  const page = sorted.slice(offset, offset + limit).map(place);
  const [lines = [], sample = []] = await placedLines(described, [
    page,
    evenSample(xs.length, maxPoints).map(place),
  ]);
  return { ...viewOf(described), axes, lines, sample };
}

function checkAxes(
  axes: readonly AxisEnds[],
  numbers: { readonly limit: number; readonly offset: number },
): void {
  if (axes.length < 1 || axes.length > 2) {
    throw new PolysemeError('invalid_input', `axes: ${axes.length} are given`, { cure: 'Give one or two.' });
  }
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isInteger(value) && value >= 0) continue;
    throw new PolysemeError('invalid_input', `${name}: ${value} is not a whole number from 0`, {
      cure: 'Leave it out for the first 50 lines.',
    });
  }
  for (const [name, text] of axes.flatMap(({ from, to }) => Object.entries({ from, to }))) {
    if (text.trim() !== '') continue;
    throw new PolysemeError('invalid_input', `${name}: the axis has no description there`, {
      cure: 'Describe both ends, such as finance and geography.',
    });
  }
}

/** [n] position of each line on one axis: -2 to 2. */
async function positionsOn(
  { context, assigned }: DescribedWord,
  { from, to }: AxisEnds,
): Promise<Float32Array> {
  const { codes, norms } = assigned.lines;
  const word = senseWord(assigned.occurrences);
  const cosinesWith = async (text: string, end: string): Promise<Float32Array> =>
    cosines((await context.vectors.ofSense(word, text, end)).word, codes, norms);
  const [low, high] = await Promise.all([cosinesWith(from, 'from'), cosinesWith(to, 'to')]);
  return high.map((cosine, row) => cosine - (low[row] as number));
}
