import { describe, expect, it } from 'vitest';
import { htmlText, readHtml } from '#src/import/formats/html.js';
import { expectedText, fileOf, fixture, partsOf, readAll, readOne } from './read-file.js';

const textOf = (html: string): string => htmlText(html, 'page.html').text;
const readBytes = (bytes: string | Uint8Array) => readAll(readHtml, fileOf('page.html', bytes));

describe('a saved page', () => {
  it.each(['pandoc', 'libreoffice', 'news', 'windows-1251', 'shift_jis'])(
    'of %s is read as it is meant',
    async (name) => {
      const { text } = await readOne(readHtml, fixture(`html/${name}.html`));
      expect(text).toBe(expectedText(`html/${name}`));
    },
  );

  it('has headings, lists, tables and notes as parts', async () => {
    expect(partsOf(await readOne(readHtml, fixture('html/pandoc.html')))).toEqual([
      'heading 1 Letters from the Bank: Letters from the Bank',
      'heading 1 The River Bank: The River Bank',
      'heading 2 Things in a Cell: Things in a Cell',
      'list: a light lamp / a spring of steel / a coiled one / a cell of the prison',
      'list: First, the bank. / Then the light.',
      String.raw`table: | Word | Sense | Note | / | bank | river side | a \| b | / | spring | season | after winter |`,
      'heading 1 A Verse: A Verse',
      'note: The note about the river.',
      'note: A second note. / With a second paragraph.',
    ]);
  });

  it('says who wrote it, when, where and in which language', async () => {
    expect((await readOne(readHtml, fixture('html/news.html'))).metadata).toEqual({
      title: 'River bank gives way',
      author: 'Ada Brook; Günter Öl',
      date: '2019-03-01T10:00:00+01:00',
      language: 'en-GB',
      publisher: 'The Daily Spring',
      keywords: 'river, flood',
      address: 'https://news.example.org/2019/river.html',
    });
    expect((await readOne(readHtml, fixture('html/windows-1251.html'))).metadata).toEqual({
      title: 'Берег реки',
      language: 'ru',
    });
  });

  it.each([
    ['<time pubdate datetime="2020-05-01">1 May</time>', { date: '2020-05-01' }],
    ['<meta name="date" content="March 1, 2019">', { date: '2019-03-01' }],
    ['<meta name="date" content="3/4/2019">', {}],
    [
      '<link rel="canonical" href="/here"><base href="https://example.org/">',
      { address: 'https://example.org/' },
    ],
    ['<meta property="article:author" content="https://facebook.com/ada">', {}],
    ['<script type="application/ld+json">{ damaged</script><title> A \n B </title>', { title: 'A B' }],
  ])('gives no value but those it names: %s', (html, metadata) => {
    expect(htmlText(html, 'page.html').metadata).toEqual(metadata);
  });
});

describe('the article of a page', () => {
  const sentence =
    'We sat on the bank of the river in spring, and it was light, and nobody came to see us there. ';
  const chapters = Array.from(
    { length: 30 },
    (_, i) => `<div><h2>${i}</h2><p>${sentence.repeat(3)}</p></div>`,
  );

  it('does not stand for a whole book that has a footer', () => {
    const text = textOf(
      `<body>${chapters.join('')}<div class="menu"><a href="#">Contents</a></div><footer>Set by hand</footer>`,
    );
    expect(text.split(sentence.trim()).length - 1).toBe(90);
  });

  it('does not stand for a page of many texts of a like length', () => {
    const columns = [0, 1, 2].map(
      (i) => `<td><div>${chapters.slice(i * 10, i * 10 + 10).join('')}</div></td>`,
    );
    const text = textOf(
      `<body><table><tr>${columns.join('')}</tr></table><footer>Set by hand</footer></body>`,
    );
    expect(text.split(sentence.trim()).length - 1).toBe(90);
  });

  it('is not sought in a page without a frame', () => {
    const text = textOf(
      `<body><p>Short.</p><div>${sentence}</div><ul><li>one</ul><aside>By the way.</aside></body>`,
    );
    expect(text).toBe(`Short.\n\n${sentence.trim()}\n\none\n\nBy the way.`);
  });

  it('is not taken where a page has no running text', () => {
    const links = Array.from({ length: 20 }, (_, i) => `<li><a href="/${i}">Entry ${i}</a></li>`).join('');
    expect(textOf(`<body><div><p>A list</p></div><ul>${links}</ul></body>`)).toContain('Entry 19');
  });

  it('keeps the title that stands above it', () => {
    const body = `<h1>River bank gives way</h1><div>${chapters.join('')}</div><div id="comments"><p>${sentence}</p></div>`;
    const { text, parts } = htmlText(`<title>River bank gives way</title><body>${body}</body>`, 'page.html');
    expect(text.startsWith('River bank gives way\n\n')).toBe(true);
    expect(parts.slice(1).every(({ start, end, label }) => text.slice(start, end) === label)).toBe(true);
  });
});

