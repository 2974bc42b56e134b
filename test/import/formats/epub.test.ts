import { describe, expect, it } from 'vitest';
import { readEpub } from '#src/import/formats/epub.js';
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

interface Made {
  /** null for one that the book names, but does not hold. */
  readonly chapters: Readonly<Record<string, string | Omit<MadeMember, 'name'> | null>>;
  readonly ncx?: string;
  readonly nav?: string;
  readonly more?: readonly MadeMember[];
}

/** A book of no more than it needs. */
function epubOf({ chapters, ncx, nav, more = [] }: Made): Buffer {
  const names = Object.keys(chapters);
  const item = (name: string, type: string, rest = ''): string =>
    `<item id="${name}" href="${encodeURIComponent(name)}" media-type="${type}" ${rest}/>`;
  const items = [
    ...names.map((name) => item(name, 'application/xhtml+xml')),
    ...(ncx === undefined ? [] : [item('toc.ncx', 'application/x-dtbncx+xml')]),
    ...(nav === undefined ? [] : [item('nav.xhtml', 'application/xhtml+xml', 'properties="nav"')]),
  ];
  const spine = names.map((name) => `<itemref idref="${name}"/>`).join('');
  const head =
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> The  Mill </dc:title></metadata>';
  const opf = `<package xmlns="http://www.idpf.org/2007/opf">${head}<manifest>${items.join('')}</manifest><spine>${spine}</spine></package>`;
  return zipOf([
    { name: 'mimetype', content: 'application/epub+zip', isStored: true },
    { name: 'META-INF/container.xml', content: '<container><rootfile full-path="OPS/a.opf"/></container>' },
    { name: 'OPS/a.opf', content: opf },
    ...Object.entries(chapters).flatMap(([name, chapter]) =>
      chapter === null
        ? []
        : [{ name: `OPS/${name}`, ...(typeof chapter === 'string' ? { content: chapter } : chapter) }],
    ),
    ...(ncx === undefined ? [] : [{ name: 'OPS/toc.ncx', content: ncx }]),
    ...(nav === undefined ? [] : [{ name: 'OPS/nav.xhtml', content: nav }]),
    ...more,
  ]);
}

const read = (made: Made) => readOne(readEpub, fileOf('book.epub', epubOf(made)));
const chaptersOf = async (made: Made): Promise<string[]> =>
  partsOf(await read(made)).filter((part) => part.startsWith('chapter'));
const point = (label: string, src: string): string =>
  `<navPoint><navLabel><text>${label}</text></navLabel><content src="${src}"/></navPoint>`;

