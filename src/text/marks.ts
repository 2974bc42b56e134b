// Marks of Markdown, and of plain text that uses the same ones (_emphasis_, > quotation): they are not read. A mark is
// recognised by what stands next to it, so that a piece of a text has the same marks as the whole.

const patterns: readonly RegExp[] = [
  /^[ \t]*(?:`{3,}|~{3,})[^\n\r]*$/gmu, // a fence of code
  /^[ \t]*(?:[=\-*_~+#|:][ \t]*){3,}$/gmu, // a rule, an underline, the rule of a table
  /^[ \t]*\[[^\]\n\r]{1,200}\]:[ \t]+\S+[^\n\r]*$/gmu, // where a link leads
  /^\ufeff?[ \t]*#{1,6}(?=[ \t])|[ \t]#{1,6}[ \t]*$/gmu, // a heading
  /^[ \t]*(?:>[ \t]?)+/gmu, // a quotation
  /^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t])?/gmu, // an item of a list
  /!?\[(?=[^[\]\n\r]{1,300}\][([])|\]\([^()\s]{0,2000}(?:[ \t]+"[^"\n\r]{0,300}")?\)|\]\[[^[\]\n\r]{0,200}\]/gu, // a link
  /\[\^[^[\]\s]{1,60}\]/gu, // a note
  /(?<=^|[\s([{"'“‘—–-])(?:\*{1,3}|_{1,3}|~~)(?=[^\s*_~])/gmu, // emphasis begins
  /(?<=[^\s*_~])(?:\*{1,3}|_{1,3}|~~)(?=$|[\s)\]}.,;:!?"'”’—–-])/gmu, // emphasis ends
  /\\(?=[*_`#[\]()>+.!|~-])/gu, // a mark that is meant as it stands
];

/** Code within a line; what it holds stays. */
const code = /(`{1,2})([^`\n\r]{1,300})(`{1,2})/gu;

const tableRow = /^[ \t]*\|[^\r\n]*\|[ \t]*$/gmu;

/** The characters that marks are made of, so that most lines need no patterns. */
const someMark = /[`~*_#>|[\]\\]|^[ \t]*[-+=\d]/mu;

/** Returns the text with blanks in place of its marks, as long as before. */
export function blankMarks(text: string): string {
  if (!someMark.test(text)) return text;
  const blank = (mark: string): string => mark.replace(/[^\r\n]/gu, ' ');
  return patterns
    .reduce((rest, pattern) => rest.replace(pattern, blank), text)
    .replace(tableRow, (row, at: number) =>
      row.replace(/\|/gu, (bar, i: number) => (text[at + i - 1] === '\\' ? bar : ' ')),
    )
    .replace(code, (_, start: string, inner: string, end: string) => blank(start) + inner + blank(end));
}
