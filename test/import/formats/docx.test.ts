import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDocx } from '#src/import/formats/docx.js';
import { expectedText, fileOf, fixture, partsOf, readAll, readOne, zipOf } from './read-file.js';

const relations = 'http://schemas.openxmlformats.org';
/** A .docx of no more than it needs. */
function docxOf(body: string, more: { name: string; content: string; statedBytes?: number }[] = []): Buffer {
  const main = `${relations}/officeDocument/2006/relationships/officeDocument`;
  return zipOf([
    {
      name: '[Content_Types].xml',
      content: `<Types xmlns="${relations}/package/2006/content-types"/>`,
    },
    {
      name: '_rels/.rels',
      content: `<Relationships xmlns="${relations}/package/2006/relationships"><Relationship Id="r" Type="${main}" Target="word/document.xml"/></Relationships>`,
    },
    {
      name: 'word/document.xml',
      content: `<w:document xmlns:w="${relations}/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
    },
    ...more,
  ]);
}
const paragraph = (text: string, style = ''): string =>
  `<w:p><w:pPr>${style}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
const read = (bytes: string | Uint8Array) => readOne(readDocx, fileOf('letter.docx', bytes));

describe('a .docx', () => {
  it.each(['pandoc', 'libreoffice', 'python-docx'])('of %s is read as it is meant', async (name) => {
    const { text } = await readOne(readDocx, fixture(`docx/${name}.docx`));
    expect(text).toBe(expectedText(`docx/${name}`));
  });

  it('has headings, lists, tables and notes as parts', async () => {
    expect(partsOf(await readOne(readDocx, fixture('docx/pandoc.docx')))).toEqual([
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
    expect(partsOf(await readOne(readDocx, fixture('docx/libreoffice.docx')))).toEqual([
      'heading 1 The Mill: The Mill',
      'heading 2 What He Owned: What He Owned',
      'list: a lamp, light to carry / a cell of bees / with honey',
      String.raw`table: | Word | Sense \| use | / | bank | of a river or of a town |`,
      'note: Cold, and light to taste.',
      'note: An endnote.',
    ]);
  });

  it('says what its properties say', async () => {
    expect((await readOne(readDocx, fixture('docx/python-docx.docx'))).metadata).toEqual({
      title: 'The Changed Lease',
      author: 'Ada Brook; Günter Öl',
      date: '2021-05-04T09:30:00Z',
      language: 'en-GB',
      keywords: 'lease, bank',
    });
    expect((await readOne(readDocx, fixture('docx/libreoffice.docx'))).metadata).toMatchObject({
      title: 'The Mill by the Spring',
      subject: 'Mills',
    });
  });

  it('without properties and styles has text', async () => {
    expect(await read(docxOf(paragraph('A &lt;b&gt;bank&lt;/b&gt; &amp;amp; more')))).toMatchObject({
      text: 'A <b>bank</b> &amp; more',
      metadata: {},
      parts: [],
    });
  });

  it('leaves out what is hidden, and no more', async () => {
    const run = (text: string, format: string): string =>
      `<w:r><w:rPr><w:b/>${format}</w:rPr><w:t>${text}</w:t></w:r>`;
    const runs = [
      run('a', ''),
      run('b', '<w:vanish/>'),
      run('c', '<w:vanish w:val="0"/>'),
      run('d', '<w:vanish w:val="true" />'),
    ];
    expect(
      (
        await read(
          docxOf(`<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>${runs.join('')}${run('e', '')}</w:p>`),
        )
      ).text,
    ).toBe('ace');
  });

  it('says that formulas are left out', async () => {
    const formula = `<m:oMath xmlns:m="${relations}/officeDocument/2006/math"><m:r><m:t>x</m:t></m:r></m:oMath>`;
    const file = fileOf('letter.docx', docxOf(`<w:p><w:r><w:t>a</w:t></w:r>${formula}</w:p>`));
    const { documents, problems } = await readAll(readDocx, file);
    expect(documents[0]?.text).toBe('a');
    expect(problems[0]?.message).toBe('letter.docx has formulas, which are left out');
  });

  it('without text is an empty text', async () => {
    expect((await read(docxOf(''))).text).toBe('');
  });

  it('reads hundreds of paragraphs, and keeps words apart that a tab or a line end parts', async () => {
    const body =
      '<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>';
    expect((await read(docxOf(body.repeat(300)))).text).toBe(Array(300).fill('a b\nc‑d').join('\n\n'));
  });
});

describe('a .docx that cannot be read', () => {
  it('is named as encrypted', async () => {
    await expect(readAll(readDocx, fixture('docx/encrypted.docx'))).rejects.toMatchObject({
      code: 'data',
      message: 'encrypted.docx is encrypted',
      cure: 'Save a copy without a password.',
    });
  });

  it('is named as a file of an old Office', async () => {
    await expect(readAll(readDocx, fixture('docx/libreoffice.doc'))).rejects.toMatchObject({
      code: 'data',
      message: 'libreoffice.doc is a file of an old Office, such as .doc',
      cure: 'Open it in Word or LibreOffice, and save it as .docx.',
    });
  });

  const whole = readFileSync(fixture('docx/pandoc.docx'));
  it.each([
    ['cut off', whole.subarray(0, 6000), 'data', 'cannot be unpacked'],
    ['of text', 'The bank', 'data', 'cannot be unpacked'],
    ['empty', '', 'data', 'cannot be unpacked'],
    ['another zip file', zipOf([{ name: 'a.txt', content: 'a' }]), 'data', 'is a zip file, but not a .docx'],
    ['cut off within', docxOf('<w:p><w:r><w:t>The bank'), 'data', 'is damaged'],
    ['of one part only', zipOf([{ name: '[Content_Types].xml', content: '<Types/>' }]), 'data', 'is damaged'],
    [
      'nested deeply',
      docxOf(`${'<w:smartTag>'.repeat(8000)}${'</w:smartTag>'.repeat(8000)}`),
      'too_large',
      'is nested too deeply',
    ],
    [
      'a bomb',
      docxOf('', [{ name: 'word/styles.xml', content: 'x', statedBytes: 2 ** 31 }]),
      ...(['too_large', ': word/styles.xml unpacks to 2147483648 bytes'] as const),
    ],
  ])('is named with the reason: %s', async (_, bytes, code, why) => {
    const reading = read(bytes as Uint8Array);
    await expect(reading).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`letter.docx${why.startsWith(':') ? '' : ' '}${why}`),
    });
  });
});
