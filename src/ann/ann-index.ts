// Keeps the approximate index of one collection in step with the store, which is the truth.
//
//   snapshot file ─▶ load (if intact) ─▶ deletions since ─▶ points since ─▶ save
//
// Points that the index does not hold yet are compared one by one at search time, so a search is never out of date.
import { randomUUID } from 'node:crypto';
import { throwIfCancelled, waitFor } from '../domain/cancel.js';
import { PolysemeError } from '../domain/errors.js';
import type { AnnState } from '../domain/reports.js';
import type { Metric } from '../domain/vectors.js';
import type { Collection, Store, WriteMark } from '../store/store.js';
import {
  type Found,
  type Hnsw,
  hnswEfConstruction,
  hnswM,
  hnswPrefixDim,
  loadHere,
  openHnsw,
} from './hnsw.js';
import {
  isIntact,
  readHeader,
  removeSnapshot,
  snapshotBytes,
  snapshotTime,
  unfinishedFile,
  writeSnapshot,
} from './snapshot.js';

/** How far the bringing up to date of an index is. */
export interface AnnProgress {
  /** Points added in this run. */
  readonly done: number;
  /** Points to add; it grows when more come meanwhile. */
  readonly total: number;
}

/** How an approximate index is brought up to date. */
export interface AnnSyncOptions {
  /** Build it anew, whatever there is; default false. */
  readonly anew?: boolean | undefined;
  /** Stops it: what was built stays in memory, not on disk, and the next call goes on from there. */
  readonly signal?: AbortSignal | undefined;
  /** Called about ten times a second. */
  readonly onProgress?: ((progress: AnnProgress) => void) | undefined;
}

/** Points handed to the graph's thread at once: about a tenth of a second of its work. */
const pointsPerTask = 256;
/** With a larger share of deleted points the graph is built anew: it is then smaller and finds faster. */
const maxDeletedShare = 0.1;

export interface AnnIndex {
  /** Brings the index up to date and saves it, building it when there is none. Calls share one run. */
  sync(options?: AnnSyncOptions): Promise<void>;
  /** Loads the saved index if there is one that can be used; does not build. */
  load(): Promise<void>;
  state(): AnnState;
  /** About the k nearest points, and the last point that the index knows; undefined when nothing is loaded. */
  search(
    vector: Float32Array,
    k: number,
    efSearch: number,
  ): Promise<(Found & { readonly lastTokenId: number }) | undefined>;
  /** For each vector, about the k nearest points that are not excepted; undefined when nothing is loaded. */
  neighbours(
    vectors: readonly Float32Array[],
    k: number,
    efSearch: number,
    except: Float64Array,
  ): Promise<readonly (readonly number[])[] | undefined>;
  bytes(): number;
  /** Points that were deleted and are still in the graph, as signposts without their vectors. */
  deleted(): number;
  /** What is wrong with the loaded index or its file, in words; nothing when all is well, or when there is none. */
  faults(): Promise<string[]>;
  close(): Promise<void>;
  /** Closes it and removes its files. */
  drop(): Promise<void>;
}

/** What is indexed: points with an id that only grows, in the store. */
export interface AnnSource {
  /** Where the graph is saved beside the database; nowhere for one in memory. */
  readonly graphFile: string | undefined;
  readonly dim: number;
  readonly metric: Metric;
  /**
   * Whether the saved graph is searched in the calling thread: for short searches, where handing over to another thread
   * takes longer than the search.
   */
  readonly searchesHere: boolean;
  /** Points by id: [ids.length × dim] of any scale for the cosine. */
  after(
    id: number,
    limit: number,
  ): { readonly ids: readonly number[]; readonly rows: Int8Array | Float32Array };
  countAfter(id: number): number;
  idsUpTo(id: number): readonly number[];
  /** Deletions after one, each with its own id and that of the point; 0 for one that is not of this source. */
  deletionsAfter(id: number): readonly (readonly [number, number])[];
  deletionBounds(): { readonly first: number; readonly last: number };
}

