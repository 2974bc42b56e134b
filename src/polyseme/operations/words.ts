// Words: listed, counted, and those that fit a meaning.
import { countWordsSchema, wordsForParameters, wordsForSchema, wordsSchema } from '../../domain/words.js';
import { countWords as count, listedWords } from '../../search/listed-words.js';
import { readQuery } from '../../search/query.js';
import { wordsFor as wordsOf } from '../../search/words-for.js';
import { operation } from './operation.js';

export const words = operation({
  name: 'words',
  does: 'List the words of a collection, the most frequent first.',
  takes: { options: wordsSchema },
  async run(session, { options }) {
    const context = await session.findTexts(options.collection);
    return context ? listedWords(context.store, context.collection.id, options) : [];
  },
});

export const countWords = operation({
  name: 'countWords',
  does: 'Count the words of a collection.',
  takes: { options: countWordsSchema },
  async run(session, { options }) {
    const context = await session.findTexts(options.collection);
    return context ? count(context.store, context.collection.id, options) : 0;
  },
});

export const wordsFor = operation({
  name: 'wordsFor',
  does: 'Find the words whose lines fit a meaning.',
  takes: { query: wordsForSchema },
  parameters: wordsForParameters,
  async run(session, { query }) {
    return wordsOf(await session.textsOf(query.collection), readQuery({ ...query, anyWord: true }));
  },
});
