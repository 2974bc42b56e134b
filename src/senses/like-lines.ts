// How alike lines are, by the words beside them: the same, or enough of them, in order. Pure.
//
// Lines with the same words are found by a hash of these; others by lists of the lines that have a word on a side, so
// that only lines that share enough words with the one looked up are compared word by word.
import { addTo } from '../domain/groups.js';
import { type Beside, numbersBeside, wordsBeside } from './text-words.js';

/** Lines compared word by word with one: those that share most of its words. */
const comparedLines = 100;

/** The words beside a line, as numbers: 20, as `Beside` has them for each. */
export type Sides = Int32Array;

/** What a word counts, by its distance from the form: the nearer the more. */
const weights = Float64Array.from({ length: wordsBeside }, (_, distance) => 1 / Math.sqrt(distance + 1));

/** Words beside a line. */
export const countWords = (sides: Sides): number => sides.reduce((count, number) => count + (number && 1), 0);

/** Lines by their rows in `beside`. */
export class LikeLines {
  readonly #beside: Beside;
  readonly #count: number;
  /** Weights of the words that each line shares with the one looked up. */
  readonly #shared: Float64Array;
  #byHash: Map<number, number[]> | undefined;
  /** Rows of the lines with a word, by its number and side. */
  #postings: Map<number, number[]> | undefined;

  constructor(beside: Beside) {
    this.#beside = beside;
    this.#count = beside.numbers.length / numbersBeside;
    this.#shared = new Float64Array(this.#count);
  }

  sides(row: number): Sides {
    return this.#beside.numbers.subarray(row * numbersBeside, (row + 1) * numbersBeside);
  }

  inSentence(row: number): readonly [number, number] {
    const { inSentence } = this.#beside;
    return [inSentence[2 * row] as number, inSentence[2 * row + 1] as number];
  }

  /** With the same words beside them, in the order of the lines. */
  equal(sides: Sides): number[] {
    this.#byHash ??= this.#hashed();
    const rows = this.#byHash.get(hashOf(sides, 0)) ?? [];
    return rows.filter((row) => this.#isEqual(row, sides, wordsBeside, wordsBeside));
  }

  /** Those of whose sentences so many words, before and after the form, are the same. */
  inSentenceLike(sides: Sides, [before, after]: readonly [number, number]): number[] {
    const words = [...sides.subarray(0, before), ...sides.subarray(wordsBeside, wordsBeside + after)];
    const lists = words.map((number, i) => this.#rowsWith(number, i < before ? 0 : 1));
    const [fewest = []] = lists.sort((a, b) => a.length - b.length);
    return fewest.filter((row) => {
      const own = this.inSentence(row);
      return own[0] === before && own[1] === after && this.#isEqual(row, sides, before, after);
    });
  }

  /** At least `least` alike, from 0 (no word in common) to 1 (all words of `sides`, in order); those that `isMeant`. */
  like(
    sides: Sides,
    least: number,
    isMeant: (row: number) => boolean,
  ): { readonly row: number; readonly likeness: number }[] {
    const most = sides.reduce((sum, number, i) => sum + (number && weightAt(i)), 0);
    if (most === 0) return [];
    const shared = this.#shared.fill(0);
    for (const [i, number] of sides.entries()) {
      if (number === 0) continue;
      const weight = weightAt(i);
      for (const row of this.#rowsWith(number, i < wordsBeside ? 0 : 1)) {
        shared[row] = (shared[row] as number) + weight;
      }
    }
    const near: number[] = [];
    // no line is more alike than the words it shares
    for (let row = 0; row < this.#count; row++) {
      if ((shared[row] as number) >= least * most && isMeant(row)) near.push(row);
    }
    return near
      .sort((a, b) => (shared[b] as number) - (shared[a] as number))
      .slice(0, comparedLines)
      .map((row) => ({ row, likeness: alignedWeight(sides, this.sides(row)) / most }))
      .filter(({ likeness }) => likeness >= least);
  }

  #hashed(): Map<number, number[]> {
    const byHash = new Map<number, number[]>();
    for (let row = 0; row < this.#count; row++) {
      addTo(byHash, hashOf(this.#beside.numbers, row * numbersBeside), row);
    }
    return byHash;
  }

  #isEqual(row: number, sides: Sides, before: number, after: number): boolean {
    const first = row * numbersBeside;
    const { numbers } = this.#beside;
    for (let i = 0; i < before; i++) if (numbers[first + i] !== sides[i]) return false;
    for (let i = wordsBeside; i < wordsBeside + after; i++) if (numbers[first + i] !== sides[i]) return false;
    return true;
  }

  #rowsWith(number: number, side: 0 | 1): readonly number[] {
    this.#postings ??= this.#posted();
    return this.#postings.get(2 * number + side) ?? [];
  }

  #posted(): Map<number, number[]> {
    const postings = new Map<number, number[]>();
    const { numbers } = this.#beside;
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i] as number;
      if (number === 0) continue;
      const row = Math.floor(i / numbersBeside);
      const key = 2 * number + (i % numbersBeside < wordsBeside ? 0 : 1);
      const rows = postings.get(key);
      // a word that stands there twice is counted once
      if (!rows) postings.set(key, [row]);
      else if (rows[rows.length - 1] !== row) rows.push(row);
    }
    return postings;
  }
}

const weightAt = (i: number): number => weights[i % wordsBeside] as number;

/** FNV-1a of 20 numbers. */
function hashOf(numbers: Int32Array, first: number): number {
  let hash = 0x811c9dc5;
  for (let i = first; i < first + numbersBeside; i++)
    hash = Math.imul(hash ^ (numbers[i] as number), 0x01000193);
  return hash;
}

/** Weight of the heaviest common subsequences of both sides. */
const alignedWeight = (one: Sides, other: Sides): number =>
  alignedSide(one, other, 0) + alignedSide(one, other, wordsBeside);

/** Two rows of its table, which every comparison uses again. */
const table = [new Float64Array(wordsBeside + 1), new Float64Array(wordsBeside + 1)] as const;

/** A word that has moved away counts as the farther of its two places. */
function alignedSide(one: Sides, other: Sides, first: number): number {
  let [above, row] = table;
  above.fill(0);
  for (let i = 0; i < wordsBeside; i++) {
    const word = one[first + i];
    for (let j = 0; j < wordsBeside; j++) {
      const skipped = Math.max(above[j + 1] as number, row[j] as number);
      const isSame = word !== 0 && word === other[first + j];
      const matched = isSame ? (above[j] as number) + (weights[Math.max(i, j)] as number) : 0;
      row[j + 1] = Math.max(skipped, matched);
    }
    [above, row] = [row, above];
  }
  return above[wordsBeside] as number;
}
