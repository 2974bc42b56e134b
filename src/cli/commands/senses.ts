// The commands about senses: parse, call the facade, print. Return the exit status.
import { readFileSync } from 'node:fs';
import { PolysemeError } from '../../domain/errors.js';
import type { Inventory, SenseChange, SensesProgress, WordSenses } from '../../domain/senses.js';
import {
  assignmentColumns,
  formatCount,
  formatRows,
  formatSeconds,
  formatSenses,
  plural,
  streamRows,
} from '../../format/format.js';
import {
  type DisambiguationProgress,
  type Evaluation,
  type Polyseme,
  readLabels,
} from '../../polyseme/polyseme.js';
import type { CommonOptions } from '../program.js';
import { abortOnInterrupt, formatOf, found, nothingFound, print, withIndex, withPolyseme } from './texts.js';

export interface SenseOptions extends CommonOptions {
  readonly inventory?: Inventory;
  readonly rankPrior?: boolean;
}

export const asked = ({ collection, inventory, rankPrior }: SenseOptions) => ({
  collection,
  inventory,
  usesRank: rankPrior,
});

export async function sensesCommand(
  word: string,
  options: SenseOptions & { readonly substitutes: boolean },
): Promise<number> {
  return withIndex(options, async (polyseme) => {
    const { substitutes: usesSubstitutes } = options;
    const senses = await polyseme.senses(word, {
      ...asked(options),
      usesSubstitutes,
      onProgress: sensesProgress,
    });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    const format = formatOf(options);
    print(format === 'text' ? describeWord(senses) : formatSenses(senses.senses, format));
    return senses.senses.length > 0 ? found : nothingFound;
  });
}

function describeWord({ word, occurrences, inventory, senses, none, stability, edits }: WordSenses): string {
  const kind = { wordnet: "the dictionary's senses", induced: 'induced senses', mine: 'your own senses' }[
    inventory
  ];
  const stable = stability === null ? '' : `, stability ${stability.toFixed(2)} of 1`;
  const lines = [`${word}: ${plural(occurrences, 'occurrence')}, ${kind}${stable}\n`];
  for (const { id, label, gloss, count, share, words, substitutes, lines: typical } of senses) {
    const list = (title: string, from: typeof words): string =>
      from.length === 0 ? '' : `    ${title}: ${from.map(({ lemma }) => lemma).join(', ')}\n`;
    lines.push(
      `\n${id}  ${label}  ${formatCount(count)} (${Math.round(100 * share)} %)\n`,
      gloss && gloss !== label ? `    ${gloss}\n` : '',
      list('beside it', words),
      list('instead of it', substitutes),
      ...typical
        .slice(0, 3)
        .map(({ left, form, right }) => `    … ${left.slice(-40)}[${form}]${right.slice(0, 40)} …\n`),
    );
  }
  if (none > 0) lines.push(`\n${plural(none, 'occurrence')} with none of these senses\n`);
  if (senses.length === 0) lines.push('None yet; polyseme sense create makes one.\n');
  const undone = edits.filter(({ undoneAt }) => undoneAt === null);
  if (undone.length > 0) {
    lines.push(
      `\nChanges: ${undone.map(({ id, edit }) => `${id} ${edit.kind}`).join(', ')} (polyseme sense undo)\n`,
    );
  }
  return lines.join('');
}

export const senseActions = [
  ...(['adopt', 'create', 'rename', 'merge', 'split', 'delete', 'move', 'undo', 'redo'] as const),
];
export type SenseAction = (typeof senseActions)[number];

export async function changeSensesCommand(
  action: SenseAction,
  word: string,
  names: readonly string[],
  options: SenseOptions & {
    readonly label?: string;
    readonly description?: string;
    readonly line: readonly number[];
  },
): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    const { collection } = options;
    if (action === 'undo' || action === 'redo') {
      polyseme.undoSenseChange(Number(names[0]), { collection, redo: action === 'redo' });
    } else await polyseme.changeSenses(word, toChange(action, names, options), asked(options));
    const senses = await polyseme.senses(word, { collection, usesSubstitutes: false });
    const format = formatOf(options);
    print(format === 'text' ? describeWord(senses) : formatSenses(senses.senses, format));
    return found;
  });
}

function toChange(
  kind: SenseChange['kind'],
  names: readonly string[],
  { label = '', description, line }: { label?: string; description?: string; line: readonly number[] },
): SenseChange {
  const described = description === undefined ? {} : { description };
  const [first] = names;
  if (kind === 'adopt') return { kind };
  if (kind === 'create') return { kind, label, lines: line, ...described };
  if (kind === 'merge') return { kind, senses: names };
  if (first === undefined || names.length > 1) {
    throw new PolysemeError('invalid_input', `${kind}: ${names.length} senses are named`, {
      cure: 'Name one, by its id as `polyseme senses` prints it.',
    });
  }
  if (kind === 'rename') return { kind, sense: first, label, ...described };
  if (kind === 'move') return { kind, to: first, lines: line };
  return { kind, sense: first };
}

