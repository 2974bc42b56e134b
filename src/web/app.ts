// All routes, on one page: parse, call the facade, render. Every route that changes something answers a plain form
// with a redirect, and htmx with the fragment that changed.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import multer from 'multer';
import type { Logger } from 'pino';
import { h } from 'preact';
import { JobNotice, JobPanel } from '../../views/_job.js';
import { Results, type ResultsData } from '../../views/_results.js';
import { CollectionPage, filesPerPage, isWaiting, Tables, UntrackPage } from '../../views/collection.js';
import {
  ContextRow,
  DocumentListPage,
  DocumentPage,
  documentsPerPage,
  type LineData,
  LinePage,
  RemovePage,
} from '../../views/documents.js';
import {
  addressOf,
  asksForSomething,
  readState,
  type SearchState,
  toQuery,
  wholeNumber,
} from '../../views/links.js';
import { MessagePage } from '../../views/message.js';
import { SearchPage } from '../../views/search.js';
import { PolysemeError } from '../domain/errors.js';
import type { SearchResult } from '../domain/search.js';
import { formatBytes, formatHitRows, formatRows, type TableFormat } from '../format/format.js';
import {
  defaultCollection,
  type FileInfo,
  type IndexOptions,
  isAllowedPath,
  type Polyseme,
} from '../polyseme/polyseme.js';
import { databaseApi, maxVectorBytes, vectorBodies } from './api/database.js';
import { senseApi } from './api/senses.js';
import { assetsFolder, htmxFile } from './assets.js';
import { cutPart } from './document-part.js';
import { httpStatusOf } from './http-status.js';
import { indexing } from './indexing.js';
import { disambiguateRoutes } from './pages/disambiguate.js';
import { wordViewRoutes } from './pages/word-views.js';
import { wordRoutes } from './pages/words.js';
import { sendFragment, sendPage, sendTable, themeCookie, wantsFragment } from './render.js';
import { neededText, textOf } from './request.js';
import { type SecurityOptions, secure } from './security.js';

export interface AppOptions extends SecurityOptions {
  /** Folders whose files may be added by path. */
  readonly allow: readonly string[];
  readonly log: Logger;
  /** How long a word's page is waited for before it shows how far its senses are: default 1,500 ms. */
  readonly patienceMs?: number;
}

/** One uploaded file may have this many bytes, and one upload this many files. */
export const maxUploadBytes = 100_000_000;
const maxUploadFiles = 200;
const maxFormBytes = 64 * 1024;
const exportLimit = 1000;
/** Below this best cosine nothing is near the meaning that was asked: see ARCHITECTURE.md for how it was chosen. */
const nearCosine = 0.55;

