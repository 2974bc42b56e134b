// A program's own tables that are kept indexed, for programs.
import {
  type SyncOptions,
  syncSchema,
  type TrackOptions,
  tableName,
  trackSchema,
} from '../../domain/tables.js';
import { type Site, signalOf } from '../site.js';
import { type ApiRoute, route } from './route.js';

export const tablesApi = ({ polyseme, index }: Site): ApiRoute[] => [
  route('get', '/api/tracked', 'tracked', {}, () => polyseme.tracked()),
  route(
    'post',
    '/api/tracked',
    'track',
    {},
    (_, request, response) => {
      const { table, ...options } = request.body as { table: string } & TrackOptions;
      response.status(201);
      return polyseme.track(table, options);
    },
    { inBody: ['table', ...Object.keys(trackSchema.shape)] },
  ),
  route('delete', '/api/tracked', 'untrack', { table: tableName }, async ({ table }) => {
    index.now((await polyseme.untrack(table)).collection);
    return { untracked: table };
  }),
  route(
    'post',
    '/api/sync',
    'sync',
    {},
    async (_, request, response) => {
      const report = await polyseme.sync({ ...(request.body as SyncOptions), signal: signalOf(response) });
      for (const { collection } of await polyseme.tracked()) index.later(collection);
      return report;
    },
    { inBody: Object.keys(syncSchema.omit({ signal: true, onProgress: true }).shape) },
  ),
];
