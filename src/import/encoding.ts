// In which encoding a file is: strictly UTF-8; else UTF-16, by its mark or its zero bytes; else the best guess of chardet
// that fits the whole file. This is decided before a record is read, so that no file is read in two encodings. What is
// text in none of them is refused.
import { isUtf8 } from 'node:buffer';
import { PolysemeError } from '../domain/errors.js';
import type { Problem } from '../domain/reports.js';
import { readBytes } from './bytes.js';
import { decodeBytes, isNotInEncoding, isUnicode, plainName } from './codecs.js';

/** A file of text, and how its bytes are read. */
export interface TextFile {
  readonly path: string;
  /** As a person names it: `windows-1252`. */
  readonly encoding: string;
  /** True when people should hear of it: it is neither sound UTF-8 nor UTF-16 with a mark. */
  readonly isUnusual: boolean;
  /** Characters that the encoding cannot read, which are U+FFFD in the text; undefined when there are none. */
  readonly unreadable: Unreadable | undefined;
}

interface Unreadable {
  readonly count: number;
  /** Offset of the first in the text, in UTF-16 code units. */
  readonly first: number;
}

/**
 * Recognises the encoding of a file; `named`, if any, decides. Throws `data` for a file that is not text, or not in the
 * encoding named, and errors of reading files.
 */
export async function recogniseText(path: string, named?: string): Promise<TextFile> {
  const { start, isUtf8, hasZero } = await scan(path);
  const kind = signatures.find(([signature]) => start.startsWith(signature))?.[1];
  if (kind !== undefined) throw notText(path, `it is ${kind}`);
  if (named !== undefined) return asNamed(path, named, start);
  const mark = utf16Marks.find(([bytes]) => start.startsWith(bytes))?.[1];
  if (mark !== undefined) {
    const fit = await fitOf(path, mark);
    if (!fit.isSound) throw notText(path, `it begins like ${mark}, but goes on otherwise`);
    return { path, encoding: mark, isUnusual: false, unreadable: fit.unreadable };
  }
  const utf8: TextFile = { path, encoding: 'UTF-8', isUnusual: false, unreadable: undefined };
  if (isUtf8 && !hasZero) return utf8;
  const bytes = await survey(path);
  const mostControls = 1 + bytes.total * (isUtf8 ? mostControlsInUtf8 : mostControlsInText);
  if (bytes.controls > mostControls) return unmarkedUtf16(path, bytes);
  return isUtf8 ? utf8 : guess(path, bytes, start);
}

/** What to say of characters that were replaced; undefined when there are none. */
export function replacements({
  encoding,
  unreadable,
}: TextFile): Pick<Problem, 'message' | 'cure'> | undefined {
  if (!unreadable) return undefined;
  const { count, first } = unreadable;
  const what =
    count === 1 ? `the character at offset ${first}` : `${count} characters, the first at offset ${first},`;
  return {
    message: `${what} cannot be read as ${encoding}, and became U+FFFD`,
    cure: 'Mend the file, or name its encoding with encoding (--encoding).',
  };
}

/** How files begin that are no texts, whatever they are called; one character a byte. */
const signatures: readonly (readonly [string, string])[] = [
  ['%PDF-', 'a PDF'],
  ['PK\u0003\u0004', 'a zip archive, such as .docx, .odt and .xlsx are'],
  ['\u00d0\u00cf\u0011\u00e0', 'a file of an office program'],
  ['\u0089PNG', 'an image'],
  ['\u00ff\u00d8\u00ff', 'an image'],
  ['GIF89a', 'an image'],
  ['\u001f\u008b', 'a compressed file'],
  ['SQLite format 3\u0000', 'an SQLite database'],
];

const utf16Marks = [
  ['\u00ff\u00fe', 'UTF-16LE'],
  ['\u00fe\u00ff', 'UTF-16BE'],
] as const;
const utf8Mark = '\u00ef\u00bb\u00bf';

