// A file whole in memory, for formats that cannot be read in order.
import { stat } from 'node:fs/promises';
import { PolysemeError } from '../../domain/errors.js';
import { readBytes } from '../bytes.js';
import { maxFileBytes } from './limits.js';
import type { ReaderInput } from './reader.js';

/** Throws `too_large` over the limit, `data` for what is no regular file, and errors of reading files. */
export async function readWholeFile(input: ReaderInput): Promise<Buffer> {
  await refuseLargeFile(input);
  const chunks: Buffer[] = [];
  for await (const chunk of readBytes(input.path)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Throws `too_large` for a file over the limit of one that is read whole. */
export async function refuseLargeFile({ name, path }: ReaderInput): Promise<void> {
  const { size } = await stat(path);
  if (size <= maxFileBytes) return;
  throw new PolysemeError('too_large', `${name} has ${size} bytes; the limit is ${maxFileBytes}`, {
    cure: 'Split the file.',
  });
}
