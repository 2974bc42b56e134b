// Vector search in SQLite beside its peers, on the same vectors: insert rate, times, recall, size on disk.
// node test/bench/peers.mjs [--sizes 10000,100000,1000000] [--only 'sqlite-vec,vectorlite,usearch,polyseme int8']
// Prints markdown tables, writes test/output/peers.json; a run replaces only its own sizes and systems there.
// Peers that are no dependency are installed into test/output/peers. It needs test/output/demo.db.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import * as sqliteVecExtension from 'sqlite-vec';
import { inTemporaryFolder, mean, outputFolder, percentile, secondsOf, seededRandom } from './measure.mjs';

const dimensions = 384;
const k = 10;
const recallGoal = 0.98;
const categories = 100;
const filterCategory = 7;
const warmUpQueries = 20;
const rowsPerTransaction = 1000;
const hnsw = { M: 16, efConstruction: 100 };
const threads = 1; // of usearch, which alone can have more
const efs = [32, 64, 100, 200, 400, 800];
const peerVersions = { vectorlite: '0.2.0', usearch: '2.25.3' };
const jsonFile = path.join(outputFolder, 'peers.json');

// Adapters: (folder of its own, number of vectors) → {
//   version, livesInSqlite, note: shown below the tables,
//   settings(isFiltered): the values of ef to try, in rising order; [null] if it is exact,
//   insert(vectors, categories): ids are the row numbers from 0; returns when all can be searched,
//   search(query, k, category or undefined, ef): ids, the nearest first,
//   close(), after which bytes() tells what all of it takes on disk
// }. All may be async. Vectors have unit length, so that one metric ranks as another does.
const systems = {
  'sqlite-vec': sqliteVec,
  vectorlite,
  usearch,
  'polyseme float32': (folder) => ours(folder, 'float32'),
  'polyseme int8': (folder) => ours(folder, 'int8'),
};

function sqliteVec(folder) {
  const db = openDatabase(folder);
  sqliteVecExtension.load(db);
  db.exec(`create virtual table item using vec0(vector float[${dimensions}], category integer)`);
  const insert = db.prepare('insert into item (rowid, vector, category) values (?, ?, ?)');
  const nearest = 'select rowid from item where vector match ? and k = ?';
  const searchAll = db.prepare(nearest).pluck();
  const searchCategory = db.prepare(`${nearest} and category = ?`).pluck();
  return {
    version: db.prepare('select substr(vec_version(), 2)').pluck().get(),
    livesInSqlite: true,
    note: 'exact; filter: a metadata column of the vec0 table',
    settings: () => [null],
    insert(vectors, categories) {
      inTransactions(db, categories.length, (i) => {
        insert.run(BigInt(i), blob(vectorAt(vectors, i)), BigInt(categories[i]));
      });
    },
    search: (query, k, category) =>
      category === undefined
        ? searchAll.all(blob(query), BigInt(k))
        : searchCategory.all(blob(query), BigInt(k), BigInt(category)),
    close: () => db.close(),
    bytes: () => bytesIn(folder),
  };
}

function vectorlite(folder, size) {
  const db = openDatabase(folder);
  db.loadExtension(loadPeer('vectorlite').vectorlitePath());
  const options = `hnsw(max_elements=${size}, M=${hnsw.M}, ef_construction=${hnsw.efConstruction})`;
  const file = path.join(folder, 'vectorlite.hnsw');
  db.exec(`
    create virtual table vectors using vectorlite(vector float32[${dimensions}] l2, ${options}, '${file}');
    create table item (id integer primary key, category integer not null);
    create index item_category on item (category);
  `);
  const insertVector = db.prepare('insert into vectors (rowid, vector) values (?, ?)');
  const insertItem = db.prepare('insert into item (id, category) values (?, ?)');
  const nearest = 'select rowid from vectors where knn_search(vector, knn_param(?, ?, ?))';
  const searchAll = db.prepare(nearest).pluck();
  const filter = 'rowid in (select id from item where category = ?)';
  const searchCategory = db.prepare(`${nearest} and ${filter}`).pluck();
  return {
    version: peerVersions.vectorlite,
    livesInSqlite: true,
    note: 'index in memory, saved when the database is closed, not at commit; filter: rowid in (select …)',
    settings: () => efs,
    insert(vectors, categories) {
      inTransactions(db, categories.length, (i) => {
        insertVector.run(BigInt(i), blob(vectorAt(vectors, i)));
        insertItem.run(i, categories[i]);
      });
    },
    search: (query, k, category, ef) =>
      category === undefined
        ? searchAll.all(blob(query), BigInt(k), BigInt(ef))
        : searchCategory.all(blob(query), BigInt(k), BigInt(ef), category),
    close: () => db.close(),
    bytes: () => bytesIn(folder),
  };
}

