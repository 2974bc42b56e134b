import { describe, expect, it } from 'vitest';
import { functionWords, isContentWord } from '#src/text/function-words.js';

describe('isContentWord', () => {
  it.each(['bank', 'Rivers', 'went', 'home', 'C3PO', 'mp3', 'Bänke', 'café', 'cafe\u0301'])(
    'gives a vector to %s',
    (form) => {
      expect(isContentWord(form)).toBe(true);
    },
  );

  it.each(['the', 'of', 'and', 'she', 'was', 'would', 'not', 'whose', 'between', 'cannot'])(
    'gives no vector to the function word %s, in any case',
    (form) => {
      expect(isContentWord(form)).toBe(false);
      expect(isContentWord(form.toUpperCase())).toBe(false);
      expect(isContentWord((form[0] as string).toUpperCase() + form.slice(1))).toBe(false);
    },
  );

  it('knows the contracted ones with a straight and with a curly apostrophe', () => {
    for (const form of ["don't", 'don’t', "WON'T", 'Isn’t', "can't"]) expect(isContentWord(form)).toBe(false);
  });

  it.each(['12', '3.14', '1,000', '1895', '1990s', '5b', '٣', 'Ⅷ'])(
    'gives no vector to the number %s',
    (form) => {
      expect(isContentWord(form)).toBe(false);
    },
  );

  it('gives no vector to punctuation, symbols, emoji or nothing', () => {
    for (const form of ['', '…', "'", '—', '$', '👩‍👩‍👧', '_']) expect(isContentWord(form)).toBe(false);
  });

  it('gives no vector to a lone Latin letter, but to a lone Chinese character', () => {
    expect(isContentWord('x')).toBe(false);
    expect(isContentWord('X')).toBe(false);
    expect(isContentWord('河')).toBe(true);
  });

  it('gives a vector to each word of other languages', () => {
    for (const form of ['und', 'мыши', 'שלום', 'النهر', '银行']) expect(isContentWord(form)).toBe(true);
  });
});

describe('functionWords', () => {
  it('holds lower-case forms with a straight apostrophe, as they are looked up', () => {
    expect(functionWords.size).toBeGreaterThan(200);
    for (const form of functionWords) expect(form).toMatch(/^[a-z]+(?:['.-][a-z]+)?$/u);
  });

  it('holds no word that carries a sense', () => {
    for (const word of ['bank', 'river', 'go', 'good', 'time', 'make', 'one']) {
      expect(functionWords.has(word)).toBe(false);
    }
  });
});
