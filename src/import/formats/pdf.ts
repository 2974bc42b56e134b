// .pdf to text: placed runs to phrases (`lines`), phrases to regions in reading order (`columns`), regions to paragraphs,
// tables and notes, and these over the ends of columns and pages to the text of one document.
import { PolysemeError } from '../../domain/errors.js';
import { maxTextChars } from './limits.js';
import { assemble } from './pdf/assemble.js';
import { findHeadings } from './pdf/headings.js';
import { learnJoints } from './pdf/hyphens.js';
import { toPhrases } from './pdf/lines.js';
import { metadataOf } from './pdf/metadata.js';
import { openPdf, type Pdf, pagesWithPictures } from './pdf/open.js';
import { layOut } from './pdf/pages.js';
import type { Page } from './pdf/running-heads.js';
import type { ReadDocument, Reader, ReaderInput, ReadProblem } from './reader.js';

/** One document; pages that hold only pictures, or cannot be read, are problems. Throws as a reader does. */
export const readPdf: Reader = async function* (input, options) {
  const pdf = await openPdf(input);
  try {
    const { pages, problems } = await readPages(input, pdf);
    for (const problem of problems) yield { problem };
    yield { document: await toDocument(pdf, pages, options.keepRunningHeads ?? false) };
    const empty = pages.filter((page) => page.phrases.length === 0).map((page) => page.number);
    const problem = nameEmptyPages(pdf.numPages, empty, await pagesWithPictures(input, pdf, empty));
    if (problem) yield { problem };
  } finally {
    await pdf.close();
  }
};

async function readPages(
  input: ReaderInput,
  pdf: Pdf,
): Promise<{ readonly pages: readonly Page[]; readonly problems: readonly ReadProblem[] }> {
  const pages: Page[] = [];
  const problems: ReadProblem[] = [];
  let numChars = 0;
  for (let number = 1; number <= pdf.numPages; number++) {
    const label = pdf.labels?.[number - 1] || String(number);
    try {
      const runs = await pdf.readPage(number);
      numChars += runs.reduce((sum, run) => sum + run.text.length, 0);
      pages.push({ number, label, phrases: toPhrases(runs, number) });
    } catch (cause) {
      problems.push({
        message: `page ${number} cannot be read: ${(cause as Error).message}`,
        cure: 'Open the file in a viewer, and print it into a new PDF.',
      });
    }
    if (numChars > maxTextChars) {
      throw new PolysemeError(
        'too_large',
        `${input.name} has more than ${maxTextChars} characters of text in its first ${number} pages`,
        { cure: 'Divide it into several files.' },
      );
    }
  }
  if (pages.length > 0) return { pages, problems };
  throw new PolysemeError('data', `${input.name} is damaged: none of its pages can be read`, {
    cure: 'Get the file again, or open it in a viewer and print it into a new PDF.',
  });
}

async function toDocument(
  pdf: Pdf,
  pages: readonly Page[],
  keepRunningHeads: boolean,
): Promise<ReadDocument> {
  const { paragraphs, usual } = layOut(pages, keepRunningHeads);
  const levels = await findHeadings(paragraphs, usual, pdf);
  const joinLines = learnJoints(paragraphs.flatMap((one) => one.lines));
  const labels = new Map(pages.map((page) => [page.number, page.label]));
  const { text, parts } = assemble(paragraphs, levels, (page) => labels.get(page) as string, joinLines);
  return { id: null, text, metadata: metadataOf(pdf), parts };
}

/** The problem of pages without text. */
function nameEmptyPages(
  numPages: number,
  empty: readonly number[],
  withPictures: readonly number[],
): ReadProblem | undefined {
  if (withPictures.length > 0) {
    const which = withPictures.length === numPages ? '' : `: ${withPictures.join(', ')}`;
    return {
      message: `${withPictures.length} of ${numPages} pages hold no text, only pictures${which}`,
      cure: 'Run text recognition (OCR) on the file, and read the result.',
    };
  }
  if (empty.length < numPages) return undefined;
  return { message: 'no page holds text', cure: 'If it shows text, run text recognition (OCR) on it.' };
}
