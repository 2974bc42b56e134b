// Which reader takes which file: one line for each format. What a file is, its bytes say where they can (a PDF called
// .txt is one), and its name elsewhere.
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Reader } from './formats/reader.js';

/** A format, and how its reader is loaded when it is first needed. */
export interface Format {
  /** As people call it. */
  readonly name: string;
  readonly extensions: readonly string[];
  /** True for the first bytes of such a file, as Latin-1; only where they say it beyond doubt. */
  readonly isBegun?: (start: string) => boolean;
  /** It may hold several documents. */
  readonly holdsSeveral?: true;
  /** It holds files. */
  readonly isArchive?: true;
  readonly load: () => Promise<Reader>;
}

/** Raised when a reader makes other documents of the same file: files are read again, and equal text keeps its vectors. */
export const readersVersion = 1;

/** Texts without structure, which are read in this process. */
export const plainExtensions = ['.txt', '.md', '.jsonl', '.csv'] as const;

export const isZip = (start: string): boolean =>
  start.startsWith('PK\u0003\u0004') || start.startsWith('PK\u0005\u0006');
export const beginsLike = (pattern: RegExp) => (start: string) =>
  pattern.test(start.replace(/^(?:\u00ef\u00bb\u00bf)?\s*/u, ''));

/** Formats in the order in which a file is held against them. */
export const formats: readonly Format[] = [];

/** Extensions of all files that are read. */
export const readableExtensions: readonly string[] = [
  ...plainExtensions,
  ...formats.flatMap(({ extensions }) => extensions),
];

/** True for a name of plain text. */
export const isPlain = (name: string): boolean =>
  (plainExtensions as readonly string[]).includes(path.extname(name).toLowerCase());

/** How files that are not read are counted: by their ending. */
export const kindOf = (name: string): string => path.extname(name).toLowerCase() || 'no ending';

const severalIn = ['.csv', '.jsonl', ...formats.flatMap((one) => (one.holdsSeveral ? one.extensions : []))];
/** Marks behind the name of a file of several documents: what follows them would pass for one of these. */
export const holdsSeveral = new RegExp(
  `(?<=(?:${severalIn.map((extension) => extension.replace('.', '\\.')).join('|')}))[#:%]`,
  'giu',
);

/** Bytes that are looked at: a tar says what it is at 257. */
const headBytes = 1024;

/**
 * The format of a file; undefined for plain text and for what nobody knows. name: as people know the file. Throws errors
 * of reading files.
 */
export async function formatOf(file: string, name = path.basename(file)): Promise<Format | undefined> {
  const start = await headOf(file);
  const extension = path.extname(name).toLowerCase();
  const byName = formats.find(({ extensions }) => extensions.includes(extension));
  const byContent = formats.filter(({ isBegun }) => isBegun?.(start));
  // the formats that are a zip differ by what is in it
  if (byContent.length > 0) return byContent.find((one) => one === byName) ?? byContent[0];
  return byName;
}

async function headOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
