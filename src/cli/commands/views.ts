// Commands that look at a word's lines in other ways: map, shares, collocates, axis, compare, substitutes.
import { whole } from '../../domain/check.js';
import { collectionName } from '../../domain/search.js';
import { sensesSchema, senseWordSchema } from '../../domain/senses.js';
import {
  axesOf,
  axesParameters,
  axisSchema,
  type ComparedSide,
  type Comparison,
  collocatesSchema,
  comparedParameters,
  type PlacedLine,
  sharesSchema,
  sidesOf,
} from '../../domain/word-views.js';
import { plural } from '../../format/figures.js';
import {
  collocateColumns,
  comparedColumns,
  comparedRows,
  placedColumns,
  shareRows,
  sharesColumns,
} from '../../format/tables.js';
import { declareCommand } from '../command.js';
import type { CommonOptions } from '../options.js';
import { shortLine } from '../output.js';
import { formatOf, foundStatus, nothingStatus, printJson, printRows, printText, withIndex } from '../run.js';

const linesPrinted = 20;

/** Lines as people read them: position, sense, line, place. */
async function printPlaced(lines: readonly PlacedLine[], options: CommonOptions): Promise<number> {
  if (formatOf(options) !== 'text') return printRows(lines, placedColumns, options);
  for (const { x, y, sense, left, form, right, uri, start } of lines) {
    const places = y === null ? x.toFixed(3) : `${x.toFixed(3)}\t${y.toFixed(3)}`;
    await printText(`${places}\t${sense}\t${shortLine({ left, form, right })}\t${uri}:${start}\n`);
  }
  return lines.length > 0 ? foundStatus : nothingStatus;
}

export const mapCommand = declareCommand({
  name: 'map',
  description: 'place the lines of a word on a plane, similar meanings together',
  examples: ['polyseme map bank --csv', 'polyseme map bank --inventory wordnet --json'],
  parameters: { word: senseWordSchema, ...sensesSchema.shape },
  arguments: { word: '<word>' },
  run: ({ word, ...values }, options) =>
    withIndex(options, async (polyseme) =>
      printPlaced((await polyseme.senseMap(word, values)).lines, options),
    ),
});

export const sharesCommand = declareCommand({
  name: 'shares',
  description: 'count how often each sense occurs, by document, file or metadata',
  examples: ['polyseme shares bank', 'polyseme shares bank --by year --csv'],
  parameters: { word: senseWordSchema, ...sharesSchema.shape },
  arguments: { word: '<word>' },
  run: ({ word, ...values }, options) =>
    withIndex(options, async (polyseme) => {
      const shares = await polyseme.senseShares(word, values);
      return printRows(shareRows(shares), sharesColumns(shares), options);
    }),
});

export const collocatesCommand = declareCommand({
  name: 'collocates',
  description: 'list the words that stand beside one sense more than beside the others',
  examples: ['polyseme collocates bank --limit 50', 'polyseme collocates bank --sort sense --csv'],
  parameters: { word: senseWordSchema, ...collocatesSchema.shape },
  arguments: { word: '<word>' },
  run: ({ word, ...values }, options) =>
    withIndex(options, async (polyseme) => {
      const { collocates } = await polyseme.senseCollocates(word, values);
      return printRows(collocates, collocateColumns, options);
    }),
});

export const axisCommand = declareCommand({
  name: 'axis',
  description: 'place lines between two descriptions',
  examples: [
    'polyseme axis bank --from finance --to geography',
    'polyseme axis bank --from finance --to geography --from2 old --to2 modern --csv',
  ],
  parameters: { word: senseWordSchema, ...axesParameters, ...axisSchema.shape },
  arguments: { word: '<word>' },
  help: {
    isReversed: 'the lines nearest to --from first',
    limit: `lines to print (default: ${linesPrinted})`,
  },
  formerly: { '--reverse': '--is-reversed' },
  run: ({ word, from, to, from2, to2, ...values }, options) =>
    withIndex(options, async (polyseme) => {
      const axes = axesOf({ from, to, ...(from2 && { from2 }), ...(to2 && { to2 }) });
      const { lines } = await polyseme.senseAxis(word, axes, {
        ...values,
        limit: values.limit ?? linesPrinted,
      });
      return printPlaced(lines, options);
    }),
});

export const compareCommand = declareCommand({
  name: 'compare',
  description: 'compare two words, or two senses, by their lines',
  examples: ['polyseme compare bank shore', 'polyseme compare bank bank --sense i1 --other-sense i2'],
  parameters: { ...comparedParameters, collection: collectionName().optional() },
  arguments: { word: '<word>', other: '<other>' },
  run: ({ collection: from, ...flat }, options) =>
    withIndex(options, async (polyseme) => {
      const [one, two] = sidesOf(flat);
      const comparison = await polyseme.compare(one, two, from === undefined ? {} : { collection: from });
      const format = formatOf(options);
      if (format === 'json') await printJson(comparison);
      else if (format !== 'text') await printRows(comparedRows(comparison), comparedColumns, options);
      else await printText(describeComparison(comparison));
      return foundStatus;
    }),
});

function describeComparison({ sides, cosine, apart, sharedWords }: Comparison): string {
  const list = (words: ComparedSide['words']): string => words.map(({ lemma }) => lemma).join(', ');
  const described = sides.map(({ word, sense, label, count, words, lines, towardsOther }, i) => {
    const listed = (title: string, from: typeof lines): string[] => [
      `    ${title}:`,
      ...from.map((line) => `      ${shortLine(line)}`),
    ];
    return [
      `\n${sense === null ? word : `${word} ${sense}  ${label}`}  ${plural(count, 'line')}`,
      `    collocates: ${list(words)}`,
      ...listed('typical', lines),
      ...listed(`most like ${sides[1 - i]?.label}`, towardsOther),
      '',
    ].join('\n');
  });
  return [
    `cosine of the centres ${cosine.toFixed(3)}; ${(100 * apart).toFixed(0)} % of lines nearer to their own centre (50 % is chance)\n`,
    `beside both: ${list(sharedWords)}\n`,
    ...described,
  ].join('');
}

export const substitutesCommand = declareCommand({
  name: 'substitutes',
  description: 'find words that could replace one occurrence',
  examples: ['polyseme substitutes 4711', 'polyseme substitutes 4711 --json'],
  parameters: {
    tokenId: whole(1, Number.MAX_SAFE_INTEGER).describe('a line (tokenId) that a search has shown'),
    collection: collectionName().optional(),
  },
  arguments: { tokenId: '<id>' },
  run: ({ tokenId, collection: from }, options) =>
    withIndex(options, async (polyseme) =>
      printRows(await polyseme.substitutes(tokenId, from), ['lemma', 'count', 'cosine', 'tokenId'], options),
    ),
});
