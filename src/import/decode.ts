// Bytes to text: UTF-8 and nothing else, checked. A byte order mark stays in the text, so that offsets count it.
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { PolysemeError } from '../domain/errors.js';

/** Most bytes of a file that is read whole (.txt, .md); the text is a few times larger in memory. */
export const maxTextFileBytes = 128 * 1024 * 1024;

/** Most characters of one line of .jsonl or one row of .csv. */
export const maxRecordChars = 32 * 1024 * 1024;

/** Returns the whole text of a file. Throws `data` when it cannot be read as UTF-8, `too_large` over the limit. */
export async function readTextFile(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > maxTextFileBytes) {
    throw new PolysemeError(
      'too_large',
      `${path} has ${size} bytes; the limit for one text is ${maxTextFileBytes}`,
      {
        cure: 'Split the file, or turn it into .jsonl with one text a line.',
      },
    );
  }
  let text = '';
  for await (const chunk of decodeFile(path)) text += chunk;
  return text;
}

/** Opens a regular file: anything else, such as a pipe that has taken its place, might never end. Throws `data`. */
async function openFile(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new PolysemeError('data', `${path} is not a regular file`, { cure: 'Save what it gives as a file.' });
}

/** The text of a file in chunks. Throws `data` for what is no regular file. */
export async function* decodeFile(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let offset = 0;
  const file = await openFile(path);
  for await (const chunk of file.createReadStream({ highWaterMark: 1 << 20 })) {
    const bytes = chunk as Buffer;
    try {
      yield decoder.decode(bytes, { stream: true });
    } catch (cause) {
      throw await notUtf8(path, offset, cause);
    }
    offset += bytes.length;
  }
  try {
    yield decoder.decode();
  } catch (cause) {
    throw await notUtf8(path, offset, cause);
  }
}

/** Lines without their ends, in order; a line over the limit throws `too_large`. */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of decodeFile(path)) {
    const lines = (rest + chunk).split(/\r?\n/u);
    rest = lines.pop() as string;
    if (rest.length > maxRecordChars) {
      throw new PolysemeError('too_large', `${path} has a line of more than ${maxRecordChars} characters`, {
        cure: 'Write one record a line.',
      });
    }
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function notUtf8(path: string, offset: number, cause: unknown): Promise<PolysemeError> {
  const file = await open(path);
  const start = Buffer.alloc(2);
  await file.read(start, 0, 2, 0);
  await file.close();
  const isUtf16 = start.equals(Buffer.from([0xff, 0xfe])) || start.equals(Buffer.from([0xfe, 0xff]));
  const [what, from] = isUtf16
    ? ['it is UTF-16', 'UTF-16']
    : [`bytes after ${offset} are not valid`, 'WINDOWS-1252'];
  return new PolysemeError('data', `${path} is not UTF-8: ${what}`, {
    cure: `Convert it, for example: iconv -f ${from} -t UTF-8 "${path}" > converted.txt`,
    cause,
  });
}
