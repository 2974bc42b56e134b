// Headings: larger type, bold type by itself, or the words of a title in the outline.
import type { Line } from './lines.js';
import type { OutlineTitle, Pdf } from './open.js';
import type { Paragraph, Usual } from './paragraphs.js';

const maxLetters = 200;
const maxLines = 4;
/** Of the size of most text, at least. */
const headingSize = 1.12;

/** Levels of the paragraphs that are headings, 1 to 6. */
export async function findHeadings(
  paragraphs: readonly Paragraph[],
  usual: Usual,
  pdf: Pick<Pdf, 'outline' | 'isBold'>,
): Promise<Map<Paragraph, number>> {
  const titles = new Map(pdf.outline.map((title) => [foldTitle(title.title), title]));
  // a title with its page behind it stands in the table of contents
  const isEntry = (words: string): boolean =>
    /\s\d+$/u.test(words) &&
    !titles.has(foldTitle(words)) &&
    titles.has(foldTitle(words.replace(/\s\d+$/u, '')));
  const candidates = paragraphs.filter((one) => mayHead(one) && !isEntry(wordsOf(one)));
  const large = candidates.filter((one) => sizeOf(one) > headingSize * usual.size);
  const bold = await boldOnes(candidates, paragraphs, usual, pdf);
  const sizes = [...new Set(large.map((one) => Math.round(2 * sizeOf(one))))].sort((a, b) => b - a);
  const levels = new Map<Paragraph, number>();
  for (const one of candidates) {
    const title = titles.get(foldTitle(wordsOf(one)));
    const rank = sizes.indexOf(Math.round(2 * sizeOf(one)));
    if (title) levels.set(one, (title as OutlineTitle).depth);
    else if (large.includes(one)) levels.set(one, Math.min(rank + 1, 6));
    else if (bold.has(one)) levels.set(one, Math.min(sizes.length + 1, 6));
  }
  return levels;
}

const wordsOf = ({ lines }: Paragraph): string => lines.map((line) => line.text).join(' ');
const sizeOf = ({ lines }: Paragraph): number => (lines[0] as Line).size;

function mayHead(paragraph: Paragraph): boolean {
  const words = wordsOf(paragraph);
  const isSmall = paragraph.lines.length <= maxLines && words.length <= maxLetters;
  return paragraph.kind === 'paragraph' && isSmall && /\p{L}/u.test(words);
}

/** Letters and digits, without the number of the heading. */
const foldTitle = (title: string): string =>
  title
    .toLowerCase()
    .normalize('NFKC')
    .replace(/^[\d.\s]+(?=\p{L})/u, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** Those in bold type where the text is not; a page is looked through for its fonts once for each font. */
async function boldOnes(
  candidates: readonly Paragraph[],
  paragraphs: readonly Paragraph[],
  usual: Usual,
  pdf: Pick<Pdf, 'isBold'>,
): Promise<Set<Paragraph>> {
  const bodyFont = mostUsedFont(paragraphs);
  const byFont = new Map<string, Paragraph[]>();
  for (const one of candidates) {
    const font = fontOf(one);
    const isLabel =
      one.lines.length <= 2 && !/[.,;:]$/u.test(wordsOf(one)) && sizeOf(one) > 0.95 * usual.size;
    if (font && font !== bodyFont && isLabel) byFont.set(font, [...(byFont.get(font) ?? []), one]);
  }
  const bold = new Set<Paragraph>();
  for (const [font, ones] of byFont) {
    const page = ones[0]?.lines[0]?.page as number;
    if (await pdf.isBold(font, page)) for (const one of ones) bold.add(one);
  }
  return bold;
}

/** The font of all its lines, or undefined. */
function fontOf({ lines }: Paragraph): string | undefined {
  const fonts = new Set(
    lines.flatMap((line) => line.phrases.flatMap(({ runs }) => runs.map((run) => run.font))),
  );
  return fonts.size === 1 ? [...fonts][0] : undefined;
}

function mostUsedFont(paragraphs: readonly Paragraph[]): string | undefined {
  const letters = new Map<string, number>();
  for (const { lines } of paragraphs) {
    for (const { font, text } of lines) letters.set(font, (letters.get(font) ?? 0) + text.length);
  }
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0];
}
