// How the lines of a query are spread. All lines are found as a search finds them, but none is read:
//
//   query ─▶ ids and scores of all lines ─▶ histogram
//                                        └▶ places ─▶ documents, or values of a field ─▶ the rows wanted, with strokes
import { likelyFrom } from '../domain/calibration.js';
import { describeValue, invalid } from '../domain/check.js';
import {
  type Dispersion,
  type DispersionQuery,
  type DispersionRow,
  defaultRows,
  defaultStrokes,
  numBins,
  type ScoreHistogram,
  type Stroke,
} from '../domain/dispersion.js';
import { grouped } from '../domain/groups.js';
import { maxLimit } from '../domain/search.js';
import type { LinePlaces, Store } from '../store/store.js';
import { rounded } from './lines.js';
import { readQuery } from './query.js';
import { runQuery } from './search.js';
import type { Outcome, SearchContext } from './search-context.js';
import { compareCodes, fieldOf, placesOf } from './sort-keys.js';
import { percentOf } from './text-places.js';
import { type PointKind, pointOf } from './value-axis.js';

/** A line of the query. */
interface Line {
  readonly id: number;
  readonly documentId: number;
  readonly start: number;
  readonly score: number | null;
  readonly isLikely: boolean | null;
}

/** Lines that stand together. */
interface Group {
  readonly lines: readonly Line[];
  readonly likely: number;
}

/** query: checked. Throws `invalid_input` for a field without numbers and dates. */
export async function dispersionOf(
  context: SearchContext,
  { by = 'document', strokes = defaultStrokes, limit, offset = 0, ...query }: DispersionQuery,
): Promise<Dispersion> {
  const { store } = context;
  const fold = query.fold ?? query.thin !== undefined;
  const checked = { ...readQuery({ ...query, fold }), limit: Number.POSITIVE_INFINITY };
  const outcome = await runQuery(context, checked);
  const areSentences = checked.about !== undefined;
  const places = await placesOfLines(store, outcome, areSentences);
  const lines = linesOf(outcome, places);
  const { isCalibrated, isCapped } = outcome;
  const axis = by === 'document' ? undefined : await axisOf(context, lines, by);
  const groups = axis?.groups ?? byDocument(lines);
  const ordered = axis ? groups : await bestFirst(context, groups);
  const shown = ordered.slice(offset, offset + (limit ?? (axis ? maxLimit : defaultRows)));
  const lengths = await store.lengthsOf([
    ...new Set(shown.flatMap((group) => group.lines.map((one) => one.documentId))),
  ]);
  const uris = await store.urisOf(axis ? [] : shown.map((group) => (group.lines[0] as Line).documentId));
  const rows = shown.map((group): DispersionRow => {
    const { documentId } = group.lines[0] as Line;
    const ofDocument = {
      uri: uris.get(documentId) ?? null,
      rowId: documentId,
      chars: lengths.get(documentId) ?? null,
    };
    return {
      ...(axis ? { uri: null, rowId: null, chars: null } : ofDocument),
      ...(axis?.labelOf(group) ?? { value: null, percent: null }),
      lines: group.lines.length,
      likely: isCalibrated ? group.likely : null,
      ...strokesOf(group.lines, strokes, lengths, areSentences),
    };
  });
  const countOf = (some: readonly Group[]): number =>
    some.reduce((sum, group) => sum + group.lines.length, 0);
  return {
    ...{ lines: lines.length, isCapped, isCalibrated },
    likely: isCalibrated ? lines.filter(({ isLikely }) => isLikely).length : null,
    histogram: histogramOf(lines, isCalibrated),
    ...{ by, kind: axis?.kind ?? null, rows, numRows: groups.length },
    linesLeftOut: countOf(groups) - countOf(shown),
    linesWithoutValue: lines.length - countOf(groups),
  };
}

/** Those of a word's block are at hand once they were read. */
async function placesOfLines(
  store: Store,
  { ids, block }: Outcome,
  areSentences: boolean,
): Promise<LinePlaces> {
  if (!block) return placesOf(store, { tokenIds: ids, areSentences });
  const { documentIds, starts } = await placesOf(store, block);
  const rowOf = new Map(Array.from(block.tokenIds, (id, row) => [id, row]));
  const rows = ids.map((id) => rowOf.get(id) as number);
  return {
    documentIds: Float64Array.from(rows, (row) => documentIds[row] as number),
    starts: Float64Array.from(rows, (row) => starts[row] as number),
  };
}

function linesOf({ ids, scoreOf }: Outcome, { documentIds, starts }: LinePlaces): Line[] {
  return ids.flatMap((id, i): Line[] => {
    const [documentId, start] = [documentIds[i] as number, starts[i] as number];
    if (Number.isNaN(start)) return []; // gone meanwhile
    const { score, isLikely = null } = scoreOf(id);
    return [{ id, documentId, start, score: rounded(score), isLikely }];
  });
}

