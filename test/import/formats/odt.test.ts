import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readOdt } from '#src/import/formats/odt.js';
import {
  expectedText,
  fileOf,
  fixture,
  type MadeMember,
  partsOf,
  readAll,
  readOne,
  zipOf,
} from './read-file.js';

const oasis = 'urn:oasis:names:tc:opendocument:xmlns';
const spaces = ['office', 'text', 'table', 'style']
  .map((name) => `xmlns:${name}="${oasis}:${name}:1.0"`)
  .join(' ');
const contentOf = (body: string, head = ''): string =>
  `<office:document-content ${spaces} xmlns:draw="${oasis}:drawing:1.0">${head}<office:body><office:text>${body}</office:text></office:body></office:document-content>`;
const odtOf = (content: string, more: readonly MadeMember[] = []): Buffer =>
  zipOf([{ name: 'content.xml', content }, ...more]);
const read = (bytes: string | Uint8Array) => readAll(readOdt, fileOf('letter.odt', bytes));
const textOf = async (body: string, head?: string): Promise<string | undefined> =>
  (await read(odtOf(contentOf(body, head)))).documents[0]?.text;

const mill = [
  'heading 1 The Mill: The Mill',
  'heading 2 What He Owned: What He Owned',
  'list: a lamp, light to carry / a cell of bees / with honey',
  String.raw`table: | Word | Sense \| use | / | bank | of a river or of a town |`,
  'note: Cold, and light to taste.',
  'note: An endnote.',
];

describe('an .odt', () => {
  it.each(['pandoc.odt', 'libreoffice.odt', 'office.fodt'])('is read as it is meant: %s', async (name) => {
    const { text } = await readOne(readOdt, fixture(`odt/${name}`));
    expect(text).toBe(expectedText(name === 'pandoc.odt' ? 'odt/pandoc' : 'odt/libreoffice'));
  });

  it('has headings, lists, tables and notes as parts', async () => {
    expect(partsOf(await readOne(readOdt, fixture('odt/libreoffice.odt')))).toEqual(mill);
    expect(partsOf(await readOne(readOdt, fixture('odt/office.fodt')))).toEqual(mill);
    expect(partsOf(await readOne(readOdt, fixture('odt/pandoc.odt')))).toContain(
      'note: A second note. / With a second paragraph.',
    );
  });

  it('says what its properties say', async () => {
    const metadata = {
      title: 'The Mill by the Spring',
      author: 'Ada Brook',
      date: '2020-02-29T10:11:12',
      language: 'en-GB',
      subject: 'Mills',
      keywords: 'mill; spring',
    };
    expect((await readOne(readOdt, fixture('odt/libreoffice.odt'))).metadata).toEqual(metadata);
    expect((await readOne(readOdt, fixture('odt/office.fodt'))).metadata).toEqual(metadata);
    expect((await readOne(readOdt, fixture('odt/pandoc.odt'))).metadata).toMatchObject({
      author: 'Ada Brook; Günter Öl',
    });
  });

  it.each([
    ['white space', '<text:p> a \n b<text:s text:c="3"/>c<text:tab/>d </text:p>\n<text:p/>', 'a b c d'],
    [
      'a box in a paragraph',
      '<text:p>a <draw:frame><draw:text-box><text:p>b</text:p></draw:text-box></draw:frame>c</text:p><text:p>d</text:p>',
      'a c\n\nb\n\nd',
    ],
    [
      'a table of contents',
      '<text:table-of-content><text:p>a 1</text:p></text:table-of-content><text:p>a</text:p>',
      'a',
    ],
    [
      'a hidden section',
      '<text:section text:display="none"><text:p>a</text:p></text:section><text:p>b</text:p>',
      'b',
    ],
    [
      'merged cells',
      '<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>',
      '| a | | b |',
    ],
    [
      'a note in a list in a cell',
      '<table:table><table:table-row><table:table-cell><text:list><text:list-item><text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>n</text:p></text:note-body></text:note></text:p></text:list-item></text:list></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table><text:p>c</text:p>',
      '| a | b |\n\nc\n\nn',
    ],
    ['nothing', '', ''],
  ])('is right for %s', async (_, body, text) => {
    expect(await textOf(body)).toBe(text);
  });

  it('leaves out what a style hides, and has titles as headings', async () => {
    const styles = `<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/></office:automatic-styles>`;
    const body =
      '<text:p text:style-name="P1">A</text:p><text:p text:style-name="T1">b<text:span text:style-name="T1">c</text:span>d</text:p>';
    expect(await textOf(body, styles)).toBe('A\n\nbd');
  });

  it('may be in another encoding, without a zip file around', async () => {
    const xml = `<?xml version="1.0" encoding="UTF-16"?>${contentOf('<text:p>Bär</text:p>')}`;
    expect((await read(Buffer.from(`\ufeff${xml}`, 'utf16le'))).documents[0]?.text).toBe('Bär');
  });
});

describe('an .odt that cannot be read', () => {
  it.each([
    `<m:manifest xmlns:m="${oasis}:manifest:1.0"><m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>`,
    undefined,
  ])('is named as encrypted: %s', async (manifest) => {
    const member =
      manifest === undefined
        ? { name: 'encrypted-package', content: 'x' }
        : { name: 'META-INF/manifest.xml', content: manifest };
    await expect(read(odtOf('garbage', [member]))).rejects.toMatchObject({
      code: 'data',
      message: 'letter.odt is encrypted',
      cure: 'Save a copy without a password.',
    });
  });

  const whole = readFileSync(fixture('odt/pandoc.odt'));
  const sheet = contentOf('').replaceAll('office:text', 'office:spreadsheet');
  it.each([
    ['empty', '', 'data', ' is not an .odt: it is neither a zip file nor XML'],
    ['of text', 'The bank', 'data', ' is not an .odt: it is neither a zip file nor XML'],
    ['cut off', whole.subarray(0, 5000), 'data', ' cannot be unpacked'],
    [
      'another zip file',
      zipOf([{ name: 'a', content: 'a' }]),
      'data',
      ' is not an .odt: it has no content.xml',
    ],
    ['a table', odtOf(sheet), 'data', ' is not an .odt: it holds no text document'],
    ['damaged within', odtOf(contentOf('<text:p>')), 'data', ': content.xml is damaged'],
    [
      'nested deeply',
      odtOf(contentOf('<text:span>'.repeat(100_000))),
      'too_large',
      ': content.xml has more than 512',
    ],
    [
      'a bomb',
      zipOf([{ name: 'content.xml', content: 'x', statedBytes: 2 ** 31 }]),
      ...(['too_large', ': content.xml unpacks to 2147483648 bytes'] as const),
    ],
  ])('is named with the reason: %s', async (_, bytes, code, why) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`letter.odt${why}`),
    });
  });

  it('expands no entities', async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${contentOf('<text:p>x&b;</text:p>')}`;
    expect((await read(odtOf(bomb))).documents[0]?.text).toBe('x&b;');
  });
});
