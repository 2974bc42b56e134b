import { describe, expect, it } from 'vitest';
import { maxSentenceChars } from '#src/text/sentences.js';
import { splitWords } from '#src/text/words.js';

function forms(text: string): string[] {
  return splitWords(text).map(({ form }) => form);
}

// one text for each thing that could shift an offset
const awkwardTexts: Record<string, string> = {
  emoji: 'A family 👩‍👩‍👧 and a flag 🇫🇷 sat on the bank 🏦.',
  'combining accents': 'The cafe\u0301 of Ame\u0301lie, the café of Amélie, a\u0300\u0323b',
  CRLF: 'The bank\r\nof the river\r\n\r\nand the other bank\r\n',
  'a byte order mark': '\ufeffThe bank\ufeff of the river',
  NUL: 'The bank\0of the\0\0river\0',
  'right-to-left text': 'הוא ישב על גדת הנהר. جلس على ضفة النهر. \u202bbank\u202c',
  Chinese: '我们坐在河岸上。银行在北京大学附近，很近。',
  'astral letters': '𝒷𝒶𝓃𝓀 and 𠮷野家 and bank',
  'a lone surrogate': 'bank\ud800 river \udc00bank',
  quotes: "‘The dog's bone,’ he said, 'isn’t the dogs' bone' _at all_ ''x''",
};

describe('splitWords', () => {
  it('cuts English clitics off and keeps offsets exact', () => {
    const text = "Almayer's house, we'll say, didn't fall";
    const words = splitWords(text);
    expect(words.map(({ form }) => form)).toEqual(['Almayer', 'house', 'we', 'say', "didn't", 'fall']);
    for (const { form, startChar, endChar } of words) expect(text.slice(startChar, endChar)).toBe(form);
  });

  it('cuts every clitic off, with a straight or a curly apostrophe, in either case', () => {
    expect(forms("it's we'll you're they've he'd I'm")).toEqual(['it', 'we', 'you', 'they', 'he', 'I']);
    expect(forms('it’s we’ll you’re they’ve he’d I’m')).toEqual(['it', 'we', 'you', 'they', 'he', 'I']);
    expect(forms("BANK'S I'M")).toEqual(['BANK', 'I']);
  });

  it('keeps an apostrophe that belongs to the word', () => {
    expect(forms("don't O'Neill rock'n'roll o’clock")).toEqual([
      "don't",
      "O'Neill",
      "rock'n'roll",
      'o’clock',
    ]);
  });

  it('leaves quotation marks and the underscores of emphasis outside the word', () => {
    expect(forms("'quoted' ‘quoted’ _stressed_ __init__ the dogs' bone")).toEqual([
      'quoted',
      'quoted',
      'stressed',
      'init',
      'the',
      'dogs',
      'bone',
    ]);
  });

  it('cuts a hyphenated compound into its words', () => {
    expect(forms('the well-known river-banks')).toEqual(['the', 'well', 'known', 'river', 'banks']);
  });

  it('keeps numbers whole', () => {
    expect(forms('3.14 and 1,000 in 1895')).toEqual(['3.14', 'and', '1,000', 'in', '1895']);
  });

  it('finds the words of Chinese, which has no spaces', () => {
    expect(forms('我爱北京天安门')).toEqual(['我', '爱', '北京', '天安门']);
  });

  it('keeps a combining accent with its letter', () => {
    expect(forms('the cafe\u0301 closed')).toEqual(['the', 'cafe\u0301', 'closed']);
  });

  it.each(Object.entries(awkwardTexts))('finds each word at its place in order: %s', (_, text) => {
    const words = splitWords(text);
    expect(words.length).toBeGreaterThan(2);
    let previousEnd = 0;
    for (const { form, startChar, endChar } of words) {
      expect(text.slice(startChar, endChar)).toBe(form);
      expect(startChar).toBeGreaterThanOrEqual(previousEnd);
      expect(endChar).toBeGreaterThan(startChar);
      previousEnd = endChar;
    }
  });

  // UAX 29 keeps characters of the class Format with the word before them
  it('leaves invisible marks of direction, joining and byte order outside the word', () => {
    expect(forms('\u202bbanks\u202c banks\u200e banks\ufeff banks\u200d')).toEqual(Array(4).fill('banks'));
  });

  it('finds no word in an empty text, in spaces, in punctuation or in emoji', () => {
    for (const text of ['', ' \r\n\t', '… — "?!" \'\' ’ ___', '👩‍👩‍👧🇫🇷', '\ufeff\0'])
      expect(forms(text)).toEqual([]);
  });

  it('finds the only word', () => {
    expect(splitWords('bank')).toEqual([{ form: 'bank', startChar: 0, endChar: 4 }]);
  });

  it('cuts the longest sentence there is', () => {
    const text = 'The mice went 🐁 to the cafe\u0301. '.repeat(Math.ceil(maxSentenceChars / 31));
    const words = splitWords(text);
    expect(words).toHaveLength((6 * text.length) / 31);
    expect(words.every(({ form, startChar, endChar }) => text.slice(startChar, endChar) === form)).toBe(true);
  });
});
