// From files to rows: what is encoded again and what is kept, what removing leaves, and what interrupts a run.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hit, Polyseme, type PolysemeOptions, type Query } from '#src/index.js';
import { openStore } from '#src/store/open.js';

const novelFile = fileURLToPath(new URL('../../data/corpora/demo/almayers-folly.txt', import.meta.url));
const novel = readFileSync(novelFile, 'utf8').slice(0, 36_000);

let base: string;
beforeAll(() => {
  base = mkdtempSync(path.join(tmpdir(), 'polyseme-ingest-'));
});
afterAll(() => rmSync(base, { recursive: true }));

/** A folder with the files, and beside it the database: URIs are the same in any such folder. */
function place(name: string, files: Record<string, string>) {
  const folder = path.join(base, name);
  mkdirSync(folder, { recursive: true });
  const write = (file: string, text: string): string => {
    const full = path.join(folder, file);
    writeFileSync(full, text);
    return full;
  };
  const paths = Object.entries(files).map(([file, text]) => write(file, text));
  return { db: path.join(folder, 'x.db'), paths, write };
}

async function withPolyseme<T>(
  db: string,
  work: (polyseme: Polyseme) => Promise<T> | T,
  options: Partial<PolysemeOptions> = {},
): Promise<T> {
  // one encoder: most of what is indexed here is small, and starting another takes longer
  const polyseme = await Polyseme.open({ db, workers: 1, ...options });
  try {
    return await work(polyseme);
  } finally {
    await polyseme.close();
  }
}

function rows<T>(db: string, sql: string, ...parameters: unknown[]): T[] {
  const connection = new Database(db, { readonly: true });
  try {
    return connection.prepare(sql).all(...parameters) as T[];
  } finally {
    connection.close();
  }
}

const tokenIds = (db: string): number[] =>
  rows<{ id: number }>(db, 'SELECT id FROM polyseme_token ORDER BY id').map(({ id }) => id);

const tables = ['document', 'passage', 'sentence', 'token', 'form', 'lemma', 'staged_passage'] as const;

function counts(db: string): Record<string, number> {
  return Object.fromEntries(
    tables.map((table) => [
      table,
      rows<{ n: number }>(db, `SELECT count(*) AS n FROM polyseme_${table}`)[0]?.n ?? -1,
    ]),
  );
}

async function searchAll(polyseme: Polyseme, queries: readonly Query[]) {
  const lists: unknown[] = [];
  for (const query of queries) {
    const { hits } = await polyseme.search({ limit: 1000, ...query });
    lists.push(hits.map(place3).sort((a, b) => (a.at < b.at ? -1 : 1)));
  }
  return lists;
}

const place3 = ({ uri, start, end, cosine }: Hit) => ({
  at: `${uri}:${String(start).padStart(9)}-${end}`,
  cosine: cosine === null ? null : Math.round(cosine * 1e6),
});

const queries: Query[] = [
  { word: 'river', meaning: 'a stream of water' },
  { word: 'house' },
  { example: 'He opened his [eyes] and looked.' },
  { meaning: 'the sound of somebody speaking', ownWords: true, limit: 50, exact: true },
  { about: 'a boat comes back at night', limit: 50 },
];

/** The counts of stats; sizes and names of files are left out. */
async function totals(polyseme: Polyseme) {
  const { documents, sentences, tokens, words, lemmas } = await polyseme.stats();
  return { documents, sentences, tokens, words, lemmas };
}

describe('index > what it takes', () => {
  it('is a list of paths: the letters of a text would be paths, and / the whole disk', async () => {
    const { db } = place('letters', {});
    await withPolyseme(db, async (polyseme) => {
      for (const paths of ['letters/', '/', 7, null, {}]) {
        await expect(polyseme.index(paths as never)).rejects.toMatchObject({
          code: 'invalid_input',
          message: expect.stringContaining('paths'),
        });
      }
      await expect(polyseme.index(['a.txt', 7] as never)).rejects.toMatchObject({ code: 'invalid_input' });
      await expect(polyseme.index([])).rejects.toMatchObject({ code: 'invalid_input' });
    });
  });

  it('is no option that is misspelt', async () => {
    const { db, paths } = place('misspelt', { 'a.txt': 'We sat on the bank.' });
    await withPolyseme(db, async (polyseme) => {
      await expect(polyseme.index(paths, { contextWindw: 48 } as never)).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining('contextWindw'),
      });
      expect(await polyseme.hasTexts()).toBe(false);
    });
  });
});

