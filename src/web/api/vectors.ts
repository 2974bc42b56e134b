// Vectors made elsewhere, for programs.
import type { RowKey } from '../../domain/tables.js';
import {
  type AddVectorsOptions,
  addVectorsSchema,
  type NearestOptions,
  nearestSchema,
  type VectorItem,
} from '../../domain/vectors.js';
import { jsonBody } from '../json-body.js';
import { inPath } from '../request.js';
import { type Site, signalOf } from '../site.js';
import { type ApiRoute, inBody, route } from './route.js';

/** A thousand vectors of a thousand components, as JSON. */
export const maxVectorBytes = 32 * 1024 * 1024;

/** The one body that may be large; before the parser of all others. */
export const vectorBodies = jsonBody(maxVectorBytes);

/** Many programs round whole numbers beyond 2^53: such an id is sent as text. */
const asJson = (id: RowKey): RowKey => (typeof id === 'bigint' ? String(id) : id);

/** Ids as they are meant: a text that such a number is sent as names it too. The library checks the rest. */
const meantBy = <T extends readonly VectorItem['id'][] | undefined>(ids: T) =>
  Array.isArray(ids) ? ids.flatMap((id: VectorItem['id']) => [id, ...numberSentAs(id)]) : ids;

function numberSentAs(id: VectorItem['id']): bigint[] {
  if (typeof id !== 'string' || !/^-?[1-9]\d{15,18}$/u.test(id)) return [];
  const number = BigInt(id);
  return BigInt.asIntN(64, number) === number ? [number] : [];
}

export const vectorsApi = ({ polyseme, index }: Site): ApiRoute[] => [
  route('get', '/api/vectors', 'vectorCollections', {}, () => polyseme.vectorCollections()),
  route(
    'post',
    '/api/vectors/:name/items',
    'addVectors',
    {},
    async (_, request, response) => {
      const { items, ...options } = request.body as { items: VectorItem[] } & AddVectorsOptions;
      const name = inPath(request, 'name');
      const signal = signalOf(response);
      const counts = await polyseme.addVectors(name, items, { ...options, signal });
      index.later(name);
      return counts;
    },
    {
      inPath: ['collection'],
      inBody: ['items', ...Object.keys(addVectorsSchema.omit({ signal: true }).shape)],
    },
  ),
  route(
    'delete',
    '/api/vectors/:name/items',
    'removeVectors',
    {},
    async (_, request) => {
      const name = inPath(request, 'name');
      const { ids } = inBody<{ ids: VectorItem['id'][] }>(request, ['ids']);
      const removed = await polyseme.removeVectors(name, meantBy(ids));
      index.now(name);
      return { removed };
    },
    { inPath: ['collection'], inBody: ['ids'] },
  ),
  route(
    'post',
    '/api/vectors/:name/nearest',
    'nearest',
    {},
    async (_, request) => {
      const { vector, ...options } = request.body as { vector: number[] } & NearestOptions;
      const { among } = options;
      const meant = among === undefined ? options : { ...options, among: meantBy(among) };
      let filterProblem: string | null = null;
      const onNothing = (reason: string): void => {
        filterProblem = reason;
      };
      const hits = await polyseme.nearest(inPath(request, 'name'), vector, { onNothing, ...meant });
      return { hits: hits.map((hit) => ({ ...hit, id: asJson(hit.id) })), filterProblem };
    },
    {
      inPath: ['collection'],
      inBody: ['vector', ...Object.keys(nearestSchema.omit({ onNothing: true }).shape)],
    },
  ),
  route(
    'delete',
    '/api/vectors/:name',
    'dropVectors',
    {},
    async (_, request) => {
      const name = inPath(request, 'name');
      await polyseme.dropVectors(name);
      return { dropped: name };
    },
    { inPath: ['collection'] },
  ),
];
