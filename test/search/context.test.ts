// Context in whole words, at the width that is asked for, and where a line stands as people count.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeOf } from '#src/format/place.js';
import { type Hit, Polyseme } from '#src/index.js';
import { leftContext, rightContext } from '#src/search/context-cut.js';

describe('context', () => {
  const text = 'The old lighthouse keeper walked along the shore ';

  it.each([20, 21, 22, 23, 24, 25, 30, 40])('of %i characters ends at words', (most) => {
    const { text: left, isCut } = leftContext('', text, most);
    expect(isCut).toBe(true);
    expect(left.length).toBeLessThanOrEqual(most);
    expect(text.endsWith(` ${left}`)).toBe(true);
    // a word more would be too many
    expect(text.slice(0, -left.length).trimEnd().split(' ').at(-1)?.length).toBeGreaterThan(
      most - left.length - 1,
    );
    const own = `. ${text.trim()}`;
    const { text: right } = rightContext(own, '', most);
    expect(right.length).toBeLessThanOrEqual(most);
    expect(own.startsWith(`${right} `)).toBe(true);
    expect(own.slice(right.length).trim().split(' ')[0]?.length).toBeGreaterThan(most - right.length - 1);
  });

  it('that fits is whole', () => {
    expect(leftContext('', text, 60)).toEqual({ text, isCut: false });
    expect(rightContext(' the end.', '', 20)).toEqual({ text: ' the end.', isCut: false });
    expect(leftContext('', '', 20)).toEqual({ text: '', isCut: false });
  });

  it('of a script without spaces ends between words, and only a word that is longer is cut', () => {
    const chinese = '我们昨天下午一起走到河边的那座老房子里去看了一艘很旧的船然后回家吃饭';
    const after = rightContext(chinese, '', 20).text;
    expect(after.length).toBeGreaterThan(15);
    expect(chinese.startsWith(after)).toBe(true);
    const words = [...new Intl.Segmenter('zh', { granularity: 'word' }).segment(chinese)];
    expect(words.map(({ index }) => index)).toContain(after.length);
    const long = 'x'.repeat(200);
    expect(rightContext(long, '', 50).text).toBe('x'.repeat(50));
    expect(leftContext('', long, 50).text).toBe('x'.repeat(50));
    expect(rightContext(`${'😀'.repeat(100)}`, '', 21).text.isWellFormed()).toBe(true);
    expect(leftContext('', `${'😀'.repeat(100)}`, 21).text).not.toContain('\ufffd');
  });
});

describe('a line', () => {
  const paragraphs = [
    'A heading of sorts',
    'The keeper saw a comet above the bay.',
    `${'It rained and the wind blew over the quiet hills. '.repeat(40)}A second comet came.`,
    'Then the third comet, and nothing more.',
  ];
  const text = paragraphs.join('\n\n');
  let folder: string;
  let polyseme: Polyseme;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'polyseme-context-'));
    polyseme = await Polyseme.open({ db: path.join(folder, 'a.db'), workers: 1 });
    writeFileSync(path.join(folder, 'a.txt'), text);
    await polyseme.index([path.join(folder, 'a.txt')]);
  });
  afterAll(async () => {
    await polyseme.close();
    rmSync(folder, { recursive: true });
  });
  const lines = async (contextChars?: number): Promise<readonly Hit[]> =>
    (await polyseme.search({ word: 'comet', ...(contextChars && { contextChars }) })).hits;

  it('says its paragraph and how much stands before it', async () => {
    const hits = await lines();
    expect(hits.map(({ paragraph }) => paragraph)).toEqual([2, 3, 4]);
    expect(hits.map(({ percent }) => percent)).toEqual(
      hits.map(({ start }) => Math.round((1000 * start) / text.length) / 10),
    );
    expect(hits.map(placeOf)).toEqual(['paragraph 2, 1 %', 'paragraph 3, 97 %', 'paragraph 4, 98 %']);
    const [line] = hits;
    expect((await polyseme.line(line?.tokenId as number)).hit).toMatchObject({
      paragraph: 2,
      percent: line?.percent,
    });
    const [sentence] = (await polyseme.search({ about: 'a comet above the bay' })).hits;
    expect(sentence).toMatchObject({ paragraph: 2 });
  });

  it('has context of the width that is asked for, across passages, and says where the text goes on', async () => {
    for (const chars of [20, 80, 500]) {
      for (const { left, right, isCutBefore, isCutAfter } of await lines(chars)) {
        expect(Math.max(left.length, right.length)).toBeLessThanOrEqual(chars);
        if (isCutBefore) expect(left.length).toBeGreaterThan(chars - 12);
        if (isCutAfter) expect(right.length).toBeGreaterThan(chars - 12);
      }
    }
    const wide = await lines(500);
    expect(wide.map(({ isCutBefore, isCutAfter }) => [isCutBefore, isCutAfter])).toEqual([
      ...[
        [false, true],
        [true, false],
        [true, false],
      ],
    ]);
    const narrow = await lines(20);
    expect(narrow.map(({ isCutBefore, isCutAfter }) => [isCutBefore, isCutAfter])).toEqual([
      ...[
        [true, true],
        [true, true],
        [true, false],
      ],
    ]);
    expect(narrow[0]).toMatchObject({ left: 'The keeper saw a ', right: ' above the bay. It' });
  });
});