describe('index > the same again', () => {
  it('encodes nothing and keeps the token ids', async () => {
    const { db, paths } = place('again', {
      'a.txt': novel.slice(0, 9000),
      'b.csv': 'id,text,year\n1,We sat on the bank of the river.,1900\n2,"The bank lent, again.",1901\n',
    });
    await withPolyseme(db, async (polyseme) => {
      expect(await polyseme.index(paths)).toMatchObject({ added: 3, unchanged: 0, problems: [] });
      const before = tokenIds(db);
      const addedAt = rows(db, 'SELECT uri, added_at FROM polyseme_document ORDER BY uri');
      expect(before.length).toBeGreaterThan(100);
      expect(await polyseme.index(paths)).toMatchObject({
        ...{ added: 0, changed: 0, unchanged: 3, removed: 0, passagesEncoded: 0, words: 0, problems: [] },
      });
      expect(tokenIds(db)).toEqual(before);
      expect(rows(db, 'SELECT uri, added_at FROM polyseme_document ORDER BY uri')).toEqual(addedAt);
    });
  });

  it('encodes nothing when only metadata changed, and the filter sees the new ones', async () => {
    const { db, paths, write } = place('metadata', { 'b.csv': 'id,text,year\n1,We sat on the bank.,1900\n' });
    await withPolyseme(db, async (polyseme) => {
      await polyseme.index(paths);
      const before = tokenIds(db);
      write('b.csv', 'id,text,year\n1,We sat on the bank.,1950\n');
      expect(await polyseme.index(paths)).toMatchObject({
        changed: 1,
        passagesEncoded: 0,
        passagesReused: 1,
      });
      expect(tokenIds(db)).toEqual(before);
      const filters = { metadata: [{ key: 'year', operator: '=', value: '1950' }] } as const;
      expect((await polyseme.search({ word: 'bank', filters })).total).toBe(1);
    });
  });
});

describe('index > texts that are equal', () => {
  it('are encoded once, and each has the vectors that it has alone', async () => {
    const texts = ['We sat on the bank of the river.', 'The bank lends money, again.'];
    const many = Array.from({ length: 40 }, (_, i) => JSON.stringify({ id: i, text: texts[i % 2] }));
    const repeated = place('repeated', { 'a.jsonl': many.join('\n') });
    const once = place('once', { 'a.jsonl': many.slice(0, 2).join('\n') });
    const vectors = (db: string) =>
      rows<{ form: string; vector: string }>(
        db,
        `SELECT f.form, hex(t.vector) AS vector FROM polyseme_token t JOIN polyseme_form f ON f.id = t.form_id ORDER BY t.id`,
      );
    await withPolyseme(repeated.db, async (polyseme) => {
      const report = await polyseme.index(repeated.paths);
      expect(report).toMatchObject({ added: 40, passagesEncoded: 2, passagesReused: 38 });
      expect(report.words).toBe((await polyseme.stats()).words);
    });
    await withPolyseme(once.db, (polyseme) => polyseme.index(once.paths));
    const alone = vectors(once.db);
    expect(alone.length).toBeGreaterThan(4);
    expect(vectors(repeated.db)).toEqual(Array.from({ length: 20 }, () => alone).flat());
  });
});

describe('index > a sentence longer than the window', () => {
  it('has the same vectors wherever it is encoded: in a process of its own, or in this one', async () => {
    const blankLines = '\n'.repeat(33_000); // a small text is never given a process
    const text = `He saw ${'a boat, then the river bank, then '.repeat(40)}nothing.${blankLines}`;
    const { db, paths } = place('long-sentence', { 'a.txt': text });
    const vectors = async (polyseme: Polyseme) => {
      await polyseme.index(paths);
      const { hits } = await polyseme.search({ word: 'bank', limit: 100 });
      return Promise.all(hits.map(({ tokenId }) => polyseme.vectorOf(tokenId as number)));
    };
    const inProcess = await withPolyseme(db, vectors);
    expect(inProcess).toHaveLength(40);
    expect(await withPolyseme(':memory:', vectors)).toEqual(inProcess);
  });
});

