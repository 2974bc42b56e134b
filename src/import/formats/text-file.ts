// A file of text for the readers of formats: its encoding is recognised as that of any text; messages name the file as
// people know it.
import { PolysemeError } from '../../domain/errors.js';
import { readLines, readTextFile } from '../decode.js';
import { recogniseText, replacements, type TextFile } from '../encoding.js';
import { maxTextChars } from './limits.js';
import type { ReaderInput, ReadProblem } from './reader.js';
import { refuseLargeFile } from './whole-file.js';

/** encoding: as the file itself declares it. Throws `data` for what is no text, or not in that encoding. */
export async function recogniseFile(input: ReaderInput, encoding?: string): Promise<TextFile> {
  return named(input, () => recogniseText(input.path, encoding));
}

/** What to say of characters that cannot be read. */
export function encodingProblems(file: TextFile): { problem: ReadProblem }[] {
  const problem = replacements(file);
  return problem ? [{ problem }] : [];
}

/** The whole text without the mark of its byte order. Throws `too_large`, and as `recogniseFile` does. */
export async function readFileText(input: ReaderInput, file: TextFile): Promise<string> {
  await refuseLargeFile(input);
  const text = await named(input, () => readTextFile(file));
  return text.replace(/^\ufeff/u, '').toWellFormed();
}

/** Lines without their ends, and without the mark of the byte order. Throws `too_large`, and as `recogniseFile` does. */
export async function* readFileLines(input: ReaderInput, file: TextFile): AsyncGenerator<string> {
  const lines = readLines(file);
  for (let isFirst = true; ; isFirst = false) {
    const next = await named(input, () => lines.next());
    if (next.done) return;
    yield (isFirst ? next.value.replace(/^\ufeff/u, '') : next.value).toWellFormed();
  }
}

/** Throws `too_large` for a document's text over the limit. file: its name. */
export function refuseLongDocument(file: string, numChars: number): void {
  if (numChars <= maxTextChars) return;
  throw new PolysemeError('too_large', `${file} has a document of more than ${maxTextChars} characters`, {
    cure: 'Split it into several documents.',
  });
}

async function named<T>({ name, path }: ReaderInput, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof PolysemeError) || !cause.message.startsWith(path)) throw cause;
    const { code, message, cure } = cause;
    throw new PolysemeError(code, `${name}${message.slice(path.length)}`, { cure, cause });
  }
}
