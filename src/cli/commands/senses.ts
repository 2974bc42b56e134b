// Commands about the senses of one word: show them, change them.
import { choice, describeValue, invalid } from '../../domain/check.js';
import { PolysemeError } from '../../domain/errors.js';
import { type LostLabel, lostWordSchema } from '../../domain/lost-labels.js';
import {
  isStep,
  type SenseChange,
  type SenseEditRecord,
  senseChangeKinds,
  senseChangeParameters,
} from '../../domain/sense-changes.js';
import { sensesSchema, senseWordSchema, type WordSenses } from '../../domain/senses.js';
import { formatCount, plural } from '../../format/figures.js';
import { formatSenses, lostLabelColumns } from '../../format/tables.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { declareCommand } from '../command.js';
import type { CommonOptions } from '../options.js';
import { shortLine } from '../output.js';
import { clearSensesProgress, showSensesProgress } from '../progress.js';
import {
  asTyped,
  formatOf,
  foundStatus,
  nothingStatus,
  printRows,
  printTable,
  printText,
  withIndex,
  withPolyseme,
} from '../run.js';

const linesShown = 3;

export const sensesCommand = declareCommand({
  name: 'senses',
  description: 'show the senses of a word, with lines and words that tell them apart',
  examples: ['polyseme senses bank', 'polyseme senses bank --inventory wordnet --json'],
  parameters: { word: senseWordSchema, ...sensesSchema.shape },
  arguments: { word: '<word>' },
  formerly: { '--no-rank-prior': '--no-uses-rank', '--no-substitutes': '--no-uses-substitutes' },
  run: ({ word, ...values }, options) =>
    withIndex(options, async (polyseme) => {
      const senses = await polyseme
        .senses(word, { ...values, onProgress: showSensesProgress })
        .finally(clearSensesProgress);
      await printSenses(senses, options);
      return senses.senses.length > 0 ? foundStatus : nothingStatus;
    }),
});

async function printSenses(senses: WordSenses, options: CommonOptions): Promise<void> {
  const format = formatOf(options);
  if (format === 'text') await printText(describeWord(senses, options));
  else await printTable(formatSenses(senses.senses, format));
}

/** A word as people read it: each sense with its share and lines, then what can be done next. */
function describeWord(described: WordSenses, options: CommonOptions): string {
  const { word, occurrences, inventory, senses, none, stability, edits } = described;
  const kind = {
    everyday: "the dictionary's senses",
    wordnet: "WordNet's senses",
    induced: 'induced senses',
    mine: 'your own senses',
  }[inventory];
  const stable = stability === null ? '' : `, stability ${stability.toFixed(2)} of 1`;
  const parts = [`${word}: ${plural(occurrences, 'occurrence')}, ${kind}${stable}\n`];
  parts.push(...senses.map(describeSense));
  if (none > 0) parts.push(`\n${plural(none, 'occurrence')} with none of these senses\n`);
  if (senses.length === 0) {
    const create = ['sense', 'create', word, '--label', 'NAME', '--description', 'TEXT'];
    parts.push(`None yet. Make one: ${asTyped(create, options)}\n`);
  }
  const list = (records: readonly SenseEditRecord[]): string =>
    records.map(({ id, edit }) => `${id} ${edit.kind}`).join(', ');
  const steps = edits.filter(isStep);
  const standing = steps.filter(({ undoneAt }) => undoneAt === null);
  if (standing.length > 0) {
    const hint = asTyped(['sense', 'undo', word], options);
    parts.push(`\nChanges: ${list(standing)}\n  undo the last: ${hint}\n`);
  }
  const undone = steps.filter(({ undoneAt }) => undoneAt !== null);
  if (undone.length > 0) {
    const hint = asTyped(['sense', 'redo', word], options);
    parts.push(`\nUndone: ${list(undone)}\n  redo the last to be undone: ${hint}\n`);
  }
  return parts.join('');
}

function describeSense(sense: WordSenses['senses'][number]): string {
  const { id, label, gloss, count, share, words, substitutes, lines } = sense;
  const list = (title: string, from: typeof words): string =>
    from.length === 0 ? '' : `    ${title}: ${from.map(({ lemma }) => lemma).join(', ')}\n`;
  return [
    `\n${id}  ${label}  ${formatCount(count)} (${Math.round(100 * share)} %)\n`,
    gloss && gloss !== label ? `    ${gloss}\n` : '',
    list('collocates', words),
    list('substitutes', substitutes),
    ...lines.slice(0, linesShown).map((line) => `    ${shortLine(line)}\n`),
  ].join('');
}

type ChangeKind = SenseChange['kind'];

const actions = [
  ...(Object.keys(senseChangeKinds) as ChangeKind[]),
  ...(['divide', 'undo', 'redo', 'lost'] as const),
] as const;

