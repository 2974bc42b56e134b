// Tables that are kept indexed, vectors of others, single occurrences and upkeep, for programs: the facade's methods as
// JSON.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express, { type Express, type Request, type Response } from 'express';
import { wholeNumber } from '../../../views/links.js';
import type { RowKey, TrackOptions } from '../../domain/tables.js';
import type { VectorItem } from '../../domain/vectors.js';
import type { AddVectorsOptions, NearestOptions, Polyseme, SyncOptions } from '../../polyseme/polyseme.js';
import { present } from '../../polyseme/polyseme.js';
import type { Indexing } from '../indexing.js';
import { neededText, senseOptionsOf, textOf } from '../request.js';

/** A thousand vectors of a thousand components, as JSON. */
export const maxVectorBytes = 32 * 1024 * 1024;

/** Aborted when the one who asked is gone. */
function signalOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

const collectionOf = ({ query }: Request) => present({ collection: textOf(query.collection) || undefined });

/** A whole number of the query string; undefined when there is none. */
const numberOf = (name: string, { query }: Request): number | undefined =>
  textOf(query[name]) === '' ? undefined : wholeNumber(name, textOf(query[name]), 0);

export function databaseApi(app: Express, polyseme: Polyseme, index: Indexing): void {
  // tables of a program's own
  app.get('/api/tracked', (_request, response) => response.json(polyseme.tracked()));
  app.post('/api/tracked', (request, response) => {
    const { table, ...options } = request.body as { table: string } & TrackOptions;
    response.status(201).json(polyseme.track(table, options));
  });
  app.delete('/api/tracked', (request, response) => {
    const table = neededText('table', request.query.table);
    index.now(polyseme.untrack(table).collection);
    response.json({ untracked: table });
  });
  app.post('/api/sync', async (request, response) => {
    const { onProgress: _, ...options } = request.body as SyncOptions; // no function comes as JSON
    const report = await polyseme.sync({ ...options, signal: signalOf(response) });
    for (const { collection } of polyseme.tracked()) index.later(collection);
    response.json(report);
  });

  // vectors of others
  app.get('/api/vectors', (_request, response) => response.json(polyseme.vectorCollections()));
  app.post('/api/vectors/:name/items', async (request, response) => {
    const { items, ...options } = request.body as { items: VectorItem[] } & AddVectorsOptions;
    const { name } = request.params;
    response.json(await polyseme.addVectors(name, items, { ...options, signal: signalOf(response) }));
    index.later(name);
  });
  app.delete('/api/vectors/:name/items', (request, response) => {
    const { name } = request.params;
    response.json({
      removed: polyseme.removeVectors(name, (request.body as { ids: VectorItem['id'][] }).ids),
    });
    index.now(name);
  });
  app.post('/api/vectors/:name/nearest', async (request, response) => {
    const { vector, ...options } = request.body as { vector: number[] } & NearestOptions;
    const hits = await polyseme.nearest(request.params.name, vector, options);
    response.json({ hits: hits.map((hit) => ({ ...hit, id: asJson(hit.id) })) });
  });
  app.delete('/api/vectors/:name', async (request, response) => {
    await polyseme.dropVectors(request.params.name);
    response.json({ dropped: request.params.name });
  });

  // single occurrences, and texts
  app.get('/api/lines/:id', (request, response) => {
    response.json(polyseme.line(Number(request.params.id), collectionOf(request).collection));
  });
  app.get('/api/neighbours/:id', async (request, response) => {
    const options = { ...collectionOf(request), ...present({ limit: numberOf('limit', request) }) };
    response.json({ hits: await polyseme.neighbours(Number(request.params.id), options) });
  });
  app.get('/api/sense/:id', async (request, response) => {
    response.json(await polyseme.senseOf(Number(request.params.id), senseOptionsOf(request.query)));
  });
  app.post('/api/encode', async (request, response) => {
    const vector = await polyseme.encode(neededText('text', (request.body as { text?: unknown }).text));
    response.json({ vector: [...vector] });
  });
  app.get('/api/similarity', async (request, response) => {
    const [one, other] = [
      neededText('one', request.query.one),
      neededText('other', request.query.other),
    ] as const;
    response.json({ one, other, cosine: await polyseme.similarity(one, other) });
  });

  // upkeep
  app.get('/api/recall', async (request, response) => {
    const asked = {
      queries: numberOf('queries', request),
      k: numberOf('k', request),
      efSearch: numberOf('efSearch', request),
    };
    const options = { ...collectionOf(request), ...present(asked) };
    response.json(await polyseme.measureRecall({ ...options, signal: signalOf(response) }));
  });
  app.post('/api/verify', async (_request, response) => {
    response.json(await polyseme.verify({ signal: signalOf(response) }));
  });
  app.post('/api/rebuild', async (request, response) => {
    const rebuilt = await polyseme.rebuild({ ...collectionOf(request), signal: signalOf(response) });
    response.json({ rebuilt });
  });
  app.post('/api/compact', async (_request, response) => {
    response.json(await polyseme.compact({ signal: signalOf(response) }));
  });
  app.get('/api/backup', async (_request, response) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-backup-'));
    response.once('close', () => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'backup.db');
    await polyseme.backup(file, { signal: signalOf(response) });
    response.download(file, 'polyseme.db', { dotfiles: 'allow' });
  });
}

/** JSON has no integers beyond 2^53: such an id is text. */
const asJson = (id: RowKey): RowKey => (typeof id === 'bigint' ? String(id) : id);

/** The one body that may be large; before the parser of all others. */
export const vectorBodies = express.json({ limit: maxVectorBytes });
