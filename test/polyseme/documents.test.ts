// Documents under the names that people see: exact ones, ends and parts of paths, several that fit, none; names with
// marks, backslashes and accents. And what pages show of documents: their first words, their order, all senses.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shownName } from '#src/domain/document-names.js';
import { Polyseme } from '#src/index.js';

const texts: Readonly<Record<string, string>> = {
  'years/1901.txt': 'The bank of the river was steep in spring.',
  'years/1902.txt': 'The bank paid interest on the money.',
  'notes/1901.txt': 'A bank of clouds stood over the hill.',
  'notes/C# and #2.txt': 'The bank lent him money for a music room.',
  'notes/ca\u0301fe.txt': 'The bank beside the coffee house was shut.',
  'rows.csv': 'id,text\n1,The bank of a brook.\n15,The bank of a lake.\n155,The bank of a pond.\n',
};

let folder: string;
let polyseme: Polyseme;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-documents-'));
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(`${folder}/work/texts/${name}`), { recursive: true });
    writeFileSync(`${folder}/work/texts/${name}`, text);
  }
  const archive = fileURLToPath(new URL('../fixtures/formats/archive/notes.zip', import.meta.url));
  copyFileSync(archive, `${folder}/work/texts/notes.zip`);
  mkdirSync(`${folder}/elsewhere`); // the files have whole paths, as they do not lie beside the database
  polyseme = await Polyseme.open({ db: `${folder}/elsewhere/texts.db` });
  await polyseme.index([`${folder}/work/texts`]);
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true, force: true });
});

const linesIn = async (...documents: string[]) => {
  const { hits, documentsNamed, filterProblem } = await polyseme.search({
    word: 'bank',
    fold: false,
    filters: { documents },
  });
  const start = await polyseme.commonFolder();
  const names = [...new Set(hits.map(({ uri }) => shownName(uri, start)))].sort();
  return { names, documentsNamed, filterProblem };
};

describe('a name in a filter', () => {
  it.each<[string, readonly string[], string]>([
    ['years/1901.txt', ['years/1901.txt'], 'whole'],
    ['YEARS/1901.TXT', ['years/1901.txt'], 'end'],
    ['years\\1901.txt', ['years/1901.txt'], 'whole'],
    ['./years/1901.txt', ['years/1901.txt'], 'whole'],
    ['1902.txt', ['years/1902.txt'], 'end'],
    ['1902', ['years/1902.txt'], 'part'],
    ['1901.txt', ['notes/1901.txt', 'years/1901.txt'], 'end'],
    ['years/', ['years/1901.txt', 'years/1902.txt'], 'part'],
    ['C# and #2.txt', ['notes/C# and #2.txt'], 'end'],
    ['c\u00e1fe.txt', ['notes/ca\u0301fe.txt'], 'end'],
    ['rows.csv', ['rows.csv#1', 'rows.csv#15', 'rows.csv#155'], 'whole'],
    ['rows.csv#1', ['rows.csv#1'], 'whole'],
    ['15', ['rows.csv#15'], 'whole'],
  ])('%j stands for %j', async (name, wanted, by) => {
    const { names, documentsNamed } = await linesIn(name);
    expect(names).toEqual(wanted);
    expect(documentsNamed).toMatchObject([{ name, by, documents: wanted.length }]);
  });

  it('may be a whole path, or part of it within the folder of the collection, not of the machine', async () => {
    const [{ uri } = { uri: '' }] = await polyseme.documents({ match: '1902' });
    expect((await linesIn(uri)).names).toEqual(['years/1902.txt']);
    // no longer id is taken for the row that is named
    const { names, filterProblem } = await linesIn(`${await polyseme.commonFolder()}rows.csv#5`);
    expect([names, filterProblem]).toEqual([[], expect.stringContaining('there is no document')]);
    for (const nothing of ['work/texts', 'elsewhere', '%', '_', ''])
      expect((await linesIn(nothing)).names, nothing).toEqual([]);
  });

  it('that fits several files takes all of them and says which', async () => {
    const { documentsNamed } = await linesIn('1901.txt', '1902.txt');
    expect(documentsNamed.map(({ fits, uris }) => [fits, uris.map((uri) => path.basename(uri))])).toEqual([
      [2, ['1901.txt', '1901.txt']],
      [1, ['1902.txt']],
    ]);
  });

  it('is that of a member of an archive as well', async () => {
    const [member] = await polyseme.documents({ match: 'notes.zip' });
    const shown = shownName(member?.uri as string, await polyseme.commonFolder());
    expect(shown).toMatch(/^notes\.zip.+/u);
    expect((await polyseme.document(shown)).document.id).toBe(member?.id);
  });
});

