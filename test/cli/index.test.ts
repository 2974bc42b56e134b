// polyseme index, of what cannot be read: the exit status, what is said, and what is indexed all the same.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Case, expectSays, openPlace } from './process.js';

const place = openPlace();
const { inSession: polyseme, write } = place;

beforeAll(() => {
  write('good/money.csv', 'id,text,year\nm1,"The bank lent him money, again.",1990\n');
  write('empty/.keep', '');
  write('latin1.txt', Buffer.from('Le caf\xe9 de la rive', 'latin1'));
  write('utf16.txt', Buffer.from('\ufeffWe sat on the bank.', 'utf16le'));
  write('image.txt', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'));
  write('paper.pdf', '%PDF-1.4');
  write('sheet.xls', 'a table');
  write('blank.md', ' \n\n --- \n');
  write('bad.jsonl', '{"id":1,"text":"The bank lends."}\n{"id":2,"text":\n{"id":3,"text":"A bank."}\n');
  write('untexted.csv', 'id,body\n1,The bank lends.\n');
  write('quote.csv', 'id,text\n1,The bank lends.\n2,"The bank" lends."\n3,The bank closes.\n');
  write('open-quote.csv', 'id,text\n1,The bank lends.\n2,"The bank closes.\n3,The bank.\n');
  write('rowless.csv', 'id,text\n');
  write('mixed/a.txt', 'We sat on the bank.');
  write('mixed/b.txt', Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 37) & 0xff)));
  write('mixed/c.txt', 'The bank lends money.');
});

const files: Case[] = [
  ['latin1.txt --encoding utf-8', 3, ['latin1.txt is not utf-8', '--encoding']],
  ['latin1.txt --encoding latin-17', 2, ['encoding: "latin-17" is not the name', 'such as windows-1252']],
  ['image.txt', 3, ['image.txt is not text: it is an image', '--encoding']],
  ['paper.pdf', 3, ['paper.pdf is damaged', 'Get the file again']],
  ['sheet.xls', 3, ['".xls" is not a format that can be read', 'such as .txt, .csv, .pdf']],
  ['nowhere/text.txt', 3, ['nowhere/text.txt', 'there is no such file or folder', 'Check the path']],
  ['empty', 3, ['empty', 'the folder holds no file that can be read', 'such as .txt, .csv, .pdf']],
  ['*.nothing', 3, ['*.nothing', 'no file matches this pattern', 'Check the pattern']],
  ['blank.md', 3, ['blank.md: it holds no words', 'Leave it out']],
  ['bad.jsonl', 3, ['bad.jsonl:2: the line is not JSON', 'Write one object a line']],
  ['untexted.csv', 3, ['no column "text"; it has "id", "body"', '--text-column']],
  ['good/money.csv --id-column nr', 3, ['no column "nr"; it has "id", "text", "year"', '--id-column']],
  ['quote.csv', 3, [/quote\.csv:\d/u, /quote/iu, 'double']],
  ['open-quote.csv', 3, ['open-quote.csv', /quot/iu]],
  ['rowless.csv', 3, ['rowless.csv has no rows', 'row of column names']],
];

describe('polyseme index, of what cannot be read', () => {
  it.each(files)('%s → %i', async (args, status, says) => {
    const db = `file-${args.replaceAll(/\W+/gu, '-')}.db`;
    const ended = await polyseme(['index', ...args.split(' '), '--db', db]);
    expectSays(ended, says);
    expect(ended.status).toBe(status);
  });

  it('files that are not UTF-8 are read, and a guess is said', async () => {
    const ended = await polyseme(['index', 'latin1.txt', 'utf16.txt', '--db', 'encodings.db']);
    expect(ended.status).toBe(0);
    expect(ended.stderr).not.toMatch(/\.txt/u);
    expect(ended.stdout).toMatch(/2 added.*\nRead as ISO-8859-1: latin1\.txt\n$/u);
  });

  it('one bad file among good ones: these are indexed, and it is named', async () => {
    const ended = await polyseme(['index', 'mixed', '--db', 'mixed.db']);
    expect(ended.status).toBe(3);
    expect(ended.stdout).toContain('2 added');
    expectSays(ended, ['mixed/b.txt', 'is not text', '--encoding']);
    expect(ended.stderr).not.toMatch(/[ac]\.txt/u);
    expect((await polyseme(['documents', '--db', 'mixed.db'])).stdout).toMatch(/a\.txt\t.*\n.*c\.txt\t/u);
  });

  it('bad lines of a .jsonl leave its good lines', async () => {
    const ended = await polyseme(['index', 'bad.jsonl', '--db', 'lines.db', '--json']);
    expect(ended.status).toBe(3);
    expect(JSON.parse(ended.stdout)).toMatchObject({ added: 2, problems: [{ uri: 'bad.jsonl:2' }] });
  });
});
