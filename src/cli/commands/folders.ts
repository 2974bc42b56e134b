// Commands about folders that are kept indexed: watched by this process, or followed by the database.
import { PolysemeError } from '../../domain/errors.js';
import { folderSchema, foldersSchema, followSchema, watchFoldersSchema } from '../../domain/folders.js';
import type { IndexReport } from '../../domain/reports.js';
import { changesOf } from '../../format/figures.js';
import { existingFolder, followedFolders, hasChanged, type Polyseme } from '../../polyseme/polyseme.js';
import { declareCommand } from '../command.js';
import { progressLine } from '../progress.js';
import {
  asTyped,
  complain,
  formatOf,
  foundStatus,
  interruptSignal,
  printJson,
  printRows,
  printText,
  withPolyseme,
} from '../run.js';

const followedColumns = ['folder', 'collection'];
/** Milliseconds from a change to the saving of the approximate index, which is written whole. */
const saveMs = 5000;

export const watchCommand = declareCommand({
  name: 'watch',
  description: 'keep folders indexed until Ctrl-C: those named, or those that the database follows',
  examples: ['polyseme watch letters/ notes/', 'polyseme watch --db letters.db'],
  parameters: { folders: foldersSchema.optional(), ...watchFoldersSchema.shape },
  arguments: { folders: '[folder...]' },
  run: ({ folders, ...values }, options) => {
    const [option] = Object.keys(values);
    if (!folders && option !== undefined) {
      throw new PolysemeError('invalid_input', `${option}: no folder is named that it could be for`, {
        cure: 'Name one; those that the database follows are read as polyseme follow was told.',
      });
    }
    return withPolyseme(options, folders === undefined, async (polyseme) => {
      const signal = interruptSignal();
      const line = progressLine(process.stderr);
      const saving = savedIndexes(polyseme);
      const watched = {
        onProgress: line.index,
        onReport(report: IndexReport, { collection }: { readonly collection?: string } = values) {
          line.stop();
          printRun(report);
          if (hasChanged(report)) saving.later(collection);
        },
        onError(cause: unknown) {
          line.stop();
          const { message, cure = '' } = cause as PolysemeError;
          complain(message, cure);
        },
      };
      const stop = folders
        ? polyseme.watchFolders(
            folders.map((folder) => existingFolder(folder, 'folders')),
            { ...values, ...watched },
          ).stop
        : await watchFollowed(polyseme, watched, asTyped(['follow', 'FOLDER'], { db: options.db }));
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await stop();
      line.stop();
      await saving.now();
      return foundStatus;
    });
  },
});

export const followCommand = declareCommand({
  name: 'follow',
  description: 'remember a folder, which polyseme watch and serve then keep indexed',
  examples: ['polyseme follow letters/'],
  parameters: { folder: folderSchema, ...followSchema.shape },
  arguments: { folder: '<folder>' },
  run: ({ folder, ...values }, options) =>
    withPolyseme(options, false, async (polyseme) => {
      const followed = await polyseme.follow(folder, values);
      if (formatOf(options) === 'json') await printJson(followed);
      else {
        const watch = asTyped(['watch'], { db: options.db });
        await printText(`${followed.folder} is kept indexed by a server, or by: ${watch}\n`);
      }
      return foundStatus;
    }),
});

export const unfollowCommand = declareCommand({
  name: 'unfollow',
  description: 'follow a folder no longer; its documents stay',
  examples: ['polyseme unfollow letters/'],
  parameters: { folder: folderSchema },
  arguments: { folder: '<folder>' },
  run: ({ folder: named }, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const { folder } = await polyseme.unfollow(named);
      await printText(`${folder} is not followed any more; its documents stay.\n`);
      return foundStatus;
    }),
});

export const followedCommand = declareCommand({
  name: 'followed',
  description: 'list the folders that the database follows',
  examples: ['polyseme followed', 'polyseme followed --json'],
  parameters: {},
  run: (_, options) =>
    withPolyseme(options, true, async (polyseme) =>
      printRows(await polyseme.followed(), followedColumns, options),
    ),
});

/** Watches what the database follows, which may be nothing yet; returns what ends that. */
async function watchFollowed(
  polyseme: Polyseme,
  watched: Omit<Parameters<typeof followedFolders>[1], 'more' | 'within'>,
  cure: string,
): Promise<() => Promise<void>> {
  if ((await polyseme.followed()).length === 0) {
    throw new PolysemeError('invalid_input', 'folders: none is named, and the database follows none', {
      cure: `Name one, or follow it: ${cure}`,
    });
  }
  const folders = followedFolders(polyseme, watched);
  folders.start();
  return folders.stop;
}

/** `12:03:44  2 added, 1 changed`, and what is wrong. */
function printRun(report: IndexReport): void {
  const time = new Date().toTimeString().slice(0, 8);
  if (hasChanged(report)) void printText(`${time}  ${changesOf(report)}\n`);
  for (const { uri, message, cure } of report.problems) complain(`${uri}: ${message}`, cure);
}

/** Saves the approximate index of what has changed, a while after, and in the end. */
function savedIndexes(polyseme: Polyseme) {
  const waiting = new Set<string | undefined>();
  let timer: NodeJS.Timeout | undefined;
  const now = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    for (const collection of waiting) {
      waiting.delete(collection);
      await polyseme.syncIndex(collection === undefined ? {} : { collection });
    }
  };
  const inBackground = (): void =>
    void now().catch((cause: Error) => complain(`the search index is not saved now: ${cause.message}`));
  return {
    now,
    later(collection: string | undefined): void {
      waiting.add(collection);
      timer ??= setTimeout(inBackground, saveMs);
    },
  };
}