function usearch(folder) {
  const { Index } = loadPeer('usearch');
  // of the last and the number of rows asked for the larger holds as ef: `search` sets it by the latter
  const index = new Index(dimensions, 'ip', 'f32', hnsw.M, hnsw.efConstruction, 1);
  let categoryOf;
  return {
    version: peerVersions.usearch,
    livesInSqlite: false,
    note: `index in memory, saved when told to; threads: ${threads}; no filter: of ef rows what passes`,
    settings: (isFiltered) => (isFiltered ? [...efs, 1600, 3200] : efs),
    insert(vectors, categories) {
      categoryOf = categories;
      inBatches(categories.length, (from, to) => {
        const ids = BigUint64Array.from({ length: to - from }, (_, i) => BigInt(from + i));
        index.add(ids, vectors.subarray(from * dimensions, to * dimensions), threads);
      });
    },
    search(query, k, category, ef) {
      const { keys } = index.search(query, Math.max(k, ef), threads);
      if (category === undefined) return Array.from(keys.subarray(0, k), Number);
      const ids = Array.from(keys, Number).filter((id) => categoryOf[id] === category);
      return ids.slice(0, k);
    },
    close: () => index.save(path.join(folder, 'index.usearch')),
    bytes: () => bytesIn(folder),
  };
}

async function ours(folder, storage) {
  const { polyseme } = await import('../../dist/src/index.js');
  const db = openDatabase(folder);
  const plugin = await polyseme(db);
  return {
    version: readJson(fileURLToPath(new URL('../../package.json', import.meta.url))).version,
    livesInSqlite: true,
    note: `stored as ${storage}; the index is a cache beside the database; filter: metadata`,
    settings: (isFiltered) => (isFiltered ? [efs[0]] : efs),
    async insert(vectors, categories) {
      function* items() {
        for (let id = 0; id < categories.length; id++) {
          yield { id, vector: vectorAt(vectors, id), metadata: { category: categories[id] } };
        }
      }
      await plugin.addVectors('items', items(), { storage });
      await plugin.syncIndex({ collection: 'items' });
    },
    async search(query, k, category, ef) {
      const filters =
        category === undefined ? [] : [{ key: 'category', operator: '=', value: String(category) }];
      const hits = await plugin.nearest('items', query, { k, efSearch: ef, filters });
      return hits.map(({ id }) => id);
    },
    async close() {
      await plugin.close();
      db.close();
    },
    bytes: () => bytesIn(folder),
  };
}

/** The same settings for all that live in SQLite: those of Polyseme. */
function openDatabase(folder) {
  const db = new Database(path.join(folder, 'items.db'));
  const pragmas = ['page_size = 8192', 'journal_mode = WAL', 'synchronous = NORMAL', 'cache_size = -65536'];
  for (const pragma of pragmas) db.pragma(pragma);
  return db;
}

function inTransactions(db, rows, insertRow) {
  const insertRows = (from, to) => {
    for (let i = from; i < to; i++) insertRow(i);
  };
  inBatches(rows, db.transaction(insertRows));
}

function inBatches(rows, work) {
  for (let i = 0; i < rows; i += rowsPerTransaction) work(i, Math.min(rows, i + rowsPerTransaction));
}

/** A package of its pinned version, from a folder where it is installed at first use. */
function loadPeer(name) {
  const wanted = `${name}@${peerVersions[name]}`;
  const folder = path.join(outputFolder, 'peers', wanted);
  if (!existsSync(path.join(folder, 'node_modules', name))) {
    const options = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', ['install', ...options, wanted]); // both bring their binaries along
  }
  return createRequire(path.join(folder, 'package.json'))(name);
}

const progress = (text) => process.stderr.write(`  peers: ${text}\n`);
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const vectorAt = (vectors, i) => vectors.subarray(i * dimensions, (i + 1) * dimensions);
const floats = (bytes) => new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
const blob = (vector) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
const bytesIn = (folder) =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);

