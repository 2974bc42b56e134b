import { describe, expect, it } from 'vitest';
import { parseMetadataFilter } from '#src/domain/filters.js';

describe('parseMetadataFilter', () => {
  it.each([
    ['author=Conrad', 'author', '=', 'Conrad'],
    ['year>=1900', 'year', '>=', '1900'],
    ['year <= 1900', 'year', '<=', '1900'],
    ['year>1900', 'year', '>', '1900'],
    ['year<1900', 'year', '<', '1900'],
    ['lang!=en', 'lang', '!=', 'en'],
    ['title=a = b', 'title', '=', 'a = b'],
    ['first published = 1895', 'first published', '=', '1895'],
    ['note=', 'note', '=', ''],
  ])('reads %j', (text, key, operator, value) => {
    expect(parseMetadataFilter(text)).toEqual({ key, operator, value });
  });

  it.each(['', 'year', '=1900'])('rejects %j', (text) => {
    expect(() => parseMetadataFilter(text)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: `where: "${text}" is not of the form field=value`,
        cure: 'Write, for example, year>=1900 or author=Conrad.',
      }),
    );
  });

  // the space is taken for the name
  it('rejects a space for a name', () => {
    expect(() => parseMetadataFilter(' = 1900')).toThrow();
    expect(() => parseMetadataFilter('year>')).toThrow(/"year>" is not of the form field=value/u);
    expect(parseMetadataFilter('author=')).toMatchObject({ value: '' });
  });
});
