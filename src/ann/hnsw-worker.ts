// Holds the HNSW graph (hnswlib-node) in a thread of its own: adding and searching never block the server.
// The library takes plain arrays and computes in the calling thread; this is its only importer.
import { existsSync, renameSync, rmSync } from 'node:fs';
import hnswlib from 'hnswlib-node';

/** For the cosine vectors are scaled to length 1 and compared by inner product. */
export type Space = 'cosine' | 'ip' | 'l2';

export type HnswTask =
  | {
      readonly op: 'create';
      readonly dim: number;
      readonly space: Space;
      readonly capacity: number;
      readonly M: number;
      readonly efConstruction: number;
    }
  | {
      readonly op: 'load';
      readonly dim: number;
      readonly space: Space;
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

export interface HnswAnswer {
  /** Points in the graph, those marked as deleted included. */
  readonly count: number;
  /** Points marked as deleted. */
  readonly deleted: number;
  /** For a save: ids that are marked as deleted. For a list: all that are not. */
  readonly ids: readonly number[];
  /** For a search: for each vector, ids, nearest first. */
  readonly found: readonly (readonly number[])[];
}

let index: hnswlib.HierarchicalNSW | undefined;
let dim = 0;
let space: Space = 'cosine';
const deleted = new Set<number>();

export default function run(task: HnswTask): HnswAnswer {
  switch (task.op) {
    case 'create':
      ({ dim, space } = task);
      deleted.clear();
      index = new hnswlib.HierarchicalNSW(space === 'l2' ? 'l2' : 'ip', dim);
      index.initIndex({
        maxElements: task.capacity,
        m: task.M,
        efConstruction: task.efConstruction,
        randomSeed: 7,
        allowReplaceDeleted: false,
      });
      return answer();
    case 'load':
      ({ dim, space } = task);
      deleted.clear();
      index = new hnswlib.HierarchicalNSW(space === 'l2' ? 'l2' : 'ip', dim);
      index.readIndexSync(task.file);
      for (const id of task.deleted) deleted.add(id);
      return answer();
    case 'save':
      save(opened(), task.file);
      return { ...answer(), ids: [...deleted] };
    case 'add':
      add(opened(), task.ids, task.rows);
      return answer();
    case 'remove':
      remove(opened(), task.ids);
      return answer();
    case 'list':
      return {
        ...answer(),
        ids: opened()
          .getIdsList()
          .filter((id) => !deleted.has(id)),
      };
    case 'search':
      return { ...answer(), found: search(opened(), task) };
  }
}

function opened(): hnswlib.HierarchicalNSW {
  if (!index) throw new Error('no index has been created or loaded');
  return index;
}

function answer(): HnswAnswer {
  return { count: index?.getCurrentCount() ?? 0, deleted: deleted.size, ids: [], found: [] };
}

/** Written beside and renamed, so that a crash leaves the old file or the new one. */
function save(graph: hnswlib.HierarchicalNSW, file: string): void {
  const temporary = `${file}.new`;
  if (existsSync(temporary)) rmSync(temporary);
  graph.writeIndexSync(temporary);
  renameSync(temporary, file);
}

function add(graph: hnswlib.HierarchicalNSW, ids: readonly number[], rows: Int8Array | Float32Array): void {
  const needed = graph.getCurrentCount() + ids.length;
  if (needed > graph.getMaxElements()) graph.resizeIndex(Math.ceil(needed * 1.25));
  ids.forEach((id, i) => {
    graph.addPoint(point(rows.subarray(i * dim, (i + 1) * dim)), id);
  });
}

/** A deleted point stays in the graph as a signpost; its vector is overwritten, so that nothing of it remains. */
function remove(graph: hnswlib.HierarchicalNSW, ids: readonly number[]): void {
  const blank = point(new Float32Array(dim).fill(1));
  const present = new Set(graph.getIdsList());
  for (const id of ids) {
    if (deleted.has(id) || !present.has(id)) continue;
    graph.addPoint(blank, id);
    graph.markDelete(id);
    deleted.add(id);
  }
}

/** Points that are excepted are passed through on the way, but not counted or returned. */
function search(
  graph: hnswlib.HierarchicalNSW,
  { vectors, k, efSearch, except }: Extract<HnswTask, { op: 'search' }>,
): number[][] {
  const available = graph.getCurrentCount() - deleted.size;
  if (available <= 0) return vectors.map(() => []);
  graph.setEf(Math.max(efSearch, k));
  const excluded = except && new Set(except);
  const isAllowed = excluded && ((id: number): boolean => !excluded.has(id));
  return vectors.map((vector) => graph.searchKnn(point(vector), Math.min(k, available), isAllowed).neighbors);
}

function point(values: ArrayLike<number>): number[] {
  if (space !== 'cosine') return Array.from(values);
  let square = 0;
  for (let i = 0; i < values.length; i++) square += (values[i] as number) ** 2;
  const norm = Math.sqrt(square) || 1;
  return Array.from(values, (value) => value / norm);
}