export function makeApp(polyseme: Polyseme, options: AppOptions): Express {
  const { allow, log } = options;
  const index = indexing(polyseme, log);
  const app = express();
  secure(app, options);

  // the package may lie in a folder such as ~/.npm
  const cacheForever = { immutable: true, maxAge: '1y', index: false as const, dotfiles: 'allow' as const };
  app.use('/assets', express.static(assetsFolder, cacheForever));
  app.get('/assets/htmx.min.js', (_request, response) => response.sendFile(htmxFile, cacheForever));
  app.use('/api/vectors', vectorBodies);
  app.use(express.urlencoded({ extended: false, limit: maxFormBytes }));
  app.use(express.json({ limit: maxFormBytes }));
  app.use((request, response, next) => {
    request.body ??= {}; // nothing was sent, or something that is neither a form nor JSON
    if (Array.isArray(request.body)) {
      throw new PolysemeError('invalid_input', 'what was sent is a list', {
        cure: 'Send an object: {"name": …}.',
      });
    }
    response.set('Cache-Control', 'no-store');
    next();
  });

  app.param('id', (request, _response, next, id: string) => {
    if (request.path.startsWith('/api/')) wholeNumber('id', id, 0); // of a page there is none of that name
    next();
  });

  // search
  app.get('/', async (request, response) => {
    const { state, ...outcome } = await runSearch(polyseme, request);
    const isAsked = asksForSomething(state) || outcome.error !== null;
    if (outcome.error) response.status(outcome.status);
    const data: ResultsData = {
      state,
      nearCosine,
      documentRows: rowsOf(polyseme, state, outcome.result),
      markedLines: outcome.result ? markedLinesOf(polyseme, state) : new Map(),
      ...outcome,
    };
    const what = [state.word, state.meaning].filter(Boolean).join(': ');
    const title = what ? `${what} – Polyseme` : 'Polyseme';
    if (wantsFragment(request)) {
      // the address in the browser is the short one, without the form's empty fields
      if (isAsked) response.set('HX-Push-Url', addressOf(state));
      return sendFragment(response, h(Results, data), title);
    }
    const page = {
      title,
      current: 'search' as const,
      hasSearchBox: false,
    };
    const job = polyseme.jobs.status();
    const collections = polyseme.collections();
    const hasTexts = polyseme.hasTexts(state.collection || defaultCollection);
    const refreshSeconds = isRunning(polyseme) && !isAsked ? 5 : undefined;
    const body = h(SearchPage, { ...data, isAsked, job, collections, hasTexts });
    sendPage(request, response, { ...page, refreshSeconds }, body);
  });
  for (const format of ['csv', 'json'] as const) {
    app.get(`/search.${format}`, async (request, response) => {
      const state = { ...readState(request.query), size: exportLimit, from: 0 };
      const { hits } = await polyseme.search(toQuery(state));
      sendTable(response, format, `polyseme-${state.word || 'search'}`, formatHitRows(hits, format));
    });
  }
  app.get('/lines/:id', async (request, response) => {
    const collection = textOf(request.query.collection);
    const { hit, rowId, before, after } = polyseme.line(Number(request.params.id), collection || undefined);
    const parameters = new URLSearchParams({ at: String(hit.start), word: hit.lemma ?? '', collection });
    const documentAddress = `/documents/${rowId}?${parameters}#at`;
    const substitutes = await polyseme.substitutes(Number(request.params.id), collection || undefined);
    const place = { uri: hit.uri, documentAddress, collection };
    const line: LineData = { before, form: hit.form, after, ...place, substitutes };
    if (wantsFragment(request)) return sendFragment(response, h(ContextRow, line));
    sendPage(request, response, { title: 'Line – Polyseme', current: 'none' }, h(LinePage, line));
  });

  // documents
  app.get('/documents', (request, response) => {
    const collection = textOf(request.query.collection) || defaultCollection;
    const match = textOf(request.query.match);
    const from = wholeNumber('from', textOf(request.query.from), 0);
    const documents = polyseme.documents({ collection, match, limit: documentsPerPage, offset: from });
    const body = h(DocumentListPage, { documents, match, from, collection });
    sendPage(request, response, { title: 'Documents – Polyseme', current: 'collection' }, body);
  });
  for (const format of ['csv', 'json'] as const) {
    app.get(`/documents.${format}`, (request, response) => {
      const collection = textOf(request.query.collection) || defaultCollection;
      sendTable(response, format, 'polyseme-documents', documentTable(polyseme, collection, format));
    });
  }
  app.get('/documents/:id', async (request, response) => {
    const collection = textOf(request.query.collection);
    const word = textOf(request.query.word);
    const id = Number(request.params.id);
    const chosen = collection ? { collection } : {};
    const found = polyseme.document(id, { word, ...chosen });
    const at = textOf(request.query.at);
    const part = cutPart(found, Number(at || textOf(request.query.from) || 0), at === '' ? null : Number(at));
    const { document, marks } = found;
    const title = `${document.uri.split('/').at(-1)} – Polyseme`;
    const isColoured = request.query.senses === '1' && marks.length > 0;
    const senses = isColoured ? await polyseme.sensesOfLines(word, chosen) : null;
    const body = h(DocumentPage, { document, part, word, numMarks: marks.length, collection, senses });
    sendPage(request, response, { title, current: 'document' }, body);
  });

  wordRoutes(app, polyseme, options.patienceMs);
  wordViewRoutes(app, polyseme);
  disambiguateRoutes(app, polyseme);

  // the collection
  app.get('/collection', (request, response) => {
    const name = textOf(request.query.collection) || defaultCollection;
    const match = textOf(request.query.match);
    const from = wholeNumber('from', textOf(request.query.from), 0);
    const collections = polyseme.collections();
    const isThere = collections.includes(name);
    const sources = polyseme.files(name);
    const tracked = trackedRows(polyseme, name, sources);
    const files = sources.filter(({ fileUri }) => tracked.every((table) => table.name !== fileUri));
    const all = files.filter(({ fileUri }) => fileUri.includes(match));
    const body = h(CollectionPage, {
      collection: name,
      collections,
      stats: isThere ? polyseme.stats(name) : null,
      tracked,
      vectors: polyseme.vectorCollections(),
      files: all.slice(from, from + filesPerPage),
      filesFrom: from,
      filesTotal: all.length,
      hasFiles: files.length > 0,
      match,
      job: polyseme.jobs.status(),
      allowed: allow,
      maxUploadBytes,
    });
    const isChanging = isRunning(polyseme) || tracked.some(isWaiting);
    const refreshSeconds = isChanging ? 3 : undefined;
    sendPage(
      request,
      response,
      { title: 'Collection – Polyseme', current: 'collection', refreshSeconds },
      body,
    );
  });
  app.get('/tables', (request, response) => {
    const collection = textOf(request.query.collection) || defaultCollection;
    const tracked = trackedRows(polyseme, collection, polyseme.files(collection));
    sendFragment(response, h(Tables, { tracked, collection }));
  });
  app.post('/add', (request, response) => {
    startFromPath(polyseme, allow, textOf(request.body.path), importOptionsOf(request));
    response.redirect(303, '/collection');
  });
  app.post('/upload', uploads(), (request, response) => {
    startFromUpload(polyseme, request, importOptionsOf(request));
    response.redirect(303, '/collection');
  });
  app.get('/remove', (request, response) => {
    const collection = textOf(request.query.collection) || defaultCollection;
    const name = textOf(request.query.name);
    const body = h(RemovePage, { name, numDocuments: polyseme.countNamed(name, collection), collection });
    sendPage(request, response, { title: 'Remove – Polyseme', current: 'collection' }, body);
  });
  app.get('/untrack', (request, response) => {
    const name = textOf(request.query.table);
    const tracked = polyseme.trackedTable(name);
    const indexed = polyseme.files(tracked.collection).find(({ fileUri }) => fileUri === tracked.name);
    const body = h(UntrackPage, { tracked, numDocuments: indexed?.documents ?? 0 });
    sendPage(request, response, { title: 'Stop tracking – Polyseme', current: 'collection' }, body);
  });
  app.post('/untrack', (request, response) => {
    const name = textOf(request.body.table);
    const { collection } = polyseme.untrack(name);
    index.now(collection);
    response.redirect(303, `/collection?collection=${encodeURIComponent(collection)}`);
  });
  app.post('/remove', (request, response) => {
    const collection = textOf(request.body.collection) || defaultCollection;
    polyseme.remove([textOf(request.body.name)], collection);
    index.now(collection);
    response.redirect(303, `/collection?collection=${encodeURIComponent(collection)}`);
  });

  // the running job
  app.get('/job', (_request, response) =>
    sendFragment(response, h(JobPanel, { job: polyseme.jobs.status() })),
  );
  app.get('/job-notice', (_request, response) =>
    sendFragment(response, h(JobNotice, { job: polyseme.jobs.status() })),
  );
  app.post('/job/cancel', (request, response) => {
    const job = polyseme.jobs.cancel();
    if (wantsFragment(request)) return sendFragment(response, h(JobPanel, { job }));
    response.redirect(303, '/collection');
  });

  app.post('/theme', (request, response) => {
    const theme = textOf(request.body.theme);
    if (['system', 'light', 'dark'].includes(theme)) {
      response.append(
        'Set-Cookie',
        `${themeCookie}=${theme}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly`,
      );
    }
    response.redirect(303, ownAddress(textOf(request.body.back)));
  });

  // the same for programs
  app.get('/api/search', async (request, response) => {
    wholeNumber('limit', textOf(request.query.limit), 20);
    const state = readState({
      size: '20',
      ...request.query,
      ...(request.query.limit ? { size: request.query.limit } : {}),
    });
    response.json(await polyseme.search(toQuery(state)));
  });
  app.post('/api/search', async (request, response) => {
    const { collection } = request.query;
    response.json(await polyseme.search({ ...(collection ? { collection } : {}), ...request.body }));
  });
  app.get('/api/documents', (request, response) => {
    const { collection, match, limit, offset } = request.query;
    response.json(
      polyseme.documents({
        collection: textOf(collection) || defaultCollection,
        match: textOf(match),
        limit: wholeNumber('limit', textOf(limit), 100),
        offset: wholeNumber('offset', textOf(offset), 0),
      }),
    );
  });
  app.get('/api/documents/:id', (request, response) => {
    const { collection, word } = request.query;
    response.json(
      polyseme.document(Number(request.params.id), {
        collection: textOf(collection) || defaultCollection,
        word: textOf(word),
      }),
    );
  });
  app.delete('/api/documents', async (request, response) => {
    const collection = textOf(request.query.collection) || defaultCollection;
    const removed = polyseme.remove([neededText('name', request.query.name)], collection);
    index.now(collection);
    response.json({ removed: removed.map(({ uri }) => uri) });
  });
  app.get('/api/stats', (request, response) => {
    response.json(polyseme.stats(textOf(request.query.collection) || defaultCollection));
  });
  app.get('/api/job', (_request, response) => response.json(polyseme.jobs.status()));
  app.delete('/api/job', (_request, response) => response.json(polyseme.jobs.cancel()));
  app.post('/api/index', (request, response) => {
    response
      .status(202)
      .json(startFromPath(polyseme, allow, textOf(request.body.path), importOptionsOf(request)));
  });
  app.post('/api/upload', uploads(), (request, response) => {
    response.status(202).json(startFromUpload(polyseme, request, importOptionsOf(request)));
  });

  senseApi(app, polyseme);
  databaseApi(app, polyseme, index);

  app.use((request: Request) => {
    throw new PolysemeError('not_found', `there is no page ${request.path}`, { cure: 'Check the address.' });
  });
  app.use(explainError(log));
  return app;
}

