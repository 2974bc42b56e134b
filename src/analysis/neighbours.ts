// How many lines count as a line's nearest, for every step that smooths scores. Pure.

/**
 * Returns over how many of its nearest lines a line's score is smoothed: a quarter of the lines, since a sense may have
 * no more, up to `most`; and none of fewer than 12, where the nearest would be nearly all the others. Measured on
 * samples of the labelled lines (test/bench/few-lines.mjs).
 */
export function numNeighbours(lines: number, most: number): number {
  return lines < 12 ? 0 : Math.min(most, Math.floor(lines / 4));
}