/** Vectors of the occurrences in the demo whose id modulo 2 is `remainder`. */
function realVectors(remainder) {
  const db = new Database(path.join(outputFolder, 'demo.db'), { readonly: true, fileMustExist: true });
  const select = db.prepare('select vector from polyseme_token where id % 2 = ? order by id').pluck();
  const vectors = select.all(remainder).map((bytes) => Int8Array.from(bytes));
  db.close();
  return vectors;
}

/** n vectors of unit length, the same for a seed: each a real one chosen at random, plus gaussian noise. */
function vectorsLike(n, seed, real) {
  const random = seededRandom(seed);
  const sigma = 0.5 / Math.sqrt(dimensions); // gives noise of half the norm of what it is added to
  const vectors = new Float32Array(n * dimensions);
  for (let i = 0; i < n; i++) {
    const vector = vectorAt(vectors, i);
    vector.set(real[Math.floor(random() * real.length)]);
    normalise(vector);
    for (let j = 0; j < dimensions; j += 2) {
      const radius = sigma * Math.sqrt(-2 * Math.log(1 - random()));
      const angle = 2 * Math.PI * random();
      vector[j] += radius * Math.cos(angle);
      vector[j + 1] += radius * Math.sin(angle);
    }
    normalise(vector);
  }
  return vectors;
}

function normalise(vector) {
  const norm = Math.sqrt(dot(vector, vector, 0));
  for (let i = 0; i < dimensions; i++) vector[i] /= norm;
}

/** The k nearest among `ids` of each query, by comparing all. */
function groundTruth(vectors, queries, ids) {
  return Array.from({ length: queries.length / dimensions }, (_, i) => {
    const query = vectorAt(queries, i);
    let best = [];
    for (const id of ids) {
      const score = dot(query, vectors, id * dimensions);
      if (best.length === k && score <= best[k - 1].score) continue;
      best = [...best, { id, score }].sort((a, b) => b.score - a.score).slice(0, k);
    }
    return best.map(({ id }) => id);
  });
}

/** Of a vector and that which begins at `at`. Four sums, which the processor adds to side by side. */
function dot(query, vectors, at) {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < dimensions; i += 4) {
    a += query[i] * vectors[at + i];
    b += query[i + 1] * vectors[at + i + 1];
    c += query[i + 2] * vectors[at + i + 2];
    d += query[i + 3] * vectors[at + i + 3];
  }
  return a + b + c + d;
}

function writeData(folder, size) {
  const vectors = vectorsLike(size, 1, realVectors(0));
  const queries = vectorsLike(size <= 10_000 ? 1000 : 200, 2, realVectors(1));
  const random = seededRandom(3);
  const categoryOf = Uint8Array.from({ length: size }, () => Math.floor(random() * categories));
  progress(`${size}: comparing every vector, for the truth`);
  const ids = Uint32Array.from({ length: size }, (_, i) => i);
  const filteredIds = ids.filter((id) => categoryOf[id] === filterCategory);
  const [all, filtered] = [ids, filteredIds].map((ids) => groundTruth(vectors, queries, ids));
  const files = { vectors, queries, categories: categoryOf, 'truth.json': JSON.stringify({ all, filtered }) };
  for (const [name, data] of Object.entries(files)) writeFileSync(path.join(folder, name), data);
}

/** All of one system, in a process of its own: handed over as JSON, which drops the adapter's functions. */
async function measure(name, folder) {
  const read = (name) => readFileSync(path.join(folder, name));
  const [vectors, queries] = ['vectors', 'queries'].map((name) => floats(read(name)));
  const [categoryOf, truth] = [read('categories'), JSON.parse(read('truth.json'))];
  const size = categoryOf.length;
  const adapter = await systems[name](path.join(folder, name), size);
  const vectorsPerSecond = size / (await secondsOf(() => adapter.insert(vectors, categoryOf)));
  progress(`${size}, ${name}: inserted ${Math.round(vectorsPerSecond)} vectors/s`);
  const all = await sweep(adapter, queries, truth.all);
  const filtered = await sweep(adapter, queries, truth.filtered, filterCategory);
  const closeSeconds = await secondsOf(() => adapter.close());
  const bytesPerVector = (await adapter.bytes()) / size;
  return { ...adapter, vectorsPerSecond, closeSeconds, bytesPerVector, all, filtered };
}

