// A file that is more than plain text to its records: its reader makes documents of it, and the files that are in it, as
// attachments and members of archives are, are read in their turn. Runs in a process of its own (read-worker.ts).
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PolysemeError } from '../domain/errors.js';
import type { TextPart } from '../domain/parts.js';
import type { ImportOptions, Metadata, SourceRecord } from '../domain/text.js';
import type { ReadDocument, ReadMember } from './formats/reader.js';
import { type Format, formatOf, isPlain, kindOf } from './formats.js';
import { checked, documentName, type ReadItem, readRecords, type SourceFile } from './records.js';

/** Archives in an archive are opened, those in them no more; an attachment of an attachment is. */
const maxArchives = 2;
const maxContainers = 5;

/** Where a file is: in so many archives and other containers, with metadata of those. */
export interface Inside {
  readonly containers: number;
  readonly archives: number;
  readonly metadata: Metadata;
  /** URIs of all the documents of the outermost file so far. */
  readonly uris: Set<string>;
  /** Where copies of members are put. */
  readonly folder: string;
  /** Members that are left out, since a reader could not cope with them before; `begin` hears whose turn it is. */
  readonly members: {
    readonly skipped: ReadonlySet<string>;
    readonly begin: (uri: string | undefined) => void;
  };
  /** The member that is being read; undefined for the outermost file. */
  readonly member?: string | undefined;
}

/**
 * Yields the records of a file by its reader. Throws `data` and `too_large` for a file that cannot be read, and errors of
 * reading files; what is wrong with a file in it is yielded, and the rest goes on.
 */
export async function* readStructured(
  file: SourceFile,
  format: Format,
  options: ImportOptions,
  inside: Inside,
): AsyncGenerator<ReadItem> {
  const read = await format.load();
  const within: Inside = {
    ...inside,
    containers: inside.containers + 1,
    archives: inside.archives + (format.isArchive ? 1 : 0),
  };
  const { keepRunningHeads } = options;
  const input = { name: path.posix.basename(file.uri), path: file.path };
  for await (const item of read(input, { keepRunningHeads })) {
    if ('problem' in item) yield { problem: { uri: file.uri, ...item.problem } };
    else if ('notRead' in item) yield item;
    else if ('document' in item) {
      const record = recordOf(file, item.document, inside.metadata, options);
      yield isNew(record.uri, inside) ? checked(record) : sameName(record.uri);
    } else yield* readMember(file, item.member, options, within);
  }
}

/** Notes a URI; false for one that a document of the file has already. */
const isNew = (uri: string, { uris }: Inside): boolean => !uris.has(uri) && Boolean(uris.add(uri));

const sameName = (uri: string): ReadItem => ({
  problem: {
    ...{ uri, message: 'another text of this file has the same name or id' },
    cure: 'Give each its own, or unpack the file.',
  },
});

function recordOf(
  file: SourceFile,
  document: ReadDocument,
  metadata: Metadata,
  { countQuoted }: ImportOptions,
): SourceRecord {
  const { id, words } = document;
  const isCounted = ({ kind }: TextPart): boolean => kind !== 'quoted' && kind !== 'signature';
  const parts = countQuoted ? document.parts.filter(isCounted) : document.parts;
  const text = document.text.toWellFormed();
  return {
    uri: id === null ? documentName(file.uri) : `${documentName(file.uri)}#${id}`,
    externalId: id,
    fileUri: file.uri,
    text,
    metadata: { ...metadata, ...document.metadata },
    sizeBytes: id === null ? file.sizeBytes : Buffer.byteLength(text),
    ...(parts.length > 0 ? { parts } : {}),
    ...(words ? { words } : {}),
  };
}

/** Reads a file in a file, from a copy that is deleted again. What it yields belongs to the outer file. */
async function* readMember(
  outer: SourceFile,
  { name, bytes, metadata }: ReadMember,
  options: ImportOptions,
  inside: Inside,
): AsyncGenerator<ReadItem> {
  // no folder has the name of a file beside it
  const uri = `${outer.uri}/${name}`;
  if (inside.members.skipped.has(uri)) return;
  inside.members.begin(uri);
  const file = { path: path.join(inside.folder, randomUUID()), uri, sizeBytes: bytes.byteLength };
  try {
    await writeFile(file.path, bytes);
    const format = await formatOf(file.path, name);
    const within = { ...inside, member: uri, metadata: { ...inside.metadata, ...metadata } };
    if (!format && !isPlain(name)) {
      yield { notRead: kindOf(name) };
      return;
    }
    if (within.containers >= maxContainers || (format?.isArchive && within.archives >= maxArchives)) {
      const message = 'it is an archive in an archive in an archive';
      yield { problem: { uri, message, cure: 'Unpack the outer one first.' } };
      return;
    }
    const items = format
      ? readStructured(file, format, options, within)
      : uniqueRecords(readRecords(file, options), within);
    for await (const item of items) yield asMember(item, outer, name, format ? {} : within.metadata);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') throw cause; // of the copy
    const { message } = cause as Error;
    const said = cause instanceof PolysemeError ? message : `it cannot be read (${message})`;
    const cure = cause instanceof PolysemeError ? cause.cure : 'Unpack it, and save it as plain text.';
    yield { problem: { uri, message: said.replaceAll(file.path, uri), cure } };
  } finally {
    inside.members.begin(inside.member);
    await rm(file.path, { force: true });
  }
}

async function* uniqueRecords(items: AsyncIterable<ReadItem>, inside: Inside): AsyncGenerator<ReadItem> {
  for await (const item of items) {
    yield 'record' in item && !isNew(item.record.uri, inside) ? sameName(item.record.uri) : item;
  }
}

/** Its records are removed and read again together with the outer file. */
function asMember(item: ReadItem, outer: SourceFile, name: string, metadata: Metadata): ReadItem {
  const move = (record: SourceRecord): SourceRecord => ({
    ...record,
    externalId: record.externalId === null ? name : `${name}#${record.externalId}`,
    fileUri: outer.uri,
    metadata: { ...metadata, ...record.metadata },
  });
  if ('record' in item) return { record: move(item.record) };
  return 'blank' in item && item.blank ? { ...item, blank: move(item.blank) } : item;
}
