// Documents: their list, the list as a table, and one with its text, a part at a time.
import type { Express } from 'express';
import { h } from 'preact';
import { DocumentPage } from '../../../views/document.js';
import { DocumentListPage, documentsPerPage } from '../../../views/documents.js';
import { defaultCollection } from '../../domain/defaults.js';
import type { DocumentInfo } from '../../domain/text.js';
import { documentColumns } from '../../format/tables.js';
import { sendPage, sendRows } from '../render.js';
import { collection, match, offset, oldOffset, page, pageOnly, rowInPath } from '../request.js';
import type { Site } from '../site.js';
import { cutPart } from './document-part.js';

export function documentPages(app: Express, { polyseme }: Site): void {
  app.get(
    '/documents',
    page(
      { collection, match, offset },
      async ({ collection: name = defaultCollection, match = '', offset = 0 }, request, response) => {
        const limit = documentsPerPage;
        const documents = await polyseme.documents({ collection: name, match, limit, offset });
        const body = h(DocumentListPage, { documents, match, offset, collection: name });
        sendPage(request, response, { title: 'Documents – Polyseme', current: 'documents' }, body);
      },
      oldOffset,
    ),
  );

  for (const format of ['csv', 'json'] as const) {
    app.get(
      `/documents.${format}`,
      page({ collection, match }, async ({ collection: name = defaultCollection, match }, _, response) => {
        const documents = polyseme.eachDocument({ collection: name, ...(match ? { match } : {}) });
        await sendRows(response, format, 'polyseme-documents', rowsOf(documents), documentColumns);
      }),
    );
  }

  app.get(
    '/documents/:id',
    page(
      { collection, word: match, offset, at: pageOnly.at, senses: pageOnly.senses },
      async ({ collection: name, word = '', offset, at, senses: isWanted }, request, response) => {
        const chosen = name === undefined ? {} : { collection: name };
        const whole = await polyseme.document(rowInPath(request, 'document'), { word, ...chosen });
        const { document, marks } = whole;
        const isColoured = isWanted === true && marks.length > 0;
        const senses = isColoured ? await polyseme.sensesOfLines(word, chosen) : null;
        const part = cutPart(whole, at ?? offset ?? 0, at ?? null);
        const shown = { document, part, word, numMarks: marks.length, collection: name ?? '', senses };
        const title = `${document.uri.split('/').at(-1)} – Polyseme`;
        sendPage(request, response, { title, current: 'documents' }, h(DocumentPage, shown));
      },
      oldOffset,
    ),
  );
}

async function* rowsOf(documents: AsyncIterable<DocumentInfo>): AsyncGenerator<object> {
  for await (const { id: _, ...row } of documents) yield row;
}
