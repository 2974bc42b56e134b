// Runs a reader on a file and sorts what it yields.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import type { ReadDocument, Reader, ReadMember, ReadProblem } from '#src/import/formats/reader.js';

export interface Collected {
  readonly documents: readonly ReadDocument[];
  readonly members: readonly ReadMember[];
  readonly problems: readonly ReadProblem[];
  readonly notRead: readonly string[];
}

let folder: string;

/** To be called once in a test file that writes files. */
export function useFolder(): void {
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'polyseme-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
}

export function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** The path of a fixture: `archive/notes.zip`. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/formats/${name}`, import.meta.url));

export const expectedText = (name: string): string => readFileSync(fixture(name), 'utf8').replace(/\n$/u, '');

export async function collect(reader: Reader, file: string): Promise<Collected> {
  const [documents, members, problems]: [ReadDocument[], ReadMember[], ReadProblem[]] = [[], [], []];
  const notRead: string[] = [];
  for await (const item of reader({ name: path.basename(file), path: file }, {})) {
    if ('document' in item) documents.push(item.document);
    else if ('member' in item) members.push(item.member);
    else if ('notRead' in item) notRead.push(item.notRead);
    else problems.push(item.problem);
  }
  return { documents, members, problems, notRead };
}

/** Each part of a document with the text it covers, for `toEqual`. */
export const partsOf = ({ text, parts }: ReadDocument): string[] =>
  parts.map(({ kind, label, start, end, level }) =>
    [`${kind}${level ?? ''}`, label, text.slice(start, end)].join('|'),
  );