/** A failed search is part of the page: the form stays as it was filled in. */
async function runSearch(polyseme: Polyseme, request: Request) {
  const none = { result: null, error: null, status: 200 };
  let state = readState({});
  try {
    state = readState(request.query);
    if (!asksForSomething(state) || !polyseme.hasTexts(state.collection || defaultCollection))
      return { state, ...none };
    return { state, ...none, result: await polyseme.search(toQuery(state)) };
  } catch (error) {
    if (!(error instanceof PolysemeError)) throw error;
    const { message, cure, code } = error;
    return { state, ...none, error: { message, cure }, status: httpStatusOf[code] };
  }
}

function rowsOf(polyseme: Polyseme, state: SearchState, result: SearchResult | null): Map<string, number> {
  const uris = new Set(result?.hits.map(({ uri }) => uri));
  return new Map(
    [...uris].map((uri) => [uri, polyseme.documentRow(uri, state.collection || defaultCollection)]),
  );
}

/** Some words around the form of each marked line, by which a reader knows it again. */
function markedLinesOf(polyseme: Polyseme, { like, not, collection }: SearchState): Map<number, string> {
  return new Map(
    [...like, ...not].map((id) => {
      const { left, form, right } = polyseme.line(id, collection || undefined).hit;
      return [
        id,
        `${left.slice(-24).replace(/^\S*\s/u, '')}${form}${right.slice(0, 16).replace(/\s\S*$/u, '')}`,
      ];
    }),
  );
}

