// Routes of words and their senses: the list, a word's page, changes and their undoing, exports.
import { setTimeout } from 'node:timers/promises';
import type { Express, Request, Response } from 'express';
import { h } from 'preact';
import { type AheadData, Senses, SensesAhead, type SensesData, wordAddress } from '../../../views/_senses.js';
import { wholeNumber } from '../../../views/links.js';
import { WordListPage, WordPage, WordPageAhead, wordsPerPage } from '../../../views/word.js';
import { PolysemeError } from '../../domain/errors.js';
import type { Hit } from '../../domain/search.js';
import type { SenseChange, SensesProgress } from '../../domain/senses.js';
import { formatSenses } from '../../format/format.js';
import { defaultCollection, type Polyseme } from '../../polyseme/polyseme.js';
import { httpStatusOf } from '../http-status.js';
import { sendFragment, sendPage, sendTable, wantsFragment } from '../render.js';
import { inventoryOf, senseOptionsOf, textOf } from '../request.js';

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (one): one is string => typeof one === 'string' && one !== '',
  );

export function wordRoutes(app: Express, polyseme: Polyseme, patienceMs = 1500): void {
  app.get('/words', (request, response) => {
    const collection = textOf(request.query.collection);
    const match = textOf(request.query.match);
    const from = wholeNumber('from', textOf(request.query.from), 0);
    const all = polyseme.words({ match, collection: collection || undefined });
    const words = all.slice(from, from + wordsPerPage);
    const body = h(WordListPage, { words, match, from, total: all.length, collection });
    sendPage(request, response, { title: 'Words – Polyseme', current: 'words' }, body);
  });

  for (const format of ['csv', 'json'] as const) {
    app.get(`/words/:word.${format}`, async (request, response) => {
      const { word } = request.params as { word: string };
      const { senses } = await polyseme.senses(word, senseOptionsOf(request.query));
      sendTable(response, format, `polyseme-senses-${word}`, formatSenses(senses, format));
    });
  }

  app.get('/words/:word', async (request, response) => {
    const { word } = request.params;
    const [data, progress] = await soon(word, request);
    if (!data) {
      if (wantsFragment(request)) return sendFragment(response, h(SensesAhead, progress));
      const frame = { title: `${word} – Polyseme`, current: 'words', refreshSeconds: 2 } as const;
      return sendPage(request, response, frame, h(WordPageAhead, progress));
    }
    if (wantsFragment(request)) return sendFragment(response, h(Senses, data));
    sendPage(request, response, { title: `${word} – Polyseme`, current: 'words' }, h(WordPage, data));
  });
  app.post('/words/:word/senses', async (request, response) => {
    const { word } = request.params;
    await change(request, response, word, async () => {
      await polyseme.changeSenses(word, changeOf(request.body), senseOptionsOf(request.body));
    });
  });
  app.post('/words/:word/undo', async (request, response) => {
    const { word } = request.params;
    await change(request, response, word, async () => {
      const redo = textOf(request.body.redo) === '1';
      polyseme.undoSenseChange(Number(request.body.id), {
        redo,
        collection: textOf(request.body.collection) || undefined,
      });
    });
  });

  /** Progress of senses that are being told, by word and what else was asked. */
  const underWay = new Map<string, SensesProgress>();

  /** The senses, or, of a frequent word, how far they are: the page then asks again, and waits for the same work. */
  async function soon(word: string, request: Request): Promise<[SensesData, null] | [null, AheadData]> {
    const { collection, inventory } = request.query;
    const key = JSON.stringify([word, collection, inventory]);
    const data = sensesData(polyseme, word, request.query, (progress) => underWay.set(key, progress));
    const isOver = data
      .finally(() => underWay.delete(key))
      .then(
        () => true,
        () => true,
      );
    // waiting for the page to ask again would take longer than most words do
    if (await Promise.race([isOver, setTimeout(patienceMs, false, { ref: false })]))
      return [await data, null];
    const asked = { inventory: inventoryOf(inventory) ?? ('' as const), collection: textOf(collection) };
    return [null, { word, ...asked, progress: underWay.get(key) ?? null }];
  }

  /** Shows what has become of the senses; what could not be done is told above them. */
  async function change(
    request: Request,
    response: Response,
    word: string,
    work: () => Promise<void>,
  ): Promise<void> {
    const collection = textOf(request.body.collection);
    let error: PolysemeError | null = null;
    try {
      await work();
    } catch (cause) {
      if (!(cause instanceof PolysemeError)) throw cause;
      error = cause;
    }
    // a word whose last change was undone has no senses of its own any more: it is shown as at first
    const inventory = error ? inventoryOf(request.body.inventory) : undefined;
    if (!error && !wantsFragment(request)) return response.redirect(303, wordAddress(word, { collection }));
    const data = await sensesData(polyseme, word, { collection, inventory: inventory ?? '' });
    const shown = { ...data, error };
    if (error) response.status(httpStatusOf[error.code]);
    if (wantsFragment(request)) {
      response.set('HX-Push-Url', wordAddress(word, { collection }));
      return sendFragment(response, h(Senses, shown));
    }
    sendPage(request, response, { title: `${word} – Polyseme`, current: 'words' }, h(WordPage, shown));
  }
}

async function sensesData(
  polyseme: Polyseme,
  word: string,
  parameters: Record<string, unknown>,
  onProgress?: (progress: SensesProgress) => void,
): Promise<SensesData> {
  const options = senseOptionsOf(parameters);
  const senses = await polyseme.senses(word, { ...options, onProgress });
  const hits: readonly Hit[] = senses.senses.flatMap(({ lines, varied, borderline }) => [
    ...lines,
    ...varied,
    ...borderline,
  ]);
  const uris = [...new Set(hits.map(({ uri }) => uri))];
  const documentRows = new Map(
    uris.map((uri) => [uri, polyseme.documentRow(uri, options.collection ?? defaultCollection)]),
  );
  const hasOwn = polyseme.hasOwnSenses(word, options.collection);
  return { senses, collection: options.collection ?? '', hasOwn, documentRows, error: null };
}

/** The button that was pressed says what is asked; the fields that it needs stand in the same form. */
function changeOf(body: Record<string, unknown>): SenseChange {
  const [kind, sense = ''] = textOf(body.action).split(/:(.*)/su, 2) as [string, string?];
  const lines = textsOf(body.lines).map(Number);
  const label = textOf(body.label);
  const description = textOf(body.description);
  switch (kind) {
    case 'adopt':
      return { kind };
    case 'merge':
      return { kind, senses: textsOf(body.senses) };
    case 'split':
    case 'delete':
      return { kind, sense };
    case 'rename': {
      const described = description === '' ? {} : { description };
      return { kind, sense: textOf(body.sense), label, ...described };
    }
    case 'create':
      return { kind, label, description, lines };
    case 'move':
      return { kind, to: textOf(body.to), lines };
    default:
      throw new PolysemeError('invalid_input', `action: "${kind}" is no change of senses`, {
        cure: 'Use the buttons of the page.',
      });
  }
}
