import { describe, expect, it } from 'vitest';
import { maxSentenceChars, splitSentences } from '#src/text/sentences.js';
import { splitWords } from '#src/text/words.js';

function sentences(text: string, language?: string): string[] {
  const ranges = splitSentences(text, { startChar: 0, endChar: text.length }, language);
  return ranges.map(({ startChar, endChar }) => text.slice(startChar, endChar));
}

describe('splitSentences', () => {
  it('cuts after a full stop, a question mark and an exclamation mark', () => {
    expect(sentences('We sat. Who came? Nobody!')).toEqual(['We sat.', 'Who came?', 'Nobody!']);
  });

  it('does not cut after a title or an initial', () => {
    expect(sentences('Mr. Smith and Dr. J. R. Jones went to the bank. They sat down.')).toEqual([
      'Mr. Smith and Dr. J. R. Jones went to the bank.',
      'They sat down.',
    ]);
  });

  it('does not cut after an abbreviation', () => {
    expect(sentences('We saw fruit, e.g. apples, i.e. food. It was ripe.')).toEqual([
      'We saw fruit, e.g. apples, i.e. food.',
      'It was ripe.',
    ]);
    expect(sentences('The U.S. Navy came at 5 p.m. on Jan. 5. It left.')).toEqual([
      'The U.S. Navy came at 5 p.m. on Jan. 5.',
      'It left.',
    ]);
  });

  it('does not cut a decimal number', () => {
    expect(sentences('Pi is 3.14 or so. It costs $1.50. Fine.')).toEqual([
      'Pi is 3.14 or so.',
      'It costs $1.50.',
      'Fine.',
    ]);
  });

  it('keeps a quotation with the words that report it', () => {
    expect(sentences('"Stop!" he cried. “Are you there?” she asked. He said, "Go. Now."')).toEqual([
      '"Stop!" he cried.',
      '“Are you there?” she asked.',
      'He said, "Go. Now."',
    ]);
  });

  it('leaves what follows a quotation in its sentence, which may be who said it', () => {
    expect(sentences('"Go. Now." Almayer said it twice.')).toEqual(['"Go. Now." Almayer said it twice.']);
  });

  it('keeps a heading without a full stop', () => {
    expect(sentences('# The bank of the river')).toEqual(['# The bank of the river']);
  });

  it('cuts Chinese and Hebrew', () => {
    expect(sentences('我爱你。你爱我吗？是的！', 'zh')).toEqual(['我爱你。', '你爱我吗？', '是的！']);
    expect(sentences('我爱你。你爱我吗？')).toEqual(['我爱你。', '你爱我吗？']);
    expect(sentences('שלום. מה נשמע? טוב.')).toEqual(['שלום.', 'מה נשמע?', 'טוב.']);
  });

  it('gives offsets in the whole text and stays between the two given', () => {
    const text = 'Not this. We sat.\r\n It rained. Nor this.';
    const range = { startChar: text.indexOf('We'), endChar: text.indexOf(' Nor') };
    const found = splitSentences(text, range).map(({ startChar, endChar }) => text.slice(startChar, endChar));
    expect(found).toEqual(['We sat.', 'It rained.']);
  });

  it('loses no character but white space', () => {
    const text = '\ufeff “Well…” 👩‍👩‍👧 sat.  cafe\u0301!\r\n\0 (He left.) שלום. \t我爱你。 3.5%?! \u00a0end';
    expect(sentences(text).join('').replaceAll(/\s/gu, '')).toBe(text.replaceAll(/\s/gu, ''));
  });

  it('finds none in an empty text or in white space', () => {
    for (const text of ['', ' \r\n ', '\ufeff']) expect(sentences(text)).toEqual([]);
  });

  it('finds the only one, without the spaces around it', () => {
    expect(splitSentences(' Bank ', { startChar: 0, endChar: 6 })).toEqual([{ startChar: 1, endChar: 5 }]);
  });

  it('reads a language that it does not know by the general rules', () => {
    expect(sentences('We sat. We left.', 'xx')).toEqual(['We sat.', 'We left.']);
  });

  it('cuts a line of 1 MB without an end into sentences below the limit', () => {
    const found = sentences('mountains and rivers '.repeat(50_000));
    expect(found.length).toBeGreaterThan(250);
    expect(Math.max(...found.map((sentence) => sentence.length))).toBeLessThanOrEqual(maxSentenceChars);
  });

  // sentencex cuts every 10,240 bytes, wherever that is
  it('cuts a long line without an end only at spaces', () => {
    const text = 'mountains and rivers '.repeat(1000).trim();
    expect(sentences(text).join(' ') === text).toBe(true);
  });

  // as above
  it('finds the same sentences in a long paragraph as in a short one', () => {
    const long = `The bank of the river${' was very steep'.repeat(20)}. `.repeat(100);
    expect(new Set(sentences(long)).size).toBe(1);
  });

  // sentencex 1.0.17 panics: "begin <= end when slicing"
  it.each(['“Yes.”... Then he left.', '"Go."... !', '".". !'])(
    'survives a quotation followed by full stops: %s',
    (text) => {
      expect(sentences(text).join(' ')).toBe(text);
    },
  );

  it.each([
    ['line ends', 'mountain\n'],
    ['tabs', 'mountain\t'],
    ['ideographic spaces', '山脉\u3000'],
    ['no spaces', '北京大学'],
  ])('does not cut a word of a long list with %s in two', (_, entry) => {
    const text = entry.repeat(3000);
    const expected = new Set(splitWords(entry).map(({ form }) => form));
    const found = new Set(
      sentences(text).flatMap((sentence) => splitWords(sentence).map(({ form }) => form)),
    );
    expect(found).toEqual(expected);
  });

  it('does not cut between the halves of a surrogate pair', () => {
    for (const text of ['🏦'.repeat(9000), `x${'🏦'.repeat(9000)}`]) {
      const found = sentences(text);
      expect(found.join('')).toBe(text);
      expect(found.every((sentence) => sentence.isWellFormed())).toBe(true);
    }
  });

  it.each([
    ['one letter', 'x'.repeat(2 ** 18)],
    ['open quotation marks', '"He left. '.repeat(10_000)],
    ['open brackets', '(a. '.repeat(25_000)],
    ['full stops', '.'.repeat(2 ** 18)],
  ])('takes time in proportion to a long line of %s', (_, text) => {
    const startedAt = performance.now();
    expect(sentences(text).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
