// Compounds, names of several words, and punctuation around words: what stands in a text can be asked for as it stands.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hit, Polyseme, type Query } from '#src/index.js';
import { bareQuery, phraseOf, queryWords } from '#src/search/query-words.js';
import { demoDatabase, demoReady } from '../demo.js';

const text = `A well-known painter ate ice cream in New York. The COVID-19 year was hard. He is well known.
E-mail me; my email is new. The mother-in-law came. She re-entered the co-op. COVID-190 is no name.
Two ice creams melted on the ice. Cream was left. The ice, cream and all, was gone. New York's mayor saw it.

The river bank was dry. The river\u00adbank was wet. The river – bank was high. A river\n  bank, and a river/bank.
The king's cross stood there. O'Hara's bank and the bank of England lent money. ${'A row of trees. '.repeat(20)}
They met on the bank's steps. “Bank” is a word. A boat passed an old river of a bank.
`;

let folder: string;
let polyseme: Polyseme;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-compounds-'));
  writeFileSync(`${folder}/a.txt`, text);
  polyseme = await Polyseme.open({ db: `${folder}/compounds.db`, workers: 1 });
  await polyseme.index([`${folder}/a.txt`]);
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

const formsOf = async (query: Query): Promise<string[]> =>
  (await polyseme.search(query)).hits.map(({ form }) => form);

describe('several words', () => {
  it.each([
    ['well-known', ['well-known', 'well known']],
    ['WELL KNOWN', ['well-known', 'well known']],
    ['ice cream', ['ice cream', 'ice creams']],
    ['New York', ['New York', 'New York']],
    ['COVID-19', ['COVID-19']],
    ['E-mail', ['E-mail']],
    ['e mail', ['E-mail']],
    ['email', ['email']],
    ['mother-in-law', ['mother-in-law']],
    ['mother in law', ['mother-in-law']],
    ['“mother–in–law’s”', ['mother-in-law']],
    ['re-entered', ['re-entered']],
    ['re-enter', ['re-entered']],
    ['co-op', ['co-op']],
    ["king's cross", ["king's cross"]],
    ['king’s cross', ["king's cross"]],
    ["O'Hara's bank", ["O'Hara's bank"]],
    ['bank of England', ['bank of England']],
    ['the COVID 19', ['The COVID-19']],
    ['river/bank', ['river bank', 'river – bank', 'river bank', 'river/bank']],
    ['ice, cream', ['ice cream', 'ice creams', 'ice, cream']],
  ])('%s is found where its words stand side by side', async (word, forms) => {
    expect(await formsOf({ word })).toEqual(forms);
  });

  it.each(['York New', 'ice and cream', 'COVID 20', 'mother of law', 'known painter ice', 'cream was the'])(
    '%s is not found across other words, sentences or in another order',
    async (word) => {
      expect(await polyseme.search({ word })).toMatchObject({ hits: [], total: 0, occurrences: 0 });
    },
  );

  it('are lines with the whole stretch, which the contexts touch and the offsets cover', async () => {
    const result = await polyseme.search({ word: 'river bank' });
    expect(result).toMatchObject({ total: 3, occurrences: 3, lemmas: ['river bank'] });
    const queries = ['river bank', 'mother-in-law', 'COVID-19', 'bank of England', 'the bank'];
    for (const word of queries) {
      const { hits } = await polyseme.search({ word });
      expect(hits.length).toBeGreaterThan(0);
      for (const { form, start, end, left, right, sentence, lemma } of hits) {
        const folded = (part: string): string => part.replace(/\s+/gu, ' ');
        expect(form).toBe(folded(text.slice(start, end)));
        expect(lemma).toBe(
          queryWords(word)
            .map((one) => one.form.toLowerCase())
            .join(' '),
        );
        expect(folded(text.slice(0, start)).endsWith(left)).toBe(true);
        expect(folded(text.slice(end)).startsWith(right)).toBe(true);
        expect(left.length).toBeGreaterThan(Math.min(90, start - 10));
        expect(folded(sentence)).toContain(form);
      }
    }
  });

  it('are found only as spelt with an exact form', async () => {
    expect(await formsOf({ word: 'ice creams' })).toEqual(['ice cream', 'ice creams']);
    expect(await formsOf({ word: 'ice creams', form: 'exact' })).toEqual(['ice creams']);
    expect(await formsOf({ word: 'Ice Cream', form: 'exact' })).toEqual(['ice cream']);
  });

  it('have the mean vector of their content words', async () => {
    const marked = await polyseme.search({ word: 'mother-in-law', example: 'The [mother-in-law] came.' });
    const [mother, law] = await Promise.all(
      ['mother', 'law'].map(async (word) => {
        const { hits } = await polyseme.search({ word });
        return polyseme.vectorOf((hits[0] as Hit).tokenId as number);
      }),
    );
    const mean = mother?.map((value, i) => value + (law?.[i] as number)) as Float32Array;
    const example = await polyseme.encode('The [mother-in-law] came.');
    expect(marked.hits[0]?.cosine).toBeCloseTo(await polyseme.similarity(mean, example), 2);
  });

  it('are ranked, filtered, paged and iterated as one word is', async () => {
    const query = { word: 'bank of England', meaning: 'where money is kept' };
    const one = await polyseme.search(query);
    expect(one.bestCosine).toBeGreaterThan(0);
    expect(one.hits[0]?.score).not.toBeNull();
    const well = { word: 'well known', meaning: 'famous' };
    const all = (await polyseme.search(well)).hits;
    expect(all).toHaveLength(2);
    const second = await polyseme.search({ ...well, offset: 1, limit: 1 });
    expect(second).toMatchObject({ total: 2, hits: [all[1]] });
    const iterated: Hit[] = [];
    for await (const hit of polyseme.hits(well)) iterated.push(hit);
    expect(iterated).toEqual(all);
    const least = all[0]?.score as number;
    expect((await polyseme.search({ ...well, minScore: least })).total).toBe(1);
    const [liked] = all;
    const like = [liked?.tokenId as number];
    expect((await polyseme.search({ word: 'well known', like })).hits[0]?.tokenId).toBe(liked?.tokenId);
    expect((await polyseme.search({ ...well, filters: { documents: [liked?.uri as string] } })).total).toBe(
      2,
    );
    expect((await polyseme.search({ word: 'New York', filters: { pos: ['VERB'] } })).occurrences).toBe(2);
  });

  it('are the word of an example, where they are marked', async () => {
    expect(await formsOf({ example: 'A [mother-in-law] came.' })).toEqual(['mother-in-law']);
    expect(await formsOf({ meaning: 'He lives in [New York].' })).toHaveLength(2);
  });

  it('are marked as a whole in a document', async () => {
    const [document] = await polyseme.documents();
    const read = await polyseme.document(document?.id as number, { word: 'mother-in-law' });
    expect(read.marks.map(({ start, end }) => text.slice(start, end))).toEqual(['mother-in-law']);
  });

  it('that make a sentence are refused with the limit', async () => {
    await expect(polyseme.search({ word: 'bank '.repeat(21) })).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'word: it has 21 words; the limit is 20',
    });
    expect((await polyseme.search({ word: 'bank '.repeat(20) })).occurrences).toBe(0);
  });
});

