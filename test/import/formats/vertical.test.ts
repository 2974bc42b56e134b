import { describe, expect, it } from 'vitest';
import type { ReadDocument } from '#src/import/formats/reader.js';
import { coarseTag } from '#src/import/formats/tag-sets.js';
import { readVertical } from '#src/import/formats/vertical.js';
import { collect, partsOf, useFolder, write } from './collect-items.js';

useFolder();

const read = (source: string) => collect(readVertical, write('corpus.vert', source));
const tabs = (source: string): string =>
  source.replaceAll(/^(?!<).+$/gmu, (line) => line.replaceAll(' ', '\t'));

const wordsOf = ({ text, words }: ReadDocument): string[] =>
  (words ?? []).map(({ start, end, lemma, pos }) => `${text.slice(start, end)}|${lemma}|${pos}`);

const sketch = tabs(`<doc id="a" title="Rivers &amp; banks" author="Anna Bell" year="1899">
<p>
<s>
She PP she
sat VVD sit
by IN by
R&amp;D NN R&amp;D
banks NNS bank
<g/>
. SENT .
</s>
<s>
Yes UH yes
</s>
</p>
<p>
<s>
Next JJ next
</s>
</p>
</doc>
<doc title="Two">
Light NN light
</doc>
`);

describe('readVertical', () => {
  it('yields documents of Sketch Engine with words, sentences, paragraphs and metadata', async () => {
    const { documents, problems } = await read(sketch);
    expect(problems).toEqual([]);
    const [first, second] = documents as [ReadDocument, ReadDocument];
    expect(first).toMatchObject({
      id: 'a',
      text: 'She sat by R&D banks. Yes\n\nNext',
      metadata: { title: 'Rivers & banks', author: 'Anna Bell', year: '1899', id: 'a' },
    });
    expect(partsOf(first)).toEqual([
      'paragraph||She sat by R&D banks. Yes',
      'sentence||She sat by R&D banks.',
      'sentence||Yes',
      'paragraph||Next',
      'sentence||Next',
    ]);
    expect(wordsOf(first)).toEqual([
      ...['She|she|OTHER', 'sat|sit|VERB', 'by|by|OTHER', 'R&D|R&D|NOUN', 'banks|bank|NOUN'],
      ...['.|.|OTHER', 'Yes|yes|INTJ', 'Next|next|ADJ'],
    ]);
    expect(second).toMatchObject({ id: '2', text: 'Light', metadata: { title: 'Two' } });
  });

  it.each([
    ['lemma, then tag', tabs('Banks bank NOUN\nwere be AUX\nclosed close VERB\nquickly quickly ADV\n')],
    [
      'a number, tag, lower case, lemma',
      tabs(
        'Banks 1 NN2 banks bank\nwere 2 VBDR were be\nclosed 3 VVN closed close\nquickly 4 RR quickly quickly\n',
      ),
    ],
    [
      'columns that a comment names',
      `<!-- #vrt positional-attributes: word ref lemma/ pos -->\n${tabs('Banks x bank NOUN\nwere y be AUX\nclosed z close VERB\nquickly w quickly ADV\n')}`,
    ],
  ])('recognises %s', async (_, source) => {
    const { documents } = await read(source);
    expect(documents[0]?.id).toBeNull();
    const [first, , third, fourth] = documents[0] ? wordsOf(documents[0]) : [];
    expect([first, third, fourth]).toEqual(['Banks|bank|NOUN', 'closed|close|VERB', 'quickly|quickly|ADV']);
  });

  it('recognises a tag set that it does not know as tags, without their classes', async () => {
    const line = 'Häuser NN.Pl Haus\nsind VA.3 sein\nUfer NN.Sg Ufer\nliegt VV.3 liegen\n';
    const { documents } = await read(tabs(line.repeat(20)));
    expect(documents[0]?.words?.[0]).toMatchObject({ lemma: 'Haus', pos: null });
  });

  it('places marks by rules where there is no glue', async () => {
    const words = '( He said : " do n\'t go , Anna \'s here " ! ) - 5 %'.split(' ');
    const { documents } = await read(`<text id="t">\n${words.join('\n')}\n</text>\n`);
    expect(documents[0]?.text).toBe('(He said: "don\'t go, Anna\'s here"!) - 5%');
  });

  it('takes the outer of two structures for the document, and blank lines for paragraphs', async () => {
    const { documents } = await read(
      '<doc id="d">\n<text id="t">\nOne\n\nTwo\n</text>\n<text id="u">\nThree\n</text>\n</doc>\n',
    );
    expect(documents.map(({ id, text }) => [id, text])).toEqual([['d', 'One\n\nTwo Three']]);
  });

  it('reads a word that looks like a tag, and names lines that are neither', async () => {
    const { documents, problems } = await read('a\tDT\n<\tSYM\n<doc id="broken\n\tNN\nb\tNN\n');
    expect(documents[0]?.text).toBe('a < b');
    expect(problems.map(({ message }) => message)).toEqual([
      'line 3: "<doc id="broken" is no word and no tag',
      'line 4: "\tNN" is no word and no tag',
    ]);
  });

  it('throws for running text, and yields nothing for an empty file', async () => {
    await expect(read('She sat on the bank.\nIt was warm.\n')).rejects.toMatchObject({
      code: 'data',
      message: 'corpus.vert cannot be read as vertical text: it has not one word a line',
    });
    expect((await read('')).documents).toEqual([]);
  });
});

describe('coarseTag', () => {
  it.each([
    ['NOUN', 'NOUN NN NNS NN0 NN1 NN2 NNT1 NNL1 NNU'],
    ['PROPN', 'PROPN NNP NNPS NP NPS NP0 NP1 NP2 NPD1 NPM1'],
    ['VERB', 'VERB VB VBD VBG VBN VBP VBZ VV VVD VVZ VVP VV0 VVI VVGK VH VHZ VBDR VBDZ VBB'],
    ['ADJ', 'ADJ JJ JJR JJS JJT JK AJ0 AJC AJS'],
    ['ADV', 'ADV RB RBR RBS WRB AV0 AVP AVQ RR RRR RL RT RGR'],
    ['INTJ', 'INTJ UH ITJ'],
    ['X', 'X FW FO UNC ZZ1'],
    [
      'OTHER',
      'AUX DET CCONJ . , `` : $ MD DT IN PRP PRP$ PP$ TO WP WP$ -LRB- AT AT0 AT1 APPGE CJC CST CRD MC MC1 DDQ DPS II IF IO IW PRF PPHS1 PNQS PNP VM VM0 XX XX0 SENT',
    ],
    [null, 'VVFIN ADJA N_SG verb _'],
  ])('has %s for tags of UPOS, Penn and CLAWS', (pos, tags) => {
    expect(tags.split(' ').filter((tag) => coarseTag(tag) !== pos)).toEqual([]);
  });
});
