// What a person's own labels say of the senses that are told: the usual measures, beside two baselines.

import { accuracy, adjustedRand, bCubed, macroF1, vMeasure } from '../analysis/agreement.js';
import type { Inventory } from '../domain/senses.js';

/** One labelled line of a word, with what is told for it. */
export interface JudgedLine {
  readonly word: string;
  /** The label that is right. */
  readonly gold: string;
  /** Id and label of the sense that is told. */
  readonly sense: string;
  readonly label: string;
}

/** One way of giving senses to the labelled lines, measured. */
export interface EvaluationRow {
  /** `told`, or a baseline: each line gets the most frequent label of its word, or the same sense. */
  readonly system: 'told' | 'one sense for all' | 'most frequent sense';
  /** Share of lines that are right, 0 to 1; null where senses have no name. */
  readonly accuracy: number | null;
  /** Mean F1 of a word's labels, as a mean over words, 0 to 1; null where senses have no name. */
  readonly macroF1: number | null;
  /** Means over words of how well the lines are divided, whatever the parts are called. */
  readonly adjustedRand: number;
  /** Of homogeneity and completeness, 0 to 1. */
  readonly vMeasure: number;
  /** 0 to 1. */
  readonly bCubedF1: number;
}

/** How well the senses that are told agree with a person's labels. */
export interface Evaluation {
  /** Where the told senses are from. */
  readonly inventory: Inventory;
  /** Lemmas that have a labelled line. */
  readonly words: number;
  /** Labelled lines of all words. */
  readonly lines: number;
  /** names: labels are compared as they are. majority: each told sense counts as its most frequent label. */
  readonly compared: 'names' | 'majority';
  /** The told senses first, then the baselines. */
  readonly rows: readonly EvaluationRow[];
}

/**
 * Measures over all words: accuracy over lines, the others as means over words, weighted by their lines. Where none of the labels is a sense's
 * id or label, each sense stands for the label that most of its lines have, which flatters fine divisions: then
 * B-cubed and the adjusted Rand index say more.
 */
export function evaluate(inventory: Inventory, lines: readonly JudgedLine[]): Evaluation {
  const isNamed = lines.some(({ gold, sense, label }) => gold === sense || gold === label);
  const goldLabels = new Set(lines.map(({ gold }) => gold));
  const words = [...new Set(lines.map(({ word }) => word))].map((word) => {
    const own = lines.filter((line) => line.word === word);
    const gold = own.map((line) => line.gold);
    const told = own.map(({ sense }) => sense);
    const named = isNamed
      ? own.map(({ sense, label }) => (goldLabels.has(sense) ? sense : label))
      : byMajority(gold, told);
    return { gold, told, named, frequent: gold.map(() => mostFrequent(gold)), one: gold.map(() => '') };
  });
  const row = (
    system: EvaluationRow['system'],
    parts: (word: (typeof words)[number]) => readonly string[],
    names: ((word: (typeof words)[number]) => readonly string[]) | null,
  ): EvaluationRow => {
    const over = (measure: (word: (typeof words)[number]) => number): number =>
      words.reduce((sum, word) => sum + word.gold.length * measure(word), 0) / Math.max(1, lines.length);
    return {
      system,
      accuracy:
        names &&
        accuracy(
          words.flatMap(({ gold }) => gold),
          words.flatMap(names),
        ),
      macroF1: names && over((word) => macroF1(word.gold, names(word))),
      adjustedRand: over((word) => adjustedRand(word.gold, parts(word))),
      vMeasure: over((word) => vMeasure(word.gold, parts(word))),
      bCubedF1: over((word) => bCubed(word.gold, parts(word)).f1),
    };
  };
  return {
    inventory,
    words: words.length,
    lines: lines.length,
    compared: isNamed ? 'names' : 'majority',
    rows: [
      row(
        'told',
        ({ told }) => told,
        ({ named }) => named,
      ),
      row('one sense for all', ({ one }) => one, null),
      row(
        'most frequent sense',
        ({ one }) => one,
        ({ frequent }) => frequent,
      ),
    ],
  };
}

function byMajority(gold: readonly string[], told: readonly string[]): string[] {
  const names = new Map(
    [...new Set(told)].map((sense) => [sense, mostFrequent(gold.filter((_, i) => told[i] === sense))]),
  );
  return told.map((sense) => names.get(sense) as string);
}

/** Among equals the first in order. */
function mostFrequent(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return ([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0] as [string, number])[0];
}