describe('a name of one document', () => {
  it('opens it, and is refused with what fits where that is not clear', async () => {
    expect((await polyseme.document('1902', { word: 'bank' })).marks).toHaveLength(1);
    await expect(polyseme.document('1901')).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('fits 2 documents: notes/1901.txt and years/1901.txt'),
    });
    await expect(polyseme.document('rows.csv')).rejects.toMatchObject({
      message: expect.stringContaining('is a file of 3 documents'),
      cure: expect.stringContaining('rows.csv#1'),
    });
    // what SQL takes as `source`
    expect(await polyseme.sourceName('rows.csv')).toBe(`${await polyseme.commonFolder()}rows.csv`);
    await expect(polyseme.sourceName('1901')).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(polyseme.document('nowhere.txt')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('removes it, and never several files at once', async () => {
    await expect(polyseme.remove(['1901.txt'])).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(polyseme.remove(['rows.csv#5'])).rejects.toMatchObject({ code: 'not_found' });
    expect((await polyseme.remove(['notes/1901.txt'])).map(({ uri }) => path.basename(uri))).toEqual([
      '1901.txt',
    ]);
    // what fitted two fits one now
    expect((await linesIn('1901.txt')).names).toEqual(['years/1901.txt']);
  });

  it('is shown from the folder of the collection on, and never with the path of another', async () => {
    expect(shownName('/a/b/c.txt', '/a/')).toBe('b/c.txt');
    expect(shownName('/x/c.txt', '/a/')).toBe('c.txt');
    expect(shownName('C:\\texts\\c.txt', '/a/')).toBe('c.txt');
    expect(shownName('uploads/b/c.txt', '/a/')).toBe('uploads/b/c.txt');
    expect((await polyseme.filesLike('190', 10)).map((uri) => path.basename(uri))).toEqual([
      '1901.txt',
      '1902.txt',
    ]);
  });
});

describe('documents', () => {
  it('are listed in any order, with their first words', async () => {
    const byWords = await polyseme.documents({ match: 'rows.csv', sort: '-words' });
    expect(byWords).toHaveLength(3);
    const names = async (sort: 'name' | '-name') =>
      (await polyseme.documents({ sort, match: 'years' })).map(({ uri }) => path.basename(uri));
    expect(await names('name')).toEqual(['1901.txt', '1902.txt']);
    expect(await names('-name')).toEqual(['1902.txt', '1901.txt']);
    const [{ id } = { id: 0 }] = await polyseme.documents({ match: '#155' });
    expect((await polyseme.openings([id, 9999])).get(id)).toBe('The bank of a pond.');
  });

  it('have a sense for each word that may have several, which a person corrects', async () => {
    const { document, text } = await polyseme.document('years/1901.txt');
    const before = await polyseme.sensesInText(document.id);
    const word = before.words.find(({ lemma }) => lemma === 'bank');
    if (!word) throw new Error('bank has several senses');
    expect(text.slice(word.start, word.end)).toBe('bank');
    const { inventory, senses = [] } = before.senses.get('bank') ?? {};
    expect([inventory, word.by, senses[word.sense]?.label]).toEqual([
      'everyday',
      'line',
      'land beside a river',
    ]);
    expect(word.confidence).toBeGreaterThan(0.4);
    expect((await polyseme.sensesInText(document.id, { from: word.end })).words).not.toContainEqual(word);

    const other = senses.find((_, i) => i !== word.sense);
    const change = { kind: 'move' as const, lines: [word.tokenId], to: other?.id as string };
    await polyseme.changeSenses('bank', change, { inventory: 'everyday' });
    const after = await polyseme.sensesInText(document.id);
    const corrected = after.words.find(({ tokenId }) => tokenId === word.tokenId);
    expect(corrected).toMatchObject({ by: 'mine', confidence: 1 });
    expect(after.senses.get('bank')?.senses[corrected?.sense ?? -1]?.label).toBe(other?.label);
  });

  it('show a sense that was assigned before what their line alone suggests', async () => {
    await polyseme.disambiguate({ words: ['interest'] });
    const { document } = await polyseme.document('years/1902.txt');
    const { words } = await polyseme.sensesInText(document.id);
    expect(words.find(({ lemma }) => lemma === 'interest')?.by).toBe('assigned');
    expect(words.find(({ lemma }) => lemma === 'money')?.by ?? 'line').toBe('line');
  });
});
