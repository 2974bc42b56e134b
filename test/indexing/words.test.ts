// Words as texts have them, from the file to the line: divided, joined, with ligatures, irregular, in Markdown.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Polyseme } from '#src/index.js';

const fixtures = fileURLToPath(new URL('../fixtures/words', import.meta.url));
const sourceOf = (name: string): string => readFileSync(path.join(fixtures, name), 'utf8');
const rowsOf = (name: string): string[][] =>
  sourceOf(name)
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));

const markdown =
  '# The *jetty*\n\nA boat lay at the **jetty** by [the _quay_](https://example.org/pier).\n\n| place | use |\n|---|---|\n| jetty | landing |\n';

let base: string;
let polyseme: Polyseme;

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'polyseme-words-'));
  for (const name of ['soft-hyphens.txt', 'line-ends.txt', 'glued.txt', 'irregular-lines.jsonl']) {
    cpSync(path.join(fixtures, name), path.join(base, name));
  }
  writeFileSync(path.join(base, 'marks.md'), markdown);
  const forms = rowsOf('irregular-forms.tsv').map(([, , text], i) => JSON.stringify({ id: `f${i}`, text }));
  writeFileSync(path.join(base, 'forms.jsonl'), forms.join('\n'));
  polyseme = await Polyseme.open({ db: path.join(base, 'x.db') });
  expect((await polyseme.index([base])).problems).toEqual([]);
});
afterAll(async () => {
  await polyseme.close();
  rmSync(base, { recursive: true });
});

/** Lines of a word in a file, in the order of the text; each is the slice of the source that it names. */
async function linesIn(file: string, word: string) {
  const { hits } = await polyseme.search({ word, filters: { documents: [file] }, limit: 500 });
  const source = readFileSync(path.join(base, file), 'utf8');
  for (const { start, end, form } of hits) expect(source.slice(start, end)).toBe(form);
  return [...hits].sort((a, b) => a.start - b.start);
}

describe('words as texts have them', () => {
  it.each([
    ['embankment', ['embankment', 'em\u00adbank\u00adment', 'embank\u00ad\nment']],
    ['office', ['oﬃce', 'office']],
    ['finance', ['ﬁnance', 'finance']],
  ])('with soft hyphens and ligatures are one word: %s', async (word, forms) => {
    const hits = await linesIn('soft-hyphens.txt', word);
    expect(hits.map(({ form }) => form)).toEqual(forms);
    expect(new Set(hits.map(({ lemma }) => lemma))).toEqual(new Set([word]));
  });

  it('have the vector of the same word spelt plainly', async () => {
    const hits = await linesIn('soft-hyphens.txt', 'office');
    const [odd, plain] = await Promise.all(hits.map(({ tokenId }) => polyseme.vectorOf(tokenId as number)));
    const dot = (a: Float32Array, b: Float32Array) =>
      a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
    expect(dot(odd as Float32Array, plain as Float32Array)).toBeGreaterThan(0.5);
  });

  it.each([
    ['gardener', ['gar-\ndener', 'gardener', 'gar¬\ndener', 'gar‐\ndener']],
    ['market', ['mar-\r\nket', 'market']],
    ['known', ['known']],
    ['gar', []],
    ['dener', []],
  ])('that a line end divides are one word: %s', async (word, forms) => {
    expect((await linesIn('line-ends.txt', word)).map(({ form }) => form)).toEqual(forms);
  });

  it.each([
    ['harbour', [22, 160, 258, 313]],
    ['lantern', [75, 113, 172, 223, 268, 321]],
    ['rope', [125, 188, 231]],
    ['passengers', [34]],
    ['foreman', [105]],
  ])('that punctuation joins are each a word: %s', async (word, starts) => {
    expect((await linesIn('glued.txt', word)).map(({ start }) => start)).toEqual(starts);
  });

  it('are found by their base though irregular: 60 of 60 lines', async () => {
    const missed: string[] = [];
    for (const [id, word] of rowsOf('irregular-pairs.tsv') as [string, string][]) {
      const { hits } = await polyseme.search({
        word,
        filters: { documents: ['irregular-lines.jsonl'] },
        limit: 50,
      });
      if (!hits.some(({ documentId }) => documentId === id)) missed.push(word);
    }
    expect(missed).toEqual([]);
  });

  it('are found by their base though irregular: 336 of 339 forms', async () => {
    const missed: string[] = [];
    for (const [i, [word, form]] of (rowsOf('irregular-forms.tsv') as [string, string][]).entries()) {
      const { hits } = await polyseme.search({
        word,
        filters: { documents: [`forms.jsonl#f${i}`] },
        limit: 50,
      });
      if (!hits.some((hit) => hit.form.toLowerCase() === form)) missed.push(`${word} ${form}`);
    }
    // the tagger takes these for a noun, an adverb and a noun, which have the form as their base
    expect(missed).toEqual(['bite bit', 'late later', 'bless blessing']);
  });

  it('that may be of two bases are asked for under both', async () => {
    const idsOf = async (word: string) =>
      new Set(
        (await polyseme.search({ word, filters: { documents: ['irregular-lines.jsonl'] } })).hits.map(
          (one) => one.lemma,
        ),
      );
    expect(await idsOf('lay')).toEqual(new Set(['lay', 'lie']));
    expect(await idsOf('axis')).toEqual(new Set(['axe']));
  });

  it('in Markdown are read without its marks, which no line shows', async () => {
    const hits = await linesIn('marks.md', 'jetty');
    expect(hits.map(({ sentence }) => sentence)).toEqual([
      'The jetty',
      'A boat lay at the jetty by the quay.',
      'jetty',
    ]);
    expect(hits[1]).toMatchObject({
      left: expect.stringMatching(/A boat lay at the $/u),
      right: expect.stringMatching(/^ by the quay\. /u),
    });
    for (const word of ['https', 'example', 'pier']) expect(await linesIn('marks.md', word)).toEqual([]);
  });

  it('are sound in the database, divided ones too', async () => {
    expect(await polyseme.verify()).toMatchObject({ isSound: true });
  });
});
