// Vectors that were made elsewhere: whatever the metric, the storage and the filter, the nearest are the nearest.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NearestOptions, Polyseme, polyseme, type VectorItem } from '#src/index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-vectors-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Mulberry32: the same numbers every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Around a few centres, as real ones are. */
function makeItems(count: number, dim: number, seed = 1): VectorItem[] {
  const random = seeded(seed);
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = Array.from({ length: 20 }, () => Array.from({ length: dim }, gauss));
  return Array.from({ length: count }, (_, i) => {
    const centre = centres[i % centres.length] as number[];
    return {
      id: i + 1,
      vector: Float32Array.from(centre, (value) => value + gauss()),
      metadata: { year: 1900 + (i % 100), place: i % 2 === 0 ? 'here' : 'there' },
    };
  });
}

type Metric = 'cosine' | 'ip' | 'l2';

function distance(metric: Metric, a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, squareA, squareB, apart] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    product += x * y;
    squareA += x * x;
    squareB += y * y;
    apart += (x - y) ** 2;
  }
  if (metric === 'ip') return -product;
  return metric === 'l2' ? Math.sqrt(apart) : 1 - product / Math.sqrt(squareA * squareB);
}

const trueNearest = (metric: Metric, items: readonly VectorItem[], query: ArrayLike<number>, k: number) =>
  items
    .map(({ id, vector }) => ({ id, distance: distance(metric, query, vector) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, k);

const share = (found: readonly { id: unknown }[], wanted: readonly { id: unknown }[]): number =>
  wanted.filter(({ id }) => found.some((hit) => hit.id === id)).length / wanted.length;

describe.each<[Metric, number]>([
  ['cosine', 32],
  ['ip', 20],
  ['l2', 7],
])('%s of %i components', (metric, dim) => {
  const items = makeItems(6000, dim);
  const queries = makeItems(30, dim, 2).map(({ vector }) => vector);
  let p: Polyseme;
  beforeAll(async () => {
    p = await Polyseme.open({ db: path.join(folder, `${metric}.db`), workers: 1 });
    await p.addVectors('floats', items, { metric, storage: 'float32' });
    await p.addVectors('bytes', items, { metric });
  });
  afterAll(() => p.close());

  it('float32: compared one by one, exactly the nearest with their distances', async () => {
    for (const query of queries) {
      const wanted = trueNearest(metric, items, query, 10);
      const found = await p.nearest('floats', query, { exact: true });
      expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
      found.forEach((hit, i) => {
        expect(hit.distance).toBeCloseTo(wanted[i]?.distance as number, 4);
      });
    }
  });

  it.each(['floats', 'bytes'])('%s: with and without the index nearly all of the nearest', async (name) => {
    const mean = async (): Promise<number> => {
      const shares = [];
      for (const query of queries) {
        shares.push(share(await p.nearest(name, query), trueNearest(metric, items, query, 10)));
      }
      return shares.reduce((sum, one) => sum + one, 0) / shares.length;
    };
    expect(await mean()).toBeGreaterThan(0.95);
    await p.syncIndex({ collection: name });
    expect(await mean()).toBeGreaterThan(0.9);
  });

  it('filters never cost results', async () => {
    for (const query of queries.slice(0, 5)) {
      const of1950 = items.filter(({ metadata }) => metadata?.year === 1950);
      const filters = [{ key: 'year', operator: '=', value: '1950' } as const];
      const found = await p.nearest('floats', query, { k: 60, filters });
      expect(found.map(({ id }) => id)).toEqual(trueNearest(metric, of1950, query, 60).map(({ id }) => id));
      const here = items.filter(
        ({ metadata }) => metadata?.place === 'here' && (metadata.year as number) < 1910,
      );
      const both = [
        { key: 'place', operator: '!=', value: 'there' } as const,
        { key: 'year', operator: '<', value: '1910' } as const,
      ];
      expect((await p.nearest('floats', query, { filters: both })).map(({ id }) => id)).toEqual(
        trueNearest(metric, here, query, 10).map(({ id }) => id),
      );
      const among = [5, 17, 400];
      expect((await p.nearest('bytes', query, { among })).map(({ id }) => id).sort()).toEqual([17, 400, 5]);
    }
  });

  const where = (key: string, operator: '=' | '>', value: string) => ({ key, operator, value });
  it.each<[string, NearestOptions, RegExp | null]>([
    [
      'a field that none have',
      { filters: [where('yaer', '=', '1950')] },
      /^no vector has a field "yaer"; there are .*"year"/u,
    ],
    [
      'a value that cannot be compared',
      { filters: [where('year', '>', 'red')] },
      /^year holds nothing that > can/u,
    ],
    ['a value that none have', { filters: [where('year', '=', '3000')] }, /^no vector meets the condition$/u],
    [
      'conditions that exclude each other',
      { filters: [where('year', '=', '1950'), where('year', '=', '1951')] },
      /^no vector meets all of them: drop one$/u,
    ],
    ['ids that are not there', { among: ['x'] }, /^among names no vector/u],
    ['filters that leave some', { filters: [where('year', '=', '1950')] }, null],
  ])('say why they leave nothing: %s', async (_, options, expected) => {
    for (const exact of [true, false]) {
      const reasons: string[] = [];
      const onNothing = (reason: string) => void reasons.push(reason);
      const hits = await p.nearest('floats', queries[0] as number[], { ...options, exact, onNothing });
      expect(hits.length === 0).toBe(expected !== null);
      expect(reasons).toEqual(expected ? [expect.stringMatching(expected)] : []);
    }
  });

  it.each<[string, unknown, RegExp]>([
    ['no key', [{ operator: '=', value: '1' }], /^filters: names no field$/u],
    ['an unknown operator', [{ key: 'year', operator: '~', value: '1' }], /^filters: "~" is not known$/u],
    [
      'a value that is no text',
      [{ key: 'year', operator: '=', value: 1950 }],
      /^filters: the value is 1950/u,
    ],
    ['no list', { key: 'year' }, /^filters: an object is not a list$/u],
  ])('are named as they were written: %s', async (_, filters, message) => {
    const fails = p.nearest('floats', queries[0] as number[], { filters: filters as never });
    await expect(fails).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(message),
    });
  });
});

