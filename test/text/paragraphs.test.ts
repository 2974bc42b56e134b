import { describe, expect, it } from 'vitest';
import { splitParagraphs } from '#src/text/paragraphs.js';

function paragraphs(text: string): string[] {
  return splitParagraphs(text).map(({ startChar, endChar }) => text.slice(startChar, endChar));
}

describe('splitParagraphs', () => {
  it('cuts at blank lines and not at the end of a line', () => {
    expect(paragraphs('We sat\non the bank.\n\nIt rained.\n \t\nWe left.')).toEqual([
      'We sat\non the bank.',
      'It rained.',
      'We left.',
    ]);
  });

  it('knows the ends of lines of Windows, of old Macs and of Unicode', () => {
    expect(paragraphs('one\r\ntwo\r\n\r\nthree\r\n')).toEqual(['one\r\ntwo', 'three']);
    expect(paragraphs('one\rtwo\r\rthree')).toEqual(['one\rtwo', 'three']);
    expect(paragraphs('one\u2029two')).toEqual(['one', 'two']);
  });

  it('stands a Markdown heading apart from the text around it', () => {
    expect(paragraphs('# The river\nWe sat.\n## The bank\r\nIt was steep.')).toEqual([
      '# The river',
      'We sat.',
      '## The bank',
      'It was steep.',
    ]);
  });

  it('stands a heading at the start of a file with a byte order mark apart', () => {
    expect(paragraphs('\ufeff# The river\nWe sat.')).toEqual(['# The river', 'We sat.']);
  });

  it('takes only a mark with a space behind it for a heading', () => {
    expect(paragraphs('#river\nWe sat.')).toEqual(['#river\nWe sat.']);
  });

  it('starts a paragraph at each list item, quotation, cell of a table and rule', () => {
    expect(paragraphs('Buy:\n- bread\n* milk\n1. eggs\n2) salt\n> he said\n| a | b |\n---')).toEqual([
      'Buy:',
      '- bread',
      '* milk',
      '1. eggs',
      '2) salt',
      '> he said',
      'a',
      'b',
      '---',
    ]);
  });

  it('holds no white space at its edges and loses no other character', () => {
    const text = '\ufeff  # Bänke 👩‍👩‍👧\r\n\r\n\u00a0 שלום \n\n\n\0我们\0 \u3000\n- x\n\n   \n***\n';
    const ranges = splitParagraphs(text);
    let rest = '';
    let from = 0;
    for (const { startChar, endChar } of ranges) {
      expect(startChar).toBeGreaterThanOrEqual(from);
      expect(text.slice(startChar, endChar)).toBe(text.slice(startChar, endChar).trim());
      rest += text.slice(from, startChar);
      from = endChar;
    }
    expect((rest + text.slice(from)).trim()).toBe('');
    expect(ranges).toHaveLength(5);
  });

  it('finds none in an empty text or in white space', () => {
    for (const text of ['', ' ', '\r\n\r\n', '\ufeff\n\n\t']) expect(splitParagraphs(text)).toEqual([]);
  });

  it('finds the only one', () => {
    expect(splitParagraphs('\nbank\n')).toEqual([{ startChar: 1, endChar: 5 }]);
  });

  it.each([
    ['a line of 1 MB', 'We sat on the bank '.repeat(55_000), 1],
    ['1 MB of blank lines', `a${' \n'.repeat(2 ** 19)}b`, 2],
    ['1 MB of dashes', '- '.repeat(2 ** 19), 1],
    ['200,000 short lines', 'bank\n\n'.repeat(200_000), 200_000],
  ])('takes time in proportion to %s', (_, text, count) => {
    const startedAt = performance.now();
    expect(splitParagraphs(text)).toHaveLength(count);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
