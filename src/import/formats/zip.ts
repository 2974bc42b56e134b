// The members of a zip file: .docx, .odt, .epub and archives. A member is refused by the size that the file states for it,
// and no more than that is unpacked, since a file can say anything of its size.
import { isUtf8 } from 'node:buffer';
import { buffer } from 'node:stream/consumers';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { PolysemeError } from '../../domain/errors.js';
import { maxMemberBytes, maxMembers, maxUnpackedBytes } from './limits.js';
import type { ReaderInput } from './reader.js';

export interface ZipMember {
  /**
   * Its path, parted by `/`, that leads out of no folder; a second member of the same path has ` (2)` behind it. A path
   * of nothing is `unnamed`.
   */
  readonly name: string;
  readonly isEncrypted: boolean;
}

export interface Zip {
  /** In the order of the file's directory, without folders. */
  readonly members: readonly ZipMember[];
  /** Whether there is a member of this name. */
  has(name: string): boolean;
  /** Throws `data` when there is none, and as `read` does. */
  readNamed(name: string): Promise<Buffer>;
  /** Throws `data` for a member that is damaged or encrypted, and `too_large` over a limit. */
  read(member: ZipMember): Promise<Buffer>;
  close(): void;
}

/** Opens a zip file. Throws `data` for what is none, and `too_large` for one of too many members. */
export async function openZip({ name, path }: ReaderInput): Promise<Zip> {
  const file = await openFile(name, path);
  const entries = new Map<string, { member: ZipMember; entry: Entry }>();
  try {
    const nameNext = uniqueNames();
    for await (const entry of file.eachEntry()) {
      const written = writtenName(entry);
      if (/[/\\]$/u.test(written)) continue;
      if (entries.size === maxMembers) throw tooManyMembers(name);
      const member = {
        name: nameNext(safePath(written)),
        isEncrypted: entry.isEncrypted(),
      };
      entries.set(member.name, { member, entry });
    }
  } catch (cause) {
    file.close();
    throw cause instanceof PolysemeError ? cause : damaged(name, cause);
  }
  let unpackedBytes = 0;
  const read = async (memberName: string): Promise<Buffer> => {
    const one = entries.get(memberName);
    if (!one) throw damaged(name, new Error(`it has no ${memberName}`));
    const place = `${name}: ${memberName}`;
    if (one.member.isEncrypted) throw encrypted(place);
    const { uncompressedSize } = one.entry;
    if (uncompressedSize > maxMemberBytes) {
      throw tooLarge(`${place} unpacks to ${uncompressedSize} bytes; the limit is ${maxMemberBytes}`);
    }
    unpackedBytes += uncompressedSize;
    if (unpackedBytes > maxUnpackedBytes) {
      throw tooLarge(`${name} unpacks to more than ${maxUnpackedBytes} bytes`);
    }
    return unpack(file, one.entry, place);
  };
  return {
    members: [...entries.values()].map(({ member }) => member),
    has: (memberName) => entries.has(memberName),
    readNamed: read,
    read: (member) => read(member.name),
    close: () => file.close(),
  };
}

/** An error for a file, or a member of one, that needs a password. */
export const encrypted = (place: string): PolysemeError =>
  new PolysemeError('data', `${place} is encrypted`, { cure: 'Save a copy without a password.' });

async function openFile(name: string, path: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw cause;
    throw damaged(name, cause);
  }
}

/** Throws at the first byte beyond the size that the file states. */
async function unpack(file: ZipFile, entry: Entry, place: string): Promise<Buffer> {
  try {
    return await buffer(await file.openReadStreamPromise(entry));
  } catch (cause) {
    throw damaged(place, cause);
  }
}

/** The name as it is written in the file. Some programs write UTF-8 without saying so. */
function writtenName(entry: Entry): string {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  if (isUtf8(fileNameRaw)) return fileNameRaw.toString('utf8');
  return yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

/** `../../etc/passwd` is `etc/passwd`, and `C:\letters\1.txt` is `letters/1.txt`. */
function safePath(written: string): string {
  const steps = written.replaceAll('\0', '').split(/[/\\]/u);
  return steps.filter((step) => !/^(?:\.{0,2}|[A-Za-z]:)$/u.test(step)).join('/') || 'unnamed';
}

/** A function that numbers names which come again. */
function uniqueNames(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    let unique = name;
    while (counts.has(unique)) {
      const count = (counts.get(name) ?? 1) + 1;
      counts.set(name, count);
      unique = `${name} (${count})`;
    }
    counts.set(unique, 1);
    return unique;
  };
}

const tooLarge = (message: string): PolysemeError =>
  new PolysemeError('too_large', message, { cure: 'Unpack it, and import what you need of it.' });

const tooManyMembers = (name: string): PolysemeError =>
  tooLarge(`${name} has more than ${maxMembers} files within`);

function damaged(place: string, cause: unknown): PolysemeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PolysemeError('data', `${place} cannot be unpacked: ${why}`, {
    cure: 'It is damaged or not whole: fetch or save it once more.',
    cause,
  });
}
