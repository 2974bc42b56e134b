// What an archive's members are called, which of them are left out, and how much of them is unpacked: the same for every
// kind of archive. Nothing here is ever a path on the disk, yet a name is made one that could be.
import { PolysemeError } from '../../domain/errors.js';
import { maxMemberBytes, maxMembers, maxUnpackedBytes } from './limits.js';
import { MemberNames, safeSegments } from './member-names.js';
import type { ReaderInput, ReaderItem, ReadProblem } from './reader.js';

/** Problems of one kind that are named one by one; the rest is a count. */
const mostNamed = 10;

/** What is left out without a problem of its own. */
type LeftOut = 'hidden file' | 'link' | 'special file';

/** The members of one archive as they are met. */
export class ArchiveMembers {
  readonly #archive: string;
  readonly #names = new MemberNames();
  readonly #leftOut = new Map<LeftOut, number>();
  readonly #problems = new Map<string, number>();
  #numMembers = 0;
  #unpackedBytes = 0;

  constructor({ name }: ReaderInput) {
    this.#archive = name;
  }

  get count(): number {
    return this.#numMembers;
  }

  /** Counts one more member, folders included. Throws `too_large` over the limit. */
  countOne(): void {
    this.refuseMany(++this.#numMembers);
  }

  /** Throws `too_large` for more members than the limit. */
  refuseMany(count: number): void {
    if (count <= maxMembers) return;
    throw new PolysemeError('too_large', `${this.#archive} has more than ${maxMembers} members`, {
      cure: 'Unpack it, and index the folder.',
    });
  }

  /** Counts bytes that were unpacked. Throws `too_large` over the limit of the whole archive. */
  countBytes(numBytes: number): void {
    this.#unpackedBytes += numBytes;
    if (this.#unpackedBytes <= maxUnpackedBytes) return;
    throw new PolysemeError(
      'too_large',
      `${this.#archive} unpacks to more than ${maxUnpackedBytes} bytes, the limit of an archive`,
      { cure: 'Unpack it, and index the folder.' },
    );
  }

  /** The name under which a member is read, unlike any before; undefined for a hidden file, which is counted. */
  nameOf(written: string): string | undefined {
    const segments = safeSegments(written);
    if (segments.some((segment) => segment.startsWith('.') || segment === '__MACOSX')) {
      this.leaveOut('hidden file');
      return undefined;
    }
    return this.#names.unique(segments.join('/') || `member ${this.#numMembers}`);
  }

  leaveOut(what: LeftOut): void {
    this.#leftOut.set(what, (this.#leftOut.get(what) ?? 0) + 1);
  }

  /** A problem of a member; nothing once ten of the same kind were named. */
  *problem(member: string, what: string, cure: string): Generator<ReaderItem> {
    const count = (this.#problems.get(what) ?? 0) + 1;
    this.#problems.set(what, count);
    if (count <= mostNamed) yield { problem: { message: `${member}: ${what}`, cure } };
  }

  /** What is to be said at the end: problems that were not named, and what was left out. */
  *rest(): Generator<ReaderItem> {
    for (const [what, count] of this.#problems) {
      if (count > mostNamed) yield { problem: moreProblems(what, count - mostNamed) };
    }
    for (const [what, count] of this.#leftOut) {
      for (let i = 0; i < count; i++) yield { notRead: what };
    }
  }
}

function moreProblems(what: string, count: number): ReadProblem {
  const message = count === 1 ? `1 more member: ${what}` : `${count} more members: ${what}`;
  return { message, cure: 'Unpack the archive with another program, and index the folder.' };
}

/**
 * The bytes of a member, which count towards the archive's; undefined when they are more than the limit of a member, the
 * rest of which is not unpacked. Throws as `countBytes` does, and errors of unpacking.
 */
export async function unpack(
  chunks: AsyncIterable<unknown>,
  members: ArchiveMembers,
  most = maxMemberBytes,
): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = [];
  let numBytes = 0;
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    numBytes += chunk.length;
    members.countBytes(chunk.length);
    if (numBytes > most) return undefined;
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
