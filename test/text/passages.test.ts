import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Passage } from '#src/domain/text.js';
import { splitPassages } from '#src/text/passages.js';

const novel = readFileSync(
  new URL('../../data/corpora/demo/almayers-folly.txt', import.meta.url),
  'utf8',
).slice(0, 220_000);
const window = 94;

function countPieces(text: string): number {
  return Math.ceil(1.3 * (text.match(/\S+/gu)?.length ?? 0));
}

function passagesOf(text: string, contextWindow: number | 'sentence' = window): Passage[] {
  return [...splitPassages(text, { contextWindow, countPieces, isEntry: () => false })];
}

function textsOf(text: string): string[] {
  return passagesOf(text).map((passage) => passage.text);
}

function sentencesOf(passage: Passage): string[] {
  return passage.sentences.map(({ startChar, endChar }) => passage.text.slice(startChar, endChar));
}

function tokensOf(passages: readonly Passage[]) {
  return passages.flatMap(({ sentences }) => sentences.flatMap(({ tokens }) => tokens));
}

/** Passages stand side by side and cover the text; sentences and tokens lie in them at their places. */
function expectExact(text: string, passages: readonly Passage[]): void {
  expect(passages.map((passage) => passage.text).join('') === text).toBe(true);
  let from = 0;
  for (const passage of passages) {
    expect(passage.startChar).toBe(from);
    from += passage.text.length;
    let sentenceEnd = 0;
    for (const { startChar, endChar, tokens } of passage.sentences) {
      expect(startChar).toBeGreaterThanOrEqual(sentenceEnd);
      expect(endChar).toBeLessThanOrEqual(passage.text.length);
      sentenceEnd = endChar;
      for (const token of tokens) {
        const [start, end] = [passage.startChar + token.startChar, passage.startChar + token.endChar];
        if (text.slice(start, end) !== token.form) expect(text.slice(start, end)).toBe(token.form);
        if (token.startChar < startChar || token.endChar > endChar) expect(token).toBe('inside its sentence');
      }
    }
  }
}

/** How many of the passages of `after` were not among those of `before`. */
function countNew(before: readonly string[], after: readonly string[]): number {
  const known = new Set(before);
  return after.filter((text) => !known.has(text)).length;
}

function insert(text: string, at: number, addition: string): string {
  return text.slice(0, at) + addition + text.slice(at);
}