/**
 * Share of bytes that are control characters, beyond which a file is UTF-16 or no text. Of compressed data 10 % are, of
 * Chinese in UTF-16 6 %, of Latin letters half. UTF-8 proves itself, so more is let pass there.
 */
const mostControlsInText = 0.02;
const mostControlsInUtf8 = 0.1;

interface Scan {
  /** The first bytes, one character a byte. */
  readonly start: string;
  readonly isUtf8: boolean;
  readonly hasZero: boolean;
}

/** Reads a file once, up to the first bytes that are not UTF-8. Takes a thirtieth of the time of decoding it. */
async function scan(path: string): Promise<Scan> {
  let start: string | undefined;
  let hasZero = false;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of readBytes(path)) {
    start ??= chunk.toString('latin1', 0, 16);
    hasZero ||= chunk.includes(0);
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.length - lastCharacter(bytes);
    if (!isUtf8(bytes.subarray(0, end))) return { start, isUtf8: false, hasZero };
    rest = bytes.subarray(end);
  }
  return { start: start ?? '', isUtf8: isUtf8(rest), hasZero };
}

/** Bytes at the end that begin a character beyond ASCII, whole or not; 0 when there are none. */
function lastCharacter(bytes: Buffer): number {
  const last = bytes.subarray(-3);
  const lead = last.findLastIndex((byte) => byte >= 0xc0);
  return lead < 0 || last.subarray(lead).some((byte) => byte < 0x80) ? 0 : last.length - lead;
}

async function asNamed(path: string, named: string, start: string): Promise<TextFile> {
  const byMark = utf16Marks.find(([bytes]) => start.startsWith(bytes))?.[1] ?? 'UTF-16LE';
  const encoding = plainName(named) === 'utf16' ? byMark : named;
  const { isSound, unreadable } = await fitOf(path, encoding);
  if (!isSound) {
    throw new PolysemeError(
      'data',
      `${path} is not ${named}: it holds bytes that no text in ${named} holds`,
      {
        cure: 'Name its own encoding, or leave encoding (--encoding) out, so that it is recognised.',
      },
    );
  }
  return {
    path,
    encoding,
    isUnusual: plainName(encoding) !== 'utf8' || unreadable !== undefined,
    unreadable,
  };
}

interface Survey {
  readonly total: number;
  /** Control characters other than white space, zeros included. */
  readonly controls: number;
  /** At even places, and at odd ones. */
  readonly zeros: readonly [number, number];
  /** Bytes that begin a character of UTF-8 beyond ASCII. */
  readonly leads: number;
  /** Letters and quotation marks of Windows, control characters in ISO 8859. */
  readonly hasC1: boolean;
  /** Parts of the file with bytes beyond ASCII, which alone say something. */
  readonly sample: Buffer;
}

const sampleBytes = 256 * 1024;
const blockBytes = 4096;

async function survey(path: string): Promise<Survey> {
  const zeros: [number, number] = [0, 0];
  const blocks: Buffer[] = [];
  let [total, controls, leads, hasC1] = [0, 0, 0, false];
  for await (const chunk of readBytes(path)) {
    for (let start = 0; start < chunk.length; start += blockBytes) {
      const block = chunk.subarray(start, start + blockBytes);
      let isAscii = true;
      for (const byte of block) {
        if (byte === 0) zeros[(total & 1) as 0 | 1]++;
        if (byte < 0x20 && (byte < 0x09 || byte > 0x0d)) controls++;
        else if (byte >= 0x80) {
          isAscii = false;
          if (byte < 0xa0) hasC1 = true;
          else if (byte >= 0xc2 && byte <= 0xf4) leads++;
        }
        total++;
      }
      // a copy, since a part would keep its whole chunk in memory
      if (!isAscii && blocks.length * blockBytes < sampleBytes) blocks.push(Buffer.from(block));
    }
  }
  return { total, controls, zeros, leads, hasC1, sample: Buffer.concat(blocks) };
}

