// The tokens of RTF: groups, control words, control symbols and the bytes of text between them.

export interface RtfEvents {
  open(): void;
  close(): void;
  /** value: the number behind it, as in `\fs24`. */
  word(name: string, value: number | undefined): void;
  /** `\~`, by its character. */
  symbol(character: string): void;
  /** Bytes as they stand, without line ends, which mean nothing. */
  text(bytes: Uint8Array): void;
  /** A byte by its number: `\'e4`. */
  byte(value: number): void;
}

const code = (character: string): number => character.charCodeAt(0);
const [backslash, openBrace, closeBrace, apostrophe] = ['\\', '{', '}', "'"].map(code) as [
  number,
  number,
  number,
  number,
];
const [blank, minus, lineFeed, carriageReturn] = [' ', '-', '\n', '\r'].map(code) as [
  number,
  number,
  number,
  number,
];
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** Longest name and number that are taken for a control word's. */
const mostWordChars = 32;

/** Reads tokens until the outermost group ends. Returns how many groups have not ended. */
export function readTokens(bytes: Buffer, events: RtfEvents): number {
  let depth = 0;
  let at = bytes.indexOf(openBrace);
  while (at >= 0 && at < bytes.length) {
    const byte = bytes[at] as number;
    if (byte === openBrace) {
      depth++;
      events.open();
      at++;
    } else if (byte === closeBrace) {
      events.close();
      at++;
      if (--depth === 0) return 0;
    } else if (byte === backslash) at = readControl(bytes, at + 1, events);
    else if (byte === lineFeed || byte === carriageReturn || byte === 0) at++;
    else {
      const start = at;
      while (at < bytes.length && !endsText(bytes[at] as number)) at++;
      events.text(bytes.subarray(start, at));
    }
  }
  return depth;
}

const endsText = (byte: number): boolean =>
  byte === backslash ||
  byte === openBrace ||
  byte === closeBrace ||
  byte === lineFeed ||
  byte === carriageReturn ||
  byte === 0;

/** Reads what stands behind a backslash. Returns where it ends. */
function readControl(bytes: Buffer, start: number, events: RtfEvents): number {
  const first = bytes[start];
  if (first === undefined) return start;
  if (first === apostrophe) {
    const value = Number.parseInt(bytes.toString('latin1', start + 1, start + 3), 16);
    if (!Number.isNaN(value)) events.byte(value);
    return start + 3;
  }
  if (!isLetter(first)) {
    events.symbol(String.fromCharCode(first));
    return start + 1;
  }
  let at = start;
  while (at - start < mostWordChars && isLetter(bytes[at])) at++;
  const name = bytes.toString('latin1', start, at);
  const numberStart = at;
  if (bytes[at] === minus && isDigit(bytes[at + 1])) at++;
  while (at - numberStart < mostWordChars && isDigit(bytes[at])) at++;
  const value = at > numberStart ? Number(bytes.toString('latin1', numberStart, at)) : undefined;
  if (bytes[at] === blank) at++;
  if (name === 'bin') return at + Math.max(0, value ?? 0);
  events.word(name, value);
  return at;
}