describe('splitPassages', () => {
  it('joins neighbouring sentences and gives each content word with its offsets', () => {
    const text = 'Three mice sat on the banks.  They went home.\n';
    expect(passagesOf(text)).toEqual([
      {
        startChar: 0,
        text,
        reading: text,
        numWords: 9,
        sentences: [
          {
            startChar: 0,
            endChar: 28,
            tokens: [
              { form: 'Three', folded: 'three', lemma: 'three', pos: 'X', startChar: 0, endChar: 5 },
              { form: 'mice', folded: 'mice', lemma: 'mouse', pos: 'NOUN', startChar: 6, endChar: 10 },
              { form: 'sat', folded: 'sat', lemma: 'sit', pos: 'VERB', startChar: 11, endChar: 14 },
              { form: 'banks', folded: 'banks', lemma: 'bank', pos: 'NOUN', startChar: 22, endChar: 27 },
            ],
          },
          {
            startChar: 30,
            endChar: 45,
            tokens: [
              { form: 'went', folded: 'went', lemma: 'go', pos: 'VERB', startChar: 35, endChar: 39 },
              { form: 'home', folded: 'home', lemma: 'home', pos: 'ADV', startChar: 40, endChar: 44 },
            ],
          },
        ],
      },
    ]);
  });

  it('tiles a novel, and each token is the slice of the source that it names', () => {
    const passages = passagesOf(novel);
    expectExact(novel, passages);
    expect(passages.length).toBeGreaterThan(400);
    expect(tokensOf(passages).length).toBeGreaterThan(15_000);
  });

  it.each([
    ['emoji', '👩‍👩‍👧 sat on the bank 🏦. 🇫🇷\n\n🐁 mice went home. 🐁'],
    ['combining accents', 'The cafe\u0301 of Ame\u0301lie.  The banks o\u0308f.\n\ne\u0301'],
    ['CRLF', '# Banks\r\nThe bank\r\nof the river.\r\n\r\nIt rained.\r\n'],
    ['a byte order mark', '\ufeffThe banks.\n\n\ufeffThe rivers.\ufeff'],
    ['NUL', 'The banks\0of the\0\0rivers.\0 \0\n\n\0Mice.\0'],
    ['right-to-left text', 'הוא ישב על גדת הנהר. הבנק סגור.\n\n\u202bجلس على ضفة النهر.\u202c The bank.'],
    ['Chinese', '我们坐在河岸上。银行很近！\n\n他去银行取钱。'],
    ['white space at both ends', ' \n\n\t The banks.  \n \n The rivers. \u00a0\n\n'],
  ])('is exact for %s, together and sentence by sentence', (_, text) => {
    for (const contextWindow of [window, 4, 'sentence'] as const) {
      const passages = passagesOf(text, contextWindow);
      expectExact(text, passages);
      expect(tokensOf(passages).length).toBeGreaterThan(1);
    }
  });

  it.each([
    ['words without a full stop', 'banks and mice went '.repeat(50_000), 150_000],
    ['Chinese', '他坐在河岸上。'.repeat(10_000), 30_000],
    ['one letter', 'x'.repeat(2 ** 20), 0],
    ['emoji', '👩‍👩‍👧'.repeat(130_000), 0],
  ])('is exact for a long line of %s', (_, text, atLeast) => {
    const passages = passagesOf(text);
    expectExact(text, passages);
    expect(tokensOf(passages).length).toBeGreaterThanOrEqual(atLeast);
    expect(Math.max(...passages.map((passage) => passage.text.length))).toBeLessThan(400_000);
  });

  it('holds no more pieces than the window, a long sentence apart', () => {
    const tooLong = passagesOf(novel).filter(
      (passage) => passage.sentences.length > 1 && pieces(passage) > window,
    );
    expect(tooLong).toEqual([]);
  });

  it('makes the last two passages of a paragraph about equal', () => {
    const text = 'We sat down on the old bank. '.repeat(14).trim(); // 10 pieces each, 140 in all
    expect(passagesOf(text).map((passage) => passage.sentences.length)).toEqual([7, 7]);
  });

  it('makes a passage of a sentence that is longer than the window', () => {
    const long = `The bank ${'and the river '.repeat(60)}end.`;
    const passages = passagesOf(`We sat down. ${long} It rained.`);
    expect(passages.map(sentencesOf)).toContainEqual([long]);
  });

  it('joins a short paragraph to the next', () => {
    const long = 'The river was high and the old bank was steep and wet in the rain of that long night.';
    expect(passagesOf(`# Rain\n\n“Yes.”\n\n${long}\n\n${long}`).map(sentencesOf)).toEqual([
      ['Rain', '“Yes.”', long],
      [long],
    ]);
  });

  it('makes a passage of each sentence where the window is a sentence', () => {
    const text = '# Rain\n\nWe sat. It rained.\n\nWe left. ';
    expect(passagesOf(text, 'sentence').map((passage) => passage.text)).toEqual([
      '# Rain\n\n',
      'We sat. ',
      'It rained.\n\n',
      'We left. ',
    ]);
  });

  it('counts running words, function words and numbers included', () => {
    expect(passagesOf('He had 12 banks of 3.5 m.')[0]?.numWords).toBe(7);
  });

  it('gives no token for function words, numbers, punctuation and emoji', () => {
    expect(tokensOf(passagesOf('And then, of the 12 — 3.14! — it was not … 🏦 1,000'))).toEqual([]);
  });

  it('finds the only word', () => {
    expect(tokensOf(passagesOf('Mice')).map(({ lemma }) => lemma)).toEqual(['mouse']);
  });

  it('has no passage for an empty text, and one without sentences for white space', () => {
    expect(passagesOf('')).toEqual([]);
    expect(passagesOf('', 'sentence')).toEqual([]);
    const text = ' \n\n ';
    expect(passagesOf(text)).toEqual([{ startChar: 0, text, reading: text, sentences: [], numWords: 0 }]);
  });

  it('gives the same passages each time', () => {
    expect(textsOf(novel)).toEqual(textsOf(novel));
  });
});

describe('an edit', () => {
  const before = textsOf(novel);
  const middle = novel.indexOf('. ', novel.length / 2) + 2;

  it.each([
    ['a sentence', 'A new sentence stands here. '],
    ['a word', 'Suddenly '],
    ['a paragraph', '\n\nHere is a paragraph that was not in the book before.\n\n'],
    ['many short sentences', 'He laughed. '.repeat(50)],
  ])('that inserts %s changes the passages nearby and no others', (_, addition) => {
    for (const at of [0, middle, novel.length]) {
      const after = textsOf(insert(novel, at, addition));
      const numNew = countNew(before, after);
      expect(numNew).toBeGreaterThan(0);
      // 50 sentences of 3 pieces make two to four passages of their own
      expect(numNew).toBeLessThanOrEqual(6);
      expect(countNew(after, before)).toBeLessThanOrEqual(3);
    }
  });

  it('that removes a paragraph changes the passages nearby and no others', () => {
    const from = novel.indexOf('\n\n', novel.length / 2);
    const to = novel.indexOf('\n\n', from + 2);
    const after = textsOf(novel.slice(0, from) + novel.slice(to));
    expect(countNew(before, after)).toBeLessThanOrEqual(2);
  });

  it('anywhere changes few passages', () => {
    let seed = 7;
    for (let i = 0; i < 4; i++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const at = novel.indexOf(' ', (seed / 2 ** 32) * novel.length * 0.98) + 1;
      expect(countNew(before, textsOf(insert(novel, at, 'suddenly ')))).toBeLessThanOrEqual(4);
    }
  });

  // windows are filled from the front, so sentences of one length never fall back into step
  it.each([
    ['one long paragraph', ' '],
    ['paragraphs of one line', '\n\n'],
  ])('at the start of %s of like sentences changes the passages nearby and no others', (_, separator) => {
    const lines = Array.from({ length: 500 }, (_, i) => `Line number ${i} of the long list is here.`);
    const text = lines.join(separator);
    const edited = insert(text, 0, `It is one more line, a little longer than the others.${separator}`);
    expect(countNew(textsOf(text), textsOf(edited))).toBeLessThanOrEqual(10);
  });
});

function pieces(passage: Passage): number {
  return sentencesOf(passage).reduce((sum, sentence) => sum + countPieces(sentence), 0);
}
