// What a search loads besides the database fails in two places at once: one error, and none left over.
import { afterEach, expect, it, vi } from 'vitest';
import type { CheckedQuery } from '#src/search/query.js';
import { search } from '#src/search/search.js';
import type { SearchContext } from '#src/search/search-context.js';

vi.mock('#src/text/lemmas.js', async (original) => ({
  ...(await original<typeof import('#src/text/lemmas.js')>()),
  loadEnglish: () => {
    throw new Error('no word lists');
  },
}));

const unhandled = vi.fn();
process.on('unhandledRejection', unhandled);
afterEach(() => {
  process.off('unhandledRejection', unhandled);
});

it('leaves no rejection unhandled', async () => {
  const vectors = { load: async () => Promise.reject(new Error('no model')) };
  const context = { vectors } as unknown as SearchContext;
  const query = { meaning: 'a place' } as unknown as CheckedQuery;
  await expect(search(context, query)).rejects.toThrow('no word lists');
  await new Promise(setImmediate);
  expect(unhandled).not.toHaveBeenCalled();
});
