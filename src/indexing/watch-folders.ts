// Keeps folders indexed: whole at the start, and then what happens in them.
//
//   events ─▶ places where something has happened ─▶ quiet ones ─▶ file there: that file │ gone, or a folder: the whole
//                                                                      one run of the index
//
// A whole folder is looked through where something is gone, so that a moved file is taken over and a removed one leaves; of
// what has not changed only the times are read. Nothing is lost: what a run could not do, the next one does.
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { PolysemeError } from '../domain/errors.js';
import type { WatchFoldersOptions } from '../domain/folders.js';
import type { IndexReport, Problem } from '../domain/reports.js';
import type { Watcher } from '../domain/tables.js';
import type { IndexOptions } from '../domain/text.js';
import { isKept } from './gone-files.js';
import { nothingDone } from './report.js';
import { type Due, type WatchedFolders, watchedFolders } from './watched-folders.js';

/** What a watcher of folders works with. */
export interface WatchFoldersContext {
  /** removed: places that a person was seen to remove. Throws as `ingestFiles` does. */
  readonly index: (
    paths: readonly string[],
    options: IndexOptions,
    removed: ReadonlySet<string>,
  ) => Promise<IndexReport>;
  /** Where the file of a URI is. */
  readonly placeOf: (uri: string) => string;
}

/** Milliseconds between looks at what has happened. */
const lookMs = 100;
/** A run that failed is tried again after so many milliseconds: while others write, and else. */
const busyMs = 500;
const retryMs = 5000;

/**
 * Keeps folders indexed until it is stopped. Documents of a folder that is gone or empty are kept, as its disk may be
 * missing; it is followed again when it comes back. It keeps the process alive.
 */
export function watchFolders(
  context: WatchFoldersContext,
  folders: readonly string[],
  { onReport, onError, ...options }: WatchFoldersOptions = {},
): Watcher {
  const stop = new AbortController();
  // whatever a listener throws, or rejects with, watching goes on
  const sayError = (cause: unknown): void =>
    void Promise.resolve(cause)
      .then(onError)
      .catch(() => {});
  const say = (report: IndexReport): void => void Promise.resolve(report).then(onReport).catch(sayError);
  const watched = watchedFolders(folders, { within: options.within, onError: sayError });
  const news = newsOf(context, watched);
  let retryAtMs = 0;
  let lastError = '';

  async function run(due: Due): Promise<void> {
    const removed = new Set(due.whole.flatMap((root) => [...root.removed]));
    for (const root of due.whole) root.removed.clear();
    const paths = [...due.whole.map(({ place }) => place), ...due.files.keys()];
    try {
      const report = await context.index(paths, { ...options, signal: stop.signal }, removed);
      lastError = '';
      const isMoving = due.whole.some(watched.isTouchedIn);
      // what went during the run was not yet seen to be removed: the next look knows more
      if (isMoving && news.keptOf(report).length > 0) watched.giveBack({ ...due, files: new Map() }, removed);
      say(news.of(report, due, { isMoving }));
    } catch (cause) {
      watched.giveBack(due, removed);
      throw cause;
    }
  }

  async function look(): Promise<void> {
    if (Date.now() < retryAtMs) return;
    try {
      const problems = await watched.look();
      if (problems.length > 0) say({ ...nothingDone, problems });
      const due = await watched.take();
      if (due.whole.length + due.files.size > 0 && !stop.signal.aborted) await run(due);
    } catch (cause) {
      if (stop.signal.aborted) return;
      const isBusy = cause instanceof PolysemeError && cause.code === 'busy';
      retryAtMs = Date.now() + (isBusy ? busyMs : retryMs);
      const { message } = cause as Error;
      if (!isBusy && message !== lastError) sayError(cause);
      if (!isBusy) lastError = message;
    }
  }

  async function goOn(): Promise<void> {
    while (!stop.signal.aborted) {
      await look();
      await setTimeout(lookMs, undefined, { signal: stop.signal }).catch(() => {});
    }
    await watched.close();
  }
  const running = goOn();

  return {
    stop: () => {
      stop.abort();
      return running;
    },
  };
}

interface News {
  /** Leaves out of a report what was said before, and what is about to be read again. */
  of(report: IndexReport, due: Due, state: { readonly isMoving: boolean }): IndexReport;
  /** Problems of documents that were kept, which were not said before. */
  keptOf(report: IndexReport): Problem[];
}

function newsOf({ placeOf }: WatchFoldersContext, watched: WatchedFolders): News {
  let said = new Set<string>();
  const isUnsaid = (one: Problem): boolean => !said.has(keyOf(one));
  /** Of a file that is being written, or that went while it was read. */
  const isPassing = ({ uri, message }: Problem): boolean =>
    watched.isTouched(placeOf(uri)) || (isAbsence.test(message) && !existsSync(placeOf(uri)));
  return {
    of(report, { whole, files }, { isMoving }) {
      const lasting = report.problems.filter(
        (one) => !isPassing(one) && !(isMoving && isKept(one) && isUnsaid(one)),
      );
      const problems = lasting.filter((one) => isUnsaid(one) || files.has(placeOf(one.uri)));
      said = new Set([...(whole.length > 0 ? [] : said), ...lasting.map(keyOf)]);
      return { ...report, problems };
    },
    keptOf: ({ problems }) => problems.filter((one) => isKept(one) && isUnsaid(one)),
  };
}

const isAbsence = /ENOENT|there is no such file/u;
const keyOf = ({ uri, message }: Problem): string => `${uri}\n${message}`;
