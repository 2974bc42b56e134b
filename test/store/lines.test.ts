// The rows behind lines: in the order of the ids, with the text around them, by one statement.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '#src/store/open.js';
import type { Store } from '#src/store/store.js';
import { dim, documentOf, ensureDefault, vectorOf } from './passages.js';

const letters = (letter: string, count: number): string => `${letter.repeat(count)}. `;
const long = [letters('a', 500), letters('b', 500), 'Here is a bank. ', letters('c', 500), letters('d', 500)];
const short = Array.from({ length: 60 }, (_, i) => `P${'abcdefghij'[i % 10]} bank.\n\n\n     \u00a0\u3000 `);
const thin = Array.from({ length: 60 }, (_, i) => `P${'abcdefghij'[i % 10]} bank.${' '.repeat(50)}`);

let folder: string;
let file: string;
let store: Store;
let collectionId: number;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-lines-'));
  file = path.join(folder, 'l.db');
  store = await openStore(file);
  ({ id: collectionId } = await ensureDefault(store));
  await store.writeDocuments(collectionId, [
    documentOf('long.txt', long, { year: 1900 }),
    documentOf('short.txt', short),
    documentOf('thin.txt', thin),
    documentOf('one.txt', ['A bank alone.']),
    documentOf('emoji.txt', ['😀 first. ', 'Second bank 😀.']),
    documentOf(
      'nul.txt',
      Array.from({ length: 200 }, () => 'a\0bank. '),
    ),
  ]);
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function banksOf(uri: string): Promise<number[]> {
  const { id } = (await store.findDocument(collectionId, uri)) as { id: number };
  const tokens = await store.tokensOfDocument(id);
  const lemmas = await store.lemmasOfTokens(tokens);
  return tokens.filter((token) => lemmas.get(token) === 'bank');
}

describe('lines', () => {
  it('come in the order of the ids, one for each, without those that are gone', async () => {
    const banks = [...(await banksOf('short.txt')), ...(await banksOf('long.txt'))];
    const ids = [banks.at(-1), ...banks.slice(3, 6).reverse(), 999_999, banks[0], banks[0]] as number[];
    const rows = await store.lines(ids);
    expect(rows.map(({ tokenId }) => tokenId)).toEqual(ids.filter((id) => id !== 999_999));
    expect(await store.lines([])).toEqual([]);
  });

  it('say where they stand', async () => {
    const [row] = await store.lines(await banksOf('long.txt'));
    expect(row).toMatchObject({
      ...{ uri: 'long.txt', externalId: 'long.txt', metadata: { year: 1900 }, lemma: 'bank', form: 'bank' },
      ...{ passageText: 'Here is a bank. ', passageStart: 1004, ordinal: 2, tokenStart: 10 },
      ...{ sentenceStart: 0, sentenceEnd: 15 },
    });
  });

  it('have the neighbouring passages, and no more than are needed', async () => {
    const [row] = await store.lines(await banksOf('long.txt'));
    expect(row?.before).toBe(letters('b', 500));
    expect(row?.after).toBe(letters('c', 500));
  });

  it.each([
    ['short.txt', short],
    ['thin.txt', thin],
  ])('have as much as makes 120 characters after white space is folded: %s', async (uri, passages) => {
    const text = passages.join('');
    for (const row of await store.lines(await banksOf(uri))) {
      const end = row.passageStart + row.passageText.length;
      expect(text.slice(0, row.passageStart).endsWith(row.before)).toBe(true);
      expect(text.slice(end).startsWith(row.after)).toBe(true);
      const folded = (one: string): number => one.replace(/\s+/gu, ' ').length;
      if (folded(row.before) < 120) expect(row.before.length).toBe(row.passageStart);
      if (folded(row.after) < 120) expect(row.after).toBe(text.slice(end));
      expect(folded(row.before)).toBeLessThan(300);
    }
  });

  it('have none where the document has none', async () => {
    const [row] = await store.lines(await banksOf('one.txt'));
    expect(row).toMatchObject({ before: '', after: '', passageText: 'A bank alone.' });
  });

  it('count in UTF-16 code units', async () => {
    const [row] = await store.lines(await banksOf('emoji.txt'));
    expect(row).toMatchObject({ before: '😀 first. ', passageStart: 10, tokenStart: 7 });
  });

  it('do not walk through a whole document that cannot be measured', async () => {
    const banks = await banksOf('nul.txt');
    const [row] = await store.lines([banks[100] as number]);
    expect(row?.before.length).toBeLessThanOrEqual(60 * 8);
  });

  it('are read by one statement, and sentences too', async () => {
    const db = new Database(file);
    const statements: string[] = [];
    const counted = new Proxy(db, {
      get(target, name) {
        const value = Reflect.get(target, name) as unknown;
        if (name !== 'prepare') return typeof value === 'function' ? value.bind(target) : value;
        return (sql: string) => {
          const statement = target.prepare(sql);
          const all = statement.all.bind(statement);
          statement.all = (...parameters: unknown[]) => {
            statements.push(sql);
            return all(...parameters);
          };
          return statement;
        };
      },
    });
    const other = await openStore(counted);
    statements.length = 0;
    expect(await other.lines(await banksOf('short.txt'))).toHaveLength(60);
    expect(statements).toHaveLength(1);
    await other.close();
    db.close();
  });
});

describe('sentences', () => {
  it('hold the tokens of a span; none holds one that leaves its sentence or is gone', async () => {
    const [firstTokenId] = (await banksOf('short.txt')) as [number];
    const spans = [
      { firstTokenId, count: 1 },
      { firstTokenId, count: 2 },
      { firstTokenId: 999_999, count: 1 },
    ];
    const [one, ...others] = await store.sentencesOfSpans(spans);
    expect(one?.tokens.map(({ startChar, endChar }) => one.sentence.slice(startChar, endChar))).toEqual([
      'bank',
    ]);
    expect(others).toEqual([undefined, undefined]);
    expect(await store.sentencesOfSpans([])).toEqual([]);
  });

  it('are lines as a whole', async () => {
    const banks = await store.lines(await banksOf('long.txt'));
    const { sentenceId } = banks[0] as { sentenceId: number };
    const rows = await store.sentenceLines([sentenceId + 1, sentenceId, 999_999]);
    expect(rows.map((row) => row.sentenceId)).toEqual([sentenceId + 1, sentenceId]);
    expect(rows[1]).toMatchObject({ tokenId: null, form: null, lemma: null, tokenStart: null });
    // nothing is shown beside them, so nothing is read
    expect(rows[1]?.before).toBe('');
  });

  it('have vectors and keys in the order of the ids', async () => {
    const [row] = await store.lines(await banksOf('long.txt'));
    const id = row?.sentenceId as number;
    const { ids, codes } = await store.sentenceVectors([id + 1, 999_999, id], dim);
    expect(ids).toEqual([id + 1, id]);
    expect([...codes.subarray(dim)]).toEqual([...vectorOf('Here is a bank. ').codes]);
    expect(await store.keysOfSentences([id, id])).toEqual(['long.txt', 'long.txt']);
    await expect(store.keysOfSentences([id, 999_999])).rejects.toMatchObject({ code: 'not_found' });
  });
});
