// The cues of .srt and .vtt, by lines: when each is shown, and its text without marks.
//
// The library `subtitle` reads the times; the cues are parted here, because its parser throws away the whole file for one
// bad cue, for a cue with a name of its own, and for styles or regions, and drops lines of dialogue that begin with NOTE.
import { parseTimestamps } from 'subtitle';

/** What is said while it is shown. */
export interface Cue {
  /** Of its times in the file, from 1. */
  readonly line: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Lines without marks, none blank. */
  readonly lines: readonly string[];
}

export interface BadCue {
  readonly line: number;
  readonly message: string;
}

/** Cues in order of the file, and those that cannot be read. */
export function* readCues(text: string): Generator<Cue | BadCue> {
  const lines = text.split(/\r\n|\r|\n/u);
  const isVtt = /^WEBVTT(?:\s|$)/u.test(lines[0] ?? '');
  let i = isVtt ? blankFrom(lines, 0) : 0;
  while (i < lines.length) {
    const line = (lines[i] as string).trim();
    if (line === '') i++;
    else if (isVtt && /^(?:NOTE|STYLE|REGION)(?:\s|$)/u.test(line)) i = blankFrom(lines, i);
    else {
      const times = timesLine(lines, i);
      const end = cueEnd(lines, (times ?? i) + 1, isVtt);
      yield times === undefined ? noTimes(line, i + 1) : toCue(lines, times, end);
      i = end;
    }
  }
}

const arrow = '-->';
const isNumber = (line: string | undefined): boolean => /^\s*\d+\s*$/u.test(line ?? '');

function blankFrom(lines: readonly string[], start: number): number {
  let i = start;
  while (i < lines.length && lines[i]?.trim() !== '') i++;
  return i;
}

/** The line of a cue's times: its first, or that behind its number or name. */
function timesLine(lines: readonly string[], start: number): number | undefined {
  if (lines[start]?.includes(arrow)) return start;
  return lines[start + 1]?.includes(arrow) ? start + 1 : undefined;
}

/**
 * Where the text of a cue ends: at the next times, or before a number or name above them. A blank line ends it in .vtt;
 * in .srt it may stand in the text, so that a cue ends there where another begins.
 */
function cueEnd(lines: readonly string[], start: number, isVtt: boolean): number {
  for (let i = start; i < lines.length; i++) {
    if (lines[i]?.includes(arrow)) return i;
    if (isNumber(lines[i]) && lines[i + 1]?.includes(arrow)) return i;
    const isBlank = lines[i]?.trim() === '';
    if (isBlank && (isVtt || isCueStart(lines, i + 1))) return i;
  }
  return lines.length;
}

/** Bad cues too: a number alone, or what was meant for times. */
const isCueStart = (lines: readonly string[], start: number): boolean =>
  timesLine(lines, start) !== undefined ||
  isNumber(lines[start]) ||
  /\d:\d\d\D.*\d:\d\d(?:\D|$)/u.test((lines[start] ?? '').slice(0, 60));

const noTimes = (line: string, number: number): BadCue => ({
  line: number,
  message: `no times before "${line.slice(0, 60)}"`,
});

function toCue(lines: readonly string[], times: number, end: number): Cue | BadCue {
  const written = (lines[times] as string).trim();
  try {
    const { start, end: endMs } = parseTimestamps(inOneForm(written));
    const texts = lines.slice(times + 1, end).map(plainText);
    return { line: times + 1, startMs: start, endMs, lines: texts.filter((text) => text !== '') };
  } catch {
    return { line: times + 1, message: `"${written.slice(0, 60)}" are no times` };
  }
}

/** As the library has it: one blank on either side of the arrow, and thousandths. */
const inOneForm = (written: string): string =>
  written
    .replace(/\s*-->\s*/u, ` ${arrow} `)
    .replaceAll(/(\d):(\d{1,2})(?=\s|$)/gu, '$1:$2,000')
    .replaceAll(/\s+/gu, ' ');

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  lrm: '',
  rlm: '',
};

/** Without tags of .vtt and HTML, marks of a place such as `{\an8}`, and entities. */
const plainText = (line: string): string =>
  line
    .replaceAll(/\{\\[^{}]*\}/gu, '')
    .replaceAll(/<br\s*\/?>|\\[Nnh]/giu, ' ')
    .replaceAll(/<\/?(?:[a-z][^<>]*|\d[\d:.]*)>/giu, '')
    .replaceAll(/&(?:#(\d{1,7})|(\w+));/gu, (entity, code?: string, name?: string) =>
      code ? fromCode(Number(code), entity) : (entities[name as string] ?? entity),
    )
    .replaceAll(/\s+/gu, ' ')
    .trim();

const fromCode = (code: number, entity: string): string =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : entity;
