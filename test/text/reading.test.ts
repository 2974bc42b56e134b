// What is read of a text: divided words, what is no word, marks. Offsets are always those of the source.
import { describe, expect, it } from 'vitest';
import { foldCase } from '#src/text/fold-case.js';
import { blankMarks } from '#src/text/marks.js';
import { blankNoWords } from '#src/text/no-words.js';
import { splitPassages } from '#src/text/passages.js';

const entries = new Set(['well-known', 'x-ray']);
const options = {
  contextWindow: 254,
  countPieces: (text: string) => text.split(/\s+/u).length,
  isEntry: (word: string) => entries.has(word),
} as const;

/** Forms and folded words of the tokens, and the sentences, cut from the source. */
function read(text: string) {
  const passages = [...splitPassages(text, options)];
  expect(passages.map((one) => one.text).join('')).toBe(text);
  for (const { text: source, reading } of passages) expect(reading).toHaveLength(source.length);
  const sentences = passages.flatMap((one) =>
    one.sentences.map((sentence) => ({ ...sentence, passage: one })),
  );
  for (const { tokens, passage } of sentences) {
    for (const { form, startChar, endChar } of tokens)
      expect(passage.text.slice(startChar, endChar)).toBe(form);
  }
  return {
    words: sentences.flatMap(({ tokens }) => tokens.map(({ folded }) => folded)),
    forms: sentences.flatMap(({ tokens }) => tokens.map(({ form }) => form)),
    sentences: sentences.map(({ startChar, endChar, passage }) => passage.text.slice(startChar, endChar)),
    readings: passages.map(({ reading }) => reading),
  };
}

