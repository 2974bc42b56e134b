// Archives of files: .zip by yauzl, whose members are read one after another in the order of its list. Each is handed on
// with its bytes, an archive within too; nothing is written to the disk. A damaged or encrypted member is a problem, and
// the others are read. See `tarball.ts` for .tar and .gz.
import { isUtf8 } from 'node:buffer';
import zlib from 'node:zlib';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { PolysemeError } from '../../domain/errors.js';
import { ArchiveMembers, unpack } from './archive-members.js';
import { maxMemberBytes } from './limits.js';
import type { Reader, ReaderInput, ReaderItem } from './reader.js';

export { readGzip, readTar } from './tarball.js';

/** Yields the members of a .zip. Throws `data` for what is none, `too_large`, and errors of reading files. */
export const readZip: Reader = async function* (input) {
  const members = new ArchiveMembers(input);
  const zip = await openZip(input);
  try {
    members.refuseMany(zip.entryCount);
    const entries = zip.eachEntry();
    for (;;) {
      const next = await entries.next().catch((cause: Error) => cause);
      if (next instanceof Error) {
        yield* endOfList(input, members, next);
        break;
      }
      if (next.done) break;
      members.countOne();
      yield* readEntry(zip, next.value, members);
    }
  } finally {
    zip.close();
  }
  yield* members.rest();
};

async function openZip({ name, path }: ReaderInput): Promise<ZipFile> {
  try {
    // names and sizes are checked here: for yauzl a wrong one would be the end of the list
    return await openPromise(path, { autoClose: false, decodeStrings: false, validateEntrySizes: false });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall !== undefined) throw cause;
    const { message } = cause as Error;
    if (/encrypt/iu.test(message)) {
      const cure = 'Save a copy of the archive without a password.';
      throw new PolysemeError('data', `${name}: it is encrypted`, { cure, cause });
    }
    throw new PolysemeError('data', `${name} cannot be read as a zip archive: ${message}`, {
      cure: 'Pack its files again, or fetch it again: it may be cut off.',
      cause,
    });
  }
}

/** The list of members cannot be read on. */
function* endOfList({ name }: ReaderInput, { count }: ArchiveMembers, cause: Error): Generator<ReaderItem> {
  const cure = 'Mend the archive (zip -FF), or pack its files again.';
  if (count > 0) {
    const message = `the list of its members is damaged behind member ${count}: ${cause.message}`;
    yield { problem: { message, cure } };
    return;
  }
  throw new PolysemeError('data', `${name}: the list of its members is damaged: ${cause.message}`, {
    cure,
    cause,
  });
}

async function* readEntry(zip: ZipFile, entry: Entry, members: ArchiveMembers): AsyncGenerator<ReaderItem> {
  const written = nameOf(entry);
  if (written.endsWith('/')) return;
  if (isLink(entry)) {
    members.leaveOut('link');
    return;
  }
  const name = members.nameOf(written);
  if (name === undefined) return;
  if (entry.isEncrypted()) {
    yield* members.problem(name, 'it is encrypted', 'Save a copy of the archive without a password.');
  } else if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    const what = `it is compressed by method ${entry.compressionMethod}, which is not read`;
    yield* members.problem(name, what, 'Pack it again as an ordinary zip (Deflate).');
  } else {
    yield* readBytes(zip, entry, name, members);
  }
}

async function* readBytes(
  zip: ZipFile,
  entry: Entry,
  name: string,
  members: ArchiveMembers,
): AsyncGenerator<ReaderItem> {
  if (entry.uncompressedSize > maxMemberBytes) {
    const what = `it unpacks to more than ${maxMemberBytes} bytes, the limit of a member`;
    yield* members.problem(name, what, 'Unpack it, and split the file.');
    return;
  }
  let bytes: Uint8Array | undefined;
  try {
    bytes = await unpack(await zip.openReadStreamPromise(entry), members, entry.uncompressedSize);
  } catch (cause) {
    if (cause instanceof PolysemeError) throw cause;
  }
  if (bytes && isWhole(entry, bytes)) yield { member: { name, bytes, metadata: {} } };
  else yield* members.problem(name, 'it is damaged', 'Pack it again, or fetch the archive again.');
}

/** Deflate has no check of its own, and a stored member none at all. Node 20 has crc32 from 20.15 on. */
const isWhole = ({ uncompressedSize, crc32 }: Entry, bytes: Uint8Array): boolean =>
  bytes.length === uncompressedSize && (zlib.crc32 === undefined || zlib.crc32(bytes) === crc32);

/** In UTF-8 where it is marked so, or can be read so, which programs of macOS do not mark; else in CP437. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  const flags = isUtf8(fileNameRaw) ? generalPurposeBitFlag | 0x800 : generalPurposeBitFlag;
  return getFileNameLowLevel(flags, fileNameRaw, extraFields, false);
}

const fileTypeBits = 0o170000;
const linkBits = 0o120000;

/** By the mode that programs of Unix write. */
const isLink = ({ externalFileAttributes }: Entry): boolean =>
  ((externalFileAttributes >>> 16) & fileTypeBits) === linkBits;
