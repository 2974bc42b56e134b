// The order of a concordance is that of all its lines, by what stands in the texts; a page is cut out of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hit, Polyseme, type Query } from '#src/index.js';
import { moneyLines, riverLines } from '../fixtures/bank-lines.js';

const others = [
  'Bank.',
  'They walked away. Bank holidays followed.',
  'An élan of the bank; an Elan of the BANKS.',
  'The bank’s door, the bank’s window.',
  '我们走到 bank 那里去看船。',
  'A *bank* [account](https://example.org/zebra) is not a bank.\n\nThe next paragraph has a bank.',
];
const texts = [...riverLines, ...moneyLines, ...others];
const records = texts.map((text, i) => ({
  ...{ id: `t${String(i).padStart(2, '0')}`, text },
  ...(i % 5 === 0 ? {} : { year: i % 2 === 0 ? (i * 7) % 23 : String((i * 7) % 23) }),
  day: `19${10 + ((i * 13) % 40)}${i % 3 === 0 ? '' : '-05-02'}`,
}));

let folder: string;
let file: string;
let polyseme: Polyseme;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-sorts-'));
  file = path.join(folder, 'lines.jsonl');
  polyseme = await Polyseme.open({ db: path.join(folder, 'lines.db'), workers: 1 });
  await write(records);
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

async function write(these: readonly object[]): Promise<void> {
  writeFileSync(file, these.map((record) => JSON.stringify(record)).join('\n'));
  await polyseme.index([file]);
}

async function allOf(query: Query): Promise<Hit[]> {
  const hits: Hit[] = [];
  for await (const hit of polyseme.hits({ word: 'bank', ...query })) hits.push(hit);
  return hits;
}

