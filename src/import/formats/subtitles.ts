// .srt and .vtt: cues joined to running text, in which each is a part with its time.
//
// A sentence goes over as many cues as it needs. A paragraph ends where nothing is shown for four seconds, which is longer
// than a speaker's pauses, and where a line begins with a dash, as another speaker's does; the dash is left out. Captions
// that roll repeat the last line of the cue before, which is read once.
import { PolysemeError } from '../../domain/errors.js';
import type { TextPart } from '../../domain/parts.js';
import type { Reader } from './reader.js';
import { type Cue, readCues } from './subtitle-cues.js';
import { encodingProblems, readFileText, recogniseFile, refuseLongDocument } from './text-file.js';

/** Bad cues that are named; the rest is a count. */
const mostNamed = 20;
const longPauseMs = 4000;
const cure = 'Write the times as 00:01:02,500 --> 00:01:05,000 on a line of their own above the text.';

/** Yields one document. Throws `data` for what has no cue, `too_large`, and errors of reading files. */
export const readSubtitles: Reader = async function* (input) {
  const file = await recogniseFile(input);
  const text = await readFileText(input, file);
  yield* encodingProblems(file);
  const cues: Cue[] = [];
  let numBad = 0;
  for (const cue of readCues(text)) {
    if (!('message' in cue)) cues.push(cue);
    else if (++numBad <= mostNamed) yield { problem: { message: `line ${cue.line}: ${cue.message}`, cure } };
  }
  if (cues.length === 0 && text.trim() !== '' && !/^WEBVTT(?:\s|$)/u.test(text)) {
    throw new PolysemeError('data', `${input.name} cannot be read as subtitles: it has no cue`, { cure });
  }
  if (numBad > mostNamed)
    yield { problem: { message: `${numBad - mostNamed} more cues cannot be read`, cure } };
  const joined = joinCues(cues);
  refuseLongDocument(input.name, joined.text.length);
  yield { document: { id: null, metadata: {}, ...joined } };
};

/** A cue's lines where they are new, and its place in the text. */
interface CueText {
  readonly text: string;
  readonly parts: readonly TextPart[];
}

function joinCues(cues: readonly Cue[]): CueText {
  const inOrder = cues.toSorted((a, b) => a.startMs - b.startMs);
  const parts: TextPart[] = [];
  let text = '';
  let before: Cue | undefined;
  let lastEndMs = Number.POSITIVE_INFINITY;
  for (const cue of inOrder) {
    const start = text.length;
    let joint = cue.startMs - lastEndMs >= longPauseMs ? '\n\n' : ' ';
    for (const line of newLines(cue, before)) {
      const words = line.replace(dash, '');
      if (words === '') continue;
      if (words !== line) joint = '\n\n';
      text += text === '' ? words : joint + words;
      joint = ' ';
    }
    if (text.length > start) {
      const label = timeOf(cue.startMs);
      parts.push({ kind: 'time', start, end: text.length, label });
      lastEndMs = cue.endMs;
    }
    if (cue.lines.length > 0) before = cue;
  }
  return { text, parts: meeting(parts, text) };
}

/** A speaker's dash; one before a number or a letter is a sign, or a stammer. */
const dash = /^[-–—‐]\s+|^[–—](?=\S)|^-(?=\p{Lu})/u;

/** The lines of a cue but those with which the cue before ends, where it follows at once. */
function newLines(cue: Cue, before: Cue | undefined): readonly string[] {
  if (!before || cue.startMs - before.endMs >= rollingGapMs) return cue.lines;
  for (let count = Math.min(cue.lines.length, before.lines.length); count > 0; count--) {
    const isRepeated = before.lines.slice(-count).every((line, i) => line === cue.lines[i]);
    if (isRepeated && (cue.lines.length > count || isBrief(cue) || isBrief(before)))
      return cue.lines.slice(count);
  }
  return cue.lines;
}

/** A line that comes again later is said again. */
const rollingGapMs = 250;
/** Between two lines that roll, programs show what stays for a hundredth of a second. */
const briefMs = 100;
const isBrief = ({ startMs, endMs }: Cue): boolean => endMs - startMs <= briefMs;

/** Parts that begin with their first word and end where the next begins: none is empty, and none overlap. */
const meeting = (parts: readonly TextPart[], text: string): TextPart[] =>
  parts.map((part, i) => ({
    ...part,
    start: i === 0 ? 0 : wordFrom(text, part.start),
    end: i + 1 < parts.length ? wordFrom(text, parts[i + 1]?.start as number) : text.length,
  }));

const wordFrom = (text: string, offset: number): number => {
  let start = offset;
  while (/\s/u.test(text[start] ?? '')) start++;
  return start;
};

/** `00:14:07`. */
function timeOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