function documentTable(polyseme: Polyseme, collection: string, format: TableFormat): string {
  const columns = ['documentId', 'uri', 'numWords', 'numTokens', 'addedAt', 'metadata'];
  const documents = polyseme.documents({ collection, limit: 1_000_000 });
  const rows = documents.map(({ id: _, metadata, ...rest }) => ({
    ...rest,
    metadata: format === 'json' ? metadata : JSON.stringify(metadata),
  }));
  return formatRows(rows, columns, format);
}

function isRunning(polyseme: Polyseme): boolean {
  return ['running', 'cancelling'].includes(polyseme.jobs.status().state);
}

function startFromPath(polyseme: Polyseme, allow: readonly string[], given: string, options: IndexOptions) {
  if (given.trim() === '') {
    throw new PolysemeError('invalid_input', 'path: none is given', { cure: 'Name a file, folder or glob.' });
  }
  if (!isAllowedPath(given, allow)) {
    throw new PolysemeError('forbidden', `path: "${given}" is not below a folder that was allowed`, {
      cure: 'Start the server with --allow FOLDER, or upload the files.',
    });
  }
  return polyseme.jobs.start([given], { ...options, within: allow });
}

function uploads() {
  const storage = multer.diskStorage({
    destination: (request, _file, done) => {
      const holder = request as Request & { uploadFolder?: string };
      holder.uploadFolder ??= mkdtempSync(path.join(tmpdir(), 'polyseme-upload-'));
      done(null, holder.uploadFolder);
    },
    filename: (_request, file, done) => {
      done(null, `${randomUUID()}${path.extname(file.originalname)}`);
    },
  });
  const receive = multer({
    storage,
    limits: { fileSize: maxUploadBytes, files: maxUploadFiles, fields: 10, fieldSize: 1000 },
  }).array('files', maxUploadFiles);
  return (request: Request, response: Response, next: NextFunction): void => {
    receive(request, response, (error: unknown) => {
      if (error) removeUploads(request);
      next(error);
    });
  };
}

function removeUploads(request: Request): void {
  const { uploadFolder } = request as Request & { uploadFolder?: string };
  if (uploadFolder) rmSync(uploadFolder, { recursive: true, force: true });
}

