// What a reader gives for a file, gathered, and files made for a test.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll } from 'vitest';
import type { ReadDocument, Reader, ReadProblem } from '#src/import/formats/reader.js';

const fixtures = fileURLToPath(new URL('../../fixtures/formats', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

export const fixture = (name: string): string => path.join(fixtures, name);

/** The text that a fixture holds, written by hand. */
export const expectedText = (name: string): string =>
  readFileSync(fixture(`${name}.expected.txt`), 'utf8').trimEnd();

/** Writes a file for this test file. */
export function fileOf(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

export interface Reading {
  readonly documents: readonly ReadDocument[];
  readonly problems: readonly ReadProblem[];
}

export async function readAll(reader: Reader, file: string): Promise<Reading> {
  const documents: ReadDocument[] = [];
  const problems: ReadProblem[] = [];
  for await (const item of reader({ name: path.basename(file), path: file }, {})) {
    if ('document' in item) documents.push(item.document);
    else if ('problem' in item) problems.push(item.problem);
  }
  return { documents, problems };
}

/** The only document of a file without problems. */
export async function readOne(reader: Reader, file: string): Promise<ReadDocument> {
  const { documents, problems } = await readAll(reader, file);
  if (problems.length > 0 || documents.length !== 1) throw new Error(JSON.stringify({ documents, problems }));
  return documents[0] as ReadDocument;
}

/** Each part as `kind level label: its text`, the text's line ends as ` / `. */
export const partsOf = ({ text, parts }: ReadDocument): string[] =>
  parts.map(({ kind, level, label, start, end }) => {
    const head = [kind, ...(level === undefined ? [] : [level]), ...(label === '' ? [] : [label])].join(' ');
    return `${head}: ${text.slice(start, end).replaceAll(/\n+/gu, ' / ')}`;
  });

export interface MadeMember {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly isStored?: boolean;
  readonly isEncrypted?: boolean;
  /** As the file says; else as it is. */
  readonly statedBytes?: number;
}

/** A zip file, which may lie. */
export function zipOf(members: readonly MadeMember[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, isStored = false, isEncrypted = false, statedBytes } of members) {
    const bytes = Buffer.from(content as string);
    const packed = isStored ? bytes : deflateRawSync(bytes);
    const nameBytes = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(isEncrypted ? 1 : 0, 2);
    head.writeUInt16LE(isStored ? 0 : 8, 4);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(statedBytes ?? bytes.length, 18);
    head.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), head, nameBytes, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), head, rest, nameBytes);
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\u0005\u0006'), end]);
}
