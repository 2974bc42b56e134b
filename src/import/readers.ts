// Reads files: plain text here, everything else in a process of its own, with limits on time and memory. A file that
// hangs, eats memory or ends the process is one bad file; the next one gets a new process.
import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
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

  async function* readInProcess(file: SourceFile, options: ImportOptions): AsyncGenerator<ReadItem> {
    child ??= startProcess(limits);
    const mine = child;
    let isDone = false;
    try {
      for (let request: ReadRequest = { file, options }; ; request = 'next') {
        const answer = await mine.ask(request, file, signal);
        if (answer.kind === 'item') yield answer.item;
        else {
          isDone = true;
          if (answer.kind === 'end') return;
          throw failureOf(answer, file);
        }
      }
    } finally {
      // what is left of a file nobody reads on would be taken for the next one's
      if (!isDone) {
        mine.kill();
        if (child === mine) child = undefined;
      }
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

interface ReadingProcess {
  /** Throws `data` when the process ends or takes too long or too much, and `cancelled`. */
  ask(request: ReadRequest, file: SourceFile, signal: AbortSignal | undefined): Promise<ReadAnswer>;
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

  return {
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
            child.kill('SIGKILL');
            reject(new PolysemeError('data', `${file.uri}: ${message}`, { cure }));
          });
        const answer = (message: ReadAnswer): void => end(() => resolve(message));
        const exit = (): void => fail('its reader ended: it took too much memory, or is damaged', splitIt);
        const cancel = (): void =>
          end(() => {
            child.kill('SIGKILL');
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
    kill: () => void child.kill('SIGKILL'),
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
  return new PolysemeError('data', `${file.uri}: it cannot be read (${said})`, {
    cure: 'Open it in its program and save it again, or save it as plain text.',
  });
}
