// How the end of a line and the beginning of the next are joined. Whether a hyphen there is the word's own, the document's
// other words say, and where they are silent a few rules.
import { isUnspaced } from './letters.js';
import type { Line } from './lines.js';

/** What stands between two lines when they are joined: the first without its hyphen, where `isCut`. */
export interface Joint {
  readonly isCut: boolean;
  readonly between: '' | ' ';
}

export type JoinsLines = (before: string, after: string) => Joint;

const endOfLine = /([\p{L}\p{M}\p{N}'’-]*[\p{L}\p{M}\p{N}])([-\u00ad])$/u;
const startOfLine = /^[\p{L}\p{M}\p{N}'’-]+/u;
const wordWithin = /(?<=\s)[\p{L}\p{M}\p{N}'’-]+(?=[\s.,;:!?)”"’])/gu;

/** Parts of words that are written with a hyphen, before anything but a syllable that ends a word. */
const joinedFirst = /(?:^|-)(?:self|half|well)$/iu;
const endings = /^(?:ish|ness|less|hood|same)/iu;
const tens = /^(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)$/iu;
const units =
  /^(?:one|two|three|four|five|six|seven|eight|nine|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b/u;
/** A dash or a stroke that stands close to its word, where an address or a path may be broken, too. */
const tightEnd = /\p{L}—$|[\p{L}\p{N}:/]\/$|\bhttps?:$/u;
const joiningWord = /-(?:in|of|on|the|to|and|up|by|at|a|de|le)$/iu;

/** lines: all of the document; the words within them are those that are whole. */
export function learnJoints(lines: Iterable<Line>): JoinsLines {
  const counts = new Map<string, number>();
  for (const { text } of lines) {
    for (const [word] of ` ${text}${/[-\u00ad]$/u.test(text) ? '' : ' '}`.matchAll(wordWithin)) {
      const folded = word.toLowerCase();
      counts.set(folded, (counts.get(folded) ?? 0) + 1);
    }
  }
  const count = (word: string): number => counts.get(word.toLowerCase()) ?? 0;
  return (before, after) => {
    const broken = endOfLine.exec(before);
    const first = broken?.[1];
    const second = startOfLine.exec(after)?.[0];
    if (first !== undefined && second !== undefined) {
      const isCut = broken?.[2] === '\u00ad' || isBroken(first, second.replace(/['’-]+$/u, ''), count);
      return { isCut, between: '' };
    }
    const isTight = isUnspaced(before, after) || tightEnd.test(before) || /^—\p{L}/u.test(after);
    return { isCut: false, between: isTight ? '' : ' ' };
  };
}

/** True where the hyphen only divides the word at the line's end. */
function isBroken(first: string, second: string, count: (word: string) => number): boolean {
  if (!/^\p{Ll}/u.test(second) || /\p{N}$/u.test(first)) return false;
  const [asOne, withHyphen] = [count(first + second), count(`${first}-${second}`)];
  if (asOne !== withHyphen) return asOne > withHyphen;
  const hasOneLetter = /(?:^|-)\p{L}$/u.test(first) || /^\p{L}(?:-|$)/u.test(second);
  if (hasOneLetter || joiningWord.test(first)) return false;
  if (tens.test(first) && units.test(second)) return false;
  return !joinedFirst.test(first) || endings.test(second);
}