describe('what does not occur', () => {
  it('names the words that do, with their counts, and those that have no vectors', async () => {
    expect((await polyseme.search({ word: 'York of New' })).parts).toEqual([
      { word: 'York', count: 2 },
      { word: 'of', count: null },
      { word: 'New', count: 3 },
    ]);
    const { parts, nearSpellings } = await polyseme.search({ word: 'rivver bank' });
    expect(parts).toEqual([
      { word: 'rivver', count: 0 },
      { word: 'bank', count: 9 },
    ]);
    expect(nearSpellings.map(({ lemma }) => lemma)).toContain('river');
    expect((await polyseme.search({ word: 'bank' })).parts).toEqual([]);
  });

  it.each(['the', 'AND', '50%', 'C++', 'R&D', 'in the', '½'])(
    '%s has no word with a vector, and no suggestions',
    async (word) => {
      const result = await polyseme.search({ word });
      expect(result).toMatchObject({ occurrences: 0, nearSpellings: [], nearMeanings: [] });
      expect(result.parts.every(({ count }) => count === null)).toBe(true);
    },
  );
});

describe('punctuation around a word', () => {
  it.each(['bank.', '"bank"', '“bank”', ' bank ', 'Bank?', 'bank*', '[bank', "bank's", 'bank’s', '_bank_'])(
    '%s is the word without it',
    async (word) => {
      const bare = await polyseme.search({ word: 'bank', meaning: 'money' });
      const { hits, lemmas } = await polyseme.search({ word, meaning: 'money' });
      expect(lemmas).toEqual(['bank']);
      expect(hits).toEqual(bare.hits);
      expect((await polyseme.senses(word)).word).toBe('bank');
    },
  );
});