describe('index > a paragraph of a novel changes', () => {
  it('encodes only passages near it, and the result is that of a fresh index', async () => {
    const chapter = novel.slice(0, 14_000);
    const paragraphs = chapter.split('\n\n');
    const at = Math.floor(paragraphs.length / 2);
    const changed = [
      ...paragraphs.slice(0, at),
      'A wholly new paragraph stands here. The river was quiet, and nobody spoke in the house.',
      ...paragraphs.slice(at + 1),
    ].join('\n\n');
    const edited = place('edited', { 'novel.txt': chapter });
    const fresh = place('fresh', { 'novel.txt': changed });
    await withPolyseme(edited.db, async (polyseme) => {
      const first = await polyseme.index(edited.paths);
      await polyseme.syncIndex();
      edited.write('novel.txt', changed);
      const second = await polyseme.index(edited.paths);
      expect(second).toMatchObject({ added: 0, changed: 1 });
      expect(second.passagesEncoded).toBeGreaterThan(0);
      expect(second.passagesEncoded).toBeLessThan(6);
      expect(second.passagesReused).toBeGreaterThan(first.passagesEncoded - 6);
      await withPolyseme(fresh.db, async (other) => {
        await other.index(fresh.paths);
        expect(await totals(polyseme)).toEqual(await totals(other));
        expect(await searchAll(polyseme, queries)).toEqual(await searchAll(other, queries));
        expect(counts(edited.db)).toEqual(counts(fresh.db));
        expect((await polyseme.document(1)).text).toBe(changed);
      });
      await polyseme.syncIndex();
      expect((await polyseme.stats()).annState).toBe('fresh');
    });
  }, 180_000);
});

describe('remove', () => {
  it('leaves no row and no byte of text, and no search finds it any more', async () => {
    const { db, paths } = place('remove', {
      'kept.txt': 'We sat on the bank of the river and watched the water.',
      'gone.txt': 'Quixotezyx glittered: a lonely dromedary crossed the bank of the river at midnight.',
    });
    await withPolyseme(db, async (polyseme) => {
      await polyseme.index([paths[0] as string]);
      const before = counts(db);
      await polyseme.index([paths[1] as string]);
      await polyseme.syncIndex();
      const meaning = { meaning: 'a camel walks through the desert' };
      expect((await polyseme.search(meaning)).hits.some(({ uri }) => uri === 'gone.txt')).toBe(true);
      const [goneId] = rows<{ id: number }>(db, "SELECT id FROM polyseme_document WHERE uri = 'gone.txt'");
      const vectors = rows<{ vector: Buffer }>(
        db,
        'SELECT vector FROM polyseme_token WHERE document_id = ?',
        goneId?.id,
      ).map(({ vector }) => vector);
      expect(vectors.length).toBeGreaterThan(5);
      const holds = (bytes: Buffer | string): boolean =>
        [db, `${db}-wal`].some((file) => existsSync(file) && readFileSync(file).includes(bytes));
      expect(holds('dromedary crossed')).toBe(true);

      expect((await polyseme.remove(['gone.txt'])).map(({ uri }) => uri)).toEqual(['gone.txt']);
      expect(counts(db)).toEqual(before);
      for (const word of ['Quixotezyx', 'quixotezyx', 'dromedary']) expect(holds(word)).toBe(false);
      for (const vector of vectors) expect(holds(vector)).toBe(false);
      const isGone = async (): Promise<void> => {
        for (const query of [
          meaning,
          { word: 'bank' },
          { about: 'a dromedary' },
          { word: 'bank', ...meaning },
        ]) {
          for (const exact of [true, false]) {
            const { hits } = await polyseme.search({ ...query, exact });
            expect(hits.length).toBeGreaterThan(0);
            expect(hits.every(({ uri }) => uri === 'kept.txt')).toBe(true);
          }
        }
        expect((await polyseme.search({ word: 'dromedary' })).occurrences).toBe(0);
      };
      await isGone(); // the index still holds it
      await polyseme.syncIndex();
      await isGone();
    });
    await withPolyseme(db, async (polyseme) => {
      await polyseme.loadIndex();
      expect((await polyseme.stats()).annState).toBe('fresh');
      const { hits, isExact } = await polyseme.search({ meaning: 'a camel walks through the desert' });
      expect(isExact).toBe(false);
      expect(hits.every(({ uri }) => uri === 'kept.txt')).toBe(true);
    });
  });

  it('of the row that vanished from a .csv happens when the file is indexed again', async () => {
    const header = 'id,text\n';
    const lines = ['a,The bank lends money.', 'b,The otter slept on the bank.', 'c,A bank of clouds.'];
    const { db, paths, write } = place('vanished', { 'r.csv': `${header}${lines.join('\n')}\n` });
    await withPolyseme(db, async (polyseme) => {
      await polyseme.index(paths);
      write('r.csv', `${header}${lines[0]}\n${lines[2]}\n`);
      expect(await polyseme.index(paths)).toMatchObject({ removed: 1, unchanged: 2, passagesEncoded: 0 });
      expect((await polyseme.documents()).map(({ uri }) => uri)).toEqual(['r.csv#a', 'r.csv#c']);
      expect((await polyseme.search({ word: 'otter' })).occurrences).toBe(0);
      expect((await polyseme.search({ word: 'bank' })).total).toBe(2);
    });
  });

  it('does not happen to rows of a file that can no longer be read whole', async () => {
    const { db, paths, write } = place('unreadable', {
      'r.jsonl': '{"id":1,"text":"The otter slept."}\n{"id":2,"text":"The bank lends."}\n',
    });
    await withPolyseme(db, async (polyseme) => {
      await polyseme.index(paths);
      write('r.jsonl', '{"id":1,"text":"The otter slept."}\n{"id":2,"text":"The ba');
      const report = await polyseme.index(paths);
      // the row, and that of the documents one may be gone
      expect(report.problems.map(({ uri }) => uri)).toEqual(['r.jsonl:2', 'r.jsonl']);
      expect(report.removed).toBe(0);
      expect((await polyseme.search({ word: 'bank' })).total).toBe(1);
    });
  });
});

