// One HNSW graph (hnswlib-node), in which equal points share a node. The library takes plain arrays and computes in the
// calling thread; only this file imports it.
import hnswlib from 'hnswlib-node';
import type { Metric } from '../domain/vectors.js';
import { hashOf, NodesByHash, noPoints, type SavedPoints } from './equal-points.js';

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
      readonly points: SavedPoints;
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

/**
 * The first point of each of the nearest nodes, nearest first. distances: 1 - product, or the square of the Euclidean
 * distance. groups: for a node with several, all its points, ascending, by the first.
 */
export interface Nearest {
  readonly ids: readonly number[];
  readonly distances: readonly number[];
  readonly groups: ReadonlyMap<number, readonly number[]>;
}

export interface HnswAnswer {
  /** Points in the graph, and nodes without any. */
  readonly count: number;
  /** Nodes without points. */
  readonly deleted: number;
  /** For a list: all points. */
  readonly ids: readonly number[];
  /** For a save: what the file does not say itself. */
  readonly points: SavedPoints;
  /** For a search: the nearest points of each vector. */
  readonly nearest: readonly Nearest[];
}

/** What it holds is set by the task that creates or loads it. */
export class HnswGraph {
  #index: hnswlib.HierarchicalNSW | undefined;
  #dim = 0;
  #metric: Metric = 'cosine';
  readonly #deleted = new Set<number>();
  /** Points of nodes that stand for others than their first point, or for more; ascending. */
  readonly #groups = new Map<number, number[]>();
  /** How many points they hold beyond one each. */
  #numCopies = 0;
  #byHash = new NodesByHash();

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
      case 'load': {
        const graph = this.#start(task, task.points);
        graph.readIndexSync(task.file);
        this.#byHash = NodesByHash.fromBase64(task.points.hashes, graph.getIdsList());
        return this.#answer();
      }
      case 'save':
        this.#current().writeIndexSync(task.file);
        return { ...this.#answer(), points: this.#saved() };
      case 'add':
        this.#add(task.ids, task.rows);
        return this.#answer();
      case 'remove':
        this.#remove(task.ids);
        return this.#answer();
      case 'list': {
        const nodes = this.#current().getIdsList();
        return { ...this.#answer(), ids: nodes.flatMap((node) => this.#pointsOf(node)) };
      }
      case 'search':
        return { ...this.#answer(), nearest: this.#search(task) };
    }
  }

  /** The same as the task, without blocking the calling thread; for searching only. */
  async load(task: Extract<HnswTask, { op: 'load' }>): Promise<void> {
    await this.#start(task, task.points).readIndex(task.file);
  }

  #start(
    { dim, metric }: { readonly dim: number; readonly metric: Metric },
    { deleted, groups }: SavedPoints = noPoints,
  ): hnswlib.HierarchicalNSW {
    this.#dim = dim;
    this.#metric = metric;
    this.#deleted.clear();
    for (const node of deleted) this.#deleted.add(node);
    this.#groups.clear();
    this.#numCopies = 0;
    for (const [node, ...points] of groups) {
      this.#groups.set(node as number, points);
      this.#numCopies += points.length - 1;
    }
    this.#byHash = new NodesByHash();
    this.#index = new hnswlib.HierarchicalNSW(metric === 'l2' ? 'l2' : 'ip', dim);
    return this.#index;
  }

  #current(): hnswlib.HierarchicalNSW {
    if (!this.#index) throw new Error('no index has been created or loaded');
    return this.#index;
  }

  #saved(): SavedPoints {
    return {
      deleted: [...this.#deleted],
      groups: Array.from(this.#groups, ([node, points]) => [node, ...points]),
      hashes: this.#byHash.toBase64(),
    };
  }

  #answer(): HnswAnswer {
    const count = (this.#index?.getCurrentCount() ?? 0) + this.#numCopies;
    return { count, deleted: this.#deleted.size, ids: [], points: noPoints, nearest: [] };
  }

  #pointsOf(node: number): readonly number[] {
    return this.#deleted.has(node) ? [] : (this.#groups.get(node) ?? [node]);
  }

  #add(ids: readonly number[], rows: Int8Array | Float32Array): void {
    const graph = this.#current();
    const needed = graph.getCurrentCount() + ids.length;
    if (needed > graph.getMaxElements()) graph.resizeIndex(Math.ceil(needed * 1.25));
    const stored = new Float32Array(this.#dim);
    for (const [i, id] of ids.entries()) {
      const point = this.#point(rows.subarray(i * this.#dim, (i + 1) * this.#dim));
      stored.set(point);
      const hash = hashOf(stored);
      const equal = this.#nodeOf(stored, hash);
      if (equal !== undefined) this.#addTo(equal, id);
      else {
        graph.addPoint(point, id);
        this.#byHash.add(hash, id);
      }
    }
  }

  #addTo(node: number, id: number): void {
    const group = this.#groups.get(node);
    if (group) group.push(id);
    else this.#groups.set(node, [node, id]);
    this.#numCopies++;
  }

  /** The node with a vector; undefined when there is none. */
  #nodeOf(vector: Float32Array, hash: number): number | undefined {
    for (const node of this.#byHash.with(hash)) {
      if (this.#deleted.has(node)) continue;
      const stored = this.#current().getPoint(node);
      if (stored.every((value, i) => value === vector[i])) return node;
    }
    return undefined;
  }

  #remove(ids: readonly number[]): void {
    const gone = new Set(ids);
    const alone = new Set(this.#current().getIdsList());
    for (const [node, points] of this.#groups) {
      alone.delete(node);
      const left = points.filter((id) => !gone.has(id));
      if (left.length === points.length) continue;
      this.#numCopies -= points.length - Math.max(1, left.length);
      this.#groups.set(node, left);
      if (left.length === 0 || (left.length === 1 && left[0] === node)) this.#groups.delete(node);
      if (left.length === 0) this.#empty(node);
    }
    for (const id of gone) if (alone.has(id) && !this.#deleted.has(id)) this.#empty(id);
  }

  /** A node without points stays in the graph as a signpost; its vector is overwritten, so that no data remains. */
  #empty(node: number): void {
    const graph = this.#current();
    graph.addPoint(this.#point(new Float32Array(this.#dim).fill(1)), node);
    graph.markDelete(node);
    this.#deleted.add(node);
  }

  /** Excepted points are not returned, and nodes of such points alone are traversed, but not counted. */
  #search({ vectors, k, efSearch, except }: Extract<HnswTask, { op: 'search' }>): Nearest[] {
    const graph = this.#current();
    const available = graph.getCurrentCount() - this.#deleted.size;
    if (available <= 0) return vectors.map(() => ({ ids: [], distances: [], groups: new Map() }));
    graph.setEf(Math.max(efSearch, k));
    const excluded = except && new Set(except);
    const allowedOf = (node: number): readonly number[] =>
      excluded ? this.#pointsOf(node).filter((id) => !excluded.has(id)) : this.#pointsOf(node);
    const hasAllowed = excluded && ((node: number): boolean => allowedOf(node).length > 0);
    return vectors.map((vector) => {
      const { neighbors, distances } = graph.searchKnn(
        this.#point(vector),
        Math.min(k, available),
        hasAllowed,
      );
      const points = neighbors.map(allowedOf);
      const several = points.filter((some) => some.length > 1);
      return {
        ids: points.map(([first]) => first as number),
        distances,
        groups: new Map(several.map((some) => [some[0] as number, some])),
      };
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
    // adding 0 makes -0, which is equal to 0, the same number
    for (let i = 0; i < point.length; i++) point[i] = (point[i] as number) / norm + 0;
    return point;
  }
}