export async function disambiguateCommand(
  given: readonly string[],
  options: SenseOptions & {
    readonly all?: boolean;
    readonly words?: string;
    readonly uri: readonly string[];
  },
): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    const words = [...given, ...(options.words === undefined ? [] : wordsIn(options.words))];
    if (words.length === 0 && !options.all) {
      throw new PolysemeError('invalid_input', 'word: none is given', {
        cure: 'Name words, or a file of words with --words, or use --all.',
      });
    }
    const stop = abortOnInterrupt();
    const chosen = { ...asked(options), ...(options.all ? {} : { words }) };
    const report = await polyseme.disambiguate({ ...chosen, signal: stop.signal, onProgress: progress() });
    const { seconds, tokens } = report;
    process.stderr.write(
      `${plural(report.words, 'word')} done, ${formatCount(report.wordsUnchanged)} unchanged; ` +
        `${plural(tokens, 'occurrence')} in ${formatSeconds(seconds)}\n`,
    );
    return writeLines(polyseme, { ...chosen, uris: options.uri }, options);
  });
}

function writeLines(
  polyseme: Polyseme,
  chosen: Parameters<Polyseme['assignments']>[0],
  options: SenseOptions,
): number {
  const format = formatOf(options);
  let isEmpty = true;
  const lines = (function* () {
    for (const line of polyseme.assignments(chosen)) {
      isEmpty = false;
      yield line;
    }
  })();
  for (const text of streamRows(lines, assignmentColumns, format === 'text' ? 'tsv' : format)) print(text);
  return isEmpty ? nothingFound : found;
}

/** One line on a terminal, gone when it is done; nothing elsewhere, as it takes seconds. */
function sensesProgress({ phase, lines, done, total }: SensesProgress): void {
  if (!process.stderr.isTTY) return;
  const what =
    phase === 'assigning'
      ? `telling ${plural(lines, 'line')} apart`
      : `describing sense ${done + 1} of ${total}`;
  process.stderr.write(`\r${what} …\u001b[K`);
}

/** One word a line; blank lines and lines that start with # are left out. */
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

/** One line on a terminal, redrawn; elsewhere a plain line every five seconds. */
function progress(): (progress: DisambiguationProgress) => void {
  let saidAt = performance.now();
  return ({ wordsDone, wordsTotal, tokens, tokensTotal, secondsLeft }) => {
    const isTty = process.stderr.isTTY;
    if (!isTty && performance.now() - saidAt < 5000) return;
    saidAt = performance.now();
    const percent = Math.floor((100 * tokens) / Math.max(1, tokensTotal));
    const left = secondsLeft === null ? '' : `, ${formatSeconds(secondsLeft)} left`;
    const text = `${percent} %  ${formatCount(wordsDone)} of ${plural(wordsTotal, 'word')}${left}`;
    process.stderr.write(isTty ? `\r${text}\u001b[K${wordsDone === wordsTotal ? '\n' : ''}` : `${text}\n`);
  };
}

export async function evaluateCommand(file: string, options: SenseOptions): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    const evaluation = await polyseme.evaluate(await readLabels(file), asked(options));
    const format = formatOf(options);
    if (format === 'json') print(`${JSON.stringify(evaluation, null, 2)}\n`);
    else if (format === 'text') print(describeEvaluation(evaluation));
    else
      print(
        formatRows(
          [...evaluation.rows].map((row) => ({ ...row })),
          evaluationColumns,
          format,
        ),
      );
    return found;
  });
}

const evaluationColumns = ['system', 'accuracy', 'macroF1', 'adjustedRand', 'vMeasure', 'bCubedF1'];

function describeEvaluation({ words, lines, inventory, compared, rows }: Evaluation): string {
  const figure = (value: number | null): string => (value === null ? '–' : value.toFixed(3)).padStart(14);
  const note =
    compared === 'majority'
      ? 'No label is the name of a sense: each sense counts as the label that most of its lines have.\n'
      : '';
  return [
    `${plural(lines, 'line')} of ${plural(words, 'word')}, inventory ${inventory}\n${note}\n`,
    `${''.padEnd(20)}${['accuracy', 'macro-F1', 'adjusted Rand', 'V-measure', 'B-cubed F1'].map((name) => name.padStart(14)).join('')}\n`,
    ...rows.map(
      ({ system, accuracy, macroF1, adjustedRand, vMeasure, bCubedF1 }) =>
        `${system.padEnd(20)}${[accuracy, macroF1, adjustedRand, vMeasure, bCubedF1].map(figure).join('')}\n`,
    ),
  ].join('');
}
