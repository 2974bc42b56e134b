import { describe, expect, it } from 'vitest';
import { maxDepth, maxTextChars } from '#src/import/formats/limits.js';
import type { ReadDocument } from '#src/import/formats/reader.js';
import { readTei } from '#src/import/formats/tei.js';
import { refuseLongDocument } from '#src/import/formats/text-file.js';
import { collect, expectedText, fixture, partsOf, useFolder, write } from './collect-items.js';

useFolder();

const read = (source: string | Uint8Array) => collect(readTei, write('text.xml', source));

/** A text with this body, without namespace. */
async function bodyOf(body: string): Promise<ReadDocument> {
  const { documents } = await read(`<TEI.2><teiHeader/><text><body>${body}</body></text></TEI.2>`);
  const [document] = documents;
  if (!document) throw new Error('no document');
  return document;
}

describe('readTei', () => {
  it('reads what pandoc writes', async () => {
    const { documents, problems } = await collect(readTei, fixture('tei/river.xml'));
    expect(problems).toEqual([]);
    const [document] = documents as [ReadDocument];
    expect(document.id).toBeNull();
    expect(document.text).toBe(expectedText('tei/river.expected.txt'));
    expect(document.metadata).toEqual({
      title: 'By the river',
      author: 'Anna Bell',
      date: '1899-05-03',
      language: 'en',
    });
    expect(partsOf(document)).toEqual([
      `chapter|The bank|${document.text}`,
      'heading1|The bank|The bank',
      'list||a spring\n\na cell',
      'heading2|Later|Later',
      'note||It was the left one.',
    ]);
    expect(document.words).toBeUndefined();
  });

  it('reads the header with prefixes, and the date of the text before that of the file', async () => {
    const { documents } = await read(`<t:TEI xmlns:t="http://www.tei-c.org/ns/1.0"><t:teiHeader>
      <t:fileDesc><t:titleStmt><t:title>Bank &amp; spring</t:title><t:title>Second</t:title>
      <t:author>A. Bell</t:author><t:author>B. <t:hi>Cell</t:hi></t:author></t:titleStmt>
      <t:publicationStmt><t:publisher>Press</t:publisher><t:date when="2020-01-02">2020</t:date></t:publicationStmt>
      <t:sourceDesc><t:bibl><t:date>1851</t:date></t:bibl></t:sourceDesc></t:fileDesc>
      <t:profileDesc><t:langUsage><t:language ident="de">German</t:language></t:langUsage></t:profileDesc>
      </t:teiHeader><t:text xml:lang="en"><t:body><t:p>Light.</t:p></t:body></t:text></t:TEI>`);
    expect(documents).toEqual([
      {
        id: null,
        text: 'Light.',
        parts: [],
        metadata: {
          title: 'Bank & spring',
          author: 'A. Bell; B. Cell',
          date: '1851',
          language: 'de',
          publisher: 'Press',
        },
      },
    ]);
  });

  it('reads what editors corrected, and not what was deleted', async () => {
    const { text } = await bodyOf(
      `<p>The <choice><sic>bnak</sic><corr>bank</corr></choice> of <choice><reg>the</reg><orig>ye</orig></choice>
       <choice><abbr>St.</abbr><expan>Saint</expan></choice> <del>old <hi>river</hi></del><add>new</add>
       <gap reason="illegible"/>ri<lb break="no"/>ver<fw>12</fw>, by-<pb n="13" break="no"/>and-by<lb/>it
       <app><lem>fell</lem><rdg>felt</rdg></app>.</p>`,
    );
    expect(text).toBe('The bank of the Saint new river, byand-by it fell.');
  });

  it('keeps lines of verse, and speakers apart', async () => {
    const { text, parts } = await bodyOf(
      `<lg><head>Tyger</head><lg><l>Tyger Tyger, burning <hi>bright</hi>,</l>
       <l>In the forests of the night;</l></lg><lg><l>What immortal hand</l></lg></lg>
       <sp><speaker>ANNA</speaker><stage>aside</stage><l>To the bank,</l><l>now. <stage>Exit.</stage></l></sp>
       <sp><speaker>BOB</speaker><p>And I?</p></sp>`,
    );
    expect(text).toBe(
      'Tyger\n\nTyger Tyger, burning bright,\nIn the forests of the night;\n\nWhat immortal hand\n\nANNA\n\naside\n\nTo the bank,\nnow. Exit.\n\nBOB\n\nAnd I?',
    );
    expect(parts).toMatchObject([{ kind: 'heading', label: 'Tyger', level: 1 }]);
  });

  it('makes parts of chapters, headings and pages, with the notes behind their chapter', async () => {
    const document = await bodyOf(
      `<pb n="i"/><div><head>Book one</head>
       <div type="chapter" n="1"><head>The <lb/>bank</head><p>One<note>First note.</note> <pb n="2"/>two.</p></div>
       <div type="chapter" n="2"><p>Three.</p></div></div>
       <div><head>Appendix</head><p>End.<note place="foot"><p>Last</p><p>note.</p></note></p></div>`,
    );
    expect(document.text).toBe(
      'Book one\n\nThe bank\n\nOne two.\n\nFirst note.\n\nThree.\n\nAppendix\n\nEnd.\n\nLast\n\nnote.',
    );
    expect(partsOf(document)).toEqual([
      'page|i|Book one\n\nThe bank\n\nOne',
      'heading1|Book one|Book one',
      'chapter|The bank|The bank\n\nOne two.\n\nFirst note.',
      'heading2|The bank|The bank',
      'page|2|two.\n\nFirst note.\n\nThree.\n\nAppendix\n\nEnd.\n\nLast\n\nnote.',
      'note||First note.',
      'chapter|2|Three.',
      'chapter|Appendix|Appendix\n\nEnd.\n\nLast\n\nnote.',
      'heading1|Appendix|Appendix',
      'note||Last\n\nnote.',
    ]);
  });

  it('reads front and back, and tables as lines of cells', async () => {
    const { documents } =
      await read(`<TEI><text><front><titlePage><docTitle><titlePart>A title</titlePart></docTitle>
      </titlePage></front><body><p>Before <table><row><cell>a|b</cell><cell><p>c</p><p>d</p></cell></row>
      <row><cell>e</cell><cell/></row></table> after.</p></body><back><p>The end.</p></back></text></TEI>`);
    expect(documents[0]?.text).toBe('A title\n\nBefore\n\n| a\\|b | c d |\n| e | |\n\nafter.\n\nThe end.');
  });

  it('reads words with lemma and part of speech, and sentences', async () => {
    const document = await bodyOf(
      `<p><s><w lemma="the" pos="DT">The</w> <w lemma="bank" pos="NN">Bank</w>
       <w hw="be" c5="VBZ" pos="VERBISH">is</w> <w msd="UPosTag=ADJ|Degree=Pos">closed</w>
       <pc>.</pc></s> <s><w>So</w><w lemma="it">'s</w> it</s></p>`,
    );
    expect(document.text).toBe("The Bank is closed. So's it");
    expect(partsOf(document)).toEqual(['sentence||The Bank is closed.', "sentence||So's it"]);
    expect(
      document.words?.map(({ start, end, lemma, pos }) => [document.text.slice(start, end), lemma, pos]),
    ).toEqual([
      ['The', 'the', 'OTHER'],
      ['Bank', 'bank', 'NOUN'],
      ['is', 'be', 'VERB'],
      ['closed', null, 'ADJ'],
      ['So', null, null],
      ["'s", 'it', null],
    ]);
  });

  it('yields each text of a corpus, with what the corpus says below what they say', async () => {
    const header = (title: string, more = '') =>
      `<teiHeader><fileDesc><titleStmt><title>${title}</title>${more}</titleStmt></fileDesc></teiHeader>`;
    const text = (words: string) => `<text><body><p>${words}</p></body></text>`;
    const { documents } =
      await read(`<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">${header('All', '<author>A</author>')}
      <TEI xml:id="a">${header('One')}${text('First.')}</TEI><TEI>${text('Second.')}</TEI></teiCorpus>`);
    expect(documents).toMatchObject([
      { id: 'a', text: 'First.', metadata: { title: 'One', author: 'A' } },
      { id: '2', text: 'Second.', metadata: { title: 'All', author: 'A' } },
    ]);
  });

  it('reads the encoding that is declared', async () => {
    const source =
      '<?xml version="1.0" encoding="ISO-8859-1"?><TEI><text><body><p>Brücke</p></body></text></TEI>';
    expect((await read(Buffer.from(source, 'latin1'))).documents[0]?.text).toBe('Brücke');
  });

  it('does not expand entities that a document type declares', async () => {
    const bomb = '<!ENTITY a "bank"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">';
    const { documents, problems } = await read(
      `<!DOCTYPE TEI [${bomb}]><TEI><text><body><p>&b; &c; &amp; &#252;</p></body></text></TEI>`,
    );
    expect(documents[0]?.text).toBe('&b; &c; & ü');
    expect(problems[0]?.message).toBe('entities that the file or its DTD declares are not read: &b; &c;');
  });

  it.each([
    ['elements too deep', `<TEI><text>${'<div>'.repeat(maxDepth)}`, /line 1: more than 512 elements/u],
    [
      'XML that is damaged',
      '<TEI><text><body><p>One</body></text></TEI>',
      /cannot be read as XML: line 1: /u,
    ],
    ['XML that is cut off', '<TEI><text><body><p>One', /cannot be read as XML: line 1: unclosed tag/u],
    ['an empty file', '', /cannot be read as XML: /u],
    ['another kind of XML', '<html><body/></html>', /is not TEI: its outermost element is <html>/u],
  ])('throws for %s', async (_, source, message) => {
    await expect(read(source)).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(message),
    });
    await expect(read(source)).rejects.toThrow(/^text\.xml /u);
  });
});

describe('refuseLongDocument', () => {
  it('names the file and the limit', () => {
    refuseLongDocument('a.xml', maxTextChars);
    expect(() => refuseLongDocument('a.xml', maxTextChars + 1)).toThrow(
      expect.objectContaining({
        code: 'too_large',
        message: `a.xml has a document of more than ${maxTextChars} characters`,
      }),
    );
  });
});
