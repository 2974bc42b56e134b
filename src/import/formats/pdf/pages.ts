// Pages to paragraphs in reading order: running heads are left out, columns are read one after the other, notes come behind
// their page's text, and what goes on over the end of a column or page is one paragraph.
import { toRegions } from './columns.js';
import { joinInitials } from './initials.js';
import { type Line, type Phrase, toLines } from './lines.js';
import { type Note, splitNotes } from './notes.js';
import { goesOn, medianPitch, type Paragraph, toParagraphs, type Usual } from './paragraphs.js';
import { asidesOf, findRunningHeads, type Page } from './running-heads.js';
import { splitTables } from './tables.js';

export function layOut(
  pages: readonly Page[],
  keepRunningHeads: boolean,
): { readonly paragraphs: readonly Paragraph[]; readonly usual: Usual } {
  const size = usualSize(pages);
  const heads = findRunningHeads(pages, size);
  const regions = pages.map((page) => ({
    page,
    regions: toRegions(page.phrases.filter((phrase) => !heads.has(phrase))).map(toLines),
  }));
  const usual = { size, pitch: medianPitch(regions.flatMap((one) => one.regions.flat())) ?? 1.2 };
  const laid = regions.map(({ page, regions }) =>
    layOutPage(page, regions, usual, keepRunningHeads ? heads : new Set()),
  );
  return { paragraphs: joinPages(laid), usual };
}

/** Size of most letters, in half points. */
function usualSize(pages: readonly Page[]): number {
  const letters = new Map<number, number>();
  for (const run of pages.flatMap((page) => page.phrases.flatMap((phrase) => phrase.runs))) {
    const size = Math.round(2 * run.size) / 2;
    letters.set(size, (letters.get(size) ?? 0) + run.text.length);
  }
  return [...letters].reduce((best, next) => (next[1] > best[1] ? next : best), [10, 0])[0];
}

/** A page's paragraphs by region, and what comes behind its text: notes, and what stands along its margin. */
interface LaidPage {
  readonly regions: readonly (readonly Paragraph[])[];
  readonly behind: readonly Paragraph[];
}

function layOutPage(
  page: Page,
  regions: readonly Line[][],
  usual: Usual,
  heads: ReadonlySet<Phrase>,
): LaidPage {
  const parted = regions.map((lines) => splitNotes(lines, usual.size));
  const notes = parted.flatMap((one) => one.notes);
  const marks = new Set(notes.map((note) => note.mark).filter((mark) => !/\d/u.test(mark)));
  const bodies = parted.map(({ body }) =>
    layOutRegion(
      body.map((line) => withoutMarks(line, marks)),
      usual,
    ),
  );
  const asides = new Set(asidesOf(page));
  const isAside = (paragraphs: readonly Paragraph[]): boolean =>
    paragraphs.some(({ lines }) => lines.some((line) => line.phrases.some((phrase) => asides.has(phrase))));
  const running = toLines(page.phrases.filter((phrase) => heads.has(phrase))).map((line) =>
    plain('running', [line]),
  );
  const isAbove = ({ lines }: Paragraph): boolean =>
    (lines[0] as Line).y < ((regions[0]?.[0] as Line)?.y ?? 0);
  return {
    regions: [
      running.filter(isAbove),
      ...bodies.filter((one) => !isAside(one)),
      running.filter((one) => !isAbove(one)),
    ].filter((one) => one.length > 0),
    behind: [
      ...notes.map(({ lines }: Note) => plain('note', lines)),
      ...bodies.filter((one) => isAside(one)).flat(),
    ],
  };
}

/** Without the signs that refer to notes of the page, where they stand as ordinary letters. */
function withoutMarks(line: Line, marks: ReadonlySet<string>): Line {
  const text = [...marks].reduce(
    (words, mark) =>
      words.replaceAll(
        new RegExp(`(?<=[\\p{L}\\p{P}])(?<![*∗†‡§¶‖])[${mark[0]}]{${mark.length}}(?=\\s|$)`, 'gu'),
        '',
      ),
    line.text,
  );
  return text === line.text ? line : { ...line, text };
}

function layOutRegion(lines: readonly Line[], usual: Usual): Paragraph[] {
  return splitTables(joinInitials(lines, usual.size)).flatMap((stretch) =>
    'rows' in stretch
      ? [{ ...plain('table', stretch.lines), rows: stretch.rows }]
      : toParagraphs(stretch.lines, lines, usual),
  );
}

const plain = (kind: Paragraph['kind'], lines: readonly Line[]): Paragraph => ({
  kind,
  lines,
  isBroken: lines.slice(1).map(() => false),
  isIndented: false,
  isFull: false,
  isShort: false,
});

/** All paragraphs in order; notes and the like wait for the end of the paragraph that goes on over their page's end. */
function joinPages(pages: readonly LaidPage[]): Paragraph[] {
  const within = pages.flatMap((page) => page.regions.flat());
  const hasIndents = within.filter((one) => one.isIndented).length > 0.2 * within.length;
  const paragraphs: Paragraph[] = [];
  const waiting: Paragraph[] = [];
  for (const { regions, behind } of pages) {
    for (const [first, ...rest] of regions as readonly [Paragraph, ...Paragraph[]][]) {
      const before = paragraphs.at(-1);
      if (before && goesOn(before, first, hasIndents)) paragraphs.splice(-1, 1, merge(before, first));
      else paragraphs.push(...waiting.splice(0), first);
      if (rest.length > 0) paragraphs.push(...waiting.splice(0), ...rest);
    }
    waiting.push(...behind);
  }
  return [...paragraphs, ...waiting];
}

/** Adds the lines of the second to those of the first, which may be many: a paragraph may go on over all pages. */
function merge(before: Paragraph, after: Paragraph): Paragraph {
  const [lines, isBroken] = [before.lines as Line[], before.isBroken as boolean[]];
  for (const line of after.lines) lines.push(line);
  isBroken.push(false, ...after.isBroken);
  return { ...after, lines, isBroken, isIndented: before.isIndented };
}
