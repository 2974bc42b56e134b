// Reads files: plain text here, everything else in a process of its own, with limits on time and memory. A file that
// hangs, eats memory or ends the process is one bad file; the next one gets a new process.
import { PolysemeError } from '../domain/errors.js';
import type { ImportOptions } from '../domain/text.js';
import { isPlain, isStructured, kindOf } from './formats.js';
import type { ReadRequest } from './read-worker.js';
import { type Answer, ReadingProcess, type ReadLimits } from './reading-process.js';
import { type ReadItem, readRecords, type SourceFile } from './records.js';

export type { ReadLimits } from './reading-process.js';

/** Members of one file that are given up; with more, the file is. */
const mostSkipped = 20;

export interface FileReaders {
  /**
   * Yields a file's records in order. Throws `data` or `too_large` for a file that cannot be read, `cancelled`, and
   * errors of reading files.
   */
  read(file: SourceFile, options?: ImportOptions): AsyncGenerator<ReadItem>;
  /** Ends the process, if there is one. */
  close(): void;
}

/** signal: ends a reading under way. */
export function openReaders(signal?: AbortSignal, limits: ReadLimits = {}): FileReaders {
  let child: ReadingProcess | undefined;

  /** Reads a file; a member that its reader cannot cope with is named, and the rest is read in another process. */
  async function* readInProcess(file: SourceFile, options: ImportOptions): AsyncGenerator<ReadItem> {
    const skipped = new Set<string>();
    const handedOn = new Map<string, number>();
    for (;;) {
      const met = new Map<string, number>();
      if (child && !child.isAlive) child = undefined;
      child ??= new ReadingProcess(limits);
      const mine = child;
      try {
        for await (const item of itemsOf(mine, file, options, skipped)) {
          const key = keyOf(item);
          if (count(met, key) <= (handedOn.get(key) ?? 0)) continue; // it was, before a member was given up
          count(handedOn, key);
          yield item;
        }
        return;
      } catch (cause) {
        const member = mine.lostMember;
        if (member === undefined || skipped.size >= mostSkipped) throw cause;
        skipped.add(member);
        const { message, cure } = cause as PolysemeError;
        yield { problem: { uri: member, message, cure } };
      } finally {
        if (mine.isUnderWay) {
          // what is left of a file that nobody reads on would be taken for the next one's
          mine.kill();
          if (child === mine) child = undefined;
        }
      }
    }
  }

  async function* itemsOf(
    mine: ReadingProcess,
    file: SourceFile,
    options: ImportOptions,
    skipped: ReadonlySet<string>,
  ): AsyncGenerator<ReadItem> {
    for (let request: ReadRequest = { file, options, folder: mine.folder, skipped }; ; request = 'next') {
      const answer = await mine.ask(request, file, signal);
      if (answer.kind === 'item') yield answer.item;
      else if (answer.kind === 'end') return;
      else throw failureOf(answer, file);
    }
  }

  return {
    async *read(file, options = {}) {
      if (await isStructured(file.path, file.uri)) yield* readInProcess(file, options);
      else if (file.isNamed === false && !isPlain(file.uri)) yield { notRead: kindOf(file.uri) };
      else yield* readRecords(file, options);
    },
    close() {
      child?.kill();
      child = undefined;
    },
  };
}

/** Equal for the same item of another pass. */
const keyOf = (item: ReadItem): string => ('record' in item ? item.record.uri : JSON.stringify(item));

/** Counts one more; returns how many there are. */
function count(counts: Map<string, number>, key: string): number {
  const number = (counts.get(key) ?? 0) + 1;
  counts.set(key, number);
  return number;
}

/** Messages name a file as people know it, since an upload is read from a folder that nobody knows. */
function failureOf({ message, code, cure }: Answer & { kind: 'failed' }, file: SourceFile): PolysemeError {
  const said = message.replaceAll(file.path, file.uri);
  if (code) return new PolysemeError(code, said, { cure });
  return new PolysemeError('data', `it cannot be read (${said})`, {
    cure: 'Open it in its program and save it again, or save it as plain text.',
  });
}