describe('index > offsets', () => {
  const nasty = [
    '\ufeffThe 👩‍👩‍👧 family sat by the river bank 🏞️ and ate pâté.',
    'Cafe\u0301 owners re\u0301sume\u0301 naïve plans; Ångström o\u0308ffnet.\r\n\r\nA line\rwith a lone return, and\ttabs.',
    'A NUL\0byte hides between words; the bank\0vault holds money.',
    'קראתי ספר טוב ליד הנהר. הבנק סגור היום. ذهب الولد إلى المدرسة.',
    '他坐在河岸上看书。银行今天关门了。日本語の文章も銀行に行く。',
    `One line ${'goes on and on along the winding bank of a river, '.repeat(200)}until it ends.`,
    '𝒜lgebra 𝔅anks: “smart quotes”, it’s Almayer’s _folly_ — well-known 3,000 $5.00 <b>bold</b> &amp; end',
  ].join('\r\n\r\n');

  it('cut exactly the form out of the source, whatever characters stand before it', async () => {
    const { db, paths } = place('nasty', {
      'nasty.txt': nasty,
      'nasty.jsonl': `${JSON.stringify({ id: 'n', text: nasty })}\n`,
    });
    await withPolyseme(db, async (polyseme) => {
      expect((await polyseme.index(paths)).problems).toEqual([]);
      expect((await polyseme.search({ word: 'vault' })).total).toBe(2);
    });
    const tokens = rows<{ uri: string; start: number; length: number; form: string; lemma: string }>(
      db,
      `SELECT d.uri, p.start_char + t.start_char AS start, f.length, f.form, l.lemma
       FROM polyseme_token t JOIN polyseme_form f ON f.id = t.form_id JOIN polyseme_lemma l ON l.id = t.lemma_id
       JOIN polyseme_sentence s ON s.id = t.sentence_id JOIN polyseme_passage p ON p.id = s.passage_id
       JOIN polyseme_document d ON d.id = p.document_id AND d.id = t.document_id ORDER BY t.id`,
    );
    expect(tokens.length).toBeGreaterThan(1600);
    expect(tokens.length).toBe(tokenIds(db).length);
    const wrong = tokens.filter(({ start, length, form }) => nasty.slice(start, start + length) !== form);
    expect(wrong).toEqual([]);
    const forms = new Set(tokens.map(({ form }) => form));
    for (const form of ['pâté', 'naïve', 'vault', 'river', 'family', 'Almayer', 'folly'])
      expect(forms).toContain(form);
    expect([...forms].some((form) => /\p{sc=Hebrew}/u.test(form))).toBe(true);
    expect([...forms].some((form) => /\p{sc=Han}/u.test(form))).toBe(true);
    for (const uri of ['nasty.txt', 'nasty.jsonl#n']) {
      const texts = rows<{ text: string }>(
        db,
        'SELECT p.text FROM polyseme_passage p JOIN polyseme_document d ON d.id = p.document_id WHERE d.uri = ? ORDER BY ordinal',
        uri,
      );
      expect(texts.map(({ text }) => text).join('')).toBe(nasty);
    }
  });

  it('of hits cut the form out of the source too', async () => {
    const { db, paths } = place('nasty-hits', { 'nasty.txt': nasty });
    await withPolyseme(db, async (polyseme) => {
      await polyseme.index(paths);
      const { hits } = await polyseme.search({
        word: 'bank',
        meaning: 'land beside a river',
        limit: 1000,
        fold: false,
      });
      expect(hits.length).toBeGreaterThan(200);
      for (const { start, end, form } of hits) expect(nasty.slice(start, end)).toBe(form);
    });
  });
});

