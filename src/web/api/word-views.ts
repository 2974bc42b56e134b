// Views of a word for programs: map, shares, collocates, axes, comparison.
import {
  axesOf,
  axesParameters,
  axisSchema,
  collocatesSchema,
  comparedParameters,
  sharesSchema,
  sidesOf,
} from '../../domain/word-views.js';
import { collection } from '../request.js';
import type { Site } from '../site.js';
import { type ApiRoute, route } from './route.js';
import { oldSenseNames, wordSenseParameters } from './senses.js';

const { by } = sharesSchema.shape;
const { limit, offset, isReversed } = axisSchema.shape;
const { sort, limit: most, offset: start } = collocatesSchema.shape;
const axisParameters = { ...wordSenseParameters, ...axesParameters, limit, offset, isReversed };

export const wordViewsApi = ({ polyseme }: Site): ApiRoute[] => [
  route(
    'get',
    '/api/senses/map',
    'senseMap',
    wordSenseParameters,
    ({ word, ...options }) => polyseme.senseMap(word, options),
    { old: oldSenseNames },
  ),
  route(
    'get',
    '/api/senses/shares',
    'senseShares',
    { ...wordSenseParameters, by },
    ({ word, ...options }) => polyseme.senseShares(word, options),
    { old: oldSenseNames },
  ),
  route(
    'get',
    '/api/senses/collocates',
    'senseCollocates',
    { ...wordSenseParameters, sort, limit: most, offset: start },
    ({ word, ...options }) => polyseme.senseCollocates(word, options),
    { old: oldSenseNames },
  ),
  route(
    'get',
    '/api/senses/axis',
    'senseAxis',
    axisParameters,
    ({ word, from, to, from2, to2, ...options }) =>
      polyseme.senseAxis(word, axesOf({ from, to, from2: from2 ?? '', to2: to2 ?? '' }), options),
    { old: { ...oldSenseNames, reverse: 'isReversed' } },
  ),
  route(
    'get',
    '/api/senses/compare',
    'compare',
    { ...comparedParameters, collection },
    ({ collection: from, ...sides }) =>
      polyseme.compare(...sidesOf(sides), from === undefined ? {} : { collection: from }),
    { old: { with: 'other', withSense: 'otherSense' } },
  ),
];
