// Documents: their list, the list as a table, and names to choose from.
import type { Express } from 'express';
import { h } from 'preact';
import { FileNameOptions } from '../../../views/_document-name.js';
import { DocumentListPage, documentsPerPage } from '../../../views/documents.js';
import { defaultCollection } from '../../domain/defaults.js';
import { type DocumentInfo, documentsSchema } from '../../domain/text.js';
import { documentColumns } from '../../format/tables.js';
import { sendFragment, sendPage, sendRows } from '../render.js';
import { collection, match, offset, oldOffset, page } from '../request.js';
import type { Site } from '../site.js';

/** Names offered for a field. */
const namesOffered = 20;

export function documentPages(app: Express, { polyseme }: Site): void {
  app.get(
    '/documents',
    page(
      { collection, match, offset, sort: documentsSchema.shape.sort },
      async (
        { collection: name = defaultCollection, match = '', offset = 0, sort = 'name' },
        request,
        response,
      ) => {
        const limit = documentsPerPage + 1; // one more says whether there is a next page
        const read = await polyseme.documents({ collection: name, match, limit, offset, sort });
        const documents = read.slice(0, documentsPerPage);
        const openings = await polyseme.openings(documents.map(({ id }) => id));
        const hasMore = read.length > documents.length;
        const shown = { documents, openings, hasMore, match, sort, offset, collection: name };
        const page = { title: 'Documents – Polyseme', current: 'documents' as const };
        sendPage(request, response, page, h(DocumentListPage, shown));
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
    '/documents/names',
    page(
      { collection, match, documents: match, name: match },
      async ({ collection: name = defaultCollection, match, documents, name: named }, _, response) => {
        const typed = match ?? documents ?? named ?? '';
        const uris = await polyseme.filesLike(typed, namesOffered, name);
        sendFragment(response, h(FileNameOptions, { uris }));
      },
    ),
  );
}

async function* rowsOf(documents: AsyncIterable<DocumentInfo>): AsyncGenerator<object> {
  for await (const { id: _, ...row } of documents) yield row;
}