describe('vectors that lie far from the origin', () => {
  it.each<[Metric, number]>([
    ['l2', 3],
    ['l2', 128],
    ['cosine', 64],
    ['ip', 64],
  ])('%s of %i components: as float32 the nearest are the nearest', async (metric, dim) => {
    const random = seeded(dim);
    const items = Array.from({ length: 1500 }, (_, id): VectorItem => {
      const vector = Float32Array.from({ length: dim }, (_, i) => (i === 0 ? 2000 : 100) + random());
      return { id, vector };
    });
    const p = await Polyseme.open({ db: ':memory:', workers: 1 });
    await p.addVectors('far', items, { metric, storage: 'float32' });
    for (const { vector } of items.slice(0, 10)) {
      const query = Float32Array.from(vector as Float32Array, (value) => value + random() / 10);
      const wanted = trueNearest(metric, items, query, 10);
      for (const exact of [true, false]) {
        expect(share(await p.nearest('far', query, { exact }), wanted)).toBeGreaterThan(exact ? 0.99 : 0.89);
      }
    }
    await p.close();
  });
});

describe('vectors of the caller', () => {
  it('are counted once however often an id is named, and follow a ROLLBACK', async () => {
    const db = new Database(':memory:');
    const p = await polyseme(db, { workers: 1 });
    await p.addVectors('a', [
      { id: 1, vector: [1, 0, 0] },
      { id: 2, vector: [0, 0.5, 1] },
    ]);
    expect((await p.nearest('a', [1, 0, 0], { among: [1, 1, 1, 2], k: 2 })).map(({ id }) => id)).toEqual([
      1, 2,
    ]);
    const added = p.addVectors('a', [{ id: 3, vector: [0, 1, 0] }]);
    db.exec('BEGIN');
    await expect(added).rejects.toMatchObject({ code: 'busy' });
    db.exec('ROLLBACK');
    await p.addVectors('a', [{ id: 4, vector: [0, 0, 1] }]);
    expect((await p.nearest('a', [0, 1, 0], { k: 1 }))[0]).toMatchObject({ id: 2 });
    await expect(
      p.addVectors('a', [{ id: 5, vector: [1, 1, 1], metadata: { size: Number.POSITIVE_INFINITY } }]),
    ).rejects.toThrow(/metadata/u);
    await p.addVectors('a', [{ id: 6, vector: [1, 1, 1], metadata: { red: true } }]);
    const red = { key: 'red', operator: '=', value: 'true' } as const;
    expect(await p.nearest('a', [1, 0, 0], { filters: [red] })).toMatchObject([{ id: 6 }]);
    await p.close();
    db.close();
  });

  it('can be stopped while they are added from a list or measured, and leave others their turn', async () => {
    const p = await Polyseme.open({ db: path.join(folder, 'turns.db'), workers: 1 });
    const soon = (): AbortSignal => AbortSignal.timeout(1);
    const items = makeItems(100_000, 4);
    await expect(p.addVectors('mine', items, { signal: soon() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    const added = (await p.vectorCollections())[0]?.vectors ?? 0;
    expect(added % 1000).toBe(0);
    expect(added).toBeLessThan(100_000);
    await p.addVectors('mine', items.slice(0, 2000));
    const recall = p.measureRecall({ collection: 'mine', queries: 2000, signal: soon() });
    await expect(recall).rejects.toMatchObject({ code: 'cancelled' });
    await p.close();
  });

  it('are indexed for whoever joined a build that was stopped, and a build ends when all is closed', async () => {
    const p = await Polyseme.open({ db: path.join(folder, 'joined.db'), workers: 1 });
    await p.addVectors('mine', makeItems(6000, 24));
    const stop = new AbortController();
    const first = p.syncIndex({ collection: 'mine', signal: stop.signal });
    const joined = p.syncIndex({ collection: 'mine' });
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await joined;
    expect(await p.vectorCollections()).toMatchObject([{ annState: 'fresh' }]);
    const last = p.rebuild({ collection: 'mine' });
    const closed = p.close();
    await expect(last).rejects.toMatchObject({ code: 'cancelled' });
    await closed;
  });

  it('are all in the index after a build was stopped and another process has built it', async () => {
    const file = path.join(folder, 'stopped.db');
    const [one, other] = [
      await Polyseme.open({ db: file, workers: 1 }),
      await Polyseme.open({ db: file, workers: 1 }),
    ];
    const items = makeItems(7000, 16);
    await one.addVectors('many', items);
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done >= 2000) stop.abort();
    };
    await expect(
      one.syncIndex({ collection: 'many', signal: stop.signal, onProgress }),
    ).rejects.toMatchObject({
      code: 'cancelled',
    });
    await other.syncIndex({ collection: 'many' });
    await one.nearest('many', items[0]?.vector as Float32Array);
    await one.addVectors('many', [{ id: 'new', vector: items[1]?.vector as Float32Array }]);
    for (let i = 0; i < 2; i++) await one.addVectors('another', makeItems(2000, 4));
    await one.removeVectors('another', [1, 2, 3]);
    let added = 0;
    await one.syncIndex({
      collection: 'many',
      onProgress: ({ done }) => {
        added = done;
      },
    });
    expect(added).toBe(1); // what happened in another collection does not build this one anew
    for (const p of [one, other]) expect(await p.verify()).toEqual({ isSound: true, problems: [] });
    await one.close();
    await other.close();
  });

  it('are replaced and removed, with and without an index, also by another process', async () => {
    const file = path.join(folder, 'changes.db');
    const p = await Polyseme.open({ db: file, workers: 1 });
    const other = await Polyseme.open({ db: file, workers: 1 });
    const items = makeItems(6000, 16);
    expect(await p.addVectors('mine', items)).toEqual({ added: 6000, replaced: 0 });
    await p.syncIndex({ collection: 'mine' });
    await other.loadIndexes();
    const [first, second] = items as [VectorItem, VectorItem];
    expect((await other.nearest('mine', first.vector, { k: 1 }))[0]).toMatchObject({
      id: 1,
      metadata: { year: 1900 },
    });
    const moved = Float32Array.from(first.vector, (value) => -value);
    expect(await p.addVectors('mine', [{ id: 1, vector: moved }])).toEqual({ added: 0, replaced: 1 });
    expect(await p.removeVectors('mine', [2, 'none'])).toBe(1);
    for (const one of [p, other]) {
      expect((await one.nearest('mine', moved, { k: 1 }))[0]).toMatchObject({ id: 1, metadata: {} });
      expect((await one.nearest('mine', second.vector, { k: 5 })).map(({ id }) => id)).not.toContain(2);
    }
    await p.syncIndex({ collection: 'mine' });
    const near = await p.nearest('mine', first.vector, { k: 6000 });
    expect(near).toHaveLength(5999);
    expect(near.at(-1)?.id).toBe(1);
    expect(await p.verify()).toEqual({ isSound: true, problems: [] });
    await p.removeVectors(
      'mine',
      items.slice(0, 3000).map(({ id }) => id),
    );
    await p.compact();
    expect(await other.nearest('mine', second.vector, { k: 6000 })).toHaveLength(3000);
    expect(await p.verify()).toEqual({ isSound: true, problems: [] });
    await p.dropVectors('mine');
    expect(existsSync(`${file}.v1.hnsw`)).toBe(false);
    expect(await p.vectorCollections()).toEqual([]);
    await other.close();
    await p.close();
  });

  it('are counted, and the recall of their index is measured', async () => {
    const file = path.join(folder, 'recall.db');
    const p = await Polyseme.open({ db: file, workers: 1 });
    await p.addVectors('mine', makeItems(8000, 24));
    expect(await p.vectorCollections()).toMatchObject([
      { name: 'mine', vectors: 8000, annState: 'missing', annBytes: 0 },
    ]);
    const asked = { collection: 'mine', queries: 50 };
    expect(await p.measureRecall(asked)).toMatchObject({ recall: 1, efSearch: 100, annState: 'missing' });
    await p.syncIndex({ collection: 'mine' });
    expect((await p.vectorCollections())[0]?.annBytes).toBeGreaterThan(8000 * 24 * 4);
    // a narrow search must be told from a broad one
    const [narrow, broad] = [10, 2000].map((efSearch) => p.measureRecall({ ...asked, k: 30, efSearch }));
    expect((await narrow)?.recall).toBeLessThan((await broad)?.recall as number);
    expect((await broad)?.recall).toBeGreaterThan(0.99);
    const misspelt = { efsearch: 10 } as object;
    await expect(p.measureRecall(misspelt)).rejects.toThrow(/no option "efsearch"/u);
    await expect(p.nearest('mine', [1], misspelt)).rejects.toThrow(/no option "efsearch"/u);
    await p.close();
  });

  it('come from a stream, stop when asked, and what was added stays', async () => {
    const p = await Polyseme.open({ db: ':memory:', workers: 1 });
    const stop = new AbortController();
    async function* stream(): AsyncGenerator<VectorItem> {
      for (const item of makeItems(3000, 4)) {
        if (item.id === 2500) stop.abort();
        yield item;
      }
    }
    await expect(p.addVectors('some', stream(), { signal: stop.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await p.nearest('some', [1, 2, 3, 4], { k: 5000 })).toHaveLength(2000);
    await p.close();
  });

  it('are found in SQL, joined with the caller’s table', async () => {
    const db = new Database(':memory:');
    db.exec('CREATE TABLE photo (id INTEGER PRIMARY KEY, name TEXT)');
    const items = makeItems(50, 8);
    for (const { id } of items) db.prepare('INSERT INTO photo VALUES (?, ?)').run(id, `photo ${id}`);
    const p = await polyseme(db, { workers: 1 });
    await p.addVectors('photos', items, { metric: 'l2', storage: 'float32', model: 'their model' });
    const query = items[6]?.vector as Float32Array;
    const expected = await p.nearest('photos', query, { k: 3 });
    const found = db
      .prepare<[Buffer], { name: string; distance: number }>(
        `SELECT photo.name, n.distance FROM polyseme_nearest('photos', ?, 3) n JOIN photo ON photo.id = n.id
         ORDER BY n.distance`,
      )
      .all(Buffer.from(query.buffer));
    expect(found).toEqual(expected.map(({ id, distance }) => ({ name: `photo ${id}`, distance })));
    expect(await p.nearest('photos', Buffer.from(query.buffer), { k: 3 })).toEqual(expected);
    const years = db
      .prepare<[string], string>(
        "SELECT metadata ->> 'year' FROM polyseme_nearest WHERE collection = 'photos' AND vector = ? AND filters = 'year>=1945'",
      )
      .pluck()
      .all(JSON.stringify([...query]));
    expect(years.map(Number).sort()).toEqual([1945, 1946, 1947, 1948, 1949]);
    expect(() => db.prepare("SELECT * FROM polyseme_nearest('photos', '[1]')").all()).toThrow(
      /1 components.* 8/u,
    );
    await p.close();
    db.close();
  });

  it('are refused with what to do', async () => {
    const p = await Polyseme.open({ db: ':memory:', workers: 1 });
    const add = (item: unknown, options: object = {}) => p.addVectors('c', [item as VectorItem], options);
    await add({ id: 'a', vector: [1, 2] }, { model: 'one' });
    await expect(add({ id: 'b', vector: [1, 2, 3] })).rejects.toThrow(
      /items\[0\].vector: it has 3.*collection 2/u,
    );
    await expect(add({ id: 'b', vector: [1, 2] }, { model: 'two' })).rejects.toThrow(
      /model: .*one, not with two/u,
    );
    await expect(add({ id: 'b', vector: [1, 2] }, { metric: 'l2' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(add({ id: 'b', vector: [1, 2] }, { metric: 'l3' })).rejects.toThrow(/metric: "l3"/u);
    await expect(add({ id: 'b', vector: [0, 0] })).rejects.toThrow(/all zero/u);
    await expect(add({ id: 'b', vector: [1, Number.NaN] })).rejects.toThrow(/no finite number/u);
    await expect(add({ id: 'b', vector: 'x' })).rejects.toThrow(/not a list/u);
    // as JSON has what is no number
    await expect(add({ id: 'b', vector: [1, null] })).rejects.toThrow(/vector: component 1 is null/u);
    await expect(add({ id: 'b', vector: ['1', 2] })).rejects.toThrow(/vector: component 0 is a string/u);
    await expect(p.addVectors(' ', [])).rejects.toThrow(/collection: " "/u);
    await expect(p.syncIndex({ collection: 'none' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(add(null)).rejects.toThrow(/items\[0\]: it is null/u);
    await expect(add({ id: 'b', vector: [1, 2] }, { model: {} })).rejects.toThrow(
      /model: is object, not text/u,
    );
    await expect(add({ vector: [1, 2] })).rejects.toThrow(/items\[0\].id: undefined/u);
    await expect(add({ id: 'b', vector: [1, 2], metadata: { a: {} } })).rejects.toThrow(
      /items\[0\].metadata/u,
    );
    const texts = path.join(folder, 'texts.txt');
    writeFileSync(texts, 'We sat on the bank.');
    await expect(p.index([texts], { collection: 'c' })).rejects.toThrow(/"c" is one of vectors/u);
    await p.index([texts]);
    await expect(p.addVectors('default', [{ id: 1, vector: [1] }])).rejects.toThrow(
      /"default" is one of texts/u,
    );
    await expect(p.nearest('none', [1])).rejects.toMatchObject({ code: 'not_found' });
    await expect(p.nearest('c', [1])).rejects.toThrow(/1 components, the collection 2/u);
    await expect(p.nearest('c', [1, 2], { k: 0 })).rejects.toThrow(/k: 0 is out of range/u);
    const among = [true] as unknown as string[];
    await expect(p.nearest('c', [1, 2], { among })).rejects.toThrow(/among\[0\].id: true/u);
    await expect(p.measureRecall({ collection: 'c', efSearch: 3 })).rejects.toThrow(/efSearch: 3 is out of/u);
    await p.close();
  });
});