describe('the text of markup', () => {
  it.each([
    [
      'entities',
      'a &amp; b&nbsp;&mdash; &#252;&#x1F600; &copy;&unknown; x&shy;y',
      'a & b — ü😀 ©&unknown; xy',
    ],
    ['white space', '<p> a \n\t b<i> c</i> </p>  <p>d</p>', 'a b c\n\nd'],
    ['line ends', 'a<br>b<br/>\n c<br><br>d<br>', 'a\nb\nc\n\nd'],
    ['verse', '<pre>\nOne  line,\n  the next\n\nanother\n</pre>', 'One line,\nthe next\n\nanother'],
    [
      'what nobody sees',
      '<p hidden>a</p><p style="display: none">b</p><noscript>c</noscript><template>d</template>e',
      'e',
    ],
    [
      'controls',
      '<form>Name <input value="x"><select><option>o</select><button>Send</button></form>',
      'Name',
    ],
    [
      'unclosed tags',
      '<ul><li>a<li>b</ul><p>c<p>d<table><tr><td>e<td>f<tr><td>g<td>h</table>',
      'a\n\nb\n\nc\n\nd\n\n| e | f |\n| g | h |',
    ],
    [
      'a table that lays out',
      '<table><tr><td><h1>a</h1></td><td><table><tr><td>b<td>c</table></td></tr></table>',
      'a\n\n| b | c |',
    ],
    ['a table of one cell', '<table><tr><td><p>a</p><p>b</p></td></tr></table>', 'a\n\nb'],
    [
      'cells',
      '<table><tr><td>a<br>b</td><td></td><td><p>c|</p><p>d</p></td></tr></table>',
      String.raw`| a b | | c\| d |`,
    ],
    ['no body', '<html><head><title>t</title><p>a', 'a'],
    ['no tags', 'a bank', 'a bank'],
    ['nothing', '', ''],
    [
      'a note',
      '<p>bank<sup><a href="#n">1</a></sup>.</p><p id="n"><a href="#r">1</a> A note.</p><p>b</p>',
      'bank.\n\nb\n\nA note.',
    ],
    ['a power', '<p>x<sup>2</sup> and <a href="#top">b</a></p>', 'x2 and b'],
    ['a link to the top', '<body id="top"><p>a<sup><a href="#top">1</a></sup></p></body>', 'a'],
  ])('is right for %s', (_, html, text) => {
    expect(textOf(html)).toBe(text);
  });

  it('gives the places of ids', () => {
    const { text, places } = htmlText('<p>a</p><h2 id="x">b</h2><a name="y"></a><p>c</p>', 'c', {
      wanted: new Set(['x', 'y', 'z']),
    });
    expect([...places].map(([id, place]) => [id, text.slice(place)])).toEqual([
      ['x', 'b\n\nc'],
      ['y', 'c'],
    ]);
  });
});

describe('the encoding of a page', () => {
  it.each([
    ['a mark', Buffer.from('\ufeff<meta charset="latin1">Bär', 'utf16le')],
    [
      'a tag',
      Buffer.from('<META http-equiv=Content-Type content="text/html; charset=iso-8859-1">B\u00e4r', 'latin1'),
    ],
    ['a declaration', Buffer.from('<?xml version="1.0" encoding="ISO-8859-2"?><p>B\u00e4r</p>', 'latin1')],
    ['nothing', Buffer.from('<p>Bär</p>')],
    [
      'nothing, and no UTF-8',
      Buffer.from(`<p>B\u00e4r</p>${'<p>M\u00fcller\u0092s sch\u00f6ne B\u00e4ume</p>'.repeat(9)}`, 'latin1'),
    ],
    [
      'a tag that is wrong',
      Buffer.from(
        `<meta charset="utf-8"><p>B\u00e4r</p>${'<p>sch\u00f6n, \u00fcber \u00c4cker</p>'.repeat(9)}`,
        'latin1',
      ),
    ],
  ])('is by %s', async (_, bytes) => {
    const { documents } = await readBytes(bytes);
    expect(documents[0]?.text).toMatch(/^Bär/u);
  });

  it('that is not known is named, and the page is read', async () => {
    const { documents, problems } = await readBytes('<meta charset="x-klingon"><p>Bär');
    expect(documents[0]?.text).toBe('Bär');
    expect(problems[0]?.message).toBe(
      'page.html names an encoding that is not known, x-klingon; it was read as UTF-8',
    );
  });

  it('leaves no damage unsaid', async () => {
    const { problems } = await readBytes(
      Buffer.concat([Buffer.from('Bär '.repeat(99)), Buffer.from([0xff])]),
    );
    expect(problems[0]?.message).toMatch(/^page\.html: the character at offset 396 cannot be read as UTF-8/u);
  });
});

describe('a page that is none', () => {
  it('is named, if it is a zip file', async () => {
    await expect(readBytes('PK\u0003\u0004 and so on')).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/^page\.html is not text/u),
    });
  });

  it('is refused with 100,000 elements one inside another, and read with 5,000', () => {
    expect(() => textOf('<div>'.repeat(100_000))).toThrow(expect.objectContaining({ code: 'too_large' }));
    expect(textOf(`<body>${'<div><b>'.repeat(2500)}a<footer>b</footer></body>`)).toBe('a\n\nb');
    expect(textOf(`<body>${'<p>a'.repeat(21_000)}</body>`)).toHaveLength(21_000 * 3 - 2);
  });

  it('is read with an attribute of a million characters', () => {
    expect(textOf(`<p title="${'x'.repeat(1_000_000)}">a</p>`)).toBe('a');
  });
});
