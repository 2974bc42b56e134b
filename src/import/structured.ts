// A file that is more than plain text to its records: its reader makes documents of it, and the files that are in it, as
// attachments and members of archives are, are read in their turn. Runs in a process of its own (read-worker.ts).
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
interface Inside {
  readonly containers: number;
  readonly archives: number;
  readonly metadata: Metadata;
}

const outside: Inside = { containers: 0, archives: 0, metadata: {} };

/**
 * Yields the records of a file by its reader. Throws `data` and `too_large` for a file that cannot be read, and errors of
 * reading files; what is wrong with a file in it is yielded, and the rest goes on.
 */
export async function* readStructured(
  file: SourceFile,
  format: Format,
  options: ImportOptions,
  inside: Inside = outside,
): AsyncGenerator<ReadItem> {
  const read = await format.load();
  const within: Inside = {
    ...inside,
    containers: inside.containers + 1,
    archives: inside.archives + (format.isArchive ? 1 : 0),
  };
  const uris = new Set<string>();
  const { keepRunningHeads } = options;
  const input = { name: path.posix.basename(file.uri), path: file.path };
  for await (const item of read(input, { keepRunningHeads })) {
    if ('problem' in item) yield { problem: { uri: file.uri, ...item.problem } };
    else if ('document' in item) {
      const record = recordOf(file, item.document, inside.metadata, options);
      if (uris.has(record.uri)) {
        const message = `the id "${record.externalId}" has been used before in this file`;
        yield { problem: { uri: record.uri, message, cure: 'Give each text its own id.' } };
      } else {
        uris.add(record.uri);
        yield checked(record);
      }
    } else yield* readMember(file, item.member, options, within);
  }
}

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
  const folder = await mkdtemp(path.join(tmpdir(), 'polyseme-member-'));
  try {
    const file = { path: path.join(folder, 'member'), uri, sizeBytes: bytes.byteLength };
    await writeFile(file.path, bytes);
    const format = await formatOf(file.path, name);
    const within = { ...inside, metadata: { ...inside.metadata, ...metadata } };
    if (!format && !isPlain(name)) {
      yield { notRead: kindOf(name) };
      return;
    }
    if (within.containers >= maxContainers || (format?.isArchive && within.archives >= maxArchives)) {
      const message = 'it is an archive in an archive in an archive';
      yield { problem: { uri, message, cure: 'Unpack the outer one first.' } };
      return;
    }
    const items = format ? readStructured(file, format, options, within) : readRecords(file, options);
    for await (const item of items) yield asMember(item, outer, name, format ? {} : within.metadata);
  } catch (cause) {
    if (!(cause instanceof PolysemeError)) throw cause;
    const message = cause.message.replaceAll(path.join(folder, 'member'), uri);
    yield { problem: { uri, message, cure: cause.cure } };
  } finally {
    await rm(folder, { recursive: true, force: true });
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