/** Text in the order that makes its zeros the first half of Latin letters, spaces and line ends, or else in the other. */
async function unmarkedUtf16(path: string, { zeros: [even, odd] }: Survey): Promise<TextFile> {
  const orders = odd >= even ? ['UTF-16LE', 'UTF-16BE'] : ['UTF-16BE', 'UTF-16LE'];
  for (const encoding of even + odd > 0 ? orders : []) {
    const { isSound, unreadable } = await fitOf(path, encoding);
    if (isSound) return { path, encoding, isUnusual: true, unreadable };
  }
  throw notText(path, 'it holds bytes that no text holds');
}

/** What chardet calls by the name of its part without the bytes 80 to 9F. */
const withC1: Readonly<Record<string, string>> = {
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-2': 'windows-1250',
  'ISO-8859-7': 'windows-1253',
  'ISO-8859-8': 'windows-1255',
  'ISO-8859-9': 'windows-1254',
};

/** chardet gives as much where it has seen almost nothing. */
const leastConfidence = 10;

async function guess(path: string, bytes: Survey, start: string): Promise<TextFile> {
  // damaged UTF-8: in any other encoding about as many characters are wrong as seem to begin
  const { unreadable } = await fitOf(path, 'UTF-8');
  if (start.startsWith(utf8Mark) || bytes.leads > 2 * (unreadable?.count ?? 0)) {
    return { path, encoding: 'UTF-8', isUnusual: true, unreadable };
  }
  const { analyse } = await import('chardet'); // loaded for the first file that needs it
  const names = analyse(bytes.sample)
    .filter(({ confidence }) => confidence > leastConfidence)
    .map(({ name }) => (bytes.hasC1 ? (withC1[name] ?? name) : name))
    .filter((name) => !/^(?:ASCII|UTF-|ISO-2022)/u.test(name));
  for (const encoding of new Set([...names, 'windows-1252'])) {
    const fit = await fitOf(path, encoding);
    if (fit.isSound) return { path, encoding, isUnusual: true, unreadable: fit.unreadable };
  }
  throw notText(path, 'it is neither UTF-8 nor UTF-16, and no other encoding fits it');
}

interface Fit {
  /** At most 1 % of the text cannot be read, or is not in use as characters of a text. */
  readonly isSound: boolean;
  readonly unreadable: Unreadable | undefined;
}

/** Characters that no encoding of the text gives: replacements, control characters, code points without a meaning. */
const strange = /\ufffd|\p{Cn}|(?!\s)\p{Cc}/gu;

/** How well an encoding fits a file. */
async function fitOf(path: string, encoding: string): Promise<Fit> {
  let [length, numStrange, count, first] = [0, 0, 0, 0];
  for await (const text of decodeBytes(path, encoding)) {
    for (const { 0: character, index } of text.matchAll(strange)) {
      if (character !== '\ufffd') numStrange++;
      else if (count++ === 0) first = length + index;
    }
    length += text.length;
  }
  const isRead = count === 0 || (isUnicode(encoding) && (await isWellFormed(path, encoding)));
  const isSound = (isRead || count * 100 <= length) && numStrange <= 1 + length / 100;
  return { isSound, unreadable: isRead ? undefined : { count, first } };
}

/** Whether replacements in the text stand in the file itself. */
async function isWellFormed(path: string, encoding: string): Promise<boolean> {
  try {
    for await (const _ of decodeBytes(path, encoding, { isStrict: true }));
    return true;
  } catch (cause) {
    if (!isNotInEncoding(cause)) throw cause;
    return false;
  }
}

const notText = (path: string, why: string): PolysemeError =>
  new PolysemeError('data', `${path} is not text: ${why}`, {
    cure: 'Save it as plain text, or name its encoding with encoding (--encoding), such as windows-1252.',
  });
