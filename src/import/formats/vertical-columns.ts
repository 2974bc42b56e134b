// Which column of a vertical file is the lemma, and which the part of speech: Sketch Engine writes word, tag, lemma, the
// Corpus Workbench what its user declared.
//
// A comment that names them decides: `<!-- #vrt positional-attributes: word pos lemma -->`. Otherwise the first 1,000
// words do, by their columns behind the first, which is the word:
// - the part of speech is the column of which the most values are tags of a set that is known, and at least half; without
//   one, that with the fewest different values, at most one for five words, which do not look like their words;
// - the lemma is, of the others, the one of which the most values begin like the word in lower case, and at least half;
//   a column that is always the word in lower case comes last.
import { coarseTag } from './tag-sets.js';

/** Numbers of columns from 0; the word is in the first, and undefined is one that there is not. */
export interface VerticalColumns {
  readonly lemma: number | undefined;
  readonly tag: number | undefined;
}

/** By a line that names the columns; undefined for any other line. */
export function declaredColumns(line: string): VerticalColumns | undefined {
  const names = /^<[!?].*?positional-attributes:?\s*([\w\s,/+-]+?)\s*(?:--|\?)?>/u.exec(
    line.slice(0, 1000),
  )?.[1];
  if (names === undefined) return undefined;
  const list = names.toLowerCase().split(/[\s,]+/u);
  const find = (pattern: RegExp): number | undefined => {
    const column = list.findIndex((name) => pattern.test(name));
    return column < 1 ? undefined : column;
  };
  return { lemma: find(/^(?:lemma|baseform|base|lem)/u), tag: find(/^(?:u?pos|xpos|tag|msd|ctag|c5|c7)/u) };
}

const least = 0.5;
const mostTagsPerWord = 0.2;

/** By the columns of the first words. */
export function recognisedColumns(rows: readonly (readonly string[])[]): VerticalColumns {
  const numColumns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const columns = Array.from({ length: Math.max(0, numColumns - 1) }, (_, i) => scoresOf(rows, i + 1));
  const byTags = best(columns, ({ tags }) => tags);
  const closed = columns.filter(({ distinct, stems }) => distinct <= mostTagsPerWord && stems < least);
  const tag = byTags && byTags.tags >= least ? byTags : best(closed, ({ distinct }) => -distinct);
  const others = columns.filter((column) => column !== tag && column.stems >= least);
  const lemma = best(others, ({ stems, isLowerCase }) => (isLowerCase ? 0 : stems));
  return { lemma: lemma?.column, tag: tag?.column };
}

interface Scores {
  readonly column: number;
  /** Share of values that are tags of a set that is known. */
  readonly tags: number;
  /** Share of values that begin like the word. */
  readonly stems: number;
  /** Different values for each word. */
  readonly distinct: number;
  readonly isLowerCase: boolean;
}

function scoresOf(rows: readonly (readonly string[])[], column: number): Scores {
  const pairs = rows
    .map((row) => ({ word: (row[0] as string).toLowerCase(), value: row[column] ?? '' }))
    .filter(({ word }) => /\p{L}/u.test(word));
  const share = (isSo: (pair: { word: string; value: string }) => boolean): number =>
    pairs.filter(isSo).length / Math.max(1, pairs.length);
  return {
    column,
    tags: share(({ value }) => coarseTag(value) !== null),
    stems: share(({ word, value }) => value !== '' && beginsLike(plain(word), plain(value.toLowerCase()))),
    distinct: new Set(pairs.map(({ value }) => value)).size / Math.max(1, pairs.length),
    isLowerCase: pairs.every(({ word, value }) => value === word),
  };
}

/** Without umlauts and accents, which a stem may change. */
const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '');

/** At least half of the shorter one's letters are the same from the start. */
function beginsLike(word: string, value: string): boolean {
  const length = Math.ceil(Math.min(word.length, value.length) / 2);
  return word.slice(0, length) === value.slice(0, length);
}

/** The first with the highest score. */
function best(columns: readonly Scores[], scoreOf: (scores: Scores) => number): Scores | undefined {
  return columns.reduce<Scores | undefined>(
    (top, next) => (top === undefined || scoreOf(next) > scoreOf(top) ? next : top),
    undefined,
  );
}
