// Further ways to look at a word's lines: on a map, by document or metadata, beside another word or sense, and between
// two descriptions.

import { indicativeWords } from '../analysis/keyness.js';
import { evenSample } from '../analysis/sample.js';
import { centreOf, cosines, type LineVectors } from '../analysis/score.js';
import { projectInThread } from '../analysis/thread.js';
import { PolysemeError } from '../domain/errors.js';
import type { SenseWord, WordSenses } from '../domain/senses.js';
import type {
  AxisEnds,
  ComparedSide,
  Comparison,
  NamedSense,
  PlacedLine,
  SenseShare,
  SenseShares,
  WordMap,
  WordOnAxes,
} from '../domain/word-views.js';
import { dot, selectRows } from '../math/vector.js';
import { rounded, toTokenLine } from '../search/lines.js';
import type { WordOccurrences } from '../search/occurrences.js';
import {
  byCentrality,
  hitsOf,
  maxCountedLines,
  nearestFirst,
  shownLines,
  shownWords,
  wordsBeside,
} from './describe.js';
import { type AssignedWord, type SenseContext, senseWord } from './inventory.js';

/** Points that a chart can show and a person can read; UMAP takes about two seconds for them. */
const maxPoints = 1000;

/** A word with the sense of each line, and the senses in the order in which they are shown. */
export interface ToldWord {
  readonly context: SenseContext;
  readonly assigned: AssignedWord;
  readonly described: WordSenses;
}

/** Number of each row's sense in the order in which they are shown; -1 for none of them. */
export function senseNumbers({ assigned, described }: ToldWord): Int16Array {
  const shown = assigned.candidates.map(({ id }) => described.senses.findIndex((sense) => sense.id === id));
  return assigned.assignment.senses.map((sense) => (sense < 0 ? -1 : (shown[sense] as number)));
}

function viewOf({ described }: ToldWord) {
  const { word, inventory, occurrences, senses } = described;
  return { word, inventory, occurrences, senses: senses.map(named) };
}

const named = ({ id, label, count }: NamedSense): NamedSense => ({ id, label, count });

interface Place {
  readonly row: number;
  readonly x: number;
  readonly y: number | null;
}

function placed(told: ToldWord, places: readonly Place[]): PlacedLine[] {
  const { store } = told.context;
  const { tokenIds } = told.assigned.occurrences;
  const numbers = senseNumbers(told);
  return places.flatMap(({ row, x, y }) => {
    const found = store.occurrence(tokenIds[row] as number);
    if (!found) return [];
    const sense = told.described.senses[numbers[row] as number];
    return [
      {
        ...toTokenLine(store, found),
        ...{ sense: sense?.id ?? '', label: sense?.label ?? '' },
        ...{ x: rounded(x), y: y === null ? null : rounded(y) },
      },
    ];
  });
}

interface Projection {
  readonly rows: readonly number[];
  /** [2 × rows] */
  readonly places: Float32Array;
}

/** Kept as long as the occurrences are. */
const projections = new WeakMap<WordOccurrences, Promise<Projection>>();

/** Where each occurrence (of a frequent word, every so many-th) lies among the others. */
export async function mapOfWord(told: ToldWord): Promise<WordMap> {
  const { occurrences, lines } = told.assigned;
  let projection = projections.get(occurrences);
  if (!projection) {
    projection = project(lines);
    projection.catch(() => projections.delete(occurrences));
    projections.set(occurrences, projection);
  }
  const { rows, places } = await projection;
  const placeOf = (row: number, i: number): Place => ({
    row,
    x: places[2 * i] as number,
    y: places[2 * i + 1] as number,
  });
  return { ...viewOf(told), lines: placed(told, rows.map(placeOf)) };
}

async function project({ codes, dim, norms }: LineVectors): Promise<Projection> {
  const rows = evenSample(norms.length, maxPoints);
  const places = await projectInThread(selectRows(codes, dim, rows), dim);
  return { rows: places.length === 0 ? [] : rows, places };
}

/** Groups of documents beyond which numbers are gathered into ranges. */
const maxGroups = 30;

