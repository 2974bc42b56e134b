// The commands that open the page; the only ones that know the web.
import { spawn } from 'node:child_process';
import { type FollowedFolder, folderSchema, followSchema } from '../../domain/folders.js';
import { defaultCollection, existingFolder } from '../../polyseme/polyseme.js';
import { declareCommand } from '../command.js';
import type { CommonOptions } from '../options.js';
import { progressLine } from '../progress.js';
import { complain, foundStatus, interruptSignal, print, withPolyseme } from '../run.js';

interface ServeCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly token?: string;
  readonly allow: readonly string[];
  readonly open?: boolean;
}

export const serveCommand = declareCommand<
  ServeCommandOptions & { readonly watch: readonly string[]; readonly demo?: boolean }
>()({
  name: 'serve',
  description: 'open the page on http://127.0.0.1:7341',
  examples: ['polyseme serve --db letters.db', 'polyseme serve --watch ~/texts --port 8080'],
  parameters: {},
  terminal: ['port', 'host', 'token', 'allow', 'watch', 'open', 'demo'],
  run: (_, { demo, watch, ...options }) => {
    const folders = watch.map((one) => existingFolder(one, 'watch'));
    const collection = defaultCollection;
    return serveWith(options, { watch: folders.map((folder) => ({ folder, collection })), demo });
  },
});

/** `polyseme FOLDER`, for short. */
export const openCommand = declareCommand<ServeCommandOptions>()({
  name: 'open',
  description: 'index a folder, keep it indexed, and open the page (also: polyseme FOLDER)',
  examples: ['polyseme ~/texts', 'polyseme open ~/texts --db letters.db --open'],
  parameters: { folder: folderSchema, ...followSchema.shape },
  arguments: { folder: '<folder>' },
  terminal: ['port', 'host', 'token', 'allow', 'open'],
  // a person at a terminal wants to see it; a script does not
  run: (
    { folder, collection = defaultCollection, ...reading },
    { open = process.stdout.isTTY, ...options },
  ) =>
    serveWith(
      { ...options, open },
      { watch: [{ folder: existingFolder(folder, 'folder'), collection, ...reading }] },
    ),
});

/** Serves until it is interrupted. */
const serveWith = (
  options: CommonOptions & ServeCommandOptions,
  { watch, demo = false }: { readonly watch: readonly FollowedFolder[]; readonly demo?: boolean | undefined },
): Promise<number> =>
  withPolyseme(options, false, async (polyseme) => {
    const signal = interruptSignal();
    const { serve } = await import('../../web/serve.js'); // half a second that no other command needs
    const { port, host, token, allow, open } = options;
    const progress = progressLine(process.stderr);
    const onAddress = (address: string): void => void (open && showInBrowser(address));
    await serve(polyseme, { port, host, token, allow, watch, demo, signal, progress, print, onAddress });
    return foundStatus;
  });

/** The program of each system that opens an address. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
};

function showInBrowser(address: string): void {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, address], { detached: true, stdio: 'ignore' });
  child.once('error', (cause) =>
    complain(`open: the browser cannot be started: ${cause.message}`, `Open ${address} yourself.`),
  );
  child.unref();
}
