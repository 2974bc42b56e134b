// Meaning search in SQL, on a connection of the caller's.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Polyseme, polyseme } from '#src/index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-plugin-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const rows = [
  [1, 'The river', 'We sat on the grassy bank of the river and watched the boats.', 1929, '1929-05-01'],
  [2, 'Rates', 'The bank raised its interest rates again this year.', 1929, '1929-06-01'],
  [3, 'Floods', 'The flood had washed away the bank and the willows on it.', 1929, '1929-09-01'],
  [4, 'Loans', 'She asked the bank for a loan to buy the house.', 1930, '1930-01-01'],
  [5, 'Otters', 'Otters slept on the muddy bank beside the stream.', 1931, '1931-01-01'],
] as const;

describe.each(['file', ':memory:'])('SQL on a database of the caller: %s', (kind) => {
  let db: Database.Database;
  let p: Polyseme;
  beforeAll(async () => {
    db = new Database(kind === 'file' ? path.join(folder, 'articles.db') : kind);
    db.exec('CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT, year INTEGER, date TEXT)');
    for (const row of rows) db.prepare('INSERT INTO articles VALUES (?, ?, ?, ?, ?)').run(...row);
    p = await polyseme(db, { workers: 1 });
    await p.track('articles', { id: 'id', text: ['title', 'body'], metadata: ['year'] });
    await p.sync();
  });
  afterAll(async () => {
    await p.close();
    db.close();
  });

  const all = <T>(sql: string, ...values: unknown[]): T[] => db.prepare<unknown[], T>(sql).all(...values);
  const ids = (sql: string, ...values: unknown[]): unknown[] =>
    db
      .prepare(sql)
      .pluck()
      .all(...values);

  it('joins lines with the rows they stand in, by any condition, in one statement', () => {
    const found = all<{ title: string; form: string }>(`
      SELECT a.title, s.form FROM polyseme_search('bank', 'land beside a river', 2) s
      JOIN articles a ON a.id = s.id
      WHERE s.among = (SELECT json_group_array(id) FROM articles WHERE year = 1929)
      ORDER BY a.date DESC`);
    expect(found).toEqual([
      { title: 'Floods', form: 'bank' },
      { title: 'The river', form: 'bank' },
    ]);
  });

  it('gives the facade’s lines and figures', async () => {
    const { hits } = await p.search({ word: 'bank', meaning: 'a place for money', limit: 5 });
    const found = all<Record<string, unknown>>(
      "SELECT * FROM polyseme_search('bank', 'a place for money', 5)",
    );
    expect(found).toEqual(
      hits.map((hit) => ({
        ...{ id: Number(hit.documentId), uri: hit.uri, token_id: hit.tokenId, lemma: 'bank', form: hit.form },
        ...{ start: hit.start, end: hit.end, left: hit.left, right: hit.right, sentence: hit.sentence },
        ...{ cosine: hit.cosine, score: hit.score, metadata: JSON.stringify(hit.metadata) },
        ...{ is_likely: Number(hit.isLikely), ranking: hit.ranking },
        ...{ opposite_of: hit.oppositeOf, place: hit.place, paragraph: hit.paragraph, percent: hit.percent },
      })),
    );
    expect(db.prepare("SELECT typeof(id) FROM polyseme_search('bank') LIMIT 1").pluck().get()).toBe(
      'integer',
    );
  });

  it('says what a line is the opposite of', async () => {
    const { hits } = await p.search({ meaning: 'dry ground' });
    const lines = all(
      "SELECT form, opposite_of AS oppositeOf FROM polyseme_search WHERE meaning = 'dry ground'",
    );
    expect(lines).toEqual(hits.map(({ form, oppositeOf }) => ({ form, oppositeOf })));
    expect(lines).toContainEqual({ form: 'muddy', oppositeOf: 'dry' });
    expect(lines).toContainEqual({ form: 'bank', oppositeOf: null });
  });

  it('takes each filter and each way to ask', () => {
    const word = (where: string) => ids(`SELECT id FROM polyseme_search WHERE word = 'bank' AND ${where}`);
    expect(word("filters = 'year>1929'")).toEqual([4, 5]);
    expect(word(`filters = '["year>=1929","year<1931"]'`)).toEqual([1, 2, 3, 4]);
    expect(word("among = '[2, 4]' AND source = 'articles'")).toEqual([2, 4]);
    expect(word("among = '[]'")).toEqual([]);
    expect(word("pos = 'VERB'")).toEqual([]);
    expect(word('k = 2 AND offset = 1')).toEqual([2, 3]);
    const [riverside] = ids("SELECT token_id FROM polyseme_search('bank') WHERE id = 1");
    expect(word(`like_ids = ${riverside} AND k = 1`)).toEqual([1]);
    expect(
      ids(
        "SELECT id FROM polyseme_search WHERE example = 'They fished from the grassy [bank] of the stream.' AND k = 3",
      ),
    ).not.toContain(2);
    expect(
      ids("SELECT lemma FROM polyseme_search WHERE meaning = 'a small river' AND own_words = true AND k = 2"),
    ).toEqual(expect.arrayContaining(['river']));
    expect(ids("SELECT id FROM polyseme_search WHERE about = 'borrowing money' AND k = 1")).toEqual([4]);
    expect(ids("SELECT id FROM polyseme_search('bank', NULL)")).toEqual([]);
  });

  it('gives neighbours, senses and tokens, also for each row of another table', () => {
    const near = all<{ id: number; lemma: string }>(`
      SELECT n.id, n.lemma FROM polyseme_search('bank', 'land beside a river', 1) s
      JOIN polyseme_neighbours(s.token_id, 3) n`);
    expect(near).toHaveLength(3);
    expect(near.map(({ id }) => id)).not.toContain(2);
    const senses = all<{ sense: string; count: number }>(
      "SELECT sense, count FROM polyseme_senses('bank', 'wordnet') WHERE count > 0",
    );
    expect(senses.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(5);
    expect(senses.map(({ sense }) => sense)).toContain('bank%1:17:01::');
    const tokens = ids(`SELECT t.lemma FROM articles a JOIN polyseme_tokens(a.id, 'articles') t
      WHERE a.id = 4 ORDER BY t.start`);
    expect(tokens).toEqual(['loan', 'ask', 'bank', 'loan', 'buy', 'house']);
    const [token] = ids("SELECT token_id FROM polyseme_search('bank') WHERE id = 1");
    expect(ids('SELECT polyseme_sense(?, ?)', token, 'wordnet')).toEqual(['bank%1:17:01::']);
    expect(ids('SELECT polyseme_sense(?, ?, NULL, false)', token, 'wordnet')).toEqual([
      expect.stringMatching(/^bank%/u),
    ]);
    expect(
      ids(
        "SELECT sense FROM polyseme_senses WHERE word = 'bank' AND inventory = 'wordnet' AND uses_rank = 0",
      ),
    ).toContain('bank%1:17:01::');
  });

  it('encodes, compares and converts vectors, in the formats of sqlite-vec', async () => {
    sqliteVec.load(db);
    const one = <T>(sql: string, ...values: unknown[]) =>
      db
        .prepare<unknown[], T>(sql)
        .pluck()
        .get(...values);
    const vector = one<Buffer>("SELECT polyseme_encode('We sat on the [bank] of the river.')") as Buffer;
    const expected = await p.encode('We sat on the [bank] of the river.');
    expect(new Float32Array(Uint8Array.from(vector).buffer)).toEqual(expected);
    const cosine = one<number>("SELECT polyseme_similarity('shore', 'money')") as number;
    expect(one("SELECT polyseme_similarity('shore', 'beach')")).toBeGreaterThan(cosine);
    expect(
      one("SELECT 1 - vec_distance_cosine(polyseme_encode('shore'), polyseme_encode('money'))"),
    ).toBeCloseTo(cosine, 3);
    expect(one('SELECT polyseme_from_json(polyseme_to_json(?)) = ?', vector, vector)).toBe(1);
    expect(
      one('SELECT vec_to_json(?) = vec_to_json(polyseme_from_json(vec_to_json(?)))', vector, vector),
    ).toBe(1);
    expect(
      one(
        'SELECT vec_distance_cosine(vec_int8(polyseme_to_int8(?)), vec_int8(polyseme_to_int8(?)))',
        vector,
        vector,
      ),
    ).toBeCloseTo(0, 5);
    expect(
      one('SELECT polyseme_similarity(polyseme_from_int8(polyseme_to_int8(?)), ?)', vector, vector),
    ).toBeGreaterThan(0.999);
    const [token] = ids("SELECT token_id FROM polyseme_search('bank') WHERE id = 1");
    expect(one('SELECT length(polyseme_vector(?))', token)).toBe(384 * 4);
    expect(one('SELECT polyseme_encode(NULL)')).toBe(null);
  });

  it('sees what was synced, removed and changed, and nothing else', async () => {
    db.prepare('INSERT INTO articles VALUES (6, ?, ?, 1940, ?)').run(
      'Snow',
      'The snowy bank was steep.',
      '1940-01-01',
    );
    expect(ids("SELECT id FROM polyseme_search('bank')")).toEqual([1, 2, 3, 4, 5]);
    await p.sync();
    expect(ids("SELECT id FROM polyseme_search('bank')")).toEqual([1, 2, 3, 4, 5, 6]);
    await p.remove(['articles#6']);
    expect(ids("SELECT id FROM polyseme_search('bank')")).toEqual([1, 2, 3, 4, 5]);
    await p.changeSenses('bank', { kind: 'create', label: 'riverside', description: 'land beside a river' });
    expect(ids("SELECT label FROM polyseme_senses('bank') WHERE label = 'riverside'")).toEqual(['riverside']);
    await p.undoSenseChange(1);
  });

  it('tells what is wrong with an argument, and its cure', () => {
    const run = (sql: string) => () => db.prepare(sql).all();
    expect(run("SELECT * FROM polyseme_search('bank', 'river', 0)")).toThrow(/k: 0 is out of range.*from 1/u);
    expect(run("SELECT * FROM polyseme_search WHERE word = 'bank' AND pos = 'THING'")).toThrow(
      /pos: "THING"/u,
    );
    expect(run("SELECT * FROM polyseme_search WHERE word = 'bank' AND filters = 'x'")).toThrow(
      /field=value/u,
    );
    expect(run("SELECT * FROM polyseme_search WHERE word = 'bank' AND among = '[1'")).toThrow(
      /among: is not a JSON/u,
    );
    expect(run('SELECT * FROM polyseme_search')).toThrow(/asks for nothing/u);
    expect(run('SELECT * FROM polyseme_neighbours(999999)')).toThrow(/no line 999999/u);
    expect(run("SELECT * FROM polyseme_senses('bank', 'other')")).toThrow(/inventory: "other".*wordnet/u);
    expect(run("SELECT polyseme_encode(x'00')")).toThrow(/text: is a BLOB/u);
    expect(run("SELECT polyseme_to_json('x')")).toThrow(/vector: is x, not a BLOB/u);
    expect(run("SELECT polyseme_similarity('a river', x'0000803f')")).toThrow(/384 and 1 components/u);
    expect(run("SELECT polyseme_similarity('a river')")).toThrow(/arguments given: 1\. It takes 2/u);
    expect(run('SELECT polyseme_sense()')).toThrow(/arguments given: 0\. It takes 1 to 4/u);
    expect(run("SELECT polyseme_encode('a', 'b')")).toThrow(/arguments given: 2\. It takes 1/u);
    expect(run('SELECT polyseme_from_json(\'[1, "x"]\')')).toThrow(/numbers/u);
    expect(run("SELECT * FROM polyseme_search WHERE word = 'bank' AND skpi = 1")).toThrow(
      /no such column: skpi/u,
    );
  });

  it('refuses values of another type or size by the name of their argument', () => {
    const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const word = (where: string) => `SELECT * FROM polyseme_search WHERE word = 'bank' AND ${where}`;
    const wrong: [sql: string, name: string, ...values: unknown[]][] = [
      ["SELECT * FROM polyseme_search(x'00')", 'word'],
      ['SELECT * FROM polyseme_search(1)', 'word'],
      [word('k = 1e300'), 'k'],
      [word('k = 2.5'), 'k'],
      [word('k = 9223372036854775807'), 'k'],
      [word("k = 'all'"), 'k'],
      [word('offset = -1'), 'offset'],
      [word('ef_search = 1e22'), 'ef_search'],
      [word('min_score = 2'), 'min_score'],
      [word("exact = 'yes'"), 'exact'],
      [word("exact_form = 'exact'"), 'exact_form'],
      [word('like_ids = 1e300'), 'like_ids'],
      [word("unlike = '[1, null]'"), 'unlike'],
      [word('among = ?'), 'among', nested],
      [word('filters = ?'), 'filters', nested],
      [word('filters = ?'), 'filters', '[{"year":1929}]'],
      [word("collection = x'00'"), 'collection'],
      ['SELECT * FROM polyseme_neighbours(1e300)', 'token_id_of'],
      ["SELECT * FROM polyseme_neighbours('1')", 'token_id_of'],
      ["SELECT * FROM polyseme_senses(x'00')", 'word'],
      ["SELECT * FROM polyseme_senses('bank', 1)", 'inventory'],
      ["SELECT * FROM polyseme_tokens(1, x'00')", 'source'],
      ['SELECT * FROM polyseme_tokens', 'row_key'],
      ['SELECT * FROM polyseme_neighbours', 'token_id_of'],
      ['SELECT * FROM polyseme_senses', 'word'],
      ["SELECT * FROM polyseme_senses('bank', 'wordnett')", 'inventory'],
      ["SELECT * FROM polyseme_nearest('photos', '[1e400]')", 'vector'],
      ["SELECT * FROM polyseme_nearest('photos', x'00')", 'vector'],
      ['SELECT * FROM polyseme_nearest(1, ?)', 'collection', '[1]'],
      ['SELECT polyseme_sense(1e300)', 'token_id'],
      ['SELECT polyseme_sense(1.5)', 'token_id'],
      ["SELECT polyseme_sense(1, x'00')", 'inventory'],
      ['SELECT polyseme_vector(9223372036854775807)', 'token_id'],
      ['SELECT polyseme_vector(1, 1)', 'collection'],
      ['SELECT polyseme_encode(1)', 'text'],
      ['SELECT polyseme_to_int8(1)', 'vector'],
      ['SELECT polyseme_from_json(?)', 'json', nested],
    ];
    for (const [sql, name, ...values] of wrong) {
      expect(() => all(sql, ...values), sql).toThrow(
        expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(`^${name}: `) }),
      );
    }
  });

  it('knows columns by their old names, says the new one once, and takes one of the two', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const old = "SELECT id FROM polyseme_search WHERE word = 'bank' AND k = 2 AND skip = 1 AND ef = 50";
    expect([ids(old), ids(old)]).toEqual([
      [2, 3],
      [2, 3],
    ]);
    const [riverside] = ids("SELECT token_id FROM polyseme_search('bank') WHERE id = 1");
    const unlike = (name: string) =>
      ids(
        `SELECT id FROM polyseme_search WHERE word = 'bank' AND like_ids = ? AND ${name} = ?`,
        riverside,
        4,
      );
    expect(unlike('unlike_ids')).toEqual(unlike('unlike'));
    const said = warn.mock.calls.map(([message]) => message);
    warn.mockRestore();
    // the first connection of this process is told
    const once = kind === 'file' ? 1 : 0;
    for (const name of ['skip is now offset', 'ef is now ef_search', 'unlike_ids is now unlike']) {
      expect(said.filter((one) => one === `the SQL column ${name}`)).toHaveLength(once);
    }
    expect(() => ids(`${old} AND offset = 1`)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: expect.stringMatching(/^skip: is now offset/u),
      }),
    );
  });
});