/** by: `document`, or a metadata field. Throws `invalid_input` for a field that no document of the word has. */
export function sharesOfWord(told: ToldWord, by: string): SenseShares {
  const { store } = told.context;
  const { documentIds } = told.assigned.occurrences;
  const documents = new Map(
    [...new Set(documentIds)].map((id) => [id, store.document(id)] as const).filter(([, found]) => found),
  );
  const fields = [
    ...new Set([...documents.values()].flatMap((document) => Object.keys(document?.metadata ?? {}))),
  ].sort();
  if (by !== 'document' && !fields.includes(by)) {
    throw new PolysemeError('invalid_input', `by: no document of "${told.described.word}" has "${by}"`, {
      cure: `Use document${fields.map((field) => `, ${field}`).join('')}.`,
    });
  }
  const groupedBy = (id: number): string => {
    const document = documents.get(id);
    const value = by === 'document' ? document?.uri : document?.metadata[by];
    return value === undefined || value === null ? '' : String(value);
  };
  const values = new Map([...documents.keys()].map((id) => [id, groupedBy(id)]));
  const { groupOf, isNumeric, isBinned } = grouping([...new Set(values.values())]);
  const numbers = senseNumbers(told);
  const groups = new Map<string, { count: number; counts: number[]; none: number }>();
  documentIds.forEach((id, row) => {
    const name = groupOf(values.get(id) ?? '');
    const group = groups.get(name) ?? { count: 0, counts: told.described.senses.map(() => 0), none: 0 };
    const number = numbers[row] as number;
    group.count++;
    if (number < 0) group.none++;
    else group.counts[number] = (group.counts[number] as number) + 1;
    groups.set(name, group);
  });
  const all = [...groups].map(([group, counted]): SenseShare => ({ group, ...counted }));
  const order = isNumeric
    ? (a: SenseShare, b: SenseShare) => startOf(a.group) - startOf(b.group)
    : (a: SenseShare, b: SenseShare) => b.count - a.count || (a.group < b.group ? -1 : 1);
  return { ...viewOf(told), by, fields, isBinned, groups: all.sort(order) };
}

/** Where a value or a range begins; what has no value comes last. */
const startOf = (group: string): number =>
  group === '' ? Number.POSITIVE_INFINITY : Number(group.split('–')[0]);

/** Many different numbers become ranges of 1, 2 or 5 times a power of ten. */
function grouping(values: readonly string[]) {
  const given = values.filter((value) => value !== '');
  const isNumeric =
    given.length > 0 && given.every((value) => value.trim() !== '' && Number.isFinite(Number(value)));
  if (!isNumeric || given.length <= maxGroups) {
    return { groupOf: (value: string) => value, isNumeric, isBinned: false };
  }
  const numbers = given.map(Number);
  const [low, high] = numbers.reduce(
    ([least, most], number) => [Math.min(least, number), Math.max(most, number)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const width = (high - low) / maxGroups;
  const power = 10 ** Math.floor(Math.log10(width));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= width) as number) * power;
  const areWhole = numbers.every(Number.isInteger) && step >= 1;
  const groupOf = (value: string): string => {
    if (value === '') return '';
    const start = Math.floor(Number(value) / step) * step;
    return `${rounded(start)}–${rounded(areWhole ? start + step - 1 : start + step)}`;
  };
  return { groupOf, isNumeric, isBinned: true };
}

/** Lines that are asked for of a word on axes. */
export interface AxisOptions {
  /** Default 50; offset counts from the end of the list that is nearest to the first axis's `to`. */
  readonly limit?: number;
  /** Lines skipped: default 0. */
  readonly offset?: number;
  /** From the other end. */
  readonly isReversed?: boolean;
}

/**
 * Where lines lie between descriptions: the cosine with `to` less the cosine with `from`, above 0 when nearer to `to`.
 * The descriptions are encoded as senses of the word are.
 */
export async function wordOnAxes(
  told: ToldWord,
  axes: readonly AxisEnds[],
  { limit = 50, offset = 0, isReversed = false }: AxisOptions,
): Promise<WordOnAxes> {
  if (axes.length < 1 || axes.length > 2) {
    throw new PolysemeError('invalid_input', `axes: ${axes.length} are given`, { cure: 'Give one or two.' });
  }
  for (const [name, value] of Object.entries({ limit, offset })) {
    if (Number.isInteger(value) && value >= 0) continue;
    throw new PolysemeError('invalid_input', `${name}: ${value} is not a whole number from 0`, {
      cure: 'Leave it out for the first 50 lines.',
    });
  }
  const word = senseWord(told.assigned.occurrences);
  const positions = await Promise.all(axes.map((axis) => positionsOn(told, word, axis)));
  const [xs, ys] = positions as [Float32Array, Float32Array | undefined];
  const place = (row: number): Place => ({ row, x: xs[row] as number, y: (ys?.[row] as number) ?? null });
  const sign = isReversed ? -1 : 1;
  const sorted = [...xs.keys()].sort((a, b) => sign * ((xs[b] as number) - (xs[a] as number)) || a - b);
  return {
    ...viewOf(told),
    axes,
    lines: placed(told, sorted.slice(offset, offset + limit).map(place)),
    sample: placed(told, evenSample(xs.length, maxPoints).map(place)),
  };
}

