// Measures assigned senses against a person's labels: the usual measures, beside two baselines.

import { accuracy, adjustedRand, bCubed, macroF1, vMeasure } from '../analysis/agreement.js';
import type { Evaluation, EvaluationRow, LabelRow } from '../domain/disambiguation.js';
import { refuseUnclear } from '../domain/document-names.js';
import { PolysemeError } from '../domain/errors.js';
import { addTo } from '../domain/groups.js';
import { defaultDictionary, type Inventory, type SensesOptions } from '../domain/senses.js';
import type { TokenPosition } from '../domain/text.js';
import { noSuchLine } from '../search/lines.js';
import { assignWord, meantWord } from './inventory.js';
import type { SenseContext } from './sense-context.js';

/** One labelled line of a word, with its assigned sense. */
export interface JudgedLine {
  readonly word: string;
  /** The right label. */
  readonly gold: string;
  /** Id and label of the sense; both empty for none. */
  readonly sense: string;
  readonly label: string;
}

/**
 * Measures senses against a person's labels; the sense of each labelled line is computed for this.
 * Throws `not_found` for a line that does not exist, or `model`.
 */
export async function evaluate(
  context: SenseContext,
  labels: readonly LabelRow[],
  options: SensesOptions = {},
): Promise<Evaluation> {
  const { inventory = defaultDictionary } = options;
  const tokenIds = await labelledTokens(context, labels);
  const lemmas = await context.store.lemmasOfTokens([...new Set(tokenIds)]);
  const byWord = new Map<string, { readonly tokenId: number; readonly gold: string }[]>();
  labels.forEach(({ sense: gold }, i) => {
    const tokenId = tokenIds[i] as number;
    const word = lemmas.get(tokenId);
    if (word === undefined) throw noSuchLine(tokenId); // removed meanwhile
    addTo(byWord, word, { tokenId, gold });
  });
  const lines: JudgedLine[] = [];
  for (const [word, labelled] of byWord) {
    const meant = await meantWord(context, word, inventory);
    const { candidates, assignment } = await assignWord(context, meant, options);
    const rowOf = new Map(Array.from(meant.occurrences.tokenIds, (id, row) => [id, row]));
    for (const { tokenId, gold } of labelled) {
      const row = rowOf.get(tokenId);
      if (row === undefined && !(await context.store.lemmaOfToken(tokenId))) throw noSuchLine(tokenId);
      const candidate = candidates[assignment.senses[row ?? -1] ?? -1];
      lines.push({ word, gold, sense: candidate?.id ?? '', label: candidate?.label ?? '' });
    }
  }
  return measure(inventory, lines);
}

/** The labelled tokens, in the order of the labels. Throws `not_found`. */
async function labelledTokens(
  { store, collection }: SenseContext,
  labels: readonly LabelRow[],
): Promise<number[]> {
  const inDocument = new Map<string, TokenPosition[]>();
  const positionsIn = async (name: string): Promise<TokenPosition[]> => {
    let positions = inDocument.get(name);
    if (!positions) {
      positions = [];
      const { ids, named } = await store.findDocumentsNamed(collection.id, name);
      if (named.by !== 'whole' && ids.length > 0)
        refuseUnclear(named, await store.commonFolder(collection.id), 'labels');
      for (const id of ids) {
        positions.push(...(await store.positions(await store.tokensOfDocument(id))));
      }
      inDocument.set(name, positions);
    }
    return positions;
  };
  const tokenIds: number[] = [];
  for (const { tokenId, document, start } of labels) {
    const isHere = tokenId !== null && (await store.collectionOfToken(tokenId)) === collection.id;
    const token = isHere ? { tokenId } : (await positionsIn(document)).find((one) => one.start === start);
    if (!token) {
      const line = tokenId ?? `at ${start} in "${document}"`;
      throw new PolysemeError('not_found', `labels: there is no line ${line}`, {
        cure: 'Take tokenId, or document and start, from a search or from disambiguate on this database.',
      });
    }
    tokenIds.push(token.tokenId);
  }
  return tokenIds;
}

/** The labelled lines of one word: for each system, one label per line. */
interface LabelledWord {
  readonly gold: readonly string[];
  /** Ids of the assigned senses. */
  readonly assigned: readonly string[];
  /** Names of the assigned senses, as compared with `gold`. */
  readonly named: readonly string[];
  /** The most frequent label for each line. */
  readonly frequent: readonly string[];
  /** The same for each line. */
  readonly one: readonly string[];
}

/**
 * Measures over all words: accuracy over lines, the others as means over words, weighted by their lines. Where no label
 * is a sense's id or label, each sense stands for its most frequent label, which flatters fine divisions: B-cubed and
 * the adjusted Rand index then say more.
 */
export function measure(inventory: Inventory, lines: readonly JudgedLine[]): Evaluation {
  const isNamed = lines.some(({ gold, sense, label }) => gold === sense || gold === label);
  const words = labelledWords(lines, isNamed);
  return {
    inventory,
    words: words.length,
    lines: lines.length,
    compared: isNamed ? 'names' : 'majority',
    rows: [
      measureRow('told', words, 'assigned', 'named'),
      measureRow('one sense for all', words, 'one', null),
      measureRow('most frequent sense', words, 'one', 'frequent'),
    ],
  };
}

function labelledWords(lines: readonly JudgedLine[], isNamed: boolean): LabelledWord[] {
  const goldLabels = new Set(lines.map(({ gold }) => gold));
  return [...new Set(lines.map(({ word }) => word))].map((word) => {
    const own = lines.filter((line) => line.word === word);
    const gold = own.map((line) => line.gold);
    const assigned = own.map(({ sense }) => sense);
    const named = isNamed
      ? own.map(({ sense, label }) => (goldLabels.has(sense) ? sense : label))
      : byMajority(gold, assigned);
    return { gold, assigned, named, frequent: gold.map(() => mostFrequent(gold)), one: gold.map(() => '') };
  });
}

/** parts: the labels that divide the lines. names: those to compare with the right ones, if any. */
function measureRow(
  system: EvaluationRow['system'],
  words: readonly LabelledWord[],
  parts: keyof LabelledWord,
  names: keyof LabelledWord | null,
): EvaluationRow {
  const numLines = words.reduce((sum, { gold }) => sum + gold.length, 0);
  const over = (measureWord: (word: LabelledWord) => number): number =>
    words.reduce((sum, word) => sum + word.gold.length * measureWord(word), 0) / Math.max(1, numLines);
  const all = (labels: keyof LabelledWord): string[] => words.flatMap((word) => word[labels]);
  return {
    system,
    accuracy: names && accuracy(all('gold'), all(names)),
    macroF1: names && over((word) => macroF1(word.gold, word[names])),
    adjustedRand: over((word) => adjustedRand(word.gold, word[parts])),
    vMeasure: over((word) => vMeasure(word.gold, word[parts])),
    bCubedF1: over((word) => bCubed(word.gold, word[parts]).f1),
  };
}

function byMajority(gold: readonly string[], assigned: readonly string[]): string[] {
  const names = new Map(
    [...new Set(assigned)].map((sense) => [
      sense,
      mostFrequent(gold.filter((_, i) => assigned[i] === sense)),
    ]),
  );
  return assigned.map((sense) => names.get(sense) as string);
}

/** Among equals the first in order. */
function mostFrequent(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return ([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0] as [string, number])[0];
}
