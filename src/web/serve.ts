// Starts the server, adds the demo texts to a new database, and ends cleanly when stopped.
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import { PolysemeError } from '../domain/errors.js';
import type { FollowedFolder } from '../domain/folders.js';
import type { IndexProgress } from '../domain/reports.js';
import { demoFolder, existingFolder, type Polyseme } from '../polyseme/polyseme.js';
import { makeApp } from './app.js';
import { indexSync } from './index-after-changes.js';
import { isLoopback, urlHost } from './security.js';
import { explainUnreadable } from './unreadable.js';
import { watchedFolders } from './watched.js';

/** Where the progress of the demo texts is shown. */
export interface ServeProgress {
  index(progress: IndexProgress): void;
  stop(): void;
}

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly token: string | undefined;
  readonly allow: readonly string[];
  /** Folders to keep indexed besides those that the database follows; they are allowed as well. */
  readonly watch?: readonly FollowedFolder[];
  readonly demo: boolean;
  readonly signal: AbortSignal;
  readonly progress: ServeProgress;
  readonly print: (text: string) => void | Promise<void>;
  /** Called with the address, token and all, once it is served. */
  readonly onAddress?: (address: string) => void;
}

const demoSetting = 'demo';

/** Serves until the signal is aborted. Throws `busy` when the port is taken, `invalid_input` for a bad folder. */
export async function serve(polyseme: Polyseme, options: ServeOptions): Promise<void> {
  const { host, port, signal, print, progress } = options;
  if (options.token?.trim() === '') {
    throw new PolysemeError('invalid_input', 'token: it is empty', {
      cure: 'Give a secret, or leave out --token: one is then made where it is needed.',
    });
  }
  const token = options.token ?? (isLoopback(host) ? undefined : randomBytes(18).toString('base64url'));
  const log = pino({ level: process.env.LOG_LEVEL ?? 'warn' }, pino.destination(2));
  const { watch = [] } = options;
  const allowed = options.allow.map((folder) => existingFolder(folder, 'allow'));
  const allow = [...allowed, ...watch.map(({ folder }) => folder)];
  const watched = watchedFolders(polyseme, {
    ...{ watch, allow, log, onProgress: progress.index },
    onChange(changes) {
      progress.stop();
      void print(`${new Date().toTimeString().slice(0, 8)}  ${changes}\n`);
    },
  });
  const app = makeApp(polyseme, { host, token, allow, log, watched });
  const server = app.listen(port, host);
  explainUnreadable(server);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (cause: NodeJS.ErrnoException) => reject(asListenError(cause, host, port)));
  });
  server.requestTimeout = 120_000;
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    const address = `http://${urlHost(host)}:${(server.address() as AddressInfo).port}`;
    const page = `${address}/${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}`;
    await print(`Polyseme: ${page}\n`);
    options.onAddress?.(page);
    if (!signal.aborted) watched.start();
    // so that the first query need not wait for it; the search that needs the model reports what is wrong with it
    polyseme.loadModel().catch((cause: unknown) => log.warn(cause, 'the model cannot be loaded'));
    await Promise.race([prepare(polyseme, options, print, progress), stopped]);
    followTables(polyseme, log);
    keepCurrent(polyseme, signal, log);
    followFile(polyseme, options, log);
    await stopped;
  } finally {
    await watched.stop();
    progress.stop();
    polyseme.jobs.cancel();
    polyseme.disambiguations.cancel();
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }
}

/** Adds the demo texts to a new database, or one whose first run was cut short; then updates the index. */
async function prepare(
  polyseme: Polyseme,
  { demo }: ServeOptions,
  print: ServeOptions['print'],
  progress: ServeProgress,
): Promise<void> {
  const isBegun = (await polyseme.setting(demoSetting)) === 'begun';
  if (demo && (isBegun || !(await polyseme.hasTexts()))) {
    await polyseme.setSetting(demoSetting, 'begun');
    await print('Adding the demo texts; what is added can be searched while the rest goes on.\n');
    const job = polyseme.jobs.start([demoFolder], { onProgress: progress.index });
    await polyseme.jobs.settled();
    progress.stop();
    const { state, error, id } = polyseme.jobs.status();
    if (id !== job.id) return;
    if (state === 'done') {
      await polyseme.setSetting(demoSetting, 'done');
      await print('The demo texts are ready.\n');
    } else if (error) throw new PolysemeError('data', error.message, { cure: error.cure });
    return;
  }
  await syncIndexes(polyseme);
}

/** A run that has given way to another goes on after so long. */
const resumeMs = 2000;

/** Cuts documents of an earlier version again, in the background, whenever nothing else is added. */
async function recutEarlier(polyseme: Polyseme, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      const { recut } = await polyseme.recut({ signal });
      if (recut === 0) return;
      return syncIndexes(polyseme);
    } catch (cause) {
      const isToResume = cause instanceof PolysemeError && ['cancelled', 'busy'].includes(cause.code);
      if (!isToResume || signal.aborted) throw cause;
      await setTimeout(resumeMs, undefined, { signal, ref: false });
    }
  }
}

/** Cuts documents of an earlier version again, and says why where it cannot. */
function keepCurrent(polyseme: Polyseme, signal: AbortSignal, log: Logger): void {
  recutEarlier(polyseme, signal).catch((cause: unknown) => {
    if (!signal.aborted) log.warn(cause, 'documents of an earlier version cannot be cut again now');
  });
}

/** Says that another file has taken the database's place, and gets what is in it ready. */
function followFile(polyseme: Polyseme, { signal, print }: ServeOptions, log: Logger): void {
  polyseme.onReplace(() => {
    void print(`${polyseme.file} was replaced; what is served now is the new one.\n`);
    syncIndexes(polyseme).catch((cause: unknown) => {
      if (!signal.aborted) log.warn(cause, 'the search index of the new database is not built now');
    });
    keepCurrent(polyseme, signal, log);
  });
}

async function syncIndexes(polyseme: Polyseme): Promise<void> {
  for (const collection of await polyseme.collections()) await polyseme.syncIndex({ collection });
}

/** Indexes changes in tracked tables while the server runs. */
function followTables(polyseme: Polyseme, log: Logger): void {
  const index = indexSync(polyseme, log);
  let lastFailure = ''; // reported once, not every second
  polyseme.watch({
    onReport: ({ problems }) => {
      lastFailure = '';
      const indexed = polyseme.tracked().then((tables) => {
        for (const { collection } of tables) index.later(collection);
      });
      indexed.catch((cause: unknown) =>
        log.warn(cause, 'the search index of tracked tables is not built now'),
      );
      for (const problem of problems) log.warn(problem, 'something in a tracked table cannot be indexed');
    },
    onError: (cause) => {
      const { message } = cause as Error;
      if (message !== lastFailure) log.warn(cause, 'tracked tables cannot be indexed now; it is tried again');
      lastFailure = message;
    },
  });
}

function asListenError(cause: NodeJS.ErrnoException, host: string, port: number): unknown {
  if (cause.code === 'EADDRINUSE') {
    return new PolysemeError('busy', `port: ${port} is in use on ${host}`, {
      cure: 'Stop what uses it, or choose another with --port (0 for any free one).',
      cause,
    });
  }
  if (cause.code === 'EACCES' || cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND') {
    return new PolysemeError('invalid_input', `host: cannot listen on ${host}:${port} (${cause.code})`, {
      cure: 'Use an address of this machine and a port above 1023.',
      cause,
    });
  }
  return cause;
}