describe('index > interrupted', () => {
  it('goes on where it was stopped, and ends with the same rows', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 4 }, (_, i) => [`${i}.txt`, novel.slice(i * 5000, (i + 1) * 5000)]),
    );
    const [stopped, whole] = [place('stopped', files), place('whole', files)];
    await withPolyseme(stopped.db, async (polyseme) => {
      const stop = new AbortController();
      await expect(
        polyseme.index(stopped.paths, {
          signal: stop.signal,
          onProgress: ({ words }) => words > 900 && stop.abort(),
        }),
      ).rejects.toMatchObject({ code: 'cancelled' });
      const report = await polyseme.index(stopped.paths);
      expect(report.unchanged + report.passagesReused).toBeGreaterThan(0);
      expect(report.added).toBeLessThanOrEqual(4);
      await withPolyseme(whole.db, async (other) => {
        await other.index(whole.paths);
        expect(await totals(polyseme)).toEqual(await totals(other));
        expect(await searchAll(polyseme, queries)).toEqual(await searchAll(other, queries));
      });
    });
    expect(counts(stopped.db)).toEqual(counts(whole.db));
    expect(counts(stopped.db).staged_passage).toBe(0);
  });

  it('by a signal that was aborted before it started does nothing', async () => {
    const { db, paths } = place('aborted', { 'a.txt': 'We sat on the bank.' });
    await withPolyseme(db, async (polyseme) => {
      await expect(polyseme.index(paths, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: 'cancelled',
      });
      expect(await polyseme.hasTexts()).toBe(false);
    });
  });

  it('by a second run in the same process is busy', async () => {
    const { db, paths } = place('second', { 'a.txt': 'We sat on the bank.' });
    await withPolyseme(db, async (polyseme) => {
      const first = polyseme.index(paths);
      await expect(polyseme.index(paths)).rejects.toMatchObject({ code: 'busy' });
      expect((await first).added).toBe(1);
    });
  });
});

