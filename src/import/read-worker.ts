// Reads files of structured formats in a process of its own, one after the other: whatever a file does to its reader, the
// process that indexes goes on. Speaks ReadRequest and ReadAnswer with readers.ts; sends an item when the last was taken.
import { rmSync } from 'node:fs';
import { PolysemeError } from '../domain/errors.js';
import type { ImportOptions } from '../domain/text.js';
import { formatOf } from './formats.js';
import type { ReadItem, SourceFile } from './records.js';
import { readStructured } from './structured.js';

export type ReadRequest =
  | 'next'
  | {
      readonly file: SourceFile;
      readonly options: ImportOptions;
      /** Where copies of members are put. */
      readonly folder: string;
      /** Members that are left out. */
      readonly skipped: ReadonlySet<string>;
    };

export type ReadAnswer =
  | { readonly kind: 'item'; readonly item: ReadItem }
  /** Asks for nothing: a member's turn has come, or that of the file itself. */
  | { readonly kind: 'member'; readonly uri: string | undefined }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** Null for what is no error of ours. */
      readonly code: 'data' | 'too_large' | null;
      readonly cure: string;
    };

let items: AsyncIterator<ReadItem> | undefined;
/** Of copies of members; the other process deletes it, unless it has ended. */
let folder: string | undefined;

const send = (answer: ReadAnswer): void => void process.send?.(answer, undefined, undefined, () => {});

// Ctrl-C reaches every process of the terminal: the one that started this one ends it
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  process.exit();
});
process.on('message', (request: ReadRequest) => void answer(request));

async function answer(request: ReadRequest): Promise<void> {
  try {
    if (request !== 'next') folder = request.folder;
    if (request !== 'next') items = await open(request);
    const step = await items?.next();
    send(step && !step.done ? { kind: 'item', item: step.value } : { kind: 'end' });
  } catch (cause) {
    const { message } = cause instanceof Error ? cause : new Error(String(cause));
    const isOurs = cause instanceof PolysemeError && (cause.code === 'data' || cause.code === 'too_large');
    send({
      kind: 'failed',
      message,
      code: isOurs ? (cause.code as 'data' | 'too_large') : null,
      cure: cause instanceof PolysemeError ? cause.cure : '',
    });
  }
}

async function open(request: ReadRequest & object): Promise<AsyncIterator<ReadItem>> {
  const { file, options, folder, skipped } = request;
  const format = await formatOf(file.path, file.uri);
  if (!format)
    throw new PolysemeError('data', `${file.uri} changed while it was read`, { cure: 'Run the same again.' });
  const inside = {
    ...{ containers: 0, archives: 0, metadata: {}, uris: new Set<string>(), folder },
    members: { skipped, begin: (uri: string | undefined) => send({ kind: 'member', uri }) },
  };
  return readStructured(file, format, options, inside)[Symbol.asyncIterator]();
}