function startFromUpload(polyseme: Polyseme, request: Request, options: IndexOptions) {
  const files = (request.files ?? []) as Express.Multer.File[];
  const clean = (): void => removeUploads(request);
  try {
    if (files.length === 0) {
      throw new PolysemeError('invalid_input', 'files: none was sent', { cure: 'Choose one or more files.' });
    }
    // browsers send names as UTF-8, which the parser reads as Latin-1
    const nameOf = (file: Express.Multer.File): string =>
      path.posix.basename(Buffer.from(file.originalname, 'latin1').toString('utf8').replaceAll('\\', '/'));
    const uris = new Map(files.map((file) => [path.resolve(file.path), `uploads/${nameOf(file)}`]));
    return polyseme.jobs.start(
      files.map((file) => file.path),
      { ...options, uris, onEnd: clean },
    );
  } catch (error) {
    clean();
    throw error;
  }
}

/** Tables that are kept in a collection, each with what is indexed of it. */
const trackedRows = (polyseme: Polyseme, name: string, sources: readonly FileInfo[]) =>
  polyseme
    .tracked()
    .filter(({ collection }) => collection === name)
    .map((table) => ({ ...table, indexed: sources.find(({ fileUri }) => fileUri === table.name) }));

function importOptionsOf(request: Request): IndexOptions {
  const fields = { ...request.query, ...(request.body as Record<string, unknown>) };
  const [collection, textColumn, idColumn] = ['collection', 'textColumn', 'idColumn'].map((name) =>
    textOf(fields[name]),
  );
  return {
    ...(collection ? { collection } : {}),
    ...(textColumn ? { textColumn } : {}),
    ...(idColumn ? { idColumn } : {}),
  };
}

/** Only a path of this site is gone back to. */
function ownAddress(address: string): string {
  return /^\/(?![/\\])/u.test(address) ? address : '/';
}

const titles: Record<number, string> = {
  400: 'That cannot be searched',
  403: 'Not from here',
  404: 'Not found',
  409: 'That does not fit',
  413: 'Too large',
  422: 'That cannot be read',
  429: 'Too many requests',
  503: 'Not available just now',
};

/** Every error becomes a page, a fragment or JSON; what was not foreseen is logged under a reference number. */
function explainError(log: Logger) {
  return (cause: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) return next(cause);
    const error = asKnown(cause);
    const status = error ? httpStatusOf[error.code] : 500;
    const reference = error ? null : randomUUID().slice(0, 8);
    if (!error) log.error({ err: cause, reference, url: request.originalUrl }, 'internal error');
    const message = error?.message ?? 'An internal error happened.';
    const cure = error?.cure ?? 'Try again; if it happens again, report it with the reference.';
    response.status(status);
    if (request.path.startsWith('/api/')) {
      const code = error?.code ?? 'internal';
      response.json({ error: { code, message, cure, ...(reference ? { reference } : {}) } });
      return;
    }
    const data = { title: titles[status] ?? 'Something went wrong here', message, cure, reference };
    if (wantsFragment(request)) return sendFragment(response, h(MessagePage, data));
    sendPage(request, response, { title: `${data.title} – Polyseme`, current: 'none' }, h(MessagePage, data));
  };
}

/** Errors of the web framework said in our words. */
function asKnown(cause: unknown): PolysemeError | undefined {
  if (cause instanceof PolysemeError) return cause;
  const { status, message, code, type } = cause as Record<'message' | 'code' | 'type', string | undefined> & {
    status?: number;
  };
  if (type === 'entity.too.large') {
    const limits = `Send at most ${formatBytes(maxFormBytes)}; texts are uploaded as files`;
    const cure = `${limits}, vectors sent in parts of at most ${formatBytes(maxVectorBytes)}.`;
    return new PolysemeError('too_large', `what was sent is too large: ${message}`, { cure, cause });
  }
  if (status === 413 || code === 'LIMIT_FILE_SIZE' || code === 'LIMIT_FILE_COUNT') {
    const limits = `at most ${maxUploadFiles} files of ${formatBytes(maxUploadBytes)} each`;
    return new PolysemeError('too_large', `what was sent is too large: ${message}`, {
      cure: `Send ${limits}.`,
      cause,
    });
  }
  if ((status !== undefined && status >= 400 && status < 500) || code?.startsWith('LIMIT_')) {
    return new PolysemeError('invalid_input', `the request cannot be read: ${message}`, {
      cure: code === 'LIMIT_UNEXPECTED_FILE' ? 'Send files in the field "files".' : 'Check it.',
      cause,
    });
  }
  return undefined;
}