/** The occurrences of a collection, by the first components of their vectors. */
export function tokenSource(store: Store, { id, dim: whole }: Collection): AnnSource {
  const dim = Math.min(hnswPrefixDim, whole);
  return {
    graphFile: store.isInMemory ? undefined : `${store.file}.${id}.hnsw`,
    dim,
    metric: 'cosine',
    searchesHere: false,
    after(last, limit) {
      const { ids, codes } = store.tokensAfter(id, last, limit, dim);
      return { ids, rows: codes };
    },
    countAfter: (last) => store.countTokensAfter(id, last),
    idsUpTo: (last) => store.tokenIdsUpTo(id, last),
    deletionsAfter: (last) => store.deletionsAfter(last, Number.MAX_SAFE_INTEGER),
    deletionBounds: store.deletionBounds,
  };
}

export function annIndexOf(store: Store, source: AnnSource): AnnIndex {
  const { graphFile, dim, metric } = source;
  const searchesHere = source.searchesHere && graphFile !== undefined;
  /** Where the graph is built, and searched unless that is done here. */
  let hnsw: Hnsw | undefined;
  let here: (Pick<Hnsw, 'search' | 'list'> & { readonly lastTokenId: number }) | undefined;
  let deletedIds: readonly number[] = [];
  let isLoaded = false;
  let count = 0;
  let deletedCount = 0;
  let lastTokenId = 0;
  let lastDeletionId = 0;
  /** When the header on disk was last looked at, and the checksum of the graph that is loaded. */
  let changedAt = 0;
  let loadedVersion = '';
  let running: Promise<void> | undefined;
  const closing = new AbortController();
  let loading: Promise<void> | undefined;

  function databaseId(): string {
    const known = store.setting('database_id');
    if (known) return known;
    const made = randomUUID();
    store.setSetting('database_id', made);
    return made;
  }

  const wantedHeader = () => ({
    databaseId: databaseId(),
    dim,
    M: hnswM,
    efConstruction: hnswEfConstruction,
  });

  async function load(): Promise<void> {
    if (!graphFile || !store.setting('database_id')) return;
    changedAt = snapshotTime(graphFile);
    const header = await readHeader(graphFile, wantedHeader());
    if (isLoaded && header?.sha256 === loadedVersion) return;
    // a database that was restored, or copied and changed since, has another history than the graph
    if (!header?.lastWrite || !store.hasWrite(header.lastWrite)) return;
    if (!(await isIntact(graphFile, header))) return;
    deletedIds = header.deleted;
    ({ count, lastTokenId, lastDeletionId } = header);
    deletedCount = deletedIds.length;
    if (searchesHere) {
      await hnsw?.close(); // what was built of another one
      hnsw = undefined;
      await serveHere(graphFile);
    } else await (hnsw ??= openHnsw()).load(dim, metric, graphFile, deletedIds);
    loadedVersion = header.sha256;
    isLoaded = true;
  }

  /** Calls share one run. */
  function loadOnce(): Promise<void> {
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  async function serveHere(file: string): Promise<void> {
    const last = lastTokenId;
    here = { ...(await loadHere(dim, metric, file, deletedIds)), lastTokenId: last };
  }

  /** The graph as it is loaded, where it can be changed. */
  async function builder(): Promise<Hnsw> {
    if (hnsw) return hnsw;
    hnsw = openHnsw();
    try {
      if (isLoaded && graphFile) await hnsw.load(dim, metric, graphFile, deletedIds);
    } catch {
      await startAnew(); // somebody has removed the file
    }
    return hnsw;
  }

  /** Takes over what has been saved, by another process too. */
  async function refresh(): Promise<void> {
    if (running || !graphFile || snapshotTime(graphFile) === changedAt) return;
    await loadOnce();
  }

  function behind(): number {
    return source.countAfter(lastTokenId);
  }

  async function update({ anew = false, signal, onProgress }: AnnSyncOptions): Promise<void> {
    const lastWrite = store.lastWrite();
    if (!lastWrite) return;
    if (!isLoaded) await loadOnce();
    const pending = source.deletionsAfter(lastDeletionId);
    const deletedAfter = deletedCount + pending.filter(([, id]) => id > 0 && id <= lastTokenId).length;
    // deletions that are not on record any more cannot be made up for
    const isCutOff = source.deletionBounds().first > lastDeletionId + 1;
    if (anew || !isLoaded || isCutOff || deletedAfter > maxDeletedShare * count) await startAnew();
    else if (pending.length > 0) {
      ({ deleted: deletedCount } = await (await builder()).remove(pending.map(([, tokenId]) => tokenId)));
      lastDeletionId = (pending.at(-1) as readonly [number, number])[0];
    } else if (behind() === 0) return;
    const total = behind();
    for (let done = 0; ; ) {
      const { ids, rows } = source.after(lastTokenId, pointsPerTask);
      if (ids.length === 0) break;
      throwIfCancelled(signal);
      throwIfCancelled(closing.signal);
      ({ count } = await (await builder()).add(ids, rows));
      lastTokenId = ids.at(-1) as number;
      done += ids.length;
      onProgress?.({ done, total: Math.max(total, done) });
    }
    await save(lastWrite);
  }

  async function startAnew(): Promise<void> {
    hnsw ??= openHnsw();
    const deletions = source.deletionBounds().last;
    await hnsw.create(dim, metric, Math.max(1024, source.countAfter(0)));
    if (graphFile) removeSnapshot(graphFile);
    count = 0;
    deletedCount = 0;
    deletedIds = [];
    lastTokenId = 0;
    lastDeletionId = deletions;
    isLoaded = true;
  }

  async function save(lastWrite: WriteMark): Promise<void> {
    if (!graphFile) return;
    const unfinished = unfinishedFile(graphFile);
    const deleted = await (hnsw as Hnsw).save(unfinished);
    deletedIds = deleted;
    loadedVersion = await writeSnapshot(graphFile, {
      format: 1,
      ...wantedHeader(),
      count,
      lastTokenId,
      lastDeletionId,
      lastWrite,
      deleted,
    });
    changedAt = snapshotTime(graphFile);
    if (!searchesHere) return;
    await serveHere(graphFile);
    await hnsw?.close(); // one copy in memory is enough
    hnsw = undefined;
  }

  async function close(): Promise<void> {
    closing.abort();
    await running?.catch(() => {});
    await hnsw?.close();
    hnsw = undefined;
    here = undefined;
    isLoaded = false;
  }

  return {
    async sync(options = {}) {
      // one that is under way does the same, but for building anew, or when it is stopped by who started it
      while (running) {
        try {
          await waitFor(running, options.signal);
          if (!options.anew) return;
        } catch (cause) {
          throwIfCancelled(options.signal);
          throwIfCancelled(closing.signal);
          const isStopped = cause instanceof PolysemeError && cause.code === 'cancelled';
          if (!isStopped && !options.anew) throw cause;
        }
      }
      running = update(options).finally(() => {
        running = undefined;
      });
      return running;
    },

    load: () => running ?? loadOnce(),

    state() {
      if (running) return 'building';
      if (!isLoaded) return 'missing';
      const isFresh = behind() === 0 && source.deletionBounds().last === lastDeletionId;
      return isFresh ? 'fresh' : 'stale';
    },

    async search(vector, k, efSearch) {
      await refresh();
      const graph = here ?? hnsw;
      if (!isLoaded || !graph) return undefined;
      const last = here?.lastTokenId ?? lastTokenId;
      const [found] = await graph.search([vector.subarray(0, dim)], k, efSearch);
      return { ...(found as Found), lastTokenId: last };
    },

    async neighbours(vectors, k, efSearch, except) {
      await refresh();
      if (!isLoaded || !hnsw) return undefined;
      const heads = vectors.map((vector) => vector.slice(0, dim));
      const found = await hnsw.search(heads, k, efSearch, except);
      return found.map(({ ids }) => ids);
    },

    deleted: () => deletedCount,

    async faults() {
      await refresh();
      const graph = here ?? hnsw;
      if (!isLoaded || !graph) return [];
      const known = new Set(await graph.list());
      const missing = source.idsUpTo(here?.lastTokenId ?? lastTokenId).filter((id) => !known.has(id)).length;
      const header = graphFile && (await readHeader(graphFile, wantedHeader()));
      const isDamaged = graphFile && header && !(await isIntact(graphFile, header));
      return [
        ...(missing > 0 ? [`${missing} points that the index should know are missing in it`] : []),
        ...(isDamaged ? [`the file ${graphFile} is damaged`] : []),
      ];
    },

    bytes: () => (graphFile ? snapshotBytes(graphFile) : 0),

    close,

    async drop() {
      await close();
      if (graphFile) removeSnapshot(graphFile);
    },
  };
}
