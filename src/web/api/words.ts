// Words for programs: listed, and those that fit a meaning.
import { queryOf } from '../../domain/search.js';
import { type WordsForQuery, wordsForParameters, wordsSchema } from '../../domain/words.js';
import type { Site } from '../site.js';
import { type ApiRoute, route } from './route.js';

export const wordsApi = ({ polyseme }: Site): ApiRoute[] => [
  route('get', '/api/words', 'words', wordsSchema.shape, (values) => polyseme.words(values)),
  route('get', '/api/words-for', 'wordsFor', wordsForParameters, (values) =>
    polyseme.wordsFor(queryOf(values) as WordsForQuery),
  ),
];
