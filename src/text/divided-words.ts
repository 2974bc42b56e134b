// Words that a line end divides: `gar-` and `dener`. They are one word where the joined form is known and the hyphenated
// one is not; what is known comes from the dictionary and from the document itself, never from other documents.
import { isWordForm } from './english.js';
import { foldCase } from './fold-case.js';

/** A hyphen, or the sign for one, and one line end between letters, in a quotation with its mark. */
const breaks =
  /(?<=[\p{L}\p{M}])[-¬\u2010\u00ad][ \t]{0,20}(?:\r\n|[\n\r\u2028])[ \t]{0,200}(?:>[ \t]?){0,5}(?=\p{L})/gu;
const softHyphen = '\u00ad';
const lettersBefore = /[\p{L}\p{M}\u00ad]+$/u;
const lettersAfter = /^[\p{L}\p{M}\u00ad]+/u;
/** No half of a word is longer. */
const maxHalfChars = 60;

/** A word in two or more parts, with what stands between them. */
interface Division {
  readonly parts: string[];
  /** [start, end) of the hyphen with its line end. */
  readonly gaps: [number, number][];
  /** Divided by soft hyphens alone, which are in no other place. */
  isSoft: boolean;
}

/**
 * Returns the text with soft hyphens in place of what divides a word, as long as before. isEntry: whether the dictionary
 * has a folded word with its hyphens.
 */
export function joinDivided(text: string, isEntry: (word: string) => boolean): string {
  const divisions = divisionsOf(text);
  if (divisions.length === 0) return text;
  const joined = (division: Division): string => foldCase(division.parts.join(''));
  const hyphenated = (division: Division): string => foldCase(division.parts.join('-'));
  const hard = divisions.filter(({ isSoft }) => !isSoft);
  const written =
    hard.length > 0
      ? wordsWritten(text, new Set(hard.flatMap((one) => [joined(one), hyphenated(one)])))
      : new Set();
  const isOne = (division: Division): boolean => {
    if (division.isSoft) return true;
    if (written.has(hyphenated(division))) return false;
    const word = joined(division);
    const isKnown = written.has(word) || (word.length > 2 && isWordForm(word));
    return isKnown && !isEntry(hyphenated(division));
  };
  let reading = '';
  let from = 0;
  for (const division of divisions) {
    if (!isOne(division)) continue;
    for (const [start, end] of division.gaps) {
      reading += text.slice(from, start) + softHyphen.repeat(end - start);
      from = end;
    }
  }
  return reading + text.slice(from);
}

function divisionsOf(text: string): Division[] {
  const divisions: Division[] = [];
  for (const { index, 0: gap } of text.matchAll(breaks)) {
    const end = index + gap.length;
    const after = lettersAfter.exec(text.slice(end, end + maxHalfChars))?.[0] ?? '';
    const last = divisions.at(-1);
    const lastEnd = last && (last.gaps.at(-1)?.[1] as number) + (last.parts.at(-1) as string).length;
    if (last && lastEnd === index) {
      last.parts.push(after);
      last.gaps.push([index, end]);
      last.isSoft &&= gap.startsWith(softHyphen);
      continue;
    }
    const before = lettersBefore.exec(text.slice(Math.max(0, index - maxHalfChars), index))?.[0] ?? '';
    divisions.push({ parts: [before, after], gaps: [[index, end]], isSoft: gap.startsWith(softHyphen) });
  }
  return divisions;
}

const writtenWords = /[\p{L}\p{M}\u00ad]+(?:[-\u2010][\p{L}\p{M}\u00ad]+)*/gu;

/** Which of the wanted words, folded, stand in the text undivided, alone or in a compound. */
function wordsWritten(text: string, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const written = new Set<string>();
  for (const { 0: match, index } of text.matchAll(writtenWords)) {
    const isDivided = breakAfter.test(text.slice(index + match.length, index + match.length + 30));
    const compound = foldCase(match).replaceAll('\u2010', '-');
    const parts = compound.includes('-') ? [compound, ...compound.split('-')] : [compound];
    for (const word of isDivided ? parts.slice(1, -1) : parts) if (wanted.has(word)) written.add(word);
  }
  return written;
}
const breakAfter = /^[-¬\u2010\u00ad][ \t]*[\n\r\u2028]/u;
