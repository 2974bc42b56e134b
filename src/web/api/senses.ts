// Senses for programs: of a word, of one occurrence, and of whole collections in the background.
import { check } from '../../domain/check.js';
import {
  type DisambiguationOptions,
  disambiguationSchema,
  type LabelRow,
} from '../../domain/disambiguation.js';
import { lostWordSchema } from '../../domain/lost-labels.js';
import { type SenseChange, senseChangeParameters } from '../../domain/sense-changes.js';
import { inducedSchema, senseCountsSchema, senseFields, senseWordSchema } from '../../domain/senses.js';
import { collection, idInPath, type OldNames } from '../request.js';
import type { Site } from '../site.js';
import { type ApiRoute, inBody, route } from './route.js';

const { inventory, usesRank, usesSubstitutes } = senseFields;
const senseParameters = { collection, inventory, usesRank, usesSubstitutes };
export const wordSenseParameters = { word: senseWordSchema, ...senseParameters };
export const oldSenseNames: OldNames = { rank: 'usesRank' };
const old = oldSenseNames;

export const sensesApi = (site: Site): ApiRoute[] => {
  const { polyseme } = site;
  return [
    route(
      'get',
      '/api/senses',
      'senses',
      wordSenseParameters,
      ({ word, ...options }) => polyseme.senses(word, options),
      { old },
    ),
    route(
      'post',
      '/api/senses',
      'changeSenses',
      wordSenseParameters,
      async ({ word, ...options }, request) => {
        await polyseme.changeSenses(word, request.body as SenseChange, options);
        const { inventory: _, ...rest } = options;
        return polyseme.senses(word, rest);
      },
      { old, inBody: Object.keys(senseChangeParameters) },
    ),
    countsRoute(site),
    inducedRoute(site),
    route(
      'get',
      '/api/senses/lost',
      'lostLabels',
      { word: lostWordSchema, collection },
      ({ word, ...options }) => polyseme.lostLabels(word, options),
    ),
    ...(['undo', 'redo'] as const).flatMap((action) => [
      undoRoute(site, action),
      undoLatestRoute(site, action),
    ]),
    route(
      'post',
      '/api/evaluate',
      'evaluate',
      senseParameters,
      (options, request) =>
        polyseme.evaluate(inBody<{ labels: LabelRow[] }>(request, ['labels']).labels, options),
      { old, inBody: ['labels'] },
    ),
    route(
      'get',
      '/api/sense/:id',
      'senseOf',
      senseParameters,
      (options, request) => polyseme.senseOf(idInPath(request), options),
      { old, inPath: ['tokenId'] },
    ),
    route(
      'get',
      '/api/substitutes/:id',
      'substitutes',
      { collection },
      (values, request) => polyseme.substitutes(idInPath(request), values.collection),
      { inPath: ['tokenId'] },
    ),
    ...disambiguationRoutes(site),
  ];
};

const countsRoute = ({ polyseme }: Site): ApiRoute =>
  route(
    'get',
    '/api/senses/counts',
    'senseCounts',
    { word: senseWordSchema, ...senseCountsSchema.shape },
    ({ word, ...options }) => polyseme.senseCounts(word, options),
  );

const inducedRoute = ({ polyseme }: Site): ApiRoute =>
  route(
    'delete',
    '/api/senses',
    'forgetInduced',
    { word: senseWordSchema, ...inducedSchema.shape },
    async ({ word, ...options }) => {
      await polyseme.forgetInduced(word, options);
      return { forgotten: word };
    },
  );

const undoRoute = ({ polyseme }: Site, action: 'undo' | 'redo'): ApiRoute =>
  route(
    'post',
    `/api/senses/${action}/:id`,
    'undoSenseChange',
    { collection },
    async (values, request) => {
      const id = idInPath(request);
      await polyseme.undoSenseChange(id, { redo: action === 'redo', ...values });
      return { id, isUndone: action === 'undo' };
    },
    { inPath: ['id', 'redo'] },
  );

/** The same for the latest change of a word. */
const undoLatestRoute = ({ polyseme }: Site, action: 'undo' | 'redo'): ApiRoute =>
  route(
    'post',
    `/api/senses/${action}`,
    'undoLatestSenseChange',
    { word: senseWordSchema, collection },
    async ({ word, ...options }) => {
      const id = await polyseme.undoLatestSenseChange(word, { redo: action === 'redo', ...options });
      return { id, isUndone: action === 'undo' };
    },
    { inPath: ['redo'] },
  );

const disambiguationRoutes = ({ disambiguations }: Site): ApiRoute[] => [
  route('get', '/api/disambiguation', null, {}, () => disambiguations.status()),
  route('delete', '/api/disambiguation', null, {}, () => disambiguations.cancel()),
  route(
    'post',
    '/api/disambiguation',
    'disambiguate',
    { collection, inventory, usesRank },
    (values, request, response) => {
      const options = { ...values, ...(request.body as DisambiguationOptions) };
      check(disambiguationSchema, options, 'disambiguate', 'option of disambiguate');
      response.status(202);
      return disambiguations.start(options);
    },
    { old, inBody: ['words', 'collection', 'inventory', 'usesRank'] },
  ),
];
