// The command that opens the page; the only one that knows the web.
import { declareCommand } from '../command.js';
import { progressLine } from '../progress.js';
import { foundStatus, interruptSignal, print, withPolyseme } from '../run.js';

interface ServeCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly token?: string;
  readonly allow: readonly string[];
  readonly demo?: boolean;
}

export const serveCommand = declareCommand<ServeCommandOptions>()({
  name: 'serve',
  description: 'open the page on http://127.0.0.1:7341',
  examples: ['polyseme serve --db letters.db', 'polyseme serve --allow ~/texts --port 8080'],
  parameters: {},
  terminal: ['port', 'host', 'token', 'allow', 'demo'],
  run: (_, options) =>
    withPolyseme(options, false, async (polyseme) => {
      const signal = interruptSignal();
      const { serve } = await import('../../web/serve.js'); // half a second that no other command needs
      const { port, host, token, allow, demo = false } = options;
      const progress = progressLine(process.stderr);
      await serve(polyseme, { port, host, token, allow, demo, signal, progress, print });
      return foundStatus;
    }),
});
