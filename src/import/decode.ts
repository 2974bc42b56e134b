// Bytes to text, in the encoding that the file was recognised to be in. A byte order mark stays in the text, so that
// offsets count it.
import { stat } from 'node:fs/promises';
import { PolysemeError } from '../domain/errors.js';
import { decodeBytes, isNotInEncoding } from './codecs.js';
import type { TextFile } from './encoding.js';

/** Most bytes of a file that is read whole (.txt, .md); the text is a few times larger in memory. */
export const maxTextFileBytes = 128 * 1024 * 1024;

/** Most characters of one line of .jsonl or one row of .csv. */
export const maxRecordChars = 32 * 1024 * 1024;

/** Throws `too_large` for a file that is too long to be read whole. */
export async function refuseLongText(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size <= maxTextFileBytes) return;
  throw new PolysemeError(
    'too_large',
    `${path} has ${size} bytes; the limit for one text is ${maxTextFileBytes}`,
    {
      cure: 'Split the file, or turn it into .jsonl with one text a line.',
    },
  );
}

/** Returns the whole text of a file. Throws as `decodeFile` does. */
export async function readTextFile(file: TextFile): Promise<string> {
  let text = '';
  for await (const chunk of decodeFile(file)) text += chunk;
  return text;
}

/** The text of a file in chunks. Throws `data` for what is no regular file, or no longer what was recognised. */
export async function* decodeFile({ path, encoding, unreadable }: TextFile): AsyncGenerator<string> {
  try {
    yield* decodeBytes(path, encoding, { isStrict: unreadable === undefined });
  } catch (cause) {
    if (!isNotInEncoding(cause)) throw cause;
    throw new PolysemeError('data', `${path} changed while it was read`, {
      cure: 'Run the same again.',
      cause,
    });
  }
}

/** Lines without their ends, in order; a line over the limit throws `too_large`. */
export async function* readLines(file: TextFile): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of decodeFile(file)) {
    const lines = (rest + chunk).split(/\r?\n/u);
    rest = lines.pop() as string;
    if (rest.length > maxRecordChars) {
      throw new PolysemeError(
        'too_large',
        `${file.path} has a line of more than ${maxRecordChars} characters`,
        {
          cure: 'Write one record a line.',
        },
      );
    }
    yield* lines;
  }
  if (rest !== '') yield rest;
}