describe('SQL beside other work', () => {
  it('gives no rows for what is not indexed, knows a renamed table, large keys, and its own transaction', async () => {
    const cwd = process.cwd();
    process.chdir(folder);
    const db = new Database('beside.db');
    process.chdir(cwd);
    db.exec(`CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);
      INSERT INTO notes VALUES (9007199254740993, 'the river bank'), (2, NULL), (3, 'a savings bank')`);
    const p = await polyseme(db, { workers: 1 });
    await p.track('notes', { id: 'id', text: 'body' });
    await p.sync();
    const all = (sql: string) => db.prepare(sql).pluck().all();
    db.defaultSafeIntegers(true);
    expect(
      all("SELECT t.lemma FROM notes n JOIN polyseme_tokens(n.id, 'notes') t ORDER BY n.id, t.start"),
    ).toEqual([...['saving', 'bank', 'river', 'bank']]);
    expect(
      all(`SELECT id FROM polyseme_search WHERE word = 'bank'
        AND among = (SELECT json_group_array(id) FROM notes WHERE id > 9000)`),
    ).toEqual([9007199254740993n]);
    db.defaultSafeIntegers(false);
    db.exec('ALTER TABLE notes RENAME TO pieces');
    expect(all("SELECT form FROM polyseme_search WHERE word = 'bank' AND source = 'pieces'")).toHaveLength(2);
    expect(all("SELECT form FROM polyseme_search WHERE word = 'bank' AND source = 'notes'")).toHaveLength(2);
    expect(all("SELECT sense FROM polyseme_senses('zebra')")).toEqual([]);
    expect(() => all("SELECT id FROM polyseme_search WHERE word = 'bank' AND source = 'nope'")).toThrow(
      /"nope"/u,
    );
    db.exec(`CREATE TABLE parts (a TEXT, b INTEGER, body TEXT, PRIMARY KEY (a, b));
      INSERT INTO parts VALUES ('x', 1, 'a wooden bench'), ('x', 2, 'a stone bench')`);
    await p.track('parts', { id: ['a', 'b'], text: 'body' });
    await p.sync();
    const bench = "SELECT id FROM polyseme_search WHERE word = 'bench' AND among =";
    expect(all(`${bench} (SELECT json_group_array(json_array(a, b)) FROM parts WHERE b = 2)`)).toEqual([
      '["x",2]',
    ]);
    await expect(polyseme(db)).rejects.toMatchObject({ code: 'conflict' });
    await expect(polyseme('beside.db' as never)).rejects.toThrow(/db: it is no better-sqlite3/u);
    const startedAt = performance.now();
    db.exec("CREATE TABLE kept AS SELECT sense, count FROM polyseme_senses('bank')");
    db.exec(
      "BEGIN IMMEDIATE; CREATE TABLE more AS SELECT sense FROM polyseme_senses('river', 'wordnet'); COMMIT",
    );
    expect(performance.now() - startedAt).toBeLessThan(4000);
    expect(all('SELECT count(*) FROM kept')).toEqual([1]);
    await p.close();
    db.close();
  });
});