/** The first ef that reaches the goal, or the best of those there are. */
async function sweep(adapter, queries, trueIds, category) {
  const tried = [];
  for (const ef of adapter.settings(category !== undefined)) {
    tried.push(await searchAll(adapter, queries, trueIds, category, ef));
    if (tried.at(-1).recall >= recallGoal) break;
  }
  return { ...tried.toSorted((a, b) => b.recall - a.recall)[0], tried };
}

async function searchAll(adapter, queries, trueIds, category, ef) {
  const answers = [];
  for (let i = -warmUpQueries; i < trueIds.length; i++) {
    const query = vectorAt(queries, i < 0 ? trueIds.length + i : i);
    const startedAt = performance.now();
    const ids = await adapter.search(query, k, category, ef);
    const tookMs = performance.now() - startedAt;
    if (i < 0) continue;
    const shared = trueIds[i].filter((id) => ids.includes(id));
    answers.push({ tookMs, recall: shared.length / trueIds[i].length, rows: ids.length });
  }
  const valuesOf = (name) => answers.map((one) => one[name]);
  const [p50, p95] = [50, 95].map((percent) => percentile(valuesOf('tookMs'), percent));
  return { ef, p50, p95, recall: mean(valuesOf('recall')), rows: mean(valuesOf('rows')) };
}

/** In a process of its own and, for what it writes, in a folder of its own. */
function measureInChild(name, folder) {
  mkdirSync(path.join(folder, name));
  const args = [process.argv[1], '--child', name, '--data', folder];
  const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  rmSync(path.join(folder, name), { recursive: true });
  if (status !== 0) return { error: `failed, ${signal ?? `code ${status}`}` };
  return readJson(path.join(folder, `${name}.json`));
}

function printTables(size, results) {
  const names = Object.keys(systems).filter((name) => results[name]);
  const number = (value, digits = 0) =>
    value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const table = (head, cellsOf) => {
    const done = names.filter((name) => !results[name].error);
    const rows = done.map((name) => [`${name} ${results[name].version}`, ...cellsOf(results[name])]);
    const lines = [['system', ...head], ['---', ...head.map(() => '---:')], ...rows];
    console.log(lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
  };
  const times = ['ef', 'p50, ms', 'p95, ms', `recall@${k}`];
  const timesOf = (all) => [all.ef ?? 'exact', number(all.p50, 2), number(all.p95, 2), number(all.recall, 4)];
  console.log(`\n## ${number(size)} vectors\n`);
  table(['in SQLite', 'insert, vectors/s', ...times, 'bytes a vector'], (of) => {
    const isIn = of.livesInSqlite ? 'yes' : 'no';
    return [isIn, number(of.vectorsPerSecond), ...timesOf(of.all), number(of.bytesPerVector)];
  });
  console.log(`\nWith a filter that leaves ${number(100 / categories)} %:\n`);
  table([...times, `rows of ${k}`], ({ filtered }) => [...timesOf(filtered), number(filtered.rows, 2)]);
  console.log();
  for (const name of names) console.log(`- ${name}: ${results[name].error ?? results[name].note}`);
}

function save(size, name, result) {
  const machine = `${cpus()[0].model} × ${cpus().length}, node ${process.version}`;
  const json = existsSync(jsonFile) ? readJson(jsonFile) : {};
  json[size] = { ...json[size], [name]: { at: new Date().toISOString(), machine, ...result } };
  writeFileSync(jsonFile, `${JSON.stringify(json, null, 2)}\n`);
}

const text = { type: 'string' };
const options = parseArgs({ options: { sizes: text, only: text, child: text, data: text } }).values;
if (options.child) {
  const result = await measure(options.child, options.data);
  writeFileSync(path.join(options.data, `${options.child}.json`), JSON.stringify(result));
} else {
  const sizes = options.sizes?.split(',').map(Number) ?? [10_000, 100_000, 1_000_000];
  const names = options.only?.split(',') ?? Object.keys(systems);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1000) || names.some((name) => !systems[name])) {
    console.error(`sizes are from 1000; the systems are ${Object.keys(systems).join(', ')}`);
    process.exit(2);
  }
  for (const size of sizes) {
    await inTemporaryFolder(async (folder) => {
      progress(`${size}: making vectors`);
      writeData(folder, size);
      for (const name of names) {
        const result = await measureInChild(name, folder);
        if (result.error) process.exitCode = 1;
        save(size, name, result);
      }
    });
    printTables(size, readJson(jsonFile)[size]);
  }
}
