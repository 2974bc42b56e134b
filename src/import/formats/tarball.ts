// .tar by tar-stream, .tar.gz, and .gz by zlib: a stream, in which nothing can be read behind a damaged place. Its bytes
// are counted as they are unpacked, those of members that are left out too.
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { PolysemeError } from '../../domain/errors.js';
import { readBytes } from '../bytes.js';
import { ArchiveMembers, unpack } from './archive-members.js';
import { maxMemberBytes } from './limits.js';
import type { Reader, ReaderInput, ReaderItem } from './reader.js';

/** Yields the members of a .tar. Throws `data` for what is none, `too_large`, and errors of reading files. */
export const readTar: Reader = (input) => readMembers(input, readBytes(input.path));

/** Yields the members of a .tar.gz, or the one file of a .gz by its name without `.gz`. Throws as `readTar` does. */
export const readGzip: Reader = async function* (input) {
  const start: Buffer[] = [];
  const chunks = gunzip(input);
  while (start.reduce((sum, { length }) => sum + length, 0) < tarMark.end) {
    const next = await chunks.next();
    if (next.done) break;
    start.push(next.value);
  }
  const all = prepend(Buffer.concat(start), chunks);
  if (isTar(input.name, Buffer.concat(start))) yield* readMembers(input, all);
  else yield* readOneFile(input, all);
};

/** Where each header of a tar, but for those of the oldest programs, says that it is one. */
const tarMark = { text: 'ustar', start: 257, end: 262 };

const isTar = (name: string, start: Buffer): boolean =>
  start.toString('latin1', tarMark.start, tarMark.end) === tarMark.text || /\.(?:tgz|tar\.gz)$/iu.test(name);

async function* gunzip({ name, path }: ReaderInput): AsyncGenerator<Buffer> {
  try {
    yield* pipeline(readBytes(path), createGunzip(), () => {}) as AsyncIterable<Buffer>; // the loop sees the failure
  } catch (cause) {
    if (!String((cause as NodeJS.ErrnoException).code).startsWith('Z_')) throw cause;
    throw new PolysemeError('data', `${name} cannot be unpacked: ${(cause as Error).message}`, {
      cure: 'Pack it again, or fetch it again: it may be cut off.',
      cause,
    });
  }
}

async function* prepend(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

async function* readOneFile(input: ReaderInput, chunks: AsyncIterable<Buffer>): AsyncGenerator<ReaderItem> {
  const bytes = await unpack(chunks, new ArchiveMembers(input));
  if (!bytes) {
    throw new PolysemeError(
      'too_large',
      `${input.name} unpacks to more than ${maxMemberBytes} bytes, the limit of a member`,
      { cure: 'Unpack it, and split the file.' },
    );
  }
  yield { member: { name: input.name.replace(/\.gz$/iu, ''), bytes, metadata: {} } };
}

/** Tars of the oldest programs do not say that they are tars, but have checksums; the types leave the option out. */
const formatOptions: object = { allowUnknownFormat: true };

async function* readMembers(input: ReaderInput, chunks: AsyncIterable<Buffer>): AsyncGenerator<ReaderItem> {
  const members = new ArchiveMembers(input);
  const tar = extract(formatOptions);
  pipeline(counted(chunks, members), tar, () => {}); // the loop sees the failure
  try {
    for await (const entry of tar) {
      members.countOne();
      yield* readEntry(entry, members);
    }
  } catch (cause) {
    const isOfReading = (cause as NodeJS.ErrnoException).syscall !== undefined;
    if (isOfReading || (cause instanceof PolysemeError && cause.code === 'too_large')) throw cause;
    yield* endOfTar(input, members, cause as Error);
  }
  yield* members.rest();
}

async function* counted(chunks: AsyncIterable<Buffer>, members: ArchiveMembers): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    members.countBytes(chunk.length);
    yield chunk;
  }
}

/** What stands behind a damaged place cannot be read; where nothing stands before it, the file is no tar. */
function* endOfTar({ name }: ReaderInput, { count }: ArchiveMembers, cause: Error): Generator<ReaderItem> {
  const cure = 'Pack it again, or fetch it again: it may be cut off.';
  if (count === 0) {
    if (cause instanceof PolysemeError) throw cause;
    throw new PolysemeError('data', `${name} cannot be read as a tar archive: ${cause.message}`, {
      cure,
      cause,
    });
  }
  const message = `the archive is damaged in member ${count} or behind it: ${cause.message}`;
  yield { problem: { message, cure } };
}

/** A member as tar-stream hands it on. */
interface Entry extends AsyncIterable<unknown> {
  readonly header: Pick<Header, 'name' | 'type'>;
  resume(): unknown;
}

async function* readEntry(entry: Entry, members: ArchiveMembers): AsyncGenerator<ReaderItem> {
  const { name: written, type } = entry.header;
  const isFile = type === 'file' || type === 'contiguous-file';
  if (type === 'link' || type === 'symlink') members.leaveOut('link');
  else if (!isFile && type !== 'directory') members.leaveOut('special file');
  const name = isFile ? members.nameOf(written) : undefined;
  if (name === undefined) {
    entry.resume();
    return;
  }
  const bytes = await drain(entry);
  if (bytes) yield { member: { name, bytes, metadata: {} } };
  else {
    const what = `it has more than ${maxMemberBytes} bytes, the limit of a member`;
    yield* members.problem(name, what, 'Unpack it, and split the file.');
  }
}

/** The bytes of an entry, which must be read to its end for the next one to come; undefined when they are too many. */
async function drain(entry: Entry): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = [];
  let numBytes = 0;
  for await (const chunk of entry as AsyncIterable<Buffer>) {
    numBytes += chunk.length;
    if (numBytes <= maxMemberBytes) parts.push(chunk);
    else parts.length = 0;
  }
  return numBytes <= maxMemberBytes ? Buffer.concat(parts) : undefined;
}
