// Routes of the senses of a whole collection: start, look at and cancel the job, and the table.
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { Express } from 'express';
import { h } from 'preact';
import { DisambiguatePage, DisambiguationPanel } from '../../../views/disambiguate.js';
import { assignmentColumns, streamRows } from '../../format/format.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { sendFragment, sendPage, wantsFragment } from '../render.js';
import { inventoryOf, textOf } from '../request.js';

export function disambiguateRoutes(app: Express, polyseme: Polyseme): void {
  app.get('/disambiguate', (request, response) => {
    const job = polyseme.disambiguations.status();
    const isRunning = job.state === 'running' || job.state === 'cancelling';
    const inventory = inventoryOf(request.query.inventory) ?? 'wordnet';
    const body = h(DisambiguatePage, { job, inventory, collection: textOf(request.query.collection) });
    const refreshSeconds = isRunning ? 3 : undefined;
    sendPage(request, response, { title: 'Senses – Polyseme', current: 'none', refreshSeconds }, body);
  });
  app.post('/disambiguate', (request, response) => {
    const collection = textOf(request.body.collection);
    const words = textOf(request.body.words)
      .split(/[\s,;]+/u)
      .filter(Boolean);
    const inventory = inventoryOf(request.body.inventory) ?? 'wordnet';
    polyseme.disambiguations.start({
      inventory,
      ...(collection === '' ? {} : { collection }),
      ...(words.length === 0 ? {} : { words }),
    });
    const parameters = new URLSearchParams({ inventory, ...(collection === '' ? {} : { collection }) });
    response.redirect(303, `/disambiguate?${parameters}`);
  });
  app.get('/disambiguate/job', (_request, response) =>
    sendFragment(response, h(DisambiguationPanel, { job: polyseme.disambiguations.status() })),
  );
  app.post('/disambiguate/cancel', (request, response) => {
    const job = polyseme.disambiguations.cancel();
    if (wantsFragment(request)) return sendFragment(response, h(DisambiguationPanel, { job }));
    response.redirect(303, '/disambiguate');
  });
  for (const [extension, format, type] of [
    ['csv', 'csv', 'text/csv'],
    ['tsv', 'tsv', 'text/tab-separated-values'],
    ['jsonl', 'json', 'application/x-ndjson'],
  ] as const) {
    app.get(`/disambiguate.${extension}`, async (request, response) => {
      const collection = textOf(request.query.collection);
      const inventory = inventoryOf(request.query.inventory) ?? 'wordnet';
      const lines = polyseme.assignments({ inventory, ...(collection === '' ? {} : { collection }) });
      response.type(type).attachment(`polyseme-senses.${extension}`);
      async function* rows(): AsyncGenerator<string> {
        if (format === 'csv') yield '\ufeff'; // as in sendTable
        let count = 0;
        for (const text of streamRows(lines, assignmentColumns, format)) {
          yield text;
          if (++count % 200 === 0) await setImmediate(); // others get their turn
        }
      }
      // written as fast as it is read; who leaves early ends it
      await pipeline(rows, response).catch((cause: unknown) => {
        if (!response.destroyed) throw cause;
      });
    });
  }
}