describe('foldCase > letters of one word, written differently', () => {
  it.each([
    ['oﬃce', 'office'],
    ['ﬁnance', 'finance'],
    ['Meſſage', 'message'],
    ['STRASSE', 'strasse'],
    ['Straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['İstanbul', 'istanbul'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['Ὀδυσσεύς', 'ὀδυσσεύσ'],
    ['Ｂａｎｋ', 'bank'],
    ['ǅungla', 'džungla'],
    ['cafe\u0301', 'café'],
    ['em\u00adbank\u00adment', 'embankment'],
    ['zero\u200bwidth', 'zerowidth'],
    ['O’Hara', "o'hara"],
  ])('%s is %s', (form, folded) => {
    expect(foldCase(form)).toBe(folded);
    expect(foldCase(foldCase(form))).toBe(folded);
  });
});

describe('a word that a line end divides', () => {
  it.each([
    ['a hyphen', 'The gar-\ndener slept.', ['gardener', 'slept']],
    ['CRLF', 'The mar-\r\nket slept.', ['market', 'slept']],
    ['the sign for not', 'The gar¬\ndener slept.', ['gardener', 'slept']],
    ['a hyphen of Unicode', 'The gar‐\ndener slept.', ['gardener', 'slept']],
    ['a soft hyphen', 'The zyx\u00ad\nwv slept.', ['zyxwv', 'slept']],
    ['spaces around the line end', 'The gar- \n   dener slept.', ['gardener', 'slept']],
    ['two divisions', 'An inter-\nnation-\nal bank.', ['international', 'bank']],
    ['an inflected form', 'Two gar-\ndeners slept.', ['two', 'gardeners', 'slept']],
    [
      'a name that stands whole in the document',
      'Al-\nmayer slept. Almayer woke.',
      ['almayer', 'slept', 'almayer', 'woke'],
    ],
    ['part of a compound', 'A self-por-\ntrait hung.', ['self', 'portrait', 'hung']],
    ['capitals', 'THE GAR-\nDENER SLEPT.', ['gardener', 'slept']],
    ['a quotation', '> The gar-\n> dener slept.', ['gardener', 'slept']],
  ])('is one word: %s', (_, text, words) => {
    expect(read(text).words).toEqual(words);
  });

  it.each([
    ['a hyphen that belongs to the word', 'A well-\nknown bank.', ['well', 'known', 'bank']],
    [
      'a compound that stands in the document',
      'On to-\nmorrow. We said to-morrow.',
      ['morrow', 'said', 'morrow'],
    ],
    ['an unknown word', 'The zyx-\nwv slept.', ['zyx', 'wv', 'slept']],
    ['a blank line', 'The gar-\n\ndener slept.', ['gar', 'dener', 'slept']],
    ['a dash', 'The gar -\ndener slept.', ['gar', 'dener', 'slept']],
    ['a list', 'The gar-\n- dener slept.', ['gar', 'dener', 'slept']],
  ])('stays two: %s', (_, text, words) => {
    expect(read(text).words).toEqual(words);
  });

  it('keeps the letters of the source in its form, and the encoder reads one word', () => {
    const { forms, readings } = read('The gar-\ndener slept.');
    expect(forms).toEqual(['gar-\ndener', 'slept']);
    expect(readings).toEqual(['The gar\u00ad\u00addener slept.']);
  });
});

describe('words that punctuation joins without a space', () => {
  it.each([
    ['The harbour:the lantern.then a rope.', ['harbour', 'lantern', 'rope']],
    ['Foreman:lantern：rope．boat', ['foreman', 'lantern', 'rope', 'boat']],
  ])('are words of their own: %s', (text, words) => {
    expect(read(text).words).toEqual(words);
  });

  it.each([
    ['The U.S.A. and the U.K. won.', ['u.s.a', 'u.k', 'won']],
    ['Use node.js or zyx:wv now.', ['use', 'node.js', 'zyx:wv']],
  ])('are one where one is unknown: %s', (text, words) => {
    expect(read(text).words).toEqual(expect.arrayContaining(words));
  });
});

describe('what is no word', () => {
  const base64 =
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4Bq5mYGBgYGBgYGBgAAA8ANwD9ZqLhwAAAABJRU5ErkJggg==';
  it.each([
    ['an address', 'See https://example.org/river-bank?q=ferry#top for the boat.', ['see', 'boat']],
    [
      'an address without its scheme',
      'See www.river.example/bank and river.com/ferry today.',
      ['see', 'today'],
    ],
    ['data in an address', `A boat data:image/png;base64,${base64} sank.`, ['boat', 'sank']],
    ['base64', `A boat ${base64} sank.`, ['boat', 'sank']],
    ['lines of base64', `A boat\n${base64.slice(0, 60)}\n${base64.slice(60)}\nsank.`, ['boat', 'sank']],
    ['a digest', 'Commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b sank.', ['commit', 'sank']],
    ['an identifier', 'Boat 123e4567-e89b-12d3-a456-426614174000 sank.', ['boat', 'sank']],
    ['entities', 'The boat&nbsp;sank &amp; the&#8217;&#x2019; ferry.', ['boat', 'sank', 'ferry']],
    ['tags', 'The <b class="ferry">boat</b><br/> sank.<!-- not this -->', ['boat', 'sank']],
    [
      'code without spaces',
      `${'function(a,b){return(a+b)};var x=f(1,2);'.repeat(8)}\n\nThe boat sank.`,
      ['boat', 'sank'],
    ],
    ['a run of over 100 letters', `The boat ${'abcdefghij'.repeat(11)} sank.`, ['boat', 'sank']],
  ])('has no token, and is not encoded: %s', (_, text, words) => {
    const { words: own, readings } = read(text);
    expect(own).toEqual(words);
    const seen = readings
      .join('')
      .replace(/[^\p{L}]+/gu, ' ')
      .trim()
      .toLowerCase()
      .split(' ');
    expect(seen.filter((word) => word.length > 3 && !words.includes(word) && word !== 'then')).toEqual([]);
  });

  it('has no line of its own', () => {
    const text = `The boat sank.\n\nhttps://example.org/a/b/c\n\n${base64}\n\n* * *\n\n… — !?\n\nWe left.`;
    expect(read(text).sentences).toEqual(['The boat sank.', 'We left.']);
  });

  it.each([
    'The mother-in-law-to-be of the ex-vice-president came.',
    'Pneumonoultramicroscopicsilicovolcanoconiosis is a word.',
    'Open /usr/local/share/Documents/Reports/Annual and read.',
    'He wrote MacDonaldsonOfTheIsles and McGregor2 there.',
    `${'一二三四五六七八九十'.repeat(12)}河岸。`,
    'The set {a, b, c} = {x; y} holds (see below); f(x) = y, and so on; all of this is prose of a long line that nobody would take for code, whatever it holds (Smith 2001; Jones 2002; Lee 2003; Miller 2004; Brown 2005).',
  ])('is not taken for more: %s', (text) => {
    expect(blankNoWords(text)).toBe(text);
  });
});

describe('Markdown', () => {
  it('is read as text: marks are in no line, and every word of it is', () => {
    const text = [
      '# The river\n\nThe **bank** of the _river_ was `steep`, see [the map](https://example.org "A map") and ![a boat](b.png).',
      '\n\n- first item\n- [x] second item\n1. third item\n\n> a quoted line\n> goes on here.\n',
      '\n| name | sense |\n|------|:-----:|\n| shore | land |\n\n```js\nlet boat;\n```\n\nTitle\n=====\n\nA note[^1] here.\n\n[^1]: Its text.\n',
    ].join('');
    const { sentences, words } = read(text);
    expect(sentences.map((one) => one.replace(/\s+/gu, ' '))).toEqual([
      'The river',
      'The **bank** of the _river_ was `steep`, see [the map](https://example.org "A map") and ![a boat](b.png).',
      'first item',
      'second item',
      'third item',
      'a quoted line > goes on here.',
      'name',
      'sense',
      'shore',
      'land',
      'let boat;',
      'Title',
      'A note[^1] here.',
    ]);
    expect(words).toEqual(
      expect.arrayContaining(['bank', 'river', 'steep', 'map', 'boat', 'shore', 'land', 'title']),
    );
    for (const none of ['png', 'js', 'example', 'https', 'x']) expect(words).not.toContain(none);
  });

  it.each([
    ['The **bank** of the _river_.', 'The bank of the river.'],
    ['See [the map](https://example.org "A map")!', 'See the map!'],
    ['## Heading ##', 'Heading'],
    ['~~gone~~ and `code` here', 'gone and code here'],
    ['| a | b |', 'a b'],
  ])('shows no marks: %s', (text, shown) => {
    const blanked = blankMarks(text);
    expect(blanked).toHaveLength(text.length);
    expect(
      blanked
        .replace(/\s+/gu, ' ')
        .replace(/ (?=[.!])/gu, '')
        .trim(),
    ).toBe(shown);
  });

  it.each([
    '2 * 3 * 4 = 24',
    'snake_case_name',
    'a < b > c',
    'He said: no - never.',
    "'tis * not",
    '1,000 [sic] words',
  ])('leaves plain text alone: %s', (text) => {
    expect(blankMarks(text)).toBe(text);
  });
});

describe('time in proportion to length', () => {
  const pieces = [
    '-\n',
    'a-\n',
    '`',
    '*a',
    '[',
    '](',
    '<a',
    '&a',
    '\\',
    '> ',
    '| ',
    '- ',
    '"x',
    'http://',
    'www.',
    'data:a/b,',
    'a.',
    '={};()',
    'A1b',
    '\u00ad\n',
    '![',
  ];
  it.each(pieces)('for %j repeated', (piece) => {
    const timed = (size: number): number => {
      const text = piece.repeat(Math.ceil(size / piece.length));
      const from = process.cpuUsage();
      for (const _ of splitPassages(text, options));
      const { user } = process.cpuUsage(from);
      return user / 1000;
    };
    timed(2_000);
    const short = timed(20_000);
    expect(timed(80_000)).toBeLessThan(12 * Math.max(20, short));
  });
});
