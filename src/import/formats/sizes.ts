// The size of a file that is read whole, refused before it is read.
import { stat } from 'node:fs/promises';
import { PolysemeError } from '../../domain/errors.js';
import { maxFileBytes } from './limits.js';
import type { ReaderInput } from './reader.js';

/** Throws `too_large` for a file that is too large to be read whole. */
export async function refuseLargeFile({ name, path }: ReaderInput): Promise<void> {
  const { size } = await stat(path);
  if (size <= maxFileBytes) return;
  throw new PolysemeError('too_large', `${name} has ${size} bytes; the limit is ${maxFileBytes}`, {
    cure: 'Split the file.',
  });
}
