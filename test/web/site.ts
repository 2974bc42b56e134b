// The page and the API of an open database on a free port, as tests of one file share them.
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Polyseme } from '#src/index.js';
import { type AppOptions, makeApp } from '#src/web/app.js';

/** Where it is served. `close` closes the database as well. */
export interface ServedSite {
  readonly address: string;
  close(): Promise<void>;
}

export async function serveSite(polyseme: Polyseme, options: Partial<AppOptions> = {}): Promise<ServedSite> {
  const log = pino({ level: 'silent' });
  const app = makeApp(polyseme, { host: '127.0.0.1', token: undefined, allow: [], log, ...options });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await polyseme.close();
    },
  };
}
