// The process that reads files of structured formats, seen from outside: one request, one answer, within limits on time and
// memory. It is killed when it goes over them. See read-worker.ts for its other end.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PolysemeError } from '../domain/errors.js';
import type { ReadAnswer, ReadRequest } from './read-worker.js';
import type { SourceFile } from './records.js';

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

/** What the process answers to a request. */
export type Answer = Exclude<ReadAnswer, { readonly kind: 'member' }>;

export class ReadingProcess {
  /** For copies of members; deleted when the process ends. */
  readonly folder = mkdtempSync(path.join(tmpdir(), 'polyseme-member-'));
  readonly #child: ChildProcess;
  readonly #baseMs: number;
  #member: string | undefined;
  #isLost = false;
  #isUnderWay = false;

  constructor(limits: ReadLimits) {
    this.#baseMs = limits.baseMs ?? baseMs;
    this.#child = fork(new URL('./read-worker.js', import.meta.url), {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${limits.maxHeapMegabytes ?? maxHeapMegabytes}`],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.unref();
    this.#child.channel?.unref();
    const kill = (): void => this.kill();
    process.once('exit', kill);
    this.#child.once('exit', () => {
      process.off('exit', kill);
      this.#clear();
    });
  }

  get isAlive(): boolean {
    return this.#child.connected && this.#child.exitCode === null;
  }

  /** True from a file's first request until its end or its failure. */
  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** The member that was being read when the process ended or was stopped; undefined where there was none. */
  get lostMember(): string | undefined {
    return this.#isLost ? this.#member : undefined;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
    this.#clear();
  }

  /** Throws `data` when the process ends, or takes too long or too much, and `cancelled`. */
  ask(request: ReadRequest, file: SourceFile, signal: AbortSignal | undefined): Promise<Answer> {
    const child = this.#child;
    this.#isUnderWay = true;
    if (request !== 'next') this.#member = undefined;
    return new Promise((resolve, reject) => {
      const limitMs = this.#baseMs + (file.sizeBytes / bytesPerSecond) * 1000;
      let isSettled = false;
      const end = (settle: () => void): void => {
        if (isSettled) return;
        isSettled = true;
        clearTimeout(timer);
        clearInterval(memory);
        signal?.removeEventListener('abort', cancel);
        child.off('message', answer).off('exit', exit).off('error', exit);
        child.channel?.unref();
        settle();
      };
      const stop = (error: PolysemeError): void =>
        end(() => {
          reject(error);
          this.kill();
        });
      const fail = (message: string): void => {
        this.#isLost ||= !isSettled;
        stop(new PolysemeError('data', message, { cure: 'Split the file, or save it as plain text.' }));
      };
      const exit = (): void => fail('its reader ended: it took too much memory, or is damaged');
      const cancel = (): void =>
        stop(new PolysemeError('cancelled', 'reading was stopped', { cure: 'Run the same again.' }));
      const answer = (message: ReadAnswer): void => {
        if (message.kind === 'member') {
          this.#member = message.uri;
          return;
        }
        this.#isUnderWay = message.kind === 'item';
        end(() => resolve(message));
      };
      const timer = setTimeout(
        () => fail(`it could not be read within ${Math.round(limitMs / 1000)} s`),
        limitMs,
      );
      const memory = setInterval(async () => {
        if ((await memoryOf(child)) > maxMemoryBytes) fail('reading it takes more than 1 GiB of memory');
      }, checkMemoryEveryMs);
      child.channel?.ref();
      child.on('message', answer).once('exit', exit).once('error', exit);
      signal?.addEventListener('abort', cancel, { once: true });
      if (signal?.aborted) cancel();
      else if (!child.connected) exit();
      else child.send(request, (cause) => cause && exit());
    });
  }

  /** The process may still be writing into its folder: what is left goes when it has ended. */
  #clear(): void {
    try {
      rmSync(this.folder, { recursive: true, force: true });
    } catch {
      // as said
    }
  }
}

/** Resident bytes, where the system says; 0 elsewhere, and there the heap's limit stands alone. */
async function memoryOf({ pid }: ChildProcess): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(statm.split(' ')[1] ?? 0) * 4096;
}