describe('SQL after the end', () => {
  it('says that it was closed, and works again when it is opened again', async () => {
    const db = new Database(path.join(folder, 'again.db'));
    db.exec(
      "CREATE TABLE notes (id TEXT PRIMARY KEY, body TEXT); INSERT INTO notes VALUES ('a', 'the river bank')",
    );
    let p = await polyseme(db, { workers: 1 });
    await p.track('notes', { id: 'id', text: 'body' });
    await p.sync();
    await p.close();
    const found = db.prepare("SELECT id FROM polyseme_search('bank')");
    expect(() => found.all()).toThrow(/it was closed/u);
    p = await polyseme(db, { workers: 1 });
    expect(db.prepare("SELECT id FROM polyseme_search('bank')").all()).toEqual([{ id: 'a' }]);
    await p.close();
    const [first, second] = await Promise.allSettled([polyseme(db, { workers: 1 }), polyseme(db)]);
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } });
    p = (first as PromiseFulfilledResult<Polyseme>).value;
    const other = new Database(path.join(folder, 'again.db'));
    const reader = await polyseme(other, { workers: 1 });
    await p.uninstall();
    expect(() => other.prepare("SELECT id FROM polyseme_search('bank')").all()).toThrow(/has no tables in/u);
    await expect(p.sync()).rejects.toThrow(/it was closed/u);
    await p.close();
    await reader.close();
    other.close();
    expect(db.prepare("SELECT count(*) FROM sqlite_master WHERE name LIKE 'polyseme%'").pluck().get()).toBe(
      0,
    );
    db.close();
  });
});

