import { describe, expect, it } from 'vitest';
import { readRtf } from '#src/import/formats/rtf.js';
import { expectedText, fileOf, fixture, partsOf, readAll, readOne } from './read-file.js';

const read = (rtf: string) => readOne(readRtf, fileOf('letter.rtf', Buffer.from(rtf, 'latin1')));
const textOf = async (body: string): Promise<string> => (await read(`{\\rtf1\\ansi ${body}}`)).text;

describe('an .rtf', () => {
  it.each(['pandoc', 'libreoffice', 'by-hand'])('of %s is read as it is meant', async (name) => {
    expect((await readOne(readRtf, fixture(`rtf/${name}.rtf`))).text).toBe(expectedText(`rtf/${name}`));
  });

  it('has headings, lists, tables and notes as parts', async () => {
    expect(partsOf(await readOne(readRtf, fixture('rtf/libreoffice.rtf')))).toEqual([
      'heading 1 The Mill: The Mill',
      'heading 2 What He Owned: What He Owned',
      'list: a lamp, light to carry / a cell of bees / with honey',
      String.raw`table: | Word | Sense \| use | / | bank | of a river or of a town |`,
      'note: Cold, and light to taste.',
      'note: An endnote.',
    ]);
    expect(partsOf(await readOne(readRtf, fixture('rtf/by-hand.rtf')))).toEqual([
      'heading 1 The Cell: The Cell',
      'heading 2 A part: A part',
      'list: one / two',
      'table: | left | right more | / | ‘a’ | |',
      'note: A note, with a —dash.',
    ]);
    expect(partsOf(await readOne(readRtf, fixture('rtf/pandoc.rtf')))).toContain(
      'list: a light lamp / a spring of steel / a coiled one / a cell of the prison',
    );
  });

  it('says what its information says', async () => {
    expect((await readOne(readRtf, fixture('rtf/libreoffice.rtf'))).metadata).toEqual({
      title: 'The Mill by the Spring',
      author: 'Ada Brook',
      date: '2020-02-29T10:11',
      subject: 'Mills',
      keywords: 'mill, spring',
    });
    expect((await readOne(readRtf, fixture('rtf/by-hand.rtf'))).metadata).toMatchObject({
      title: 'The Cell – a Story',
      date: '1999-12-31T23:59',
    });
    expect((await read('{\\rtf1 a}')).metadata).toEqual({});
  });
});

describe('the characters of an .rtf', () => {
  const fonts = (...charsets: (number | string)[]): string =>
    `{\\fonttbl${charsets.map((charset, i) => `{\\f${i}\\fcharset${charset} F;}`).join('')}}`;
  it.each([
    ['of its code page', "\\ansicpg1251 \\'c1\\'e0\\'ed\\'ea", 'Банк'],
    ['of a Macintosh', "\\mac \\'8a", 'ä'],
    ['of an unknown code page', "\\ansicpg9999 \\'e4", 'ä'],
    ['of a code page in UTF-8', "\\ansicpg65001 \\'c3\\'a4", 'ä'],
    ['of a font', `${fonts(0, 161)}\\f0 \\'e1{\\f1 \\'e1}\\'e1`, 'áαá'],
    ['of the default font', `\\deff1${fonts(0, 204)}\\'e1\\f0 \\'e1\\plain \\'e1`, 'бáб'],
    ['of fonts whose charsets nobody has set', `\\ansicpg1251${fonts(0, 0)}\\f1 \\'e1`, 'б'],
    ['of the code page of a font', `{\\fonttbl{\\f0\\cpg1253 F;}}\\f0 \\'e1`, 'α'],
    ['of two bytes, the second a letter', `${fonts(128)}\\f0 \\'83A\\'83\\'42`, 'アィ'],
    ['of Korean and Chinese', `${fonts(129, 136)}\\f0 \\'b0\\'a1\\f1 \\'a4\\'a4`, '가中'],
    ['without a sense', `${fonts(0, 2)}a\\f1 \\'b7\\u-3913?\\f0 b`, 'ab'],
    ['of Unicode', "\\u228?\\u-3?\\u8364\\'80", 'ä\ufffd€'],
    ['of two units', '\\u-10179?\\u-8704?', '😀'],
    [
      'with other characters for old programs',
      "\\uc0\\u228 a{\\uc3\\u228 xyz}\\u228 b{\\uc2\\u228\\'41\\'42c}",
      'äaääbäc',
    ],
    ['with dashes and quotes for old programs', '\\u8212\\emdash a\\u8220\\ldblquote b', '—a“b'],
    ['by name', '\\ldblquote a\\rdblquote\\endash\\~b\\_c\\-d', '“a”– b‑cd'],
    ['on several lines', 'a\r\nb\n c', 'ab c'],
  ])('%s are read', async (_, body, text) => {
    expect(await textOf(body)).toBe(text);
  });
});

