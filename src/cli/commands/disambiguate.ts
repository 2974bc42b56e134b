// Commands about the senses of many words at once: assign one to every occurrence, measure them against labels.
import { readFileSync } from 'node:fs';
import { name } from '../../domain/check.js';
import {
  assignmentsSchema,
  disambiguationSchema,
  type Evaluation,
  evaluateSchema,
  labelsSchema,
} from '../../domain/disambiguation.js';
import { PolysemeError } from '../../domain/errors.js';
import { formatCount, formatSeconds, plural } from '../../format/figures.js';
import { assignmentColumns } from '../../format/tables.js';
import { readLabels } from '../../polyseme/polyseme.js';
import { declareCommand } from '../command.js';
import { progressLine } from '../progress.js';
import {
  formatOf,
  foundStatus,
  interruptSignal,
  printJson,
  printRows,
  printStream,
  printText,
  withPolyseme,
} from '../run.js';

interface DisambiguateCommandOptions {
  readonly all?: boolean;
  readonly words?: string;
}

export const disambiguateCommand = declareCommand<DisambiguateCommandOptions>()({
  name: 'disambiguate',
  description: 'assign a sense to every occurrence, as a table',
  examples: [
    'polyseme disambiguate bank plant --csv > senses.csv',
    'polyseme disambiguate --all --inventory wordnet --json > senses.jsonl',
  ],
  parameters: { ...disambiguationSchema.shape, documents: assignmentsSchema.shape.documents },
  arguments: { words: '[word...]' },
  terminal: ['all', 'words'],
  help: {
    words: 'words; or --all',
    documents: 'print only lines of this document or file',
    '--all': 'all words; with your own senses, the words that have any',
  },
  formerly: { '--uri <name>': '--documents', '--no-rank-prior': '--no-uses-rank' },
  run: ({ words: typed = [], documents, ...chosen }, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const words = [...typed, ...(options.words === undefined ? [] : wordsIn(options.words))];
      if (words.length === 0 && !options.all) {
        throw new PolysemeError('invalid_input', 'word: none is given', {
          cure: 'Name words, or a file of words with --words, or use --all.',
        });
      }
      const { usesRank: _, ...printed } = { ...chosen, ...(options.all ? {} : { words }) };
      const line = progressLine(process.stderr);
      const report = await polyseme
        .disambiguate({
          ...chosen,
          ...(options.all ? {} : { words }),
          signal: interruptSignal(),
          onProgress: line.disambiguation,
        })
        .finally(line.stop);
      process.stderr.write(
        `${plural(report.words, 'word')} done, ${formatCount(report.wordsUnchanged)} unchanged; ` +
          `${plural(report.tokens, 'occurrence')} in ${formatSeconds(report.seconds)}\n`,
      );
      const format = formatOf(options);
      const { inventory } = report;
      const lines = polyseme.assignments({ ...printed, inventory, ...(documents && { documents }) });
      const table = { text: 'tsv', json: 'jsonl', jsonl: 'jsonl', csv: 'csv', tsv: 'tsv' } as const;
      return printStream(lines, assignmentColumns, table[format]);
    }),
});

/** Reads one word per line, without blank lines and lines that start with #. */
function wordsIn(file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8')
      .replace(/^\ufeff/u, '')
      .split(/\r?\n/u);
    return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  } catch (cause) {
    throw new PolysemeError('data', `words: ${file} cannot be read: ${(cause as Error).message}`, {
      cure: 'Name a text file with one word a line.',
      cause,
    });
  }
}

export const evaluateCommand = declareCommand({
  name: 'evaluate',
  description: 'measure assigned senses against your own labels',
  examples: [
    'polyseme evaluate labels.csv --inventory wordnet',
    'polyseme evaluate labels.csv --inventory induced --json',
  ],
  parameters: {
    labels: name('Name a .csv file.').describe(labelsSchema.description ?? ''),
    ...evaluateSchema.shape,
  },
  arguments: { labels: '<labels>' },
  formerly: { '--no-rank-prior': '--no-uses-rank' },
  run: ({ labels, ...values }, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const evaluation = await polyseme.evaluate(await readLabels(labels), values);
      const format = formatOf(options);
      if (format === 'json') await printJson(evaluation);
      else if (format !== 'text') await printRows(evaluation.rows, evaluationColumns, options);
      else await printText(describeEvaluation(evaluation));
      return foundStatus;
    }),
});

const evaluationColumns = ['system', 'accuracy', 'macroF1', 'adjustedRand', 'vMeasure', 'bCubedF1'];

function describeEvaluation({ words, lines, inventory, compared, rows }: Evaluation): string {
  const figure = (value: number | null): string => (value === null ? '–' : value.toFixed(3)).padStart(14);
  const note =
    compared === 'majority'
      ? 'No label is the name of a sense: each sense counts as the label that most of its lines have.\n'
      : '';
  return [
    `${plural(lines, 'line')} of ${plural(words, 'word')}, inventory ${inventory}\n${note}\n`,
    `${''.padEnd(20)}${['accuracy', 'macro-F1', 'adjusted Rand', 'V-measure', 'B-cubed F1'].map((title) => title.padStart(14)).join('')}\n`,
    ...rows.map(
      ({ system, accuracy, macroF1, adjustedRand, vMeasure, bCubedF1 }) =>
        `${system.padEnd(20)}${[accuracy, macroF1, adjustedRand, vMeasure, bCubedF1].map(figure).join('')}\n`,
    ),
  ].join('');
}
