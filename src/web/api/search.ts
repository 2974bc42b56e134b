// Search for programs, and vectors of texts.
import { text } from '../../domain/check.js';
import { type DispersionQuery, dispersionParameters } from '../../domain/dispersion.js';
import { type Query, queryOf, queryParameters } from '../../domain/search.js';
import { collection, oldSearchNames } from '../request.js';
import { type Site, signalOf } from '../site.js';
import { type ApiRoute, inBody, route } from './route.js';

export const searchApi = ({ polyseme }: Site): ApiRoute[] => [
  route(
    'get',
    '/api/search',
    'search',
    queryParameters,
    (values, _, response) => polyseme.search(queryOf(values) as Query, { signal: signalOf(response) }),
    { old: oldSearchNames },
  ),
  route(
    'post',
    '/api/search',
    'search',
    { collection },
    (values, request, response) => {
      const query = { ...values, ...(request.body as Query) };
      return polyseme.search(query, { signal: signalOf(response) });
    },
    { inBody: Object.keys(queryParameters) },
  ),
  route(
    'get',
    '/api/dispersion',
    'dispersion',
    dispersionParameters,
    (values, _, response) =>
      polyseme.dispersion(queryOf(values) as DispersionQuery, { signal: signalOf(response) }),
    { old: oldSearchNames },
  ),
  route(
    'post',
    '/api/encode',
    'encode',
    {},
    async (_, request) => {
      const { text: encoded } = inBody<{ text: string }>(request, ['text']);
      return { vector: [...(await polyseme.encode(encoded))] };
    },
    { inBody: ['text'] },
  ),
  route('get', '/api/similarity', 'similarity', { one: text(), other: text() }, async ({ one, other }) => ({
    one,
    other,
    cosine: await polyseme.similarity(one, other),
  })),
];
