// .rtf, by its control words: text in the code pages of its fonts, headings by outline levels and names of styles,
// tables and notes. Headers, footers, hidden and deleted text are left out.
import { readFile } from 'node:fs/promises';
import { PolysemeError } from '../../domain/errors.js';
import { loadCodec } from '../codecs.js';
import type { ReaderInput, ReaderItem } from './reader.js';
import { RtfDocument } from './rtf-document.js';
import { readTokens } from './rtf-tokens.js';
import { refuseLargeFile } from './whole-file.js';

/** Reads an .rtf. Throws `data` for a file that is none, and `too_large` over a limit. */
export async function* readRtf(input: ReaderInput): AsyncGenerator<ReaderItem> {
  await refuseLargeFile(input);
  const { name, path } = input;
  const bytes = await readFile(path);
  if (!/^(?:\xef\xbb\xbf)?\s*\{\\rtf/u.test(bytes.toString('latin1', 0, 64))) throw notRtf(name);
  const document = new RtfDocument(name, await loadCodec());
  const numOpen = readTokens(bytes, document);
  yield { document: { id: null, ...document.finish() } };
  if (numOpen > 0) {
    yield { problem: { message: `${name} ends before its text does`, cure: 'Fetch or save it once more.' } };
  }
}

const notRtf = (name: string): PolysemeError =>
  new PolysemeError('data', `${name} is not RTF`, {
    cure: 'Name it as what it is: .txt for text, .docx for a file of Word.',
  });