describe('a call that takes one word', () => {
  it('refuses several, and names those to take', async () => {
    const refusal = {
      code: 'invalid_input',
      message: 'word: "mother-in-law" is several words; this takes one',
    };
    const calls = [
      () => polyseme.senses('mother-in-law'),
      () => polyseme.senseMap('mother-in-law'),
      () => polyseme.forgetInduced('mother-in-law'),
      () => polyseme.hasOwnSenses('mother-in-law'),
      () => polyseme.senseAxis('mother-in-law', [{ from: 'a', to: 'b' }]),
      () => polyseme.compare({ word: 'bank' }, { word: 'mother-in-law' }),
      () => polyseme.disambiguate({ words: ['bank', 'mother-in-law'] }),
      () => polyseme.assignments({ words: ['mother-in-law'] }).next(),
      () => polyseme.changeSenses('mother-in-law', { kind: 'rename', sense: 'i1', label: 'kin' }),
    ];
    for (const call of calls) {
      const error = await call().then(
        () => 'no error',
        (cause: unknown) => cause,
      );
      expect(error).toMatchObject(refusal);
      expect((error as { cure: string }).cure).toContain('mother, law');
    }
    await expect(polyseme.senses('COVID-19')).rejects.toMatchObject({
      cure: 'Take COVID. A search takes all of them.',
    });
  });

  it('does not say that a function word does not occur', async () => {
    await expect(polyseme.senses('the')).rejects.toMatchObject({
      code: 'not_found',
      message: 'word: "the" is not a word with a vector',
    });
    await expect(polyseme.senses('xyzzy')).rejects.toMatchObject({ message: 'word: "xyzzy" does not occur' });
  });
});

describe('several words in texts that change', () => {
  it('are found in what was added, and not in what was removed', async () => {
    const file = `${folder}/b.txt`;
    writeFileSync(file, 'She sold ice cream.');
    await polyseme.index([file]);
    expect((await polyseme.search({ word: 'ice cream' })).total).toBe(3);
    const added = (await polyseme.documents()).find(({ uri }) => uri.endsWith('b.txt'));
    await polyseme.remove([added?.uri as string]);
    expect((await polyseme.search({ word: 'ice cream' })).total).toBe(2);
  });
});

describe('every pair of neighbouring words in the demo texts', () => {
  it('is found wherever a plain search of the texts finds it', async () => {
    await demoReady();
    const demo = await Polyseme.open({ db: demoDatabase, mustExist: true });
    const db = new Database(demoDatabase, { readonly: true });
    const pairs = db
      .prepare(
        `SELECT f.folded, g.folded, count(*) FROM polyseme_token t
         JOIN polyseme_token u ON u.id = t.id + 1 AND u.sentence_id = t.sentence_id
         JOIN polyseme_form f ON f.id = t.form_id JOIN polyseme_form g ON g.id = u.form_id
         WHERE t.id % 3 = 0 GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 40`,
      )
      .raw()
      .all() as [string, string, number][];
    const sentences = db
      .prepare(
        'SELECT p.text, s.start_char, s.end_char FROM polyseme_sentence s JOIN polyseme_passage p ON p.id = s.passage_id',
      )
      .raw()
      .all() as [string, number, number][];
    db.close();
    const texts = sentences.map(([passage, from, to]) => passage.slice(from, to).toLowerCase());
    for (const [one, other] of pairs) {
      const result = await demo.search({ word: `${one} ${other}`, form: 'exact' });
      const plain = new RegExp(`(?<![\\p{L}\\p{N}_])${one}[\\s\\p{Pd}]+${other}(?![\\p{L}\\p{N}_])`, 'gu');
      const count = texts.reduce((sum, sentence) => sum + [...sentence.matchAll(plain)].length, 0);
      expect([one, other, result.total]).toEqual([one, other, count]);
    }
    await demo.close();
  });
});

describe('queryWords', () => {
  it('cuts a query as texts are cut', () => {
    const cut = (query: string) => queryWords(query).map(({ form, isContent }) => [form, isContent]);
    expect(cut('mother-in-law')).toEqual([
      ['mother', true],
      ['in', false],
      ['law', true],
    ]);
    expect(cut('bank')).toEqual([['bank', true]]);
    expect(cut('naïve')).toEqual([['naïve', true]]);
    expect(cut('…')).toEqual([]);
  });

  it('knows a phrase by its words, whatever stands around them', () => {
    const keyOf = (query: string) => phraseOf(query, queryWords(query))?.key;
    expect(keyOf('“Mother–in-law”')).toBe(keyOf('mother in law'));
    expect(keyOf('ice, cream')).not.toBe(keyOf('ice cream'));
    expect(phraseOf('in the', queryWords('in the'))).toBeUndefined();
    expect(bareQuery('“New York’s”')).toBe('New York');
    expect(bareQuery('…')).toBe('…');
  });
});