describe('the text of an .rtf', () => {
  it.each([
    [
      'hidden, deleted or of the frame',
      'a{\\v b}{\\deleted c}{\\header d}{\\*\\e f}{\\*\\annotation g}\\v h\\v0 i',
      'ai',
    ],
    ['binary data', 'a{\\pict\\bin5 }}}}}}b', 'ab'],
    [
      'a table in a table',
      '\\trowd\\intbl a\\par\\itap2 b\\nestcell c\\nestcell{\\*\\nesttableprops\\nestrow}{\\nonesttables\\par}\\itap1 d\\cell e\\cell\\row',
      '| a b c d | e |',
    ],
    [
      'a table without an end',
      '\\trowd\\intbl a\\cell b\\cell\\row\\trowd\\intbl c\\cell d',
      '| a | b |\n| c | d |',
    ],
    [
      'paragraphs behind a table',
      '\\trowd\\intbl a\\cell b\\cell\\row\\pard c\\par d',
      '| a | b |\n\nc\n\nd',
    ],
    ['a note in a cell', '\\trowd\\intbl a{\\footnote n}\\cell b\\cell\\row\\pard c', '| a | b |\n\nc\n\nn'],
    [
      'a dash that begins a paragraph',
      '\\endash  Hello.\\par\\bullet\\tab item\\par -\\par',
      '– Hello.\n\nitem\n\n-',
    ],
    ['a title', '{\\stylesheet{\\s3 Title;}}\\s3 a\\par\\pard b', 'a\n\nb'],
    ['nothing', '', ''],
  ])('is right for %s', async (_, body, text) => {
    expect(await textOf(body)).toBe(text);
  });
});

describe('an .rtf that is damaged', () => {
  const readAny = (content: string) => readAll(readRtf, fileOf('letter.rtf', content));

  it.each(['', 'The bank', '<html>', '{\\pard a}'])('is refused where it is none: %s', async (content) => {
    await expect(readAny(content)).rejects.toMatchObject({ code: 'data', message: 'letter.rtf is not RTF' });
  });

  it('is read as far as it goes, and that is said', async () => {
    const { documents, problems } = await readAny('{\\rtf1 a{\\b b\\par{\\footnote note');
    expect(documents[0]?.text).toBe('ab\n\nnote');
    expect(problems).toEqual([{ message: 'letter.rtf ends before its text does', cure: expect.any(String) }]);
  });

  it.each(['{\\rtf1 a}}}} b', '{\\rtf1 a\\u\\f\\uc\\cell\\row\\nonsense999999999999}', "{\\rtf1 a\\'zz\\'}"])(
    'is read: %s',
    async (content) => {
      expect((await readAny(content)).documents[0]?.text).toMatch(/^\|? ?a/u);
    },
  );

  it('is refused with groups nested too deeply', async () => {
    await expect(readAny(`{\\rtf1 ${'{'.repeat(100_000)}`)).rejects.toMatchObject({
      code: 'too_large',
      message: 'letter.rtf has more than 512 groups one inside another',
    });
  });

  it('is read in a moment with a name of a million characters', async () => {
    expect(await textOf(`\\${'a'.repeat(1_000_000)} b`)).toMatch(/ b$/u);
  });
});
