// One HNSW graph (hnswlib-node). The library takes plain arrays and computes in the calling thread; only this file
// imports it.
import hnswlib from 'hnswlib-node';
import type { Metric } from '../domain/vectors.js';

export type HnswTask =
  | {
      readonly op: 'create';
      readonly dim: number;
      readonly metric: Metric;
      readonly capacity: number;
      readonly M: number;
      readonly efConstruction: number;
    }
  | {
      readonly op: 'load';
      readonly dim: number;
      readonly metric: Metric;
      readonly file: string;
      readonly deleted: readonly number[];
    }
  | { readonly op: 'save'; readonly file: string }
  | { readonly op: 'add'; readonly ids: readonly number[]; readonly rows: Int8Array | Float32Array }
  | { readonly op: 'remove'; readonly ids: readonly number[] }
  | { readonly op: 'list' }
  | {
      readonly op: 'search';
      readonly vectors: readonly Float32Array[];
      readonly k: number;
      readonly efSearch: number;
      readonly except: Float64Array | undefined;
    };

/** Nearest first. distances: 1 - product, or the square of the Euclidean distance. */
export interface Nearest {
  readonly ids: readonly number[];
  readonly distances: readonly number[];
}

export interface HnswAnswer {
  /** Points in the graph, including those marked as deleted. */
  readonly count: number;
  /** Points marked as deleted. */
  readonly deleted: number;
  /** For a save: ids marked as deleted. For a list: all others. */
  readonly ids: readonly number[];
  /** For a search: the nearest points of each vector. */
  readonly nearest: readonly Nearest[];
}

/** What it holds is set by the task that creates or loads it. */
export class HnswGraph {
  #index: hnswlib.HierarchicalNSW | undefined;
  #dim = 0;
  #metric: Metric = 'cosine';
  readonly #deleted = new Set<number>();

  run(task: HnswTask): HnswAnswer {
    switch (task.op) {
      case 'create':
        this.#start(task).initIndex({
          maxElements: task.capacity,
          m: task.M,
          efConstruction: task.efConstruction,
          randomSeed: 7,
          allowReplaceDeleted: false,
        });
        return this.#answer();
      case 'load':
        this.#start(task, task.deleted).readIndexSync(task.file);
        return this.#answer();
      case 'save':
        this.#current().writeIndexSync(task.file);
        return { ...this.#answer(), ids: [...this.#deleted] };
      case 'add':
        this.#add(task.ids, task.rows);
        return this.#answer();
      case 'remove':
        this.#remove(task.ids);
        return this.#answer();
      case 'list': {
        const ids = this.#current().getIdsList();
        return { ...this.#answer(), ids: ids.filter((id) => !this.#deleted.has(id)) };
      }
      case 'search':
        return { ...this.#answer(), nearest: this.#search(task) };
    }
  }

  /** The same as the task, without blocking the calling thread. */
  async load(task: Extract<HnswTask, { op: 'load' }>): Promise<void> {
    await this.#start(task, task.deleted).readIndex(task.file);
  }

  #start(
    { dim, metric }: { readonly dim: number; readonly metric: Metric },
    deleted: readonly number[] = [],
  ): hnswlib.HierarchicalNSW {
    this.#dim = dim;
    this.#metric = metric;
    this.#deleted.clear();
    for (const id of deleted) this.#deleted.add(id);
    this.#index = new hnswlib.HierarchicalNSW(metric === 'l2' ? 'l2' : 'ip', dim);
    return this.#index;
  }

  #current(): hnswlib.HierarchicalNSW {
    if (!this.#index) throw new Error('no index has been created or loaded');
    return this.#index;
  }

  #answer(): HnswAnswer {
    const count = this.#index?.getCurrentCount() ?? 0;
    return { count, deleted: this.#deleted.size, ids: [], nearest: [] };
  }

  #add(ids: readonly number[], rows: Int8Array | Float32Array): void {
    const graph = this.#current();
    const needed = graph.getCurrentCount() + ids.length;
    if (needed > graph.getMaxElements()) graph.resizeIndex(Math.ceil(needed * 1.25));
    ids.forEach((id, i) => {
      graph.addPoint(this.#point(rows.subarray(i * this.#dim, (i + 1) * this.#dim)), id);
    });
  }

  /** A deleted point stays in the graph as a signpost; its vector is overwritten, so that no data remains. */
  #remove(ids: readonly number[]): void {
    const graph = this.#current();
    const blank = this.#point(new Float32Array(this.#dim).fill(1));
    const present = new Set(graph.getIdsList());
    for (const id of ids) {
      if (this.#deleted.has(id) || !present.has(id)) continue;
      graph.addPoint(blank, id);
      graph.markDelete(id);
      this.#deleted.add(id);
    }
  }

  /** Excepted points are traversed, but not counted or returned. */
  #search({ vectors, k, efSearch, except }: Extract<HnswTask, { op: 'search' }>): Nearest[] {
    const graph = this.#current();
    const available = graph.getCurrentCount() - this.#deleted.size;
    if (available <= 0) return vectors.map(() => ({ ids: [], distances: [] }));
    graph.setEf(Math.max(efSearch, k));
    const excluded = except && new Set(except);
    const isAllowed = excluded && ((id: number): boolean => !excluded.has(id));
    return vectors.map((vector) => {
      const { neighbors, distances } = graph.searchKnn(
        this.#point(vector),
        Math.min(k, available),
        isAllowed,
      );
      return { ids: neighbors, distances };
    });
  }

  /** For the cosine, vectors are scaled to length 1 and compared by inner product. */
  #point(values: ArrayLike<number>): number[] {
    const point = new Array<number>(values.length);
    let square = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      point[i] = value;
      square += value * value;
    }
    const norm = this.#metric === 'cosine' ? Math.sqrt(square) || 1 : 1;
    if (norm !== 1) for (let i = 0; i < point.length; i++) point[i] = (point[i] as number) / norm;
    return point;
  }
}