async function positionsOn({ context, assigned }: ToldWord, word: string, { from, to }: AxisEnds) {
  const { codes, norms } = assigned.lines;
  const cosinesWith = async (name: string, text: string): Promise<Float32Array> => {
    if (text.trim() === '') {
      throw new PolysemeError('invalid_input', `${name}: the axis has no description there`, {
        cure: 'Describe both ends, such as finance and geography.',
      });
    }
    return cosines((await context.vectors.ofSense(word, text)).word, codes, norms);
  };
  const [low, high] = await Promise.all([cosinesWith('from', from), cosinesWith('to', to)]);
  return high.map((cosine, row) => cosine - (low[row] as number));
}

/** One side of a comparison: a word and, where one of its senses is meant, its number. */
export interface Side extends ToldWord {
  readonly number: number | undefined;
}

/** Two words, or senses, by their lines. Throws `not_found` for one that has no line. */
export function compareSides(a: Side, b: Side): Comparison {
  const [inA, inB] = [a, b].map(linesOfSide) as [SideLines, SideLines];
  const collectionCount = (lemma: string): number =>
    a.context.store.lemma(a.context.collection.id, lemma)?.count ?? 0;
  const side = (of: Side, own: SideLines, other: SideLines): ComparedSide => {
    const towardsOther = nearestFirst(of.assigned.lines, own.central, other.centre);
    const indicative = indicativeWords(own.words, other.words, collectionCount, shownWords);
    return {
      ...nameOf(of),
      count: own.rows.length,
      lines: hitsOf(of.context, of.assigned, own.central.slice(0, shownLines)),
      towardsOther: hitsOf(of.context, of.assigned, towardsOther.slice(0, shownLines)),
      words: indicative.map(({ lemma, count }) => ({ lemma, count })),
    };
  };
  const sides = [side(a, inA, inB), side(b, inB, inA)] as const;
  const told = new Set(sides.flatMap(({ words }) => words.map(({ lemma }) => lemma)));
  const sharedWords = [...inA.words]
    .map(([lemma, count]): SenseWord => ({ lemma, count: Math.min(count, inB.words.get(lemma) ?? 0) }))
    .filter(({ lemma, count }) => count >= 2 && !told.has(lemma))
    .sort((x, y) => y.count - x.count || (x.lemma < y.lemma ? -1 : 1))
    .slice(0, shownWords);
  const apart = (ownShare(a, inA, inB.centre) + ownShare(b, inB, inA.centre)) / 2;
  return { sides, cosine: rounded(dot(inA.centre, inB.centre)), apart: rounded(apart), sharedWords };
}

interface SideLines {
  readonly rows: readonly number[];
  /** Rows from the centre out, each sentence once. */
  readonly central: readonly number[];
  readonly centre: Float32Array;
  readonly words: ReadonlyMap<string, number>;
}

function linesOfSide(side: Side): SideLines {
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
  const counted = evenSample(rows.length, maxCountedLines).map((i) => rows[i] as number);
  return {
    ...{ rows, centre, central: byCentrality(assigned, rows, centre) },
    words: wordsBeside(context, assigned, counted),
  };
}

function nameOf({ described, number }: Side) {
  const { word, inventory } = described;
  const sense = number === undefined ? undefined : (described.senses[number] as NamedSense);
  return { word, inventory, sense: sense?.id ?? null, label: sense?.label ?? word };
}

/** Share of a side's lines that are nearer to its own centre than to the other's. */
function ownShare({ assigned }: Side, { rows, centre }: SideLines, other: Float32Array): number {
  const { codes, norms } = assigned.lines;
  const [own, away] = [cosines(centre, codes, norms), cosines(other, codes, norms)];
  return rows.filter((row) => (own[row] as number) > (away[row] as number)).length / rows.length;
}
