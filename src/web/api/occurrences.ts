// Single occurrences for programs: line, vector and neighbours.
import { type NeighboursOptions, neighboursParameters, queryOf } from '../../domain/search.js';
import { collection, idInPath } from '../request.js';
import type { Site } from '../site.js';
import { type ApiRoute, route } from './route.js';

export const occurrencesApi = ({ polyseme }: Site): ApiRoute[] => [
  route(
    'get',
    '/api/lines/:id',
    'line',
    { collection },
    (values, request) => polyseme.line(idInPath(request), values.collection),
    { inPath: ['tokenId'] },
  ),
  route(
    'get',
    '/api/vector/:id',
    'vectorOf',
    { collection },
    async (values, request) => ({
      vector: [...(await polyseme.vectorOf(idInPath(request), values.collection))],
    }),
    { inPath: ['tokenId'] },
  ),
  route(
    'get',
    '/api/neighbours/:id',
    'neighbours',
    neighboursParameters,
    async (values, request) => ({
      hits: await polyseme.neighbours(idInPath(request), queryOf(values) as NeighboursOptions),
    }),
    { inPath: ['tokenId'] },
  ),
];
