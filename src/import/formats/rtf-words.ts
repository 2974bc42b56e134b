// Control words of RTF by what they mean for the text.

/** Control words and symbols that stand for a character. */
export const characters: Readonly<Record<string, string>> = {
  ...{ emdash: '—', endash: '–', bullet: '•', lquote: '‘', rquote: '’', ldblquote: '“', rdblquote: '”' },
  ...{ tab: ' ', emspace: ' ', enspace: ' ', qmspace: ' ', zwj: '\u200d', zwnj: '\u200c' },
  ...{ '~': ' ', '-': '', _: '\u2011', '\\': '\\', '{': '{', '}': '}' },
};

/** Groups without text of the document, though they are not marked as ones that may be skipped. */
export const skipped = new Set([
  ...['fonttbl', 'colortbl', 'stylesheet', 'info', 'pict', 'nonshppict', 'shprslt', 'sp', 'fldinst', 'upr'],
  ...['header', 'headerl', 'headerr', 'headerf', 'footer', 'footerl', 'footerr', 'footerf'],
  ...['ftnsep', 'ftnsepc', 'ftncn', 'aftnsep', 'aftnsepc', 'aftncn', 'annotation', 'atnid', 'atnauthor'],
  ...['xe', 'tc', 'tcf', 'rxe', 'txe', 'pntext', 'listtext', 'nonesttables', 'objdata', 'objclass', 'revtbl'],
  ...['bkmkstart', 'bkmkend', 'filetbl', 'listtable', 'listoverridetable', 'private', 'template'],
]);

/** Groups that are marked as ones that may be skipped, and hold text. */
export const kept = new Set(['shpinst', 'shptxt', 'footnote', 'ud', 'nesttableprops', 'result']);

/** Groups of text that stand in the information about the file. */
export const properties: Readonly<Record<string, string>> = {
  ...{ title: 'title', author: 'author', subject: 'subject', keywords: 'keywords' },
};

/** Control words that end a paragraph. */
export const ends = new Set(['par', 'sect', 'page', 'column', 'nestcell', 'nestrow', '\n', '\r']);

/** Level of a heading by the name of its style; undefined for another style. */
export function headingLevel(style: string): number | undefined {
  const match = /^(?:heading|überschrift|titre|título|titolo|kop|заголовок) ?([1-9])\b/iu.exec(style.trim());
  return match ? Math.min(6, Number(match[1])) : /^title$/iu.test(style.trim()) ? 1 : undefined;
}

/** Lines of a table of contents repeat the headings. */
export const isContentsStyle = (style: string): boolean =>
  /^(?:toc|contents) (?:[1-9]|heading)/iu.test(style.trim());
