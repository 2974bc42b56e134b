import { describe, expect, it } from 'vitest';
import { readConllu } from '#src/import/formats/conllu.js';
import type { ReadDocument } from '#src/import/formats/reader.js';
import { collect, partsOf, useFolder, write } from './collect-items.js';

useFolder();

/** Blanks for tabs; `_` for the columns that are left out. */
const conllu = (source: string): string =>
  source.replaceAll(/^(\S+) (\S+) (\S+) (\S+)(?: (\S+))?$/gmu, (line, id, form, lemma, upos, misc = '_') =>
    line.startsWith('#') ? line : [id, form, lemma, upos, '_', '_', '0', '_', '_', misc].join('\t'),
  );

const read = (source: string) => collect(readConllu, write('corpus.conllu', conllu(source)));

const wordsOf = ({ text, words }: ReadDocument): string[] =>
  (words ?? []).map(({ start, end, lemma, pos }) => `${text.slice(start, end)}|${lemma}|${pos}`);

const corpus = `# newdoc id = river
# meta::title = By the river
# author = Anna Bell
# newpar
# sent_id = 1
# text = She doesn't sit.
1 She she PRON
2-3 doesn't _ _
2 does do AUX
3 n't not PART
4 sit sit VERB SpaceAfter=No
4.1 still still ADV
5 . . PUNCT

# sent_id = 2
1 Banks bank NOUN SpaceAfter=No
2 ! _ _

# newpar id = p2
1-2 Am _ _
1 An an ADP
2 dem der DET
3 Ufer Ufer NOUN SpaceAfter=No
4 . . PUNCT

# newdoc
1 Spring spring NOUN SpacesAfter=\\n\\n
2 came come VERB
`;

describe('readConllu', () => {
  it('yields documents with text, sentences, paragraphs, words and metadata', async () => {
    const { documents, problems } = await read(corpus);
    expect(problems).toEqual([]);
    const [river, second] = documents as [ReadDocument, ReadDocument];
    expect(river).toMatchObject({
      id: 'river',
      text: "She doesn't sit. Banks!\n\nAm Ufer.",
      metadata: { title: 'By the river', author: 'Anna Bell' },
    });
    expect(partsOf(river)).toEqual([
      "paragraph||She doesn't sit. Banks!",
      "sentence||She doesn't sit.",
      'sentence||Banks!',
      'paragraph||Am Ufer.',
      'sentence||Am Ufer.',
    ]);
    expect(wordsOf(river)).toEqual([
      ...['She|she|OTHER', 'does|do|OTHER', "n't|not|OTHER", 'sit|sit|VERB', '.|.|OTHER'],
      ...['Banks|bank|NOUN', '!|null|null', 'Am|an|OTHER', 'Ufer|Ufer|NOUN', '.|.|OTHER'],
    ]);
    expect(second).toMatchObject({ id: '2', text: 'Spring\n\ncame', metadata: {} });
  });

  it('takes spaces from the text where SpaceAfter is missing, and not from one that does not fit', async () => {
    const words = '1 ( ( PUNCT\n2 light light NOUN\n3 ) ) PUNCT\n';
    expect((await read(`# text = (light)\n${words}`)).documents[0]).toMatchObject({
      id: null,
      text: '(light)',
    });
    expect((await read(`# text = [light]\n${words}`)).documents[0]?.text).toBe('( light )');
  });

  it('names bad lines by their number, and reads the rest', async () => {
    const { documents, problems } = await read(
      '1 The the DET\nrubbish\nx bank bank NOUN\n2 bank bank NOUN\n',
    );
    expect(documents[0]?.text).toBe('The bank');
    expect(problems.map(({ message }) => message)).toEqual([
      'line 2: its number of columns is 1, not 10',
      'line 3: "x" is no number of a word',
    ]);
  });

  it('counts bad lines beyond twenty', async () => {
    const { problems } = await read(`1 The the DET\n${'rubbish\n'.repeat(30)}`);
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)?.message).toBe('10 more bad lines');
  });

  it('reads CRLF, a mark of the byte order, and two documents of one name', async () => {
    const { documents } = await collect(
      readConllu,
      write(
        'a.conllu',
        `\ufeff${conllu('# newdoc id = a\n1 One one NUM\n\n# newdoc id = a\n1 Two two NUM\n').replaceAll('\n', '\r\n')}`,
      ),
    );
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ['a', 'One'],
      ['a (2)', 'Two'],
    ]);
  });

  it('throws for what has no word, and yields nothing for an empty file', async () => {
    await expect(read('She sat on the bank.\n')).rejects.toMatchObject({
      code: 'data',
      message: 'corpus.conllu cannot be read as CoNLL-U: it has no word',
    });
    expect((await read('')).documents).toEqual([]);
  });
});
