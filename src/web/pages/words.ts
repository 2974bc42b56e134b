// Words: their list as a page and as a table, a word's page with its senses or their progress, and the senses as a table.
import { setTimeout } from 'node:timers/promises';
import type { Express } from 'express';
import { h } from 'preact';
import { type AheadData, Senses, SensesAhead, type SensesData } from '../../../views/words/_senses.js';
import { WordListPage, wordsPerPage } from '../../../views/words/list.js';
import { WordPage, WordPageAhead } from '../../../views/words/word.js';
import type { ValuesOf } from '../../domain/parameters.js';
import { type SensesOptions, type SensesProgress, senseFields } from '../../domain/senses.js';
import { wordsSchema } from '../../domain/words.js';
import { formatSenses, wordColumns } from '../../format/tables.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { sendFragment, sendPage, sendRows, sendTable, wantsFragment } from '../render.js';
import { collection, inPath, offset, oldOffset, page } from '../request.js';
import { existingCollection, type Site } from '../site.js';

const { inventory, usesRank, usesSubstitutes } = senseFields;
/** What every view of a word takes. */
export const wordParameters = { collection, inventory, usesRank, usesSubstitutes };

const { match, pos, minCount, sort } = wordsSchema.shape;
const listParameters = { collection, match, pos, minCount, sort };

/** What decides which words are listed, without how. */
const filtersOf = ({
  sort: _,
  offset: __,
  ...filters
}: ValuesOf<typeof listParameters> & { readonly offset?: unknown }) => filters;

export function wordPages(app: Express, site: Site): void {
  const { polyseme, options } = site;
  app.get(
    '/words',
    page(
      { ...listParameters, offset },
      async (values, request, response) => {
        await existingCollection(polyseme, values.collection ?? '');
        const [words, total] = await Promise.all([
          polyseme.words({ ...values, limit: wordsPerPage }),
          polyseme.countWords(filtersOf(values)),
        ]);
        const {
          match = '',
          pos = [],
          minCount = '',
          sort = '',
          collection: from = '',
          offset: start = 0,
        } = values;
        const filtered = { match, pos: pos[0] ?? '', minCount: String(minCount) };
        const state = { ...filtered, sort, collection: from, offset: start };
        const body = h(WordListPage, { words, state, total });
        sendPage(request, response, { title: 'Words – Polyseme', current: 'words' }, body);
      },
      oldOffset,
    ),
  );

  for (const format of ['csv', 'json'] as const) {
    app.get(
      `/words.${format}`,
      page(listParameters, async (values, _, response) => {
        const words = await polyseme.words(values);
        await sendRows(response, format, 'polyseme-words', words, wordColumns);
      }),
    );
  }

  for (const format of ['csv', 'json'] as const) {
    app.get(
      `/words/:word.${format}`,
      page(wordParameters, async (values, request, response) => {
        const word = inPath(request, 'word');
        const { senses } = await polyseme.senses(word, values);
        sendTable(response, format, `polyseme-senses-${word}`, formatSenses(senses, format));
      }),
    );
  }

  const soon = patientSenses(polyseme, options.patienceMs ?? 1500);
  app.get(
    '/words/:word',
    page(wordParameters, async (values, request, response) => {
      const word = inPath(request, 'word');
      const [data, progress] = await soon(word, values);
      const frame = { title: `${word} – Polyseme`, current: 'words' } as const;
      const isFragment = wantsFragment(request);
      if (!data) {
        if (isFragment) return sendFragment(response, h(SensesAhead, progress));
        return sendPage(request, response, { ...frame, refreshSeconds: 2 }, h(WordPageAhead, progress));
      }
      if (isFragment) return sendFragment(response, h(Senses, data));
      sendPage(request, response, frame, h(WordPage, data));
    }),
  );
}

/** The senses or, for a frequent word, their progress: the page then asks again, and waits for the same work. */
function patientSenses(polyseme: Polyseme, patienceMs: number) {
  /** Progress of senses being computed, by word and the rest of the address. */
  const underWay = new Map<string, SensesProgress>();
  return async (word: string, options: SensesOptions): Promise<[SensesData, null] | [null, AheadData]> => {
    const key = JSON.stringify([word, options]);
    const onProgress = (progress: SensesProgress) => void underWay.set(key, progress);
    const data = sensesData(polyseme, word, { ...options, onProgress });
    const isOver = data
      .finally(() => underWay.delete(key))
      .then(
        () => true,
        () => true,
      );
    // waiting for the page to ask again would take longer than most words do
    if (await Promise.race([isOver, setTimeout(patienceMs, false, { ref: false })]))
      return [await data, null];
    const { inventory: name = '', collection: from = '' } = options;
    return [null, { word, inventory: name, collection: from, progress: underWay.get(key) ?? null }];
  };
}

/** The content of a word's page. */
export async function sensesData(
  polyseme: Polyseme,
  word: string,
  options: SensesOptions,
): Promise<SensesData> {
  const senses = await polyseme.senses(word, options);
  const hasOwn = await polyseme.hasOwnSenses(word, options.collection);
  const from = options.collection === undefined ? {} : { collection: options.collection };
  const lost = hasOwn ? await polyseme.lostLabels(word, from) : [];
  return { senses, collection: options.collection ?? '', hasOwn, lost, error: null };
}
