// The one place that knows pdf.js: bytes of a file to pages with placed text. It runs in the calling thread, takes character
// maps and standard fonts from its own package, and never draws.
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { PolysemeError } from '../../../domain/errors.js';
import { maxFileBytes, maxPages } from '../limits.js';
import type { ReaderInput } from '../reader.js';
import { standInForCanvas } from './canvas.js';
import { type Run, toRuns } from './runs.js';

/** An opened file. `close` frees it. */
export interface Pdf {
  readonly numPages: number;
  /** One for each page, where the file has them. */
  readonly labels: readonly string[] | null;
  /** What the file says of itself: its information dictionary, and the values of its XMP by their lower-case names. */
  readonly info: Readonly<Record<string, unknown>>;
  readonly xmp: (name: string) => unknown;
  /** Titles of the outline, with their depth from 1. */
  readonly outline: readonly OutlineTitle[];
  /** number: from 1. Throws what pdf.js throws for a damaged page. */
  readonly readPage: (number: number) => Promise<Run[]>;
  /** True when a font that is used on a page is bold. */
  readonly isBold: (font: string, page: number) => Promise<boolean>;
  readonly countOperators: (page: number) => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface OutlineTitle {
  readonly title: string;
  readonly depth: number;
}

type Engine = typeof import('pdfjs-dist/legacy/build/pdf.mjs');

const folder = path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

let engine: Promise<Engine> | undefined;

function loadEngine(): Promise<Engine> {
  standInForCanvas();
  return (engine ??= import('pdfjs-dist/legacy/build/pdf.mjs'));
}

/** pdf.js draws nothing larger than this, in pixels: no picture is decoded. */
const maxImageSize = 1;

/** Throws as a reader does. */
export async function openPdf(input: ReaderInput): Promise<Pdf> {
  const document = await load(input, false);
  try {
    if (document.numPages > maxPages) {
      throw new PolysemeError(
        'too_large',
        `${input.name} has ${document.numPages} pages; the limit is ${maxPages}`,
        { cure: 'Divide it into several files.' },
      );
    }
    const { info, metadata } = await document.getMetadata().catch(() => ({ info: {}, metadata: null }));
    return {
      numPages: document.numPages,
      labels: await document.getPageLabels().catch(() => null),
      info: info as Record<string, unknown>,
      xmp: (name) => metadata?.get(name),
      outline: titlesOf((await document.getOutline().catch(() => null)) ?? []),
      readPage: (number) => readPage(document, number),
      isBold: (font, page) => isBold(document, font, page),
      countOperators: (page) => countOperators(document, page),
      close: () => document.loadingTask.destroy(),
    };
  } catch (cause) {
    await document.loadingTask.destroy();
    throw cause;
  }
}

/**
 * Which of these pages show a picture. A page of a document that stops at errors has no operators where its first picture
 * fails, and every picture fails, being over the limit of size; so none is decoded.
 */
export async function pagesWithPictures(
  input: ReaderInput,
  pdf: Pdf,
  pages: readonly number[],
): Promise<number[]> {
  if (pages.length === 0) return [];
  // a damaged file cannot be opened so: then whatever draws counts as a picture
  const strict = await load(input, true).catch(() => undefined);
  const withPictures: number[] = [];
  for (const number of pages) {
    const isStopped = !strict || (await countOperators(strict, number)) === 0;
    if (isStopped && (await pdf.countOperators(number)) > 0) withPictures.push(number);
  }
  await strict?.loadingTask.destroy();
  return withPictures;
}

/** What a page draws, in steps; 0 also where it cannot be read. */
async function countOperators(document: PDFDocumentProxy, number: number): Promise<number> {
  try {
    const page = await document.getPage(number);
    const { fnArray } = await page.getOperatorList();
    page.cleanup();
    return fnArray.length;
  } catch {
    return 0;
  }
}

async function load({ name, path: file }: ReaderInput, stopAtErrors: boolean): Promise<PDFDocumentProxy> {
  const { size } = await stat(file);
  if (size > maxFileBytes) {
    throw new PolysemeError('too_large', `${name} has ${size} bytes; the limit is ${maxFileBytes}`, {
      cure: 'Divide it into several files.',
    });
  }
  const bytes = await readFile(file);
  if (!bytes.subarray(0, 1024).includes('%PDF-')) {
    throw new PolysemeError('data', `${name} is not a PDF: it does not begin with %PDF-`, {
      cure: 'Give it the ending of what it is, or save it as PDF again.',
    });
  }
  const { getDocument } = await loadEngine();
  const task = getDocument({
    data: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    cMapUrl: `${folder}/cmaps/`,
    standardFontDataUrl: `${folder}/standard_fonts/`,
    wasmUrl: `${folder}/wasm/`,
    iccUrl: `${folder}/iccs/`,
    isEvalSupported: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    verbosity: 0,
    maxImageSize,
    stopAtErrors,
  });
  try {
    return await task.promise;
  } catch (cause) {
    await task.destroy();
    throw whyNot(name, cause);
  }
}

function whyNot(name: string, cause: unknown): PolysemeError {
  const { name: kind, message } = cause as Error;
  if (kind === 'PasswordException' || /encrypt/iu.test(message)) {
    return new PolysemeError('data', `${name} cannot be read: it is encrypted`, {
      cure: 'Open it with its password, and save a copy without one.',
      cause,
    });
  }
  return new PolysemeError('data', `${name} is damaged: ${message}`, {
    cure: 'Get the file again, or open it in a viewer and print it into a new PDF.',
    cause,
  });
}

async function readPage(document: PDFDocumentProxy, number: number): Promise<Run[]> {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  const { transform } = page.getViewport({ scale: 1 });
  page.cleanup();
  return toRuns(
    items.flatMap((item) => ('str' in item ? [item] : [])),
    transform as number[],
  );
}

/** The name of a font says it, where its description does not. */
const boldName = /[Bb]old|BOLD|Black|Heavy|Demi|CM\w*BX|SFBX|-B[iI]?$|\bBd\b/u;

async function isBold(document: PDFDocumentProxy, font: string, number: number): Promise<boolean> {
  const page = await document.getPage(number);
  await page.getOperatorList(); // brings the page's fonts over from the worker's side
  const { commonObjs } = page;
  const { name = '', bold, black } = commonObjs.has(font) ? commonObjs.get(font) : {};
  page.cleanup();
  return bold === true || black === true || boldName.test(name);
}

/** Depth first. Outlines nest at most so deep as headings have levels; what lies deeper counts as the last. */
function titlesOf(nodes: readonly { title: string; items: unknown[] }[], depth = 1): readonly OutlineTitle[] {
  if (depth > 64) return [];
  return nodes.flatMap(({ title, items }) => [
    { title, depth: Math.min(depth, 6) },
    ...titlesOf(items as { title: string; items: unknown[] }[], depth + 1),
  ]);
}
