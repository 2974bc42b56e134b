// A graph of points as the index sees it: ids in, nearest ids out, in a separate thread or in this one. ann-index.ts
// decides where points come from and whether the graph is up to date.
import { Tinypool } from 'tinypool';
import type { Metric } from '../domain/vectors.js';
import type { SavedPoints } from './equal-points.js';
import { type HnswAnswer, HnswGraph, type HnswTask, type Nearest } from './hnsw-graph.js';

/**
 * Parameters after Malkov and Yashunin (2018), section 4.1. M: links per point (16 gives 140 B per point);
 * efConstruction: breadth while building. Measured on the demo collection: see test/bench.
 */
export const hnswM = 16;
export const hnswEfConstruction = 100;

/** The encoder was trained so that its first 128 components are a usable vector: a third of the memory. */
export const hnswPrefixDim = 128;

export interface Hnsw {
  /** Starts empty. */
  create(dim: number, metric: Metric, capacity: number): Promise<void>;
  load(dim: number, metric: Metric, file: string, points: SavedPoints): Promise<void>;
  /** Returns what the file does not say itself. */
  save(file: string): Promise<SavedPoints>;
  /** rows: [ids.length × dim] */
  add(ids: readonly number[], rows: Int8Array | Float32Array): Promise<HnswAnswer>;
  remove(ids: readonly number[]): Promise<HnswAnswer>;
  /** All ids not deleted. */
  list(): Promise<readonly number[]>;
  /**
   * Returns about the k nearest nodes of each vector, each with all its points. efSearch: breadth, at least k.
   * except: ids to leave out.
   */
  search(
    vectors: readonly Float32Array[],
    k: number,
    efSearch: number,
    except?: Float64Array,
  ): Promise<readonly Nearest[]>;
  /** Waits for the tasks under way. */
  close(): Promise<void>;
}

export type { Nearest };

/** All points, nearest first; equal ones by id. */
export function* eachPoint({
  ids,
  distances,
  groups,
}: Nearest): Generator<{ readonly id: number; readonly distance: number }> {
  for (const [i, first] of ids.entries()) {
    const distance = distances[i] as number;
    for (const id of groups.get(first) ?? [first]) yield { id, distance };
  }
}

/** A saved graph in this thread, for searching only: it answers sooner, but blocks the thread meanwhile. */
export async function loadHere(
  dim: number,
  metric: Metric,
  file: string,
  points: SavedPoints,
): Promise<Pick<Hnsw, 'search' | 'list'>> {
  const graph = new HnswGraph();
  await graph.load({ op: 'load', dim, metric, file, points });
  return {
    list: async () => graph.run({ op: 'list' }).ids,
    search: async (vectors, k, efSearch, except) =>
      graph.run({ op: 'search', vectors, k, efSearch, except }).nearest,
  };
}

/** Starts the thread; nothing is loaded yet. */
export function openHnsw(): Hnsw {
  const pool = new Tinypool({
    runtime: 'worker_threads',
    filename: new URL('./hnsw-worker.js', import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 1,
  });
  const running = new Set<Promise<unknown>>();
  const run = async (task: HnswTask): Promise<HnswAnswer> => {
    const answer: Promise<HnswAnswer> = pool.run(task);
    running.add(answer);
    try {
      return await answer;
    } finally {
      running.delete(answer);
    }
  };
  return {
    create: async (dim, metric, capacity) => {
      await run({ op: 'create', dim, metric, capacity, M: hnswM, efConstruction: hnswEfConstruction });
    },
    load: async (dim, metric, file, points) => {
      await run({ op: 'load', dim, metric, file, points });
    },
    save: async (file) => (await run({ op: 'save', file })).points,
    add: (ids, rows) => run({ op: 'add', ids, rows }),
    remove: (ids) => run({ op: 'remove', ids }),
    list: async () => (await run({ op: 'list' })).ids,
    search: async (vectors, k, efSearch, except) =>
      (await run({ op: 'search', vectors, k, efSearch, except })).nearest,
    async close() {
      // a thread that is ended within a call of the library ends the whole process
      await Promise.allSettled(running);
      await pool.destroy();
    },
  };
}
