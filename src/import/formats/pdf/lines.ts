// Runs of text to phrases, and phrases to lines. A phrase is what follows without a wide gap; so a cell of a table and a
// line of a column are phrases of their own, until it is settled what belongs together.
import { cleanText, isUnspaced } from './letters.js';
import type { Run } from './runs.js';

/** Runs that stand side by side. */
export interface Phrase {
  readonly runs: readonly Run[];
  readonly x0: number;
  readonly x1: number;
  /** Baseline and size of most of its letters. */
  readonly y: number;
  readonly size: number;
  readonly page: number;
}

/** Phrases on one baseline, in reading order. */
export interface Line {
  readonly phrases: readonly Phrase[];
  readonly text: string;
  /** A raised mark at its start, which is left out of its text. Those within it are left out too: they refer to notes. */
  readonly mark: string | null;
  /** The font of most of its letters. */
  readonly font: string;
  /** Where it begins and ends; mirrored (below zero) for a line that runs from right to left. */
  readonly start: number;
  readonly end: number;
  readonly isRightToLeft: boolean;
  readonly y: number;
  readonly size: number;
  readonly page: number;
}

/** Parts of the size of the type: what parts phrases, and words that are not next to each other in the file. */
const phraseGap = 0.9;
const wordGap = 0.15;
/** A large initial: of the size of the text, at least. */
export const initialSize = 1.8;
export const initialLetter = /^["'“‘„«]?\p{Lu}$/u;

/** In the order of the file. */
export function toPhrases(runs: readonly Run[], page: number): Phrase[] {
  const groups: Run[][] = [];
  for (const run of runs) {
    const group = groups.at(-1);
    if (group && follows(group, run)) group.push(run);
    else groups.push([run]);
  }
  return groups.map((group) => toPhrase(group, page));
}

function follows(group: readonly Run[], run: Run): boolean {
  const last = group.at(-1) as Run;
  const size = Math.max(last.size, run.size);
  const gap =
    run.isRightToLeft && last.isRightToLeft ? last.x - (run.x + run.width) : run.x - (last.x + last.width);
  const baseline = mostOf(group).y;
  return (
    last.angle === run.angle &&
    Math.abs(run.y - baseline) < (run.size < 0.9 * size || last.size < 0.9 * size ? 0.55 : 0.3) * size &&
    gap > -0.6 * size &&
    gap < phraseGap * size
  );
}

/** The run whose size and baseline a group has: that with most letters in the largest sizes. */
const mostOf = (runs: readonly Run[]): Run =>
  runs.reduce((best, run) => (run.size * run.text.length > best.size * best.text.length ? run : best));

function toPhrase(runs: readonly Run[], page: number): Phrase {
  const { y, size } = mostOf(runs);
  const x0 = least(runs.map((run) => run.x));
  const x1 = most(runs.map((run) => run.x + run.width));
  return { runs, x0, x1, y, size, page };
}

// Math.min and Math.max take each number as an argument, and a page may have more than there can be
export const least = (numbers: readonly number[]): number =>
  numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
export const most = (numbers: readonly number[]): number =>
  numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

/** Phrases to lines, from the top down. */
export function toLines(phrases: readonly Phrase[]): Line[] {
  const rows: Phrase[][] = [];
  for (const phrase of [...phrases].sort((a, b) => a.y - b.y || a.x0 - b.x0)) {
    const row = rows.slice(-3).find((one) => shares(one, phrase));
    if (row) row.push(phrase);
    else rows.push([phrase]);
  }
  return rows.map(toLine).filter(({ text }) => text !== '');
}

/** True where a phrase stands beside those of a row: on their baseline, or raised and small as a mark is. */
function shares(row: readonly Phrase[], phrase: Phrase): boolean {
  const nearest = row.reduce((best, one) => (one.size > best.size ? one : best));
  const [small, large] = nearest.size < phrase.size ? [nearest, phrase] : [phrase, nearest];
  if (isInitial(large, small)) return false;
  const reach = (small.size < 0.88 * large.size ? 0.55 : 0.35) * large.size;
  const overlaps = ({ x0, x1 }: Phrase): boolean =>
    Math.min(x1, phrase.x1) - Math.max(x0, phrase.x0) > 0.4 * phrase.size;
  return Math.abs(phrase.y - nearest.y) < reach && !row.some(overlaps);
}

/** A letter over several lines stands on the baseline of the last. */
const isInitial = (large: Phrase, small: Phrase): boolean =>
  large.size > initialSize * small.size && initialLetter.test(large.runs[0]?.text ?? '');

function toLine(row: readonly Phrase[]): Line {
  const runs = row.flatMap((phrase) => phrase.runs);
  const isRightToLeft =
    lettersOf(runs.filter((run) => run.isRightToLeft)) > lettersOf(runs.filter((run) => !run.isRightToLeft));
  const phrases = [...row].sort((a, b) => (isRightToLeft ? b.x1 - a.x1 : a.x0 - b.x0));
  const { y, size } = mostOf(runs);
  const [x0, x1] = [least(row.map((one) => one.x0)), most(row.map((one) => one.x1))];
  const ordered = phrases.flatMap((phrase) =>
    [...phrase.runs].sort((a, b) => (isRightToLeft ? b.x + b.width - a.x - a.width : a.x - b.x)),
  );
  const { text, mark } = joinRuns(ordered, y, size);
  return {
    phrases,
    text,
    mark,
    font: mainFont(runs),
    start: isRightToLeft ? -x1 : x0,
    end: isRightToLeft ? -x0 : x1,
    isRightToLeft,
    y,
    size,
    page: (row[0] as Phrase).page,
  };
}

const lettersOf = (runs: readonly Run[]): number => runs.reduce((sum, { text }) => sum + text.length, 0);

function mainFont(runs: readonly Run[]): string {
  const letters = new Map<string, number>();
  for (const { font, text } of runs) letters.set(font, (letters.get(font) ?? 0) + text.length);
  return [...letters].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** Dots lead to a number: an entry of a table of contents. */
export const hasLeader = ({ text }: Line): boolean => / … ?\S{1,8}$/u.test(text);

/** An entry of a table of contents, with or without dots. */
export function isContents(line: Line): boolean {
  const [number, title] = [line.phrases.at(-1), line.phrases.at(-2)];
  if (hasLeader(line)) return true;
  return (
    !!number && !!title && number.x0 - title.x1 > 2 * line.size && /^(?:\d+|[ivxlc]+)$/u.test(textOf(number))
  );
}

/** The text of a phrase by itself: a cell of a table. */
export const textOf = ({ runs, y, size }: Phrase): string => joinRuns(runs, y, size).text;

/** Runs in reading order, with a blank where the file or a gap has one. */
function joinRuns(runs: readonly Run[], y: number, size: number): { text: string; mark: string | null } {
  let mark: string | null = null;
  let text = '';
  let last: Run | undefined;
  for (const run of runs) {
    if (isReference(run, text, y, size)) {
      if (text === '') mark = run.text.replace(/[.)]$/u, '');
      last = { ...run, isSpaced: false };
      continue;
    }
    const isApart = last !== undefined && (run.isSpaced || gapBetween(last, run) > wordGap * size);
    if (isApart && text !== '' && !isUnspaced(text, run.text)) text += ' ';
    text += run.text;
    last = run;
  }
  return { text: cleanText(text).trim(), mark };
}

const gapBetween = (a: Run, b: Run): number => Math.max(b.x - (a.x + a.width), a.x - (b.x + b.width));

const noteMark = /^(?:\d{1,3}|[*∗†‡§¶‖]{1,3})(?:,\s?\d{1,3})*[.)]?$/u;

/**
 * A small raised number or sign is a reference to a note; but a number behind a figure or a unit is a power (10², 5 m²).
 */
function isReference(run: Run, before: string, y: number, size: number): boolean {
  const rise = y - run.y;
  if (run.size > 0.88 * size || rise < 0.15 * size || !noteMark.test(run.text)) return false;
  return !/(?:\d|(?:^|[\s\d/])\p{L}{1,2})$/u.test(before) || /^[^\d]/u.test(run.text);
}
