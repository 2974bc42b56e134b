// Documents for programs: listed, read, removed and counted.

import { name } from '../../domain/check.js';
import { defaultCollection } from '../../domain/defaults.js';
import { documentNames, documentSchema, documentsSchema, leaveOut } from '../../domain/text.js';
import { sendRows } from '../render.js';
import { collection, idOrName } from '../request.js';
import type { Site } from '../site.js';
import { type ApiRoute, route } from './route.js';

export const documentsApi = ({ polyseme, index }: Site): ApiRoute[] => [
  route('get', '/api/documents', 'documents', documentsSchema.shape, (values) => polyseme.documents(values)),
  route(
    'get',
    '/api/documents/:id',
    'document',
    documentSchema.shape,
    (values, request) => polyseme.document(idOrName(request), values),
    { inPath: ['id'] },
  ),
  route(
    'delete',
    '/api/documents',
    'remove',
    { names: documentNames, collection, leaveOut },
    async ({ names, collection: from = defaultCollection, leaveOut: isLeftOut }) => {
      const removed = await polyseme.remove(names, from, isLeftOut);
      index.now(from);
      return { removed: removed.map(({ uri }) => uri) };
    },
    { old: { name: 'names' } },
  ),
  route('get', '/api/tokens', 'tokens', { name: name(), collection }, async (values, _, response) => {
    const tokens = polyseme.tokens(values.name, values.collection);
    await sendRows(response, 'json', 'polyseme-tokens', tokens, []);
  }),
  route('get', '/api/collections', 'collections', {}, () => polyseme.collections()),
  route('get', '/api/stats', 'stats', { collection }, (values) => polyseme.stats(values.collection)),
];
