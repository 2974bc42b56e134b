// Keeps the approximate index of one collection in step with its source, which is the truth.
//
//   snapshot file ─▶ load (if intact) ─▶ deletions since ─▶ points since ─▶ save
//
// Points that the index does not hold yet are compared one by one at search time, so a search is never out of date.
// What it needs to know of a store is in source.ts.
import { throwIfCancelled, waitFor } from '../domain/cancel.js';
import { PolysemeError } from '../domain/errors.js';
import type { AnnState, AnnSyncOptions } from '../domain/reports.js';
import { noPoints, type SavedPoints } from './equal-points.js';
import { eachPoint, type Hnsw, hnswEfConstruction, hnswM, loadHere, type Nearest, openHnsw } from './hnsw.js';
import {
  isDamaged,
  isIntact,
  readHeader,
  removeLeftovers,
  removeSnapshot,
  type SnapshotHeader,
  snapshotBytes,
  snapshotFormat,
  snapshotTime,
  writeSnapshot,
} from './snapshot.js';
import type { AnnSource, WriteMark } from './source.js';

/** Points handed to the graph's thread at once: about a tenth of a second's work. */
const pointsPerTask = 256;
/** With a larger share of deleted points the graph is rebuilt: it is then smaller and faster to search. */
const maxDeletedShare = 0.1;

/** A saved graph to search in this thread, and the last point that it holds. */
type GraphHere = Pick<Hnsw, 'search' | 'list'> & { readonly lastTokenId: number };

/** The approximate index of one source. Close it after use. */
export class AnnIndex {
  readonly #source: AnnSource;
  readonly #searchesHere: boolean;
  readonly #closing = new AbortController();
  /** Where the graph is built, and searched unless that is done here. */
  #hnsw: Hnsw | undefined;
  #here: GraphHere | undefined;
  #isLoaded = false;
  // what the graph holds: points, nodes whose points are deleted, and up to where the source has been followed
  #count = 0;
  #deletedCount = 0;
  /** Its points when it was last loaded or saved. */
  #saved: SavedPoints = noPoints;
  #lastTokenId = 0;
  #lastDeletionId = 0;
  /** When the header on disk was last read, and the checksum of the loaded graph. */
  #changedAt = 0;
  #loadedVersion = '';
  #running: Promise<void> | undefined;
  #loading: Promise<void> | undefined;

  constructor(source: AnnSource) {
    this.#source = source;
    this.#searchesHere = source.searchesHere && source.graphFile !== undefined;
  }