export const senseCommand = declareCommand({
  name: 'sense',
  description: 'change the senses of a word; every change can be undone',
  examples: [
    'polyseme sense rename bank i2 --label riverside',
    'polyseme sense create bank --label riverside --description "land beside a river"',
    'polyseme sense move bank s2 --lines 4711,4712',
    'polyseme sense move bank none --lines 4713',
    'polyseme sense divide bank 3',
    'polyseme sense undo bank',
    'polyseme sense lost',
  ],
  parameters: {
    ...{ ...senseChangeParameters, kind: choice(actions).describe('what to do') },
    ...{ word: lostWordSchema, ...sensesSchema.shape },
  },
  arguments: { kind: '<action>', word: '[word]', senses: '[names...]' },
  help: {
    senses:
      'senses by their ids, as `senses` prints them; none for lines without one; for undo and redo a change, or the ' +
      'last; for divide how many induced senses are wished (default: by the evidence)',
    label: 'name of a sense: create, rename',
    description: 'description of a sense: create, rename',
    lines: 'a line (tokenId): create, move',
    word: 'the word; for lost, all words without one',
  },
  formerly: { '--line <id>': '--lines' },
  run: ({ kind, word, senses: names = [], label, description, lines, ...chosen }, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const from = chosen.collection === undefined ? {} : { collection: chosen.collection };
      if (kind === 'lost') return printLost(await polyseme.lostLabels(word, from), options);
      if (word === undefined) throw invalid('word', 'it is missing', 'Give a word.');
      if (kind === 'divide') return printDivided(polyseme, word, names, from, options);
      if (kind === 'undo' || kind === 'redo') await undoOrRedo(polyseme, kind, word, names, from);
      else await polyseme.changeSenses(word, toChange(kind, names, { label, description, lines }), chosen);
      await printAfterChange(polyseme, word, from, options);
      return foundStatus;
    }),
});

/** The senses as they are now; a word whose changes outlast its lines has none. */
async function printAfterChange(
  polyseme: Polyseme,
  word: string,
  from: { readonly collection?: string },
  options: CommonOptions,
): Promise<void> {
  const senses = await polyseme.senses(word, { ...from, usesSubstitutes: false }).catch((cause: unknown) => {
    if (cause instanceof PolysemeError && cause.code === 'not_found') return undefined;
    throw cause;
  });
  if (senses) await printSenses(senses, options);
}

/** Induces the senses anew, as many as are wished, and prints them. */
async function printDivided(
  polyseme: Polyseme,
  word: string,
  [wished, ...more]: readonly string[],
  from: { readonly collection?: string },
  options: CommonOptions,
): Promise<number> {
  if (more.length > 0) throw invalid('divide', `${more.length + 1} numbers are named`, 'Give one, or none.');
  const groups = wished === undefined ? {} : { groups: Number(wished) };
  await polyseme.forgetInduced(word, { ...from, ...groups });
  await printSenses(await polyseme.senses(word, { ...from, inventory: 'induced' }), options);
  return foundStatus;
}

/** Labels without a line: for people each with what stands there now, and how to take the label back. */
async function printLost(lost: readonly LostLabel[], options: CommonOptions): Promise<number> {
  if (formatOf(options) !== 'text') return printRows(lost, lostLabelColumns, options);
  const shown = lost.map(({ word, sense, label, form, uri, start, textNow, nowWord, givenAt, change }) => {
    const named = form === '' || form === word ? '' : ` (${form})`;
    const now = nowWord === null ? '' : `, now a line of "${nowWord}"`;
    const undo = asTyped(['sense', 'undo', word, String(change)], options);
    return [
      `${word}${named} ${sense}  ${label}  ${uri} at ${start}, ${givenAt.slice(0, 10)}${now}\n`,
      textNow === null ? '    the document is gone\n' : `    there now: … ${textNow} …\n`,
      `    undo the change that gave it: ${undo}\n`,
    ].join('');
  });
  await printText(shown.join('\n') || 'Every label has its line.\n');
  return lost.length > 0 ? foundStatus : nothingStatus;
}

/** Undoes or redoes the word's change with that number, or the last. Throws `not_found` or `invalid_input`. */
async function undoOrRedo(
  polyseme: Polyseme,
  action: 'undo' | 'redo',
  word: string,
  names: readonly string[],
  from: { readonly collection?: string },
): Promise<void> {
  const options = { ...from, redo: action === 'redo' };
  const [name, ...more] = names;
  if (name === undefined) {
    await polyseme.undoLatestSenseChange(word, options);
    return;
  }
  if (more.length > 0 || !/^\d+$/u.test(name)) {
    const what =
      more.length > 0 ? `${names.length} changes are named` : `${describeValue(name)} is no change`;
    throw new PolysemeError('invalid_input', `${action}: ${what}`, {
      cure: 'Give the number of one change, as `senses` prints it, or none for the last.',
    });
  }
  const lost = await polyseme.lostLabels(word, from);
  const isOfWord =
    lost.some(({ change }) => change === Number(name)) ||
    (await polyseme.senses(word, { ...from, usesSubstitutes: false })).edits.some(
      ({ id }) => id === Number(name),
    );
  if (!isOfWord) {
    throw new PolysemeError('not_found', `${action}: "${word}" has no change ${name}`, {
      cure: 'Take one that is listed by: polyseme senses WORD.',
    });
  }
  await polyseme.undoSenseChange(Number(name), options);
}

function toChange(
  kind: ChangeKind,
  names: readonly string[],
  change: {
    readonly label?: string | undefined;
    readonly description?: string | undefined;
    readonly lines?: readonly number[] | undefined;
  },
): SenseChange {
  const { label = '', lines = [] } = change;
  const described = change.description === undefined ? {} : { description: change.description };
  const [first] = names;
  if (kind === 'adopt') return { kind };
  if (kind === 'create') return { kind, label, lines, ...described };
  if (kind === 'merge') return { kind, senses: names };
  if (first === undefined || names.length > 1) {
    throw new PolysemeError('invalid_input', `${kind}: ${names.length} senses are named`, {
      cure: 'Name one, by its id as `polyseme senses` prints it.',
    });
  }
  if (kind === 'rename') return { kind, sense: first, label, ...described };
  if (kind === 'move') return { kind, to: first, lines };
  return { kind, sense: first };
}