describe('an .epub', () => {
  it.each(['pandoc-2', 'pandoc-3', 'calibre', 'ebooklib'])('of %s is read as it is meant', async (name) => {
    const { text } = await readOne(readEpub, fixture(`epub/${name}.epub`));
    expect(text).toBe(expectedText(name === 'ebooklib' ? 'epub/ebooklib' : 'epub/letters'));
  });

  it.each(['pandoc-2', 'pandoc-3', 'calibre'])(
    'of %s has chapters by its table of contents',
    async (name) => {
      const parts = partsOf(await readOne(readEpub, fixture(`epub/${name}.epub`)));
      const text = expectedText('epub/letters').replaceAll(/\n+/gu, ' / ');
      const [first, second, third] = text.split(/ \/ (?=The River Bank|A Verse)/u);
      expect(parts.filter((part) => part.startsWith('chapter'))).toEqual([
        `chapter Letters from the Bank: ${first}`,
        `chapter The River Bank: ${second}`,
        `chapter A Verse: ${third}`,
      ]);
      expect(parts).toContain('note: The note about the river.');
      expect(parts).toContain('heading 2 Things in a Cell: Things in a Cell');
    },
  );

  it('has chapters that begin within a file, notes of another file, and what is beside the book last', async () => {
    expect(partsOf(await readOne(readEpub, fixture('epub/ebooklib.epub')))).toEqual([
      'chapter I. The Light: The Light / The light was on.',
      'heading 1 The Light: The Light',
      'chapter II. The Bank: The Bank / The bank was shut. / A chapter without a heading & without an entry.',
      'heading 1 The Bank: The Bank',
      'chapter Notes: A note about light.',
      'note: A note about light.',
      'chapter Aside: Aside / Not in the line of the book.',
      'heading 2 Aside: Aside',
    ]);
  });

  it('says who wrote it, when and in which language', async () => {
    expect((await readOne(readEpub, fixture('epub/ebooklib.epub'))).metadata).toEqual({
      title: 'The Spring',
      author: 'Ada Brook; Günter Öl',
      date: '2018-06-01',
      language: 'en',
      publisher: 'Mill Press',
    });
    expect((await read({ chapters: {} })).metadata).toEqual({ title: 'The Mill' });
  });

  it('without a table of contents has chapters by headings and numbers', async () => {
    const chapters = {
      'a.xhtml': '<p>one</p>',
      'b b.xhtml': '<h2>Two</h2><p>two</p>',
      'c.xhtml': '<p/><p>three</p>',
    };
    expect(await chaptersOf({ chapters })).toEqual([
      'chapter 1: one',
      'chapter Two: Two / two',
      'chapter 3: three',
    ]);
  });

  it('goes on with a chapter in a file that begins none, and ends it within the next', async () => {
    const chapters = { 'a.xhtml': '<p>a</p>', 'b.xhtml': '<p>b</p>', 'c.xhtml': '<p>c</p><p id="x">d</p>' };
    const ncx = `<ncx><navMap>${point('A', 'a.xhtml')}${point('D', 'c.xhtml#x')}</navMap></ncx>`;
    expect(await chaptersOf({ chapters, ncx })).toEqual(['chapter A: a / b / c', 'chapter D: d']);
  });

  it('takes the older table of contents where the newer is damaged', async () => {
    const ncx = `<ncx><navMap>${point('A &amp; B', 'a.xhtml')}</navMap></ncx>`;
    expect(await chaptersOf({ chapters: { 'a.xhtml': '<p>a</p>' }, ncx, nav: '<html><nav>' })).toEqual([
      'chapter A & B: a',
    ]);
  });

  it('loses no text to tags that end at once, as XHTML has them', async () => {
    const html =
      '<html><head><title/><script src="a.js"/><style/></head><body><a id="p1"/><p>a<br/>b</p><div/>c</body></html>';
    expect((await read({ chapters: { 'a.xhtml': html } })).text).toBe('a\nb\n\nc');
  });

  it('is read but for a chapter that is missing or damaged', async () => {
    const chapters = {
      'a.xhtml': '<p>a</p>',
      'b.xhtml': { content: '<p>b</p>', statedBytes: 5 },
      'c.xhtml': '<p>c</p>',
      'd.xhtml': null,
    };
    const { documents, problems } = await readAll(readEpub, fileOf('book.epub', epubOf({ chapters })));
    expect(documents[0]?.text).toBe('a\n\nc');
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^book\.epub: OPS\/b\.xhtml cannot be unpacked/u),
      expect.stringMatching(/^book\.epub cannot be unpacked: it has no OPS\/d\.xhtml/u),
    ]);
  });
});

describe('an .epub that cannot be read', () => {
  const encryption = (algorithm: string): MadeMember => ({
    name: 'META-INF/encryption.xml',
    content: `<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm="${algorithm}"/></enc:EncryptedData></encryption>`,
  });
  const chapters = { 'a.xhtml': '<p>a</p>' };

  it('is named as encrypted, but not for its fonts', async () => {
    const copyProtected = epubOf({
      chapters,
      more: [encryption('http://www.w3.org/2001/04/xmlenc#aes128-cbc')],
    });
    await expect(readAll(readEpub, fileOf('book.epub', copyProtected))).rejects.toMatchObject({
      code: 'data',
      message: 'book.epub is encrypted, as books with copy protection are',
    });
    const masked = { chapters, more: [encryption('http://www.idpf.org/2008/embedding')] };
    expect((await read(masked)).text).toBe('a');
  });

  it.each([
    ['text', 'The bank', 'cannot be unpacked'],
    [
      'another zip file',
      zipOf([{ name: 'a', content: 'a' }]),
      'is not an .epub: it has no META-INF/container.xml',
    ],
    [
      'a container that leads nowhere',
      zipOf([
        {
          name: 'META-INF/container.xml',
          content: '<container><rootfile full-path="../../x.opf"/></container>',
        },
      ]),
      'is not an .epub: it has no x.opf',
    ],
    [
      'a damaged container',
      zipOf([{ name: 'META-INF/container.xml', content: '<container>' }]),
      'is damaged',
    ],
  ])('is named with the reason: %s', async (_, bytes, why) => {
    await expect(readAll(readEpub, fileOf('book.epub', bytes))).rejects.toMatchObject({
      code: 'data',
      message: expect.stringContaining(why),
    });
  });
});
