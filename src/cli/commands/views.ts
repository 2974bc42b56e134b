// The commands that look at a word's lines otherwise: map, shares, axis, compare, substitutes. Return the exit status.
import type { AxisEnds, ComparedSide, Comparison, PlacedLine } from '../../domain/word-views.js';
import {
  comparedColumns,
  comparedRows,
  formatRows,
  placedColumns,
  plural,
  shareRows,
  sharesColumns,
} from '../../format/format.js';
import { asked, type SenseOptions } from './senses.js';
import { formatOf, found, nothingFound, print, withIndex } from './texts.js';

/** Rows as a table; without a format, tab-separated. */
function printRows(rows: readonly object[], columns: readonly string[], options: SenseOptions): number {
  const format = formatOf(options);
  print(formatRows(rows as Record<string, unknown>[], columns, format === 'text' ? 'tsv' : format));
  return rows.length > 0 ? found : nothingFound;
}

/** Lines as people read them: position, sense, line, place. */
function printPlaced(lines: readonly PlacedLine[], options: SenseOptions): number {
  if (formatOf(options) !== 'text') return printRows(lines, placedColumns, options);
  for (const { x, y, sense, left, form, right, uri, start } of lines) {
    const places = y === null ? x.toFixed(3) : `${x.toFixed(3)}\t${y.toFixed(3)}`;
    print(`${places}\t${sense}\t… ${left.slice(-40)}[${form}]${right.slice(0, 40)} …\t${uri}:${start}\n`);
  }
  return lines.length > 0 ? found : nothingFound;
}

export async function mapCommand(word: string, options: SenseOptions): Promise<number> {
  return withIndex(options, async (polyseme) => {
    return printPlaced((await polyseme.senseMap(word, asked(options))).lines, options);
  });
}

export async function sharesCommand(word: string, options: SenseOptions & { by: string }): Promise<number> {
  return withIndex(options, async (polyseme) => {
    const shares = await polyseme.senseShares(word, { ...asked(options), by: options.by });
    return printRows(shareRows(shares), sharesColumns(shares), options);
  });
}

export async function axisCommand(
  word: string,
  options: SenseOptions & {
    readonly from: string;
    readonly to: string;
    readonly from2?: string;
    readonly to2?: string;
    readonly limit: number;
    readonly offset: number;
    readonly reverse?: boolean;
  },
): Promise<number> {
  return withIndex(options, async (polyseme) => {
    const { from, to, from2, to2, limit, offset, reverse } = options;
    const second: AxisEnds[] =
      from2 === undefined && to2 === undefined ? [] : [{ from: from2 ?? '', to: to2 ?? '' }];
    const chosen = { ...asked(options), limit, offset, isReversed: reverse === true };
    const { lines } = await polyseme.senseAxis(word, [{ from, to }, ...second], chosen);
    return printPlaced(lines, options);
  });
}

export async function compareCommand(
  word: string,
  other: string,
  options: SenseOptions & { readonly sense?: string; readonly otherSense?: string },
): Promise<number> {
  return withIndex(options, async (polyseme) => {
    const { collection, inventory } = options;
    const one = { word, sense: options.sense, inventory };
    const two = { word: other, sense: options.otherSense, inventory };
    const comparison = await polyseme.compare(one, two, { collection });
    const format = formatOf(options);
    if (format === 'json') print(`${JSON.stringify(comparison, null, 2)}\n`);
    else if (format === 'text') print(describeComparison(comparison));
    else print(formatRows(comparedRows(comparison), comparedColumns, format));
    return found;
  });
}

function describeComparison({ sides, cosine, apart, sharedWords }: Comparison): string {
  const list = (words: ComparedSide['words']): string => words.map(({ lemma }) => lemma).join(', ');
  const told = sides.map(({ word, sense, label, count, words, lines, towardsOther }, i) => {
    const shown = (title: string, from: typeof lines): string[] => [
      `    ${title}:`,
      ...from.map(({ left, form, right }) => `      … ${left.slice(-40)}[${form}]${right.slice(0, 40)} …`),
    ];
    return [
      `\n${sense === null ? word : `${word} ${sense}  ${label}`}  ${plural(count, 'line')}`,
      `    beside it: ${list(words)}`,
      ...shown('typical', lines),
      ...shown(`most like ${sides[1 - i]?.label}`, towardsOther),
      '',
    ].join('\n');
  });
  return [
    `cosine of the centres ${cosine.toFixed(3)}; ${(100 * apart).toFixed(0)} % of lines nearer to their own centre (50 % is chance)\n`,
    `beside both: ${list(sharedWords)}\n`,
    ...told,
  ].join('');
}

export async function substitutesCommand(tokenId: number, options: SenseOptions): Promise<number> {
  return withIndex(options, async (polyseme) => {
    const substitutes = await polyseme.substitutes(tokenId, options.collection);
    return printRows(substitutes, ['lemma', 'count', 'cosine', 'tokenId'], options);
  });
}
