import { describe, expect, it } from 'vitest';
import { splitWords } from '#src/text/words.js';

describe('splitWords', () => {
  it('cuts English clitics off and keeps offsets exact', () => {
    const text = "Almayer's house, we'll say, didn't fall";
    const words = splitWords(text);
    expect(words.map(({ form }) => form)).toEqual(['Almayer', 'house', 'we', 'say', "didn't", 'fall']);
    for (const { form, startChar, endChar } of words) expect(text.slice(startChar, endChar)).toBe(form);
  });
});