describe('SQL on a damaged database', () => {
  it('is a data error with its cure', async () => {
    const file = path.join(folder, 'damaged.db');
    const whole = new Database(file);
    whole.exec(
      "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO notes VALUES (1, 'the bank')",
    );
    const p = await polyseme(whole, { workers: 1 });
    await p.track('notes', { id: 'id', text: 'body' });
    await p.sync();
    await p.close();
    const pages = whole
      .prepare("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'polyseme_token'")
      .pluck()
      .all() as number[];
    const size = whole.pragma('page_size', { simple: true }) as number;
    whole.close();
    const handle = openSync(file, 'r+');
    for (const page of pages) writeSync(handle, Buffer.alloc(size, 0xff), 0, size, (page - 1) * size);
    closeSync(handle);
    const db = new Database(file);
    const damaged = await polyseme(db, { workers: 1 });
    for (const sql of [
      "SELECT * FROM polyseme_search('bank', 'land beside a river')",
      "SELECT * FROM polyseme_senses('bank', 'wordnet')",
      "SELECT * FROM polyseme_tokens(1, 'notes')",
      'SELECT polyseme_vector(1)',
    ]) {
      expect(() => db.prepare(sql).all(), sql).toThrow(
        expect.objectContaining({ code: 'data', cure: expect.stringMatching(/restore/iu) }),
      );
    }
    await damaged.close();
    db.close();
  });
});
