// Compares two words, or senses, by their lines.
import { centreOf, cosines } from '../../analysis/score.js';
import { PolysemeError } from '../../domain/errors.js';
import type { SenseWord } from '../../domain/senses.js';
import type { ComparedSide, Comparison, NamedSense, SenseReference } from '../../domain/word-views.js';
import { dot } from '../../math/vector.js';
import { rounded } from '../../search/lines.js';
import { indicativeOf, type WordsBeside, wordsBeside } from '../beside.js';
import { shownLines, shownWords } from '../describe.js';
import { byCentrality, hitsOf, nearestFirst } from '../lines.js';
import type { SenseContext } from '../sense-context.js';
import { type DescribedWord, describedWord, senseNumbers } from '../word-senses.js';

/** Lines of each side in which a word must stand to be shared. */
const minSharedLines = 2;

/** One side: a word and, when one of its senses is meant, its index. */
interface Side extends DescribedWord {
  readonly number: number | undefined;
}

/**
 * Compares two words, or senses. Throws `not_found` for a sense that does not exist or has no line, `invalid_input` for
 * the same one twice, and as `senses` does.
 */
export async function compare(
  context: SenseContext,
  one: SenseReference,
  other: SenseReference,
): Promise<Comparison> {
  const [a, b] = [await sideOf(context, one), await sideOf(context, other)];
  if (nameOf(a) === nameOf(b)) {
    throw new PolysemeError('invalid_input', `sides: both are "${one.word}" in the same sense`, {
      cure: 'Name two words, or two senses of one.',
    });
  }
  const [linesOfA, linesOfB] = [await linesOf(a), await linesOf(b)];
  const beside = joined(linesOfA.beside, linesOfB.beside);
  const sides = [
    await compareSide(a, linesOfA, linesOfB.centre, indicativeOf(beside, 0, shownWords)),
    await compareSide(b, linesOfB, linesOfA.centre, indicativeOf(beside, 1, shownWords)),
  ] as const;
  const apart = (ownShare(a, linesOfA, linesOfB.centre) + ownShare(b, linesOfB, linesOfA.centre)) / 2;
  return {
    sides,
    cosine: rounded(dot(linesOfA.centre, linesOfB.centre)),
    apart: rounded(apart),
    sharedWords: sharedWords(beside, new Set(sides.flatMap(({ words }) => words.map(({ lemma }) => lemma)))),
  };
}

async function sideOf(context: SenseContext, { word, sense, inventory }: SenseReference): Promise<Side> {
  const described = await describedWord(context, word, inventory ? { inventory } : {});
  if (sense === undefined) return { ...described, number: undefined };
  const { senses } = described.described;
  const number = senses.findIndex(({ id }) => id === sense);
  if (number >= 0) return { ...described, number };
  const ids = senses
    .map(({ id }) => id)
    .sort()
    .join(', ');
  throw new PolysemeError('not_found', `sense: "${word}" has no sense ${sense}`, {
    cure: ids === '' ? 'Compare the whole word.' : `Use one of ${ids}.`,
  });
}

/** The same for two sides that are the same. */
function nameOf({ described, number }: Side): string {
  const sense = number === undefined ? '' : `${described.inventory} ${number}`;
  return `${described.lemmas.join(' ')}: ${sense}`;
}

interface SideLines {
  readonly rows: readonly number[];
  /** Rows from the centre outwards, each sentence once. */
  readonly central: readonly number[];
  readonly centre: Float32Array;
  /** One group: the side. */
  readonly beside: WordsBeside;
}

async function linesOf(side: Side): Promise<SideLines> {
  const { number, assigned, context, described } = side;
  const numbers = senseNumbers(side);
  const rows = [...numbers.keys()].filter((row) => number === undefined || numbers[row] === number);
  if (rows.length === 0) {
    const { label } = described.senses[number as number] as NamedSense;
    throw new PolysemeError('not_found', `sense: no line of "${described.word}" means ${label}`, {
      cure: 'Compare senses that have lines.',
    });
  }
  const centre = centreOf(assigned.lines, rows);
  const central = byCentrality(assigned, rows, centre);
  return { rows, central, centre, beside: await wordsBeside(context, assigned, [rows]) };
}

/** Two groups, one for each side. */
const joined = (a: WordsBeside, b: WordsBeside): WordsBeside => ({
  counts: [...a.counts, ...b.counts],
  collectionCount: (lemma) => a.collectionCount(lemma) || b.collectionCount(lemma),
});

async function compareSide(
  { context, assigned, described, number }: Side,
  { rows, central }: SideLines,
  otherCentre: Float32Array,
  words: readonly SenseWord[],
): Promise<ComparedSide> {
  const towards = nearestFirst(assigned.lines, central, otherCentre);
  const lists = [central.slice(0, shownLines), towards.slice(0, shownLines)];
  const [lines = [], towardsOther = []] = await hitsOf(context, assigned, lists);
  const { word, inventory, senses } = described;
  const sense = number === undefined ? undefined : senses[number];
  return {
    ...{ word, inventory, sense: sense?.id ?? null, label: sense?.label ?? word },
    ...{ count: rows.length, lines, towardsOther, words },
  };
}

/** Words beside both sides, those in the most lines first, without those that tell one side from the other. */
function sharedWords({ counts }: WordsBeside, indicative: ReadonlySet<string>): SenseWord[] {
  const [inA = new Map(), inB = new Map()] = counts as readonly ReadonlyMap<string, number>[];
  return [...inA]
    .map(([lemma, count]): SenseWord => ({ lemma, count: Math.min(count, inB.get(lemma) ?? 0) }))
    .filter(({ lemma, count }) => count >= minSharedLines && !indicative.has(lemma))
    .sort((x, y) => y.count - x.count || (x.lemma < y.lemma ? -1 : 1))
    .slice(0, shownWords);
}

/** Share of a side's lines nearer to its own centre than to the other's. */
function ownShare({ assigned }: Side, { rows, centre }: SideLines, other: Float32Array): number {
  const { codes, norms } = assigned.lines;
  const [own, away] = [cosines(centre, codes, norms), cosines(other, codes, norms)];
  return rows.filter((row) => (own[row] as number) > (away[row] as number)).length / rows.length;
}