  /** True as soon as `close` or `drop` is called: nothing is loaded or built from then on. */
  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /**
   * Brings the index up to date and saves it, building it when there is none. Concurrent calls share one run. Throws
   * `cancelled`, even when it is already closed.
   */
  async sync(options: AnnSyncOptions = {}): Promise<void> {
    const { signal, rebuild = false } = options;
    throwIfCancelled(this.#closing.signal);
    // a run under way does the same, unless this is a rebuild, or whoever started that run stops it
    while (this.#running) {
      try {
        await waitFor(this.#running, signal);
        if (!rebuild) return;
      } catch (cause) {
        throwIfCancelled(signal);
        throwIfCancelled(this.#closing.signal);
        const isStopped = cause instanceof PolysemeError && cause.code === 'cancelled';
        if (!isStopped && !rebuild) throw cause;
      }
    }
    throwIfCancelled(this.#closing.signal); // it may have been closed while this waited
    this.#running = this.#update(options).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Loads the saved index if there is a usable one; does not build. Does nothing after it is closed. */
  async load(): Promise<void> {
    if (this.isClosed) return;
    await this.#unlessClosed(this.#running ?? this.#loadOnce());
  }

  async state(): Promise<AnnState> {
    if (this.#running) return 'building';
    if (!this.#isLoaded) return 'missing';
    const { last } = await this.#source.deletionBounds();
    const isFresh = last === this.#lastDeletionId && (await this.#behind()) === 0;
    return isFresh ? 'fresh' : 'stale';
  }

  /**
   * Returns about the k nearest points that differ, each with those equal to it, and the last point that the index
   * holds; undefined when nothing is loaded.
   */
  async search(
    vector: Float32Array,
    k: number,
    efSearch: number,
  ): Promise<(Nearest & { readonly lastTokenId: number }) | undefined> {
    await this.#refresh();
    const graph = this.#graph();
    if (!graph) return undefined;
    const lastTokenId = this.#here?.lastTokenId ?? this.#lastTokenId;
    const heads = [vector.subarray(0, this.#source.dim)];
    const nearest = await this.#unlessClosed(graph.search(heads, k, efSearch));
    return nearest && { ...(nearest[0] as Nearest), lastTokenId };
  }

  /** Returns, for each vector, about the k nearest points not excepted; undefined when nothing is loaded. */
  async neighbours(
    vectors: readonly Float32Array[],
    k: number,
    efSearch: number,
    except: Float64Array,
  ): Promise<readonly (readonly number[])[] | undefined> {
    await this.#refresh();
    if (!this.#isLoaded || !this.#hnsw) return undefined;
    const heads = vectors.map((vector) => vector.slice(0, this.#source.dim));
    const nearest = await this.#unlessClosed(this.#hnsw.search(heads, k, efSearch, except));
    return nearest?.map((near) => Array.from(eachPoint(near), ({ id }) => id).slice(0, k));
  }

  /** Bytes of its files. */
  bytes(): number {
    const { graphFile } = this.#source;
    return graphFile ? snapshotBytes(graphFile) : 0;
  }

  /** Nodes of the graph without points, which are signposts without their vectors. */
  deleted(): number {
    return this.#deletedCount;
  }

  /** Returns what is wrong with the loaded index or its file, in words; empty when all is well or there is none. */
  async faults(): Promise<string[]> {
    await this.#refresh();
    const { graphFile } = this.#source;
    const isBroken = graphFile !== undefined && (await isDamaged(graphFile));
    const missing = await this.#countMissing();
    return [
      ...(missing > 0 ? [`${missing} points that the index should know are missing in it`] : []),
      ...(isBroken ? [`the file ${graphFile} is damaged: rebuild writes it anew`] : []),
    ];
  }

  /** Points up to the last that the loaded index lacks. */
  async #countMissing(): Promise<number> {
    const last = this.#here?.lastTokenId ?? this.#lastTokenId;
    const graph = this.#graph();
    const listed = graph && (await this.#unlessClosed(graph.list()));
    if (!listed) return 0;
    const present = new Set(listed);
    return (await this.#source.idsUpTo(last)).filter((id) => !present.has(id)).length;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running?.catch(() => {});
    await this.#loading?.catch(() => {});
    const hnsw = this.#hnsw;
    // first: a thread that is ending never answers a search that is handed to it
    this.#hnsw = undefined;
    this.#here = undefined;
    this.#isLoaded = false;
    await hnsw?.close();
  }

  /** Closes it and removes its files. */
  async drop(): Promise<void> {
    await this.close();
    const { graphFile } = this.#source;
    if (graphFile) removeSnapshot(graphFile);
  }

  /** What is searched; undefined when nothing is loaded. */
  #graph(): GraphHere | Hnsw | undefined {
    return this.#isLoaded ? (this.#here ?? this.#hnsw) : undefined;
  }

  /** The answer; undefined if it fails because the graph is closed meanwhile. */
  async #unlessClosed<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (cause) {
      if (this.isClosed) return undefined;
      throw cause;
    }
  }

  /** Points that the graph does not hold yet. */
  #behind(): Promise<number> {
    return this.#source.countAfter(this.#lastTokenId);
  }

  /** Calls share one run. */
  #loadOnce(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { graphFile, dim, metric } = this.#source;
    if (!graphFile) return;
    removeLeftovers(graphFile);
    const changedAt = snapshotTime(graphFile);
    const header = await this.#readHeader(graphFile);
    this.#changedAt = changedAt;
    if (this.#isLoaded && header?.sha256 === this.#loadedVersion) return;
    // a database that was restored, or copied and then changed, has a different history from the graph's
    if (!header?.lastWrite || !(await this.#source.hasWrite(header.lastWrite))) return;
    if (!(await isIntact(graphFile, header))) return;
    this.#saved = header.points;
    this.#deletedCount = header.points.deleted.length;
    this.#count = header.count;
    this.#lastTokenId = header.lastTokenId;
    this.#lastDeletionId = header.lastDeletionId;
    try {
      if (this.#searchesHere) {
        await this.#hnsw?.close(); // what was built before
        this.#hnsw = undefined;
        await this.#serveHere(graphFile);
      } else await (this.#hnsw ??= openHnsw()).load(dim, metric, graphFile, this.#saved);
      this.#loadedVersion = header.sha256;
      this.#isLoaded = true;
    } catch {
      // removed meanwhile, or not what the library reads: the next sync builds it
      this.#here = undefined;
      this.#isLoaded = false;
    }
  }

  /** The header of the saved graph, if it belongs to this database. */
  async #readHeader(graphFile: string): Promise<SnapshotHeader | undefined> {
    const databaseId = await this.#source.databaseId();
    return databaseId ? readHeader(graphFile, this.#headerFor(databaseId)) : undefined;
  }

  #headerFor(databaseId: string) {
    return { databaseId, dim: this.#source.dim, M: hnswM, efConstruction: hnswEfConstruction };
  }

  /** Loads the saved graph into this thread. */
  async #serveHere(file: string): Promise<void> {
    const { dim, metric } = this.#source;
    const lastTokenId = this.#lastTokenId;
    this.#here = { ...(await loadHere(dim, metric, file, this.#saved)), lastTokenId };
  }

  /** Loads what has been saved since, even by another process. */
  async #refresh(): Promise<void> {
    const { graphFile } = this.#source;
    if (this.isClosed || this.#running || !graphFile) return;
    if (snapshotTime(graphFile) === this.#changedAt) return;
    await this.#unlessClosed(this.#loadOnce());
  }

  async #update({ rebuild = false, signal, onProgress }: AnnSyncOptions): Promise<void> {
    const lastWrite = await this.#source.lastWrite();
    if (!lastWrite) return;
    if (this.#loading || !this.#isLoaded) await this.#loadOnce();
    if (!(await this.#followDeletions(rebuild)) && (await this.#behind()) === 0) return;
    const total = await this.#behind();
    for (let done = 0; ; ) {
      const { ids, rows } = await this.#source.after(this.#lastTokenId, pointsPerTask);
      if (ids.length === 0) break;
      throwIfCancelled(signal);
      throwIfCancelled(this.#closing.signal);
      const { count } = await (await this.#builder()).add(ids, rows);
      this.#count = count;
      this.#lastTokenId = ids.at(-1) as number;
      done += ids.length;
      onProgress?.({ done, total: Math.max(total, done) });
    }
    await this.#save(lastWrite);
  }

  /** Takes deleted points out, or empties the graph where that is better. Returns whether anything was done. */
  async #followDeletions(rebuild: boolean): Promise<boolean> {
    const pending = await this.#source.deletionsAfter(this.#lastDeletionId);
    const { first } = await this.#source.deletionBounds();
    const inGraph = pending.filter(([, id]) => id > 0 && id <= this.#lastTokenId).length;
    // deletions no longer on record cannot be made up for
    const isCutOff = first > this.#lastDeletionId + 1;
    const isWorn = this.#deletedCount + inGraph > maxDeletedShare * this.#count;
    if (rebuild || !this.#isLoaded || isCutOff || isWorn) {
      await this.#startEmpty();
      return true;
    }
    if (pending.length === 0) return false;
    const { deleted } = await (await this.#builder()).remove(pending.map(([, id]) => id));
    this.#deletedCount = deleted;
    this.#lastDeletionId = (pending.at(-1) as readonly [number, number])[0];
    return true;
  }

  async #startEmpty(): Promise<void> {
    const { dim, metric, graphFile } = this.#source;
    const { last } = await this.#source.deletionBounds();
    const capacity = Math.max(1024, await this.#source.countAfter(0));
    // before the graph is emptied: a search meanwhile compares all points one by one
    this.#count = 0;
    this.#deletedCount = 0;
    this.#saved = noPoints;
    this.#lastTokenId = 0;
    this.#lastDeletionId = last;
    this.#hnsw ??= openHnsw();
    await this.#hnsw.create(dim, metric, capacity);
    if (graphFile) removeSnapshot(graphFile);
    this.#isLoaded = true;
  }

  /** The loaded graph, where it can be changed. */
  async #builder(): Promise<Hnsw> {
    if (this.#hnsw) return this.#hnsw;
    const { dim, metric, graphFile } = this.#source;
    this.#hnsw = openHnsw();
    try {
      if (this.#isLoaded && graphFile) await this.#hnsw.load(dim, metric, graphFile, this.#saved);
    } catch {
      await this.#startEmpty(); // somebody has removed the file
    }
    return this.#hnsw;
  }

  async #save(lastWrite: WriteMark): Promise<void> {
    const { graphFile } = this.#source;
    if (!graphFile) return;
    const databaseId = await this.#source.ensureDatabaseId();
    const { points, sha256 } = await writeSnapshot(graphFile, async (file) => ({
      format: snapshotFormat,
      ...this.#headerFor(databaseId),
      count: this.#count,
      lastTokenId: this.#lastTokenId,
      lastDeletionId: this.#lastDeletionId,
      lastWrite,
      points: await (await this.#builder()).save(file),
    }));
    this.#saved = points;
    this.#loadedVersion = sha256;
    this.#changedAt = snapshotTime(graphFile);
    if (!this.#searchesHere) return;
    await this.#serveHere(graphFile);
    await this.#hnsw?.close(); // one copy in memory is enough
    this.#hnsw = undefined;
  }
}
