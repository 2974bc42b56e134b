// Equal vectors, of which a footer in every message makes thousands: they must not hide the others, in any index.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnIndex } from '#src/ann/ann-index.js';
import { eachPoint } from '#src/ann/hnsw.js';
import type { AnnSource } from '#src/ann/source.js';
import type { Metric } from '#src/domain/vectors.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-copies-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Numbers from 0 to 1, the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Row = Int8Array | Float32Array;

/** Vectors around some centres, as those of texts are, of about length 1, or codes up to 127. */
function makeRows(count: number, dim: number, isInt8: boolean, seed: number): Row[] {
  const random = randomNumbers(seed);
  const bell = (): number => random() + random() + random() - 1.5;
  const centres = Array.from({ length: 60 }, () => Array.from({ length: dim }, bell));
  return Array.from({ length: count }, (_, i) => {
    const centre = centres[i % centres.length] as number[];
    const values = centre.map((value) => value + 0.7 * bell());
    return isInt8
      ? Int8Array.from(values, (value) => Math.round(45 * value))
      : Float32Array.from(values, (value) => value / Math.sqrt(dim / 3));
  });
}

/** A source whose points can be changed: a row by its id, deletions in order. */
class Points {
  readonly rows = new Map<number, Row>();
  readonly deletions: number[] = [];
  #lastId = 0;

