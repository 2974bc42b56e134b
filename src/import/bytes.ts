// The bytes of a file, in chunks.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { PolysemeError } from '../domain/errors.js';

const mostChunkBytes = 1 << 20;

/**
 * Yields the bytes of a regular file in order; nothing for an empty one. Throws `data` for anything else, such as a pipe
 * that has taken its place, which might never end, and errors of reading files.
 */
export async function* readBytes(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await file.stat();
    if (!stats.isFile()) {
      throw new PolysemeError('data', `${path} is not a regular file`, {
        cure: 'Save what it gives as a file.',
      });
    }
    // one byte more than there are shows the end in the same call: most files are small, and a stream takes twice as long
    const chunkBytes = Math.min(stats.size + 1, mostChunkBytes);
    let bytesRead: number;
    do {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      ({ bytesRead } = await file.read(chunk, 0, chunkBytes));
      if (bytesRead > 0) yield chunk.subarray(0, bytesRead);
    } while (bytesRead === chunkBytes);
  } finally {
    await file.close();
  }
}