describe('index > another model', () => {
  it('is refused for a collection, while another collection takes it', async () => {
    const shipped = fileURLToPath(new URL('../../data/models/sense-minilm', import.meta.url));
    const other = path.join(base, 'other-model');
    mkdirSync(path.join(other, 'onnx'), { recursive: true });
    for (const file of [
      'config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'onnx/model_quantized.onnx',
    ]) {
      copyFileSync(path.join(shipped, file), path.join(other, file));
    }
    writeFileSync(
      path.join(other, 'tokenizer.json'),
      `${readFileSync(path.join(other, 'tokenizer.json'), 'utf8')}\n`,
    );
    const { db, paths } = place('two-models', { 'a.txt': 'We sat on the bank of the river.' });
    await withPolyseme(db, (polyseme) => polyseme.index(paths));
    await withPolyseme(
      db,
      async (polyseme) => {
        await expect(polyseme.index(paths)).rejects.toMatchObject({
          code: 'conflict',
          message: expect.stringContaining('"default" was made with sense-minilm, not with other-model'),
        });
        await expect(polyseme.search({ word: 'bank', meaning: 'land' })).rejects.toMatchObject({
          code: 'conflict',
        });
        expect((await polyseme.search({ word: 'bank' })).total).toBe(1);
        expect((await polyseme.index(paths, { collection: 'second' })).added).toBe(1);
      },
      { model: other },
    );
  });

  it('and another context window are refused alike', async () => {
    const { db, paths } = place('two-windows', { 'a.txt': 'We sat on the bank of the river.' });
    await withPolyseme(db, async (polyseme) => {
      await polyseme.index(paths, { contextWindow: 48 });
      await expect(polyseme.index(paths, { contextWindow: 64 })).rejects.toMatchObject({ code: 'conflict' });
      expect((await polyseme.index(paths)).unchanged).toBe(1);
    });
  });

  it('or another model are welcome as long as there is no text', async () => {
    const { db, paths } = place('renewed', { 'a.txt': 'We sat on the bank of the river.' });
    await withPolyseme(db, async (polyseme) => {
      await polyseme.index([path.join(path.dirname(paths[0] as string), 'nowhere.txt')], {
        contextWindow: 48,
      });
      expect((await polyseme.index(paths, { contextWindow: 64 })).added).toBe(1);
      await expect(polyseme.index(paths, { contextWindow: 48 })).rejects.toMatchObject({ code: 'conflict' });
    });
  });
});

describe('a database that another connection writes to', () => {
  const lock = (db: string) => {
    const connection = new Database(db);
    connection.exec('BEGIN IMMEDIATE');
    return connection;
  };
  const ready = async (name: string) => {
    const here = place(name, { 'a.txt': 'We sat on the bank of the river.' });
    await withPolyseme(here.db, (polyseme) => polyseme.index(here.paths));
    return here;
  };

  it('is busy for a store that waits no longer', async () => {
    const { db } = await ready('locked-store');
    const holder = lock(db);
    const store = await openStore(db, { busyTimeoutMs: 50 });
    try {
      const { id } = (await store.collection('default')) ?? { id: 0 };
      await expect(store.removeDocuments(id, [1])).rejects.toMatchObject({
        code: 'busy',
        cure: expect.stringContaining('try again'),
      });
      expect((await store.totals(id)).documents).toBe(1);
    } finally {
      await store.close();
      holder.close();
    }
  });

  it('can still be searched', async () => {
    const { db } = await ready('locked-search');
    const holder = lock(db);
    try {
      await withPolyseme(db, async (polyseme) => {
        expect((await polyseme.search({ word: 'bank', meaning: 'land beside a river' })).total).toBe(1);
      });
    } finally {
      holder.close();
    }
  });

  it('is busy for indexing, and this process goes on meanwhile', async () => {
    const { db, paths, write } = await ready('locked-index');
    write('a.txt', 'Something else was written about the bank.');
    const holder = lock(db);
    try {
      await withPolyseme(db, async (polyseme) => {
        let longest = 0;
        let last = performance.now();
        const beats = setInterval(() => {
          longest = Math.max(longest, performance.now() - last);
          last = performance.now();
        }, 20);
        await expect(polyseme.index(paths)).rejects.toMatchObject({ code: 'busy' });
        clearInterval(beats);
        expect(longest).toBeLessThan(3000); // a writer is waited for 5 s, but not by this process
      });
    } finally {
      holder.close();
    }
  });

  it('is busy for removing', async () => {
    const { db } = await ready('locked-remove');
    const holder = lock(db);
    try {
      await withPolyseme(db, async (polyseme) => {
        await expect(polyseme.remove(['a.txt'])).rejects.toMatchObject({ code: 'busy' });
      });
    } finally {
      holder.close();
    }
  });
});