  add(...rows: readonly Row[]): number[] {
    return rows.map((row) => {
      this.rows.set(++this.#lastId, row);
      return this.#lastId;
    });
  }

  delete(...ids: readonly number[]): void {
    for (const id of ids) if (this.rows.delete(id)) this.deletions.push(id);
  }

  source(dim: number, changes: Partial<AnnSource> = {}): AnnSource {
    const ids = (): number[] => [...this.rows.keys()];
    return {
      graphFile: undefined,
      dim,
      metric: 'cosine',
      searchesHere: false,
      after: async (last, limit) => {
        const some = ids()
          .filter((id) => id > last)
          .slice(0, limit);
        const rows = some.map((id) => this.rows.get(id) as Row);
        const isInt8 = rows[0] instanceof Int8Array;
        const block = isInt8 ? new Int8Array(some.length * dim) : new Float32Array(some.length * dim);
        rows.forEach((row, i) => {
          block.set(row, i * dim);
        });
        return { ids: some, rows: block };
      },
      countAfter: async (last) => ids().filter((id) => id > last).length,
      idsUpTo: async (last) => ids().filter((id) => id <= last),
      deletionsAfter: async (last) =>
        this.deletions.map((id, i) => [i + 1, id] as const).filter(([deletion]) => deletion > last),
      deletionBounds: async () => ({
        first: Math.min(1, this.deletions.length),
        last: this.deletions.length,
      }),
      databaseId: async () => 'database',
      ensureDatabaseId: async () => 'database',
      lastWrite: async () => ({ id: 1, mark: 'first' }),
      hasWrite: async () => true,
      ...changes,
    };
  }
}

/** As the graph measures: 1 - product, of unit vectors for the cosine, or the square of the Euclidean distance. */
function distance(metric: Metric, a: Row, b: Row): number {
  let [product, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += (a[i] as number) * (b[i] as number);
    squareA += (a[i] as number) ** 2;
    squareB += (b[i] as number) ** 2;
  }
  if (metric === 'l2') return squareA + squareB - 2 * product;
  return 1 - (metric === 'cosine' ? product / Math.sqrt(squareA * squareB) : product);
}

const idsFrom = async (index: AnnIndex, vector: Row, k: number, efSearch = 100): Promise<number[]> => {
  const answer = await index.search(Float32Array.from(vector), k, efSearch);
  return answer ? Array.from(eachPoint(answer), ({ id }) => id) : [];
};

/** Of the ten nearest, how many the index finds, or others as near. */
async function recallOf(
  index: AnnIndex,
  points: Points,
  metric: Metric,
  queries: readonly Row[],
): Promise<number> {
  let found = 0;
  for (const query of queries) {
    const distances = new Map(Array.from(points.rows, ([id, row]) => [id, distance(metric, query, row)]));
    const tenth = [...distances.values()].sort((a, b) => a - b)[9] as number;
    const ids = (await idsFrom(index, query, 18)).slice(0, 10);
    const limit = tenth + 1e-5 * Math.max(1, Math.abs(tenth));
    found += ids.filter((id) => (distances.get(id) ?? Number.POSITIVE_INFINITY) <= limit).length;
  }
  return found / (10 * queries.length);
}

const shuffled = <T>(list: readonly T[], seed: number): T[] => {
  const random = randomNumbers(seed);
  return list
    .map((one) => [random(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
};

describe('copies of a vector among 3,000 others', () => {
  const kinds: [number, number, Metric, 'int8' | 'float32'][] = [
    [0, 64, 'cosine', 'int8'],
    [100, 64, 'cosine', 'float32'],
    [900, 64, 'cosine', 'int8'],
    [3000, 64, 'cosine', 'int8'],
    [3000, 64, 'l2', 'float32'],
    [900, 128, 'ip', 'float32'],
    [900, 384, 'cosine', 'float32'],
    [3000, 128, 'l2', 'int8'],
  ];
  it.each(kinds)('%i copies, %i components, %s, %s: all are found', async (count, dim, metric, storage) => {
    const isInt8 = storage === 'int8';
    const others = makeRows(3000, dim, isInt8, 1);
    const [footer] = makeRows(1, dim, isInt8, 2) as [Row];
    const points = new Points();
    points.add(...shuffled([...others, ...new Array<Row>(count).fill(footer)], 3));
    const index = new AnnIndex(points.source(dim, { metric }));
    await index.sync();
    expect(await index.faults()).toEqual([]);
    const queries = others.filter((_, i) => i % 60 === 7);
    expect(await recallOf(index, points, metric, queries)).toBeGreaterThanOrEqual(0.98);
    if (count > 0 && metric !== 'ip') {
      const copies = [...points.rows].filter(([, row]) => row === footer).map(([id]) => id);
      const answer = await index.search(Float32Array.from(footer), 5, 100);
      expect(answer?.ids).toHaveLength(5);
      expect(Array.from(eachPoint(answer as never), ({ id }) => id).slice(0, count)).toEqual(copies);
    }
    await index.close();
  });

  it('and many small groups: all are found', async () => {
    const points = new Points();
    const others = makeRows(1500, 64, true, 1);
    const groups = makeRows(150, 64, true, 5).flatMap((row) => new Array<Row>(20).fill(row));
    points.add(...shuffled([...others, ...groups], 3));
    const index = new AnnIndex(points.source(64));
    await index.sync();
    const queries = [...others, ...groups].filter((_, i) => i % 60 === 7);
    expect(await recallOf(index, points, 'cosine', queries)).toBeGreaterThanOrEqual(0.98);
    await index.close();
  });
});

describe('vectors that are nearly equal, as of a footer after different texts, among 3,000 others', () => {
  const kinds: [number, number, number][] = [
    [900, 0.003, 1],
    [2000, 0.03, 1],
    [2000, 0.003, 6],
  ];
  it.each(kinds)(
    '%i that differ by %d in each component, of %i footers',
    async (count, noise, numFooters) => {
      const others = makeRows(3000, 64, false, 1);
      const footers = makeRows(numFooters, 64, false, 2);
      const random = randomNumbers(7);
      const near = Array.from({ length: count }, (_, i) =>
        (footers[i % numFooters] as Row).map((value) => value + noise * (random() - 0.5)),
      );
      const points = new Points();
      points.add(...shuffled([...others, ...near], 3));
      const index = new AnnIndex(points.source(64));
      await index.sync();
      for (const some of [others, near]) {
        const queries = some.filter((_, i) => i % 60 === 7);
        expect(await recallOf(index, points, 'cosine', queries)).toBeGreaterThanOrEqual(0.98);
      }
      await index.close();
    },
  );
});

describe('copies that come and go', () => {
  const dim = 64;
  const others = makeRows(1200, dim, true, 1);
  const [footer] = makeRows(1, dim, true, 2) as [Row];

  it.each([true, false])(
    'a node stays while one of them is there (saved and read again: %s)',
    async (isSaved) => {
      const graphFile = isSaved ? path.join(folder, 'comes.hnsw') : undefined;
      const points = new Points();
      let index = new AnnIndex(points.source(dim, { graphFile }));
      const next = async (): Promise<number[]> => {
        await index.sync();
        if (isSaved) {
          await index.close();
          index = new AnnIndex(points.source(dim, { graphFile }));
          await index.load();
        }
        expect(await index.state()).toBe('fresh');
        expect(await index.faults()).toEqual([]);
        const ids = await idsFrom(index, footer, 1);
        return ids.every((id) => points.rows.get(id) === footer) ? ids : [];
      };
      points.add(...others);
      const copies = points.add(footer, footer, footer, footer);
      expect(await next()).toEqual(copies);
      points.delete(copies[0] as number);
      expect(await next()).toEqual(copies.slice(1));
      points.delete(...copies.slice(2));
      expect(await next()).toEqual([copies[1]]);
      const [again] = points.add(footer) as [number];
      expect(await next()).toEqual([copies[1], again]);
      expect(index.deleted()).toBe(0);
      points.delete(copies[1] as number, again);
      expect(await next()).toEqual([]);
      expect(index.deleted()).toBe(1);
      const fresh = points.add(footer, footer);
      expect(await next()).toEqual(fresh);
      points.delete(fresh[1] as number);
      expect(await next()).toEqual([fresh[0]]);
      await index.close();
    },
  );

  it('the first of them in one sync with copies of another vector', async () => {
    const points = new Points();
    const index = new AnnIndex(points.source(dim));
    const [a] = points.add(footer, ...others) as [number];
    await index.sync();
    points.delete(a);
    const copies = points.add(footer, footer);
    await index.sync();
    expect((await idsFrom(index, footer, 1)).slice(0, 2)).toEqual(copies);
    expect(await index.faults()).toEqual([]);
    await index.close();
  });

  it('points that are deleted do not hide the others, however many they are', async () => {
    const points = new Points();
    const index = new AnnIndex(points.source(dim));
    const many = makeRows(5000, dim, true, 8);
    const ids = points.add(...many);
    await index.sync();
    points.delete(...ids.filter((id) => id % 11 === 0));
    await index.sync();
    expect(index.deleted()).toBe(454);
    const queries = many.filter((_, i) => i % 100 === 7);
    expect(await recallOf(index, points, 'cosine', queries)).toBeGreaterThanOrEqual(0.98);
    await index.close();
  });

  it('excepted ones are left out, and the others of them are not', async () => {
    const points = new Points();
    const index = new AnnIndex(points.source(dim));
    const copies = points
      .add(footer, ...others, footer, footer)
      .filter((id) => points.rows.get(id) === footer);
    await index.sync();
    const query = [Float32Array.from(footer)];
    const neighbours = async (...except: number[]) =>
      (await index.neighbours(query, 3, 100, Float64Array.from(except)))?.[0];
    expect(await neighbours()).toEqual(copies);
    expect((await neighbours(copies[0] as number))?.slice(0, 2)).toEqual(copies.slice(1));
    expect((await neighbours(copies[1] as number))?.slice(0, 2)).toEqual([copies[0], copies[2]]);
    const none = (await neighbours(...copies)) as readonly number[];
    expect(none).toHaveLength(3);
    expect(none.filter((id) => copies.includes(id))).toEqual([]);
    await index.close();
  });

  it('the negative zero is zero, and rows of another length are equal only where length does not count', async () => {
    for (const metric of ['cosine', 'l2'] as const) {
      const points = new Points();
      const index = new AnnIndex(points.source(4, { metric }));
      points.add(Float32Array.of(1, 0, 2, 0), Float32Array.of(1, -0, 2, -0), Float32Array.of(2, 0, 4, 0));
      await index.sync();
      const answer = await index.search(Float32Array.of(1, 0, 2, 0), 3, 10);
      expect(answer?.ids).toEqual(metric === 'cosine' ? [1] : [1, 3]);
      expect(answer?.groups.get(1)).toEqual(metric === 'cosine' ? [1, 2, 3] : [1, 2]);
      await index.close();
    }
  });
});

describe('a saved index', () => {
  const dim = 16;
  /** An index on disk, of 200 vectors and 50 copies of another. */
  async function saved(name: string): Promise<{ points: Points; graphFile: string; source: AnnSource }> {
    const points = new Points();
    const [footer] = makeRows(1, dim, true, 2) as [Row];
    points.add(...makeRows(200, dim, true, 1), ...new Array<Row>(50).fill(footer));
    const graphFile = path.join(folder, name);
    const source = points.source(dim, { graphFile });
    const index = new AnnIndex(source);
    await index.sync();
    await index.close();
    return { points, graphFile, source };
  }
  const stateOf = async (source: AnnSource): Promise<string> => {
    const index = new AnnIndex(source);
    await index.load();
    const state = await index.state();
    await index.close();
    return state;
  };

  it.each([
    ['as it was', (header: string) => header, 'fresh'],
    ['of an older format', (header: string) => header.replace('"format":2', '"format":1'), 'missing'],
    [
      'whose copies are others',
      (header: string) => header.replace('[[201,201,202,', '[[201,201,'),
      'missing',
    ],
    [
      'whose hashes are others',
      (header: string) => header.replace(/"hashes":"..../u, '"hashes":"AAAA'),
      'missing',
    ],
    ['that is cut off', (header: string) => header.slice(0, -50), 'missing'],
  ])('%s', async (name, change, state) => {
    const { graphFile, source } = await saved(`${name}.hnsw`);
    const header = readFileSync(`${graphFile}.json`, 'utf8');
    expect(header).toContain('[[201,201,202,');
    if (state === 'missing') expect(change(header)).not.toBe(header);
    writeFileSync(`${graphFile}.json`, change(header));
    expect(await stateOf(source)).toBe(state);
    const index = new AnnIndex(source);
    await index.sync(); // builds it again
    expect(await index.faults()).toEqual([]);
    await index.close();
    expect(await stateOf(source)).toBe('fresh');
  });

  it('takes in copies of what it holds as if it had never been closed', async () => {
    const { points, source } = await saved('goes on.hnsw');
    const copies = points.add(...[...points.rows.values()].slice(0, 100));
    const index = new AnnIndex(source);
    await index.sync();
    const twins = await Promise.all(copies.map((id) => idsFrom(index, points.rows.get(id) as Row, 1)));
    expect(twins).toEqual(copies.map((id, i) => [i + 1, id]));
    await index.close();
  });
});
