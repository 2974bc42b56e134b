// The senses of a whole collection: starting, watching and cancelling the job, and the table.
import type { Express } from 'express';
import { h } from 'preact';
import { DisambiguatePage, DisambiguationPanel } from '../../../views/disambiguate.js';
import { disambiguateAddress, disambiguationAddresses } from '../../../views/links.js';
import { text } from '../../domain/check.js';
import { assignmentsSchema } from '../../domain/disambiguation.js';
import { defaultDictionary } from '../../domain/senses.js';
import { assignmentColumns } from '../../format/tables.js';
import { sendFragment, sendPage, sendRows, wantsFragment } from '../render.js';
import { collection, form, page } from '../request.js';
import { existingCollection, type Site } from '../site.js';
import { isRunning } from './jobs.js';

const { inventory, words, documents } = assignmentsSchema.shape;

export function disambiguatePages(app: Express, { polyseme, disambiguations }: Site): void {
  app.get(
    '/disambiguate',
    page({ collection, inventory }, async (values, request, response) => {
      await existingCollection(polyseme, values.collection);
      const job = disambiguations.status();
      const shown = {
        job,
        inventory: values.inventory ?? defaultDictionary,
        collection: values.collection ?? '',
      };
      const refreshSeconds = isRunning(job) ? 3 : undefined;
      const frame = { title: 'Senses – Polyseme', current: 'none', refreshSeconds } as const;
      sendPage(request, response, frame, h(DisambiguatePage, shown));
    }),
  );
  app.post(
    '/disambiguate',
    form({ collection, inventory, words: text().optional() }, async (values, _, response) => {
      const { words: typed = '', inventory: name = defaultDictionary, ...rest } = values;
      const list = typed.split(/[\s,;]+/u).filter(Boolean);
      await disambiguations.start({
        inventory: name,
        ...rest,
        ...(list.length === 0 ? {} : { words: list }),
      });
      response.redirect(303, disambiguateAddress({ inventory: name, ...rest }));
    }),
  );
  app.get(
    disambiguationAddresses.panel,
    page({}, (_, __, response) =>
      sendFragment(response, h(DisambiguationPanel, { job: disambiguations.status() })),
    ),
  );
  app.post(
    disambiguationAddresses.cancel,
    form({}, (_, request, response) => {
      const job = disambiguations.cancel();
      if (wantsFragment(request)) return sendFragment(response, h(DisambiguationPanel, { job }));
      response.redirect(303, disambiguateAddress());
    }),
  );
  for (const format of ['csv', 'tsv', 'jsonl'] as const) {
    app.get(
      `/disambiguate.${format}`,
      page({ collection, inventory, words, documents }, async (values, _, response) => {
        const lines = polyseme.assignments(values);
        await sendRows(response, format, 'polyseme-senses', lines, assignmentColumns);
      }),
    );
  }
}