/** Null where nothing was ranked. */
function histogramOf(lines: readonly Line[], isCalibrated: boolean): ScoreHistogram | null {
  const scores = lines.flatMap(({ score }) => (score === null ? [] : [score]));
  if (scores.length === 0) return null;
  const least = isCalibrated ? 0 : scores.reduce((a, b) => Math.min(a, b));
  const most = isCalibrated ? 1 : scores.reduce((a, b) => Math.max(a, b));
  const width = (most - least || 1) / numBins;
  const counts = new Uint32Array(numBins);
  for (const score of scores) {
    // not to be off by a rounding at the bounds
    const bin = Math.floor((score - least) / width + 1e-9);
    (counts[Math.min(numBins - 1, bin)] as number)++;
  }
  const bins = Array.from(counts, (count, i) => ({
    from: rounded(least + i * width),
    to: rounded(least + (i + 1) * width),
    count,
  }));
  return { bins, threshold: isCalibrated ? likelyFrom : null };
}

const groupOf = (lines: readonly Line[]): Group => ({
  lines,
  likely: lines.filter(({ isLikely }) => isLikely).length,
});

const byDocument = (lines: readonly Line[]): Group[] =>
  [...grouped(lines, ({ documentId }) => documentId).values()].map(groupOf);

/** Most likely lines first, then most lines, then by URI. */
async function bestFirst({ store }: SearchContext, groups: readonly Group[]): Promise<Group[]> {
  const documentOf = ({ lines }: Group): number => (lines[0] as Line).documentId;
  const uris = await store.urisOf(groups.map(documentOf));
  const uriOf = (group: Group): string => uris.get(documentOf(group)) ?? '';
  return [...groups].sort(
    (a, b) => b.likely - a.likely || b.lines.length - a.lines.length || compareCodes(uriOf(a), uriOf(b)),
  );
}

/** Values of a field, ascending. */
interface Axis {
  readonly kind: PointKind;
  readonly groups: readonly Group[];
  readonly labelOf: (group: Group) => Pick<DispersionRow, 'value' | 'percent'>;
}

/** Throws `invalid_input` where no document of the lines has a number or a date in the field. */
async function axisOf(
  { store, collection }: SearchContext,
  lines: readonly Line[],
  field: string,
): Promise<Axis> {
  const ofDocument = grouped(lines, ({ documentId }) => documentId);
  const documents = [...(await store.documentsById([...ofDocument.keys()])).values()];
  const valued = documents.flatMap(({ id, metadata }) => {
    const value = fieldOf(metadata, field);
    const point = value === undefined ? undefined : pointOf(value);
    return point ? [{ id, ...point }] : [];
  });
  const isDate = valued.some(({ kind }) => kind === 'date');
  const points = valued.flatMap(({ id, text, number, date }) => {
    const at = isDate ? date : number;
    return at === undefined ? [] : [{ id, text, at }];
  });
  if (points.length === 0 && lines.length > 0) {
    const test = { key: field, operator: '!=' as const, value: '' };
    const problem = await store.explainFilters(collection.id, [test]);
    const what = problem ?? `no document of these lines has a number or a date in ${describeValue(field)}`;
    throw invalid('by', what, 'Give a field of numbers or dates, or document.');
  }
  const values = [...grouped(points, ({ at }) => at)].sort(([a], [b]) => a - b);
  const [least = 0, most = 0] = [values[0]?.[0], values.at(-1)?.[0]];
  const labels = new Map(
    values.map(([at, some]) => {
      const percent = most === least ? 50 : Math.round((1000 * (at - least)) / (most - least)) / 10;
      const group = groupOf(some.flatMap(({ id }) => ofDocument.get(id) as Line[]));
      return [group, { value: (some[0] as (typeof some)[number]).text, percent }];
    }),
  );
  return {
    kind: isDate ? 'date' : 'number',
    groups: [...labels.keys()],
    labelOf: (group) => labels.get(group) as Pick<DispersionRow, 'value' | 'percent'>,
  };
}

function strokesOf(
  lines: readonly Line[],
  most: number,
  lengths: ReadonlyMap<number, number>,
  areSentences: boolean,
): Pick<DispersionRow, 'strokes' | 'strokesLeftOut'> {
  const inText = (a: Line, b: Line): number => a.documentId - b.documentId || a.start - b.start;
  const isRanked = lines.some(({ score }) => score !== null);
  const kept =
    lines.length <= most
      ? lines
      : isRanked
        ? [...lines].sort((a, b) => (b.score as number) - (a.score as number)).slice(0, most)
        : evenly([...lines].sort(inText), most);
  const strokes = [...kept].sort(inText).map(
    ({ id, documentId, start, score, isLikely }): Stroke => ({
      tokenId: areSentences ? null : id,
      sentenceId: areSentences ? id : null,
      ...{
        rowId: documentId,
        start,
        percent: percentOf(start, lengths.get(documentId) ?? 0),
        score,
        isLikely,
      },
    }),
  );
  return { strokes, strokesLeftOut: lines.length - strokes.length };
}

const evenly = <T>(all: readonly T[], most: number): T[] =>
  Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)] as T);
