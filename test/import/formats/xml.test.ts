import { describe, expect, it } from 'vitest';
import { decodeXml, elementsNamed, parseXml } from '#src/import/formats/xml.js';

const dc = { 'http://purl.org/dc/elements/1.1/': 'dc' };

describe('XML', () => {
  it('is a tree of elements under the prefixes that a reader knows', () => {
    const xml =
      '<m xmlns:x="http://purl.org/dc/elements/1.1/" xmlns:y="urn:y"><x:title>A &amp; <y:b>B</y:b>&#8212;</x:title></m>';
    const [title] = elementsNamed('dc:title', parseXml(xml, dc, 'meta.xml'));
    expect(title).toMatchObject({ text: 'A & B—', children: [{ name: 'b', text: 'B' }] });
  });

  it('is read where the document type declares its prefixes', () => {
    const xml = '<!DOCTYPE m:a PUBLIC "-//m//EN" "m.dtd"><m:a><m:b m:c="1">x</m:b></m:a>';
    expect(parseXml(xml, {}, 'a.xml')).toMatchObject({ name: 'a', children: [{ name: 'b', text: 'x' }] });
  });

  it('has attributes by name', () => {
    const tree = parseXml('<a xmlns:x="http://purl.org/dc/elements/1.1/" b="1" x:c="2"/>', dc, 'a.xml');
    expect(tree.attributes.get('b')).toBe('1');
    expect(tree.attributes.get('dc:c')).toBe('2');
  });

  it('expands no entity of a document type, and loads nothing', () => {
    const xml = `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(100)}"><!ENTITY c "&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]><a>&c;&f;</a>`;
    expect(parseXml(xml, {}, 'a.xml').text).toBe('&c;&f;');
  });

  it.each(['<a><b></a>', '<a', 'no markup', '', '<a>&#xFFFFFFFF;</a>'])(
    'that is damaged is named: %s',
    (xml) => {
      expect(() => parseXml(xml, {}, 'book.odt: meta.xml')).toThrow(
        expect.objectContaining({
          code: 'data',
          message: expect.stringMatching(/^book\.odt: meta\.xml is damaged/u),
        }),
      );
    },
  );

  it('is refused where it is nested too deeply', () => {
    expect(() => parseXml('<a>'.repeat(100_000), {}, 'a.xml')).toThrow(
      expect.objectContaining({
        code: 'too_large',
        message: 'a.xml has more than 512 elements one inside another',
      }),
    );
  });

  it('is decoded by its mark or its declaration, else as UTF-8', async () => {
    const declared = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Bär</a>', 'latin1');
    expect(await decodeXml(declared)).toContain('Bär');
    expect(await decodeXml(Buffer.from('\ufeff<a>Bär</a>', 'utf16le'))).toBe('<a>Bär</a>');
    expect(await decodeXml(Buffer.from('<a>Bär</a>'))).toBe('<a>Bär</a>');
    expect(await decodeXml(Buffer.from('<?xml version="1.0" encoding="no-such"?><a>Bär</a>'))).toContain(
      'Bär',
    );
  });
});
