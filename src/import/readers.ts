// Reads files: plain text here, everything else in a process of its own, with limits on time and memory. A file that
// hangs, eats memory or ends the process is one bad file; the next one gets a new process.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PolysemeError } from '../domain/errors.js';
import type { ImportOptions } from '../domain/text.js';
import { isPlain, isStructured, kindOf } from './formats.js';
import type { ReadAnswer, ReadRequest } from './read-worker.js';
import { type ReadItem, readRecords, type SourceFile } from './records.js';

/** Time for each record of a file: as long as the slowest PDF that was met takes, many times over. */
const baseMs = 60_000;
const bytesPerSecond = 100_000;
/** Of the reading process, JavaScript and all; its heap ends sooner. */
const maxMemoryBytes = 1024 * 1024 * 1024;
const maxHeapMegabytes = 640;
const checkMemoryEveryMs = 250;
/** Members of one file that are given up; with more, the file is. */
const mostSkipped = 20;

/** Limits, which tests make tighter. */
export interface ReadLimits {
  readonly baseMs?: number;
  readonly maxHeapMegabytes?: number;
}

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
    let numDone = 0;
    for (;;) {
      let numMet = 0;
      child ??= startProcess(limits);
      const mine = child;
      try {
        for await (const item of itemsOf(mine, file, options, skipped)) {
          // the same as before: so many were handed on
          if (numMet++ < numDone) continue;
          numDone++;
          yield item;
        }
        return;
      } catch (cause) {
        const member = mine.lostMember();
        if (member === undefined || skipped.size >= mostSkipped) throw cause;
        skipped.add(member);
        const { message, cure } = cause as PolysemeError;
        yield { problem: { uri: member, message, cure } };
      } finally {
        if (mine.isUnderWay()) {
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

/** What the reading process answers to a request. */
type Answer = Exclude<ReadAnswer, { readonly kind: 'member' }>;

interface ReadingProcess {
  /** Its own, for copies of members; deleted when it ends. */
  readonly folder: string;
  /** Throws `data` when the process ends or takes too long or too much, and `cancelled`. */
  ask(request: ReadRequest, file: SourceFile, signal: AbortSignal | undefined): Promise<Answer>;
  /** The member that was being read when the process ended or was stopped; undefined where there was none. */
  lostMember(): string | undefined;
  /** True from a file's first request until its end or its failure. */
  isUnderWay(): boolean;
  kill(): void;
}

function startProcess({
  baseMs: ms = baseMs,
  maxHeapMegabytes: heap = maxHeapMegabytes,
}: ReadLimits): ReadingProcess {
  const child = fork(new URL('./read-worker.js', import.meta.url), {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heap}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-member-'));
  let member: string | undefined;
  let isLost = false;
  let isUnderWay = false;
  const kill = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };

  return {
    folder,
    lostMember: () => (isLost ? member : undefined),
    isUnderWay: () => isUnderWay,
    kill,
    ask: (request, file, signal) =>
      new Promise((resolve, reject) => {
        const limitMs = ms + (file.sizeBytes / bytesPerSecond) * 1000;
        const end = (settle: () => void): void => {
          clearTimeout(timer);
          clearInterval(memory);
          signal?.removeEventListener('abort', cancel);
          child.off('message', answer).off('exit', exit).off('error', exit);
          child.channel?.unref();
          settle();
        };
        const fail = (message: string, cure: string): void =>
          end(() => {
            isLost = true;
            kill();
            reject(new PolysemeError('data', message, { cure }));
          });
        const answer = (message: ReadAnswer): void => {
          if (message.kind === 'member') member = message.uri;
          else {
            isUnderWay = message.kind === 'item';
            end(() => resolve(message));
          }
        };
        isUnderWay = true;
        if (request !== 'next') member = undefined;
        const exit = (): void => fail('its reader ended: it took too much memory, or is damaged', splitIt);
        const cancel = (): void =>
          end(() => {
            kill();
            reject(new PolysemeError('cancelled', 'reading was stopped', { cure: 'Run the same again.' }));
          });
        const timer = setTimeout(
          () => fail(`it could not be read within ${Math.round(limitMs / 1000)} s`, splitIt),
          limitMs,
        );
        const memory = setInterval(() => {
          void memoryOf(child).then((bytes) => {
            if (bytes > maxMemoryBytes) fail('reading it takes more than 1 GiB of memory', splitIt);
          });
        }, checkMemoryEveryMs);
        child.channel?.ref();
        child.on('message', answer).once('exit', exit).once('error', exit);
        signal?.addEventListener('abort', cancel, { once: true });
        if (signal?.aborted) cancel();
        else if (!child.connected) exit();
        else child.send(request, (cause) => cause && exit());
      }),
  };
}

const splitIt = 'Split the file, or save it as plain text.';

/** Resident bytes, where the system says; 0 elsewhere, and there the heap's limit stands alone. */
async function memoryOf({ pid }: ChildProcess): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(statm.split(' ')[1] ?? 0) * 4096;
}

/** Messages name a file as people know it, since an upload is read from a folder that nobody knows. */
function failureOf(
  { message, code, cure }: ReadAnswer & { kind: 'failed' },
  file: SourceFile,
): PolysemeError {
  const said = message.replaceAll(file.path, file.uri);
  if (code) return new PolysemeError(code, said, { cure });
  return new PolysemeError('data', `it cannot be read (${said})`, {
    cure: 'Open it in its program and save it again, or save it as plain text.',
  });
}
