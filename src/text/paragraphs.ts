// First cut of a document: paragraphs, which a passage may join but a sentence never crosses.
// In: text as decoded. Out: ranges without the blank lines between them.

export interface TextRange {
  readonly startChar: number;
  readonly endChar: number;
}

// A blank line, or the end of a line before or after a Markdown heading, list item, quotation, table row or rule.
const blankLine = /\r?\n[ \t\f\v]*(?:\r?\n[ \t\f\v]*)+|\r(?!\n)[ \t]*(?:\r[ \t]*)+|\u2029/gu;
const blockStart =
  /(?<=\n|\r)(?=[ \t]*(?:#{1,6}[ \t]|[-*+][ \t]|\d{1,3}[.)][ \t]|>[ \t]?|\||(?:[-*_][ \t]*){3,}\r?$))/gmu;
const quotedLine = /^[ \t]*>/u;
const tableRow = /^[ \t]*\|[^\r\n]*\|[ \t]*[\r\n]*$/u;
const cellBorder = /(?<!\\)\|/gu;
const headingLine = /^\ufeff?[ \t]*#{1,6}[ \t][^\r\n]*(?:\r?\n|\r)/u;

/**
 * Paragraphs in order; they do not overlap, and hold every character that is neither white space nor the border of a
 * table. A cell of a table is a paragraph, and so are neighbouring lines of a quotation.
 */
export function splitParagraphs(text: string): TextRange[] {
  const ranges: TextRange[] = [];
  for (const block of splitAt(text, 0, text.length, blankLine)) {
    for (const part of joinQuotation(text, splitAt(text, block.startChar, block.endChar, blockStart))) {
      if (tableRow.test(text.slice(part.startChar, part.endChar))) {
        for (const cell of splitAt(text, part.startChar, part.endChar, cellBorder)) {
          pushTrimmed(ranges, text, cell.startChar, cell.endChar);
        }
        continue;
      }
      const heading = headingLine.exec(text.slice(part.startChar, part.endChar));
      const middle = part.startChar + (heading?.[0].length ?? 0);
      pushTrimmed(ranges, text, part.startChar, middle);
      pushTrimmed(ranges, text, middle, part.endChar);
    }
  }
  return ranges;
}

/** Neighbouring parts that are lines of a quotation become one. */
function joinQuotation(text: string, parts: readonly TextRange[]): TextRange[] {
  const joined: TextRange[] = [];
  const isQuoted = ({ startChar }: TextRange): boolean =>
    quotedLine.test(text.slice(startChar, startChar + 100));
  for (const part of parts) {
    const last = joined.at(-1);
    if (last && isQuoted(last) && isQuoted(part))
      joined[joined.length - 1] = { ...last, endChar: part.endChar };
    else joined.push(part);
  }
  return joined;
}

function splitAt(text: string, startChar: number, endChar: number, separator: RegExp): TextRange[] {
  const ranges: TextRange[] = [];
  const block = text.slice(startChar, endChar);
  let from = 0;
  for (const match of block.matchAll(separator)) {
    ranges.push({ startChar: startChar + from, endChar: startChar + match.index });
    from = match.index + match[0].length;
  }
  ranges.push({ startChar: startChar + from, endChar });
  return ranges;
}

function pushTrimmed(ranges: TextRange[], text: string, startChar: number, endChar: number): void {
  let start = startChar;
  let end = endChar;
  while (start < end && isSpace(text, start)) start++;
  while (end > start && isSpace(text, end - 1)) end--;
  if (end > start) ranges.push({ startChar: start, endChar: end });
}

function isSpace(text: string, index: number): boolean {
  return /[\s\ufeff]/u.test(text[index] as string);
}
