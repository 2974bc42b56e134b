// Starts the server, adds the demo texts to a new database, and ends cleanly when asked to.
import { randomBytes } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import type { ProgressLine } from '../cli/progress.js';
import { PolysemeError } from '../domain/errors.js';
import { demoFolder, type Polyseme } from '../polyseme/polyseme.js';
import { makeApp } from './app.js';
import { indexing } from './indexing.js';
import { isLoopback, urlHost } from './security.js';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly token: string | undefined;
  readonly allow: readonly string[];
  readonly demo: boolean;
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  readonly print: (text: string) => void;
}

const demoSetting = 'demo';

/** Serves until the signal is aborted. Throws `busy` when the port is taken, `invalid_input` for a bad folder. */
export async function serve(polyseme: Polyseme, options: ServeOptions): Promise<void> {
  const { host, port, signal, print, progress } = options;
  const token = options.token ?? (isLoopback(host) ? undefined : randomBytes(18).toString('base64url'));
  const log = pino({ level: process.env.LOG_LEVEL ?? 'warn' }, pino.destination(2));
  const app = makeApp(polyseme, { host, token, allow: options.allow.map(existingFolder), log });
  const server = app.listen(port, host);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (cause: NodeJS.ErrnoException) => reject(asListenError(cause, host, port)));
  });
  server.requestTimeout = 120_000;
  const address = `http://${urlHost(host)}:${(server.address() as AddressInfo).port}`;
  print(`Polyseme: ${address}/${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}\n`);

  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  // the first query need not wait for it; what is wrong with a model is told by the search that needs it
  polyseme.loadModel().catch((cause: unknown) => log.warn(cause, 'the model cannot be loaded'));
  await Promise.race([prepare(polyseme, options, print, progress), stopped]);
  followTables(polyseme, log);
  await stopped;
  progress.stop();
  polyseme.jobs.cancel();
  polyseme.disambiguations.cancel();
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}

/** The demo texts, for a new database or one whose first run was cut short; then the index of what is there. */
async function prepare(
  polyseme: Polyseme,
  { demo }: ServeOptions,
  print: (text: string) => void,
  progress: ProgressLine,
): Promise<void> {
  const isBegun = polyseme.setting(demoSetting) === 'begun';
  if (demo && (isBegun || !polyseme.hasTexts())) {
    polyseme.setSetting(demoSetting, 'begun');
    print('Adding the demo texts; what is added can be searched while the rest goes on.\n');
    const job = polyseme.jobs.start([demoFolder], { onProgress: progress.index });
    await polyseme.jobs.settled();
    progress.stop();
    const { state, error, id } = polyseme.jobs.status();
    if (id !== job.id) return;
    if (state === 'done') {
      polyseme.setSetting(demoSetting, 'done');
      print('The demo texts are ready.\n');
    } else if (error) throw new PolysemeError('data', error.message, { cure: error.cure });
    return;
  }
  for (const collection of polyseme.collections()) await polyseme.syncIndex({ collection });
}

/** What changes in tracked tables is indexed while the server runs. */
function followTables(polyseme: Polyseme, log: Logger): void {
  const index = indexing(polyseme, log);
  let lastFailure = ''; // told once, not every second
  polyseme.watch({
    onReport: ({ problems }) => {
      lastFailure = '';
      for (const { collection } of polyseme.tracked()) index.later(collection);
      for (const problem of problems) log.warn(problem, 'something in a tracked table cannot be indexed');
    },
    onError: (cause) => {
      const { message } = cause as Error;
      if (message !== lastFailure) log.warn(cause, 'tracked tables cannot be indexed now; it is tried again');
      lastFailure = message;
    },
  });
}

function existingFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return realpathSync(folder);
  throw new PolysemeError('invalid_input', `allow: there is no folder "${folder}"`, {
    cure: 'Check the path.',
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
