// Commands about words: their list, and those that fit a meaning.
import { queryOf } from '../../domain/search.js';
import { type WordsForQuery, wordsForParameters, wordsSchema } from '../../domain/words.js';
import { formatCount, plural } from '../../format/figures.js';
import { foundWordColumns, wordColumns } from '../../format/tables.js';
import { declareCommand } from '../command.js';
import {
  formatOf,
  foundStatus,
  nothingStatus,
  printRows,
  printText,
  withIndex,
  withPolyseme,
} from '../run.js';

export const wordsCommand = declareCommand({
  name: 'words',
  description: 'list words with their counts, documents and senses',
  examples: [
    'polyseme words --pos VERB --sort senses --limit 50',
    'polyseme words "*ness" --min-count 5 --csv',
  ],
  parameters: wordsSchema.shape,
  arguments: { match: '[match]' },
  run: (values, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const words = await polyseme.words(values);
      if (formatOf(options) !== 'text') return printRows(words, wordColumns, options);
      const rows = words.map((word) => `${wordColumns.map((column) => word[column] ?? '').join('\t')}\n`);
      await printText(rows.join(''));
      return words.length > 0 ? foundStatus : nothingStatus;
    }),
});

export const wordsForCommand = declareCommand({
  name: 'words-for',
  description: 'find the words whose lines fit a meaning',
  examples: ['polyseme words-for "side of a river"', 'polyseme words-for "small animal" --limit 50 --csv'],
  parameters: wordsForParameters,
  arguments: { meaning: '[meaning]' },
  run: (values, options) =>
    withIndex(options, async (polyseme) => {
      const {
        words,
        total,
        lines: numLines,
        isCapped,
      } = await polyseme.wordsFor(queryOf(values) as WordsForQuery);
      if (formatOf(options) !== 'text') return printRows(words, foundWordColumns, options);
      for (const { lemma, lines, count } of words) await printText(`${lemma}\t${lines}\t${count}\n`);
      if (process.stdout.isTTY) {
        const nearest = isCapped ? `the ${formatCount(numLines)} nearest lines` : plural(numLines, 'line');
        process.stderr.write(`${plural(total, 'word')} in ${nearest}; lines there, and in all\n`);
      }
      return words.length > 0 ? foundStatus : nothingStatus;
    }),
});
