// The structure of a document's text, as its file has it: pages, chapters, headings, times, messages, and the words that
// an annotated corpus brings along. Offsets are UTF-16 code units of the text, end exclusive.
import type { PartOfSpeech } from './text.js';

/**
 * What a part of a text is. Those of the first row say where a line stands; `quoted` and `signature` are parts of a mail
 * that are not counted; `sentence` and `paragraph` are those of an annotated corpus.
 */
export type PartKind =
  | ('page' | 'chapter' | 'time' | 'message' | 'heading')
  | ('quoted' | 'signature')
  | ('note' | 'list' | 'table' | 'paragraph' | 'sentence');

/** A stretch of a document's text. Parts of one kind do not overlap. */
export interface TextPart {
  /** What it is. */
  readonly kind: PartKind;
  /** UTF-16 code units from the start of the text. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /**
   * As people say it, without its kind: `12` or `iv` of a page, the title or number of a chapter, `00:14:07` of a time,
   * the number of a message, the words of a heading; empty for the other kinds.
   */
  readonly label: string;
  /** 1 to 6 for a heading. */
  readonly level?: number;
}

/** A word of an annotated corpus. `start` and `end` as in `TextPart`. */
export interface AnnotatedWord {
  readonly start: number;
  readonly end: number;
  readonly lemma: string | null;
  /** In the coarse set of Universal Dependencies; null where the file's tag has no counterpart. */
  readonly pos: PartOfSpeech | 'OTHER' | null;
}

/** The structure of a document's text. */
export interface TextStructure {
  /** By start, and an outer part before those within. */
  readonly parts: readonly TextPart[];
  /** Of an annotated corpus: all its words, in order; null for other texts. */
  readonly words: readonly AnnotatedWord[] | null;
}

const placeKinds = ['message', 'chapter', 'page', 'time'] as const;

/**
 * Where a stretch of a text stands, as people say it: `page 12`, `pages 12–13`, `chapter 3, page 40`, `00:14:07`; the
 * heading above it where the text has no such parts; null where it has none either.
 */
export type PlaceOf = (start: number, end: number) => string | null;

/** parts: of one text, by start. */
export function placesIn(parts: readonly TextPart[]): PlaceOf {
  const ofKind = new Map(
    [...placeKinds, 'heading' as const].map((kind) => [kind, parts.filter((part) => part.kind === kind)]),
  );
  return (start, end) => {
    const places = placeKinds.flatMap((kind) => {
      const ofThis = ofKind.get(kind) as TextPart[];
      const first = lastFrom(ofThis, start);
      const last = lastFrom(ofThis, Math.max(start, end - 1));
      if (!first || first.end <= start) return [];
      return [nameOf(first, last)];
    });
    if (places.length > 0) return places.join(', ');
    return lastFrom(ofKind.get('heading') as TextPart[], start)?.label ?? null;
  };
}

interface Stretch {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * Stretches of a text at a place, as `PlaceOf` says it, or at a part of what it says (`page 40` of `chapter 3, page 40`);
 * upper and lower case are the same.
 */
export function stretchesAt(parts: readonly TextPart[], place: string): Stretch[] {
  const placed = parts.filter(({ kind }) => (placeKinds as readonly string[]).includes(kind));
  if (placed.length === 0) return sectionsNamed(parts, place);
  const whole = stretchesNamed(placed, place);
  if (whole.length > 0) return whole;
  return place
    .split(', ')
    .map((one) => stretchesNamed(placed, one))
    .reduce((all, some) => all.flatMap((one) => some.flatMap((other) => commonOf(one, other))));
}

/** Of both pages where it is `pages 12–13`. */
function stretchesNamed(placed: readonly TextPart[], place: string): Stretch[] {
  const wanted = place.trim().toLowerCase();
  const range = /^(\p{L}+)s (\S+)–(\S+)$/u.exec(wanted);
  const names = range ? [`${range[1]} ${range[2]}`, `${range[1]} ${range[3]}`] : [wanted];
  return placed.filter((part) => names.includes(nameOf(part, part).toLowerCase()));
}

/** From a heading up to the next. */
function sectionsNamed(parts: readonly TextPart[], place: string): Stretch[] {
  const headings = parts.filter(({ kind }) => kind === 'heading');
  return headings.flatMap(({ start, label }, i) =>
    label.toLowerCase() === place.trim().toLowerCase()
      ? [{ start, end: headings[i + 1]?.start ?? Number.MAX_SAFE_INTEGER }]
      : [],
  );
}

function commonOf(one: Stretch, other: Stretch): Stretch[] {
  const [start, end] = [Math.max(one.start, other.start), Math.min(one.end, other.end)];
  return start < end ? [{ start, end }] : [];
}

const isNumber = (label: string): boolean => /^(?:\p{N}+|[ivxlcdm]+)$/iu.test(label);

function nameOf({ kind, label }: TextPart, last: TextPart | undefined): string {
  const isOver = last !== undefined && last.label !== label;
  if (kind === 'time' || !isNumber(label)) return label;
  return isOver && isNumber(last.label) ? `${kind}s ${label}–${last.label}` : `${kind} ${label}`;
}

/** The last part that begins at or before an offset. */
function lastFrom(parts: readonly TextPart[], offset: number): TextPart | undefined {
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle] as TextPart).start <= offset) low = middle + 1;
    else high = middle;
  }
  return parts[low - 1];
}