const collator = new Intl.Collator('en', { sensitivity: 'base' });
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{M}\p{N}]+(?:[’'][\p{L}]+)*/gu) ?? [];
/** What a key compares, read from the line as it is shown; undefined where it has none. */
const partOf = (key: string, { left, right, form }: Hit): string | undefined => {
  if (key === 'form') return form;
  const distance = Number(key[0]);
  return key[1] === 'L' ? wordsOf(left).at(-distance) : wordsOf(right.replace(/^[’']s\b/u, ''))[distance - 1];
};
const isSpaceless = ({ right }: Hit): boolean => /\p{Script=Han}/u.test(right);

function compareBy(key: string): (a: Hit, b: Hit) => number {
  const isReversed = key.startsWith('-');
  return (a, b) => {
    const [one, other] = [a, b].map((hit) => partOf(key.replace('-', ''), hit));
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined);
    return isReversed ? collator.compare(other, one) : collator.compare(one, other);
  };
}

describe('a sort by words', () => {
  it.each([['form'], ['1L'], ['2L'], ['3L'], ['1R'], ['2R'], ['3R'], ['-1R'], ['1L', '-1R'], ['form', '2L']])(
    'is the order that the lines show, equal ones in document order: %s %s',
    async (...keys) => {
      const sort = keys.filter((key) => typeof key === 'string');
      const plain = (await allOf({})).filter((hit) => !isSpaceless(hit));
      const expected = [...plain].sort(
        (a, b) => sort.map((key) => compareBy(key)(a, b)).find((order) => order !== 0) ?? 0,
      );
      const sorted = (await allOf({ sort })).filter((hit) => !isSpaceless(hit));
      expect(sorted.map(({ tokenId }) => tokenId)).toEqual(expected.map(({ tokenId }) => tokenId));
    },
  );

  it('goes across the end of a sentence, and divides scripts without spaces', async () => {
    const left = await allOf({ sort: ['1L'] });
    const holidays = left.findIndex(({ right }) => right.startsWith(' holidays'));
    expect(left.slice(0, holidays).some(({ left: before }) => before.endsWith('The '))).toBe(false);
    expect(left.at(-1)).toMatchObject({ left: '', form: 'Bank' });
    const [chinese] = (await allOf({ sort: ['-1R'] })).filter(isSpaceless);
    expect(chinese?.right).toContain('那里');
  });

  it('pages join to the whole list, in a ranked list as well', async () => {
    for (const query of [{}, { meaning: 'land beside a river' }]) {
      const asked = { word: 'bank', ...query, sort: ['1R', 'form'], fold: false };
      const all = await allOf(asked);
      const pages = await Promise.all(
        [0, 10, 20, 30].map((offset) => polyseme.search({ ...asked, offset, limit: 10 })),
      );
      expect(pages.flatMap(({ hits }) => hits)).toEqual(all);
      expect(pages[0]).toMatchObject({ sort: ['1R', 'form'], total: all.length, listed: all.length });
    }
  });

  it('is right after a text was put before a line that stayed as it was', async () => {
    const db = path.join(folder, 'changed.db');
    const changing = await Polyseme.open({ db, workers: 1 });
    const text = path.join(folder, 'long.txt');
    const paragraph = `${'The quiet river went on and on through the wide green land. '.repeat(12).trim()}\n\n`;
    const last = 'Bank clerks watched.\n';
    const orderOf = async (): Promise<string[]> =>
      (await changing.search({ word: 'bank', sort: ['1L'] })).hits.map(({ left }) => left.trim());
    writeFileSync(text, `A mill bank.\n\n${paragraph}${paragraph.replace('land. \n', 'alder.\n')}${last}`);
    await changing.index([text]);
    const [first] = await orderOf();
    writeFileSync(text, `A zinc bank.\n\n${paragraph}${paragraph}${last}`);
    await changing.index([text]);
    expect(first).toMatch(/land\.$/u);
    expect(await orderOf()).toEqual([expect.stringMatching(/land\.$/u), 'A zinc']);
    await changing.close();
  });
});

describe('a sort by metadata', () => {
  const fieldOf = (key: string, { metadata }: Hit): string | undefined =>
    metadata[key] === undefined ? undefined : String(metadata[key]);

  it.each(['metadata:year', '-metadata:year'])(
    'takes numbers as numbers, what has none last: %s',
    async (key) => {
      const values = (await allOf({ sort: [key] })).map((hit) => fieldOf('year', hit));
      const present = values.filter((value) => value !== undefined).map(Number);
      const ascending = [...present].sort((a, b) => a - b);
      expect(present).toEqual(key.startsWith('-') ? ascending.reverse() : ascending);
      expect(values.slice(present.length).every((value) => value === undefined)).toBe(true);
      expect(values.length).toBeGreaterThan(present.length);
    },
  );

  it('takes years and days as dates', async () => {
    const days = (await allOf({ sort: ['metadata:day'] })).map((hit) => fieldOf('day', hit) as string);
    expect(days).toEqual([...days].sort());
  });

  it('names the fields that there are', async () => {
    await expect(polyseme.search({ word: 'bank', sort: ['metadata:colour'] })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(
        /^sort: metadata:colour: no document has a field "colour"; there are .*"year"/u,
      ),
    });
  });
});

describe('a random order', () => {
  const idsOf = (hits: readonly Hit[]): unknown[] => hits.map(({ tokenId }) => tokenId);

  it('is the same for the same seed, and no other', async () => {
    const [one, again, other] = await Promise.all([7, 7, 8].map((seed) => allOf({ sort: ['random'], seed })));
    expect(again).toEqual(one);
    expect(idsOf(other as Hit[])).not.toEqual(idsOf(one as Hit[]));
    expect(idsOf(other as Hit[]).sort()).toEqual(idsOf(one as Hit[]).sort());
  });

  it('is one and the same on a page, in its export, and as it is spread', async () => {
    const query = { word: 'bank', thin: 4, seed: 3 };
    const shown = (await polyseme.search({ ...query, limit: 100 })).hits.map(({ tokenId }) => tokenId);
    const exported: (number | null)[] = [];
    for await (const { tokenId } of polyseme.hits(query)) exported.push(tokenId);
    expect(exported).toEqual(shown);
    const { rows } = await polyseme.dispersion(query);
    const strokes = rows.flatMap((row) => row.strokes.map(({ tokenId }) => tokenId));
    expect(strokes.sort()).toEqual([...shown].sort());
  });

  it('gives a sample: the same lines in whichever order, while total says all', async () => {
    const random = await allOf({ sort: ['random'], seed: 3 });
    const wanted = new Set(idsOf(random.slice(0, 9)));
    for (const sort of [undefined, ['random'], ['1L'], ['-document']]) {
      const query = { word: 'bank', thin: 9, seed: 3, fold: false, ...(sort && { sort }) };
      const result = await polyseme.search({ ...query, limit: 5 });
      expect(result).toMatchObject({ total: random.length, folds: random.length, listed: 9 });
      expect(result.hits).toHaveLength(5);
      expect(new Set(idsOf(await allOf(query)))).toEqual(wanted);
    }
    expect(await polyseme.search({ word: 'bank', thin: 1000 })).toMatchObject({ listed: random.length });
  });

  it('is of the best lines where there is no word, and of sentences', async () => {
    for (const query of [{ meaning: 'a strip of land' }, { about: 'money' }]) {
      const result = await polyseme.search({ ...query, sort: ['document'], thin: 4, limit: 3 });
      expect(result).toMatchObject({ listed: 4, sort: ['document'] });
      const places = result.hits.map(({ uri, start }) => `${uri} ${String(start).padStart(6)}`);
      expect(places).toEqual([...places].sort());
    }
  });
});

describe('best', () => {
  it('turned round is the list from its end', async () => {
    const meaning = 'land beside a river';
    const best = await allOf({ meaning });
    const worst = await allOf({ meaning, sort: ['-best'] });
    expect(worst.map(({ tokenId }) => tokenId)).toEqual(best.map(({ tokenId }) => tokenId).reverse());
    expect(await polyseme.search({ word: 'bank', meaning })).toMatchObject({ sort: ['best'] });
    expect(await polyseme.search({ word: 'bank' })).toMatchObject({ sort: ['document'] });
  });
});

describe('an order that there is not', () => {
  const wrong: [Query, RegExp][] = [
    [{ word: 'bank', sort: ['4L'] }, /^sort: there is no order "4L"/u],
    [{ word: 'bank', sort: ['1L', '-1l'] }, /^sort: has "1L" twice/u],
    [{ word: 'bank', sort: ['1L', '2L', '3L'] }, /^sort: has 3 keys/u],
    [{ word: 'bank', sort: ['metadata:'] }, /^sort: there is no order "metadata:"/u],
    [{ word: 'bank', sort: ['best'] }, /^sort: best: nothing is ranked/u],
    [{ about: 'money', sort: ['1R'] }, /^sort: 1R: about finds whole sentences/u],
    [{ word: 'bank', thin: 0 }, /^thin: 0 is out of range/u],
    [{ word: 'bank', seed: 1.5 }, /^seed: 1\.5 is not a whole number/u],
    [{ word: 'bank', contextChars: 501 }, /^contextChars: 501 is out of range/u],
  ];
  it.each(wrong)('is named with its cure: %o', async (query, message) => {
    await expect(polyseme.search(query)).rejects.toMatchObject({
      ...{ code: 'invalid_input', message: expect.stringMatching(message) },
      cure: expect.stringMatching(/\S/u),
    });
  });
});
