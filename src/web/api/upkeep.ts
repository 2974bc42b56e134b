// Upkeep for programs: measuring, verifying, rebuilding, compacting, and a copy of the database.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recallSchema } from '../../domain/reports.js';
import { collection } from '../request.js';
import { type Site, signalOf } from '../site.js';
import { type ApiRoute, route } from './route.js';

export const upkeepApi = ({ polyseme, paths }: Site): ApiRoute[] => [
  route(
    'get',
    '/api/recall',
    'measureRecall',
    recallSchema.omit({ signal: true }).shape,
    (values, _, response) => polyseme.measureRecall({ ...values, signal: signalOf(response) }),
  ),
  route('post', '/api/verify', 'verify', {}, async (_, __, response) => {
    const { isSound, problems } = await polyseme.verify({ signal: signalOf(response) });
    return { isSound, problems: problems.map((problem) => paths.hide(problem)) };
  }),
  route('post', '/api/rebuild', 'rebuild', { collection }, async (values, _, response) => ({
    rebuilt: await polyseme.rebuild({ ...values, signal: signalOf(response) }),
  })),
  route('post', '/api/recut', 'recut', { collection }, (values, _, response) =>
    polyseme.recut({ ...values, signal: signalOf(response) }),
  ),
  route('post', '/api/compact', 'compact', {}, (_, __, response) =>
    polyseme.compact({ signal: signalOf(response) }),
  ),
  route('get', '/api/backup', 'backup', {}, async (_, __, response) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-backup-'));
    response.once('close', () => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'backup.db');
    await polyseme.backup(file, { signal: signalOf(response) });
    response.download(file, 'polyseme.db', { dotfiles: 'allow' });
  }),
];
