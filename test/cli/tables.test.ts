// What is indexed from tables and JSON lines, and what filters then find, as people meet it on the command line.
import { expect, it } from 'vitest';
import { openPlace } from './process.js';

const { write, inSession: polyseme } = openPlace();

/** Ids of the lines that a search finds, sorted. */
async function idsOf(db: string, word: string, ...where: string[]): Promise<string[]> {
  const conditions = where.flatMap((one) => ['--where', one]);
  const { stdout } = await polyseme(['search', word, ...conditions, '--json', '--db', db]);
  return (JSON.parse(stdout) as { documentId: string }[]).map(({ documentId }) => documentId).sort();
}

const index = (...names: string[]) => polyseme(['index', ...names, '--workers', '1']);

it('ids and metadata of JSON lines keep the digits of numbers beyond 2^53', async () => {
  write(
    'posts.jsonl',
    [
      '{"id": 1436278513418522601, "text": "The kettle is boiling.", "thread": 1436278513418522699}',
      '{"id": 1436278513418522603, "text": "Put the kettle on the stove.", "thread": 1436278513418522698}',
      '{"id": 7, "text": "A copper kettle hangs there.", "thread": 8}',
    ].join('\n'),
  );
  expect(await index('posts.jsonl', '--db', 'posts.db')).toMatchObject({ status: 0 });
  expect(await idsOf('posts.db', 'kettle')).toEqual(['1436278513418522601', '1436278513418522603', '7']);
  expect(await idsOf('posts.db', 'kettle', 'thread=1436278513418522698')).toEqual(['1436278513418522603']);
  expect(await idsOf('posts.db', 'kettle', 'thread=1436278513418522699')).toEqual(['1436278513418522601']);
  expect(await idsOf('posts.db', 'kettle', 'thread<=1436278513418522698')).toEqual([
    '1436278513418522603',
    '7',
  ]);
});

it('filters tell shelf marks from numbers, find dates by years, and members of lists', async () => {
  write(
    'm.jsonl',
    [
      '{"id":"a","text":"A walnut table.","tags":["garden","letters"],"date":"1901-05-03","version":"1.10","box":"007"}',
      '{"id":"b","text":"The walnut tree.","tags":["letters"],"date":"1901-12-20","version":"1.1","box":"7"}',
      '{"id":"c","text":"An old walnut chest.","tags":[],"date":"1902-01-01","version":"1.9","box":"7e0"}',
      '{"id":"d","text":"Walnut shells everywhere.","date":"1899","box":"A7"}',
    ].join('\n'),
  );
  expect(await index('m.jsonl', '--db', 'm.db')).toMatchObject({ status: 0 });
  const cases: [string, string][] = [
    ...[
      ['box=007', 'a'],
      ['box=7', 'b'],
      ['box=A7', 'd'],
      ['version=1.1', 'b'],
      ['version=1.10', 'a'],
    ],
    ...[
      ['date>=1901', 'a b c'],
      ['date<1901', 'd'],
      ['date>=1901-06-01', 'b c'],
      ['date=1901-05-03', 'a'],
    ],
    ...[
      ['date>=1901-12-20', 'b c'],
      ['date=1901', 'a b'],
      ['date=1901-05', 'a'],
      ['tags=letters', 'a b'],
    ],
  ] as [string, string][];
  for (const [where, wanted] of cases)
    expect([where, await idsOf('m.db', 'walnut', where)]).toEqual([where, wanted.split(' ')]);
  const searched = async (where: string) => polyseme(['search', 'walnut', '--where', where, '--db', 'm.db']);
  expect((await searched('shelf=7')).stderr).toContain(
    'The filters leave nothing: no document has a field "shelf"; there are "tags", "date", "version", "box".',
  );
  expect((await searched('tags>=1901')).stderr).toContain('tags holds nothing that >= can compare with 1901');
  expect((await searched('box=9')).stderr).toContain('The filters leave nothing; drop one of them.');
});

it('tables of spreadsheets are read, or refused by what is wrong with them', async () => {
  write(
    'sep.csv',
    'sep=;\r\nid;text;year\r\n1;The saddle was new.;1901\r\n2;He oiled the saddle, twice.;1902\r\n',
  );
  write(
    'short.csv',
    'id,text,year\n3,The saddle slipped.\n4,The saddle broke.,1902,extra\n5,The saddle held.,1903\n',
  );
  write('dup.csv', 'id,text,note,note\n6,The saddle lay there.,first,second\n');
  const { status, stdout, stderr } = await index('sep.csv', 'short.csv', 'dup.csv', '--db', 'saddles.db');
  expect([status, stdout]).toEqual([3, expect.stringContaining('4 added')]);
  expect(stderr).toContain('short.csv:3: the row has 4 cells, but there are 3 columns');
  expect(stderr).toContain('dup.csv has two columns named "note"');
  expect(await idsOf('saddles.db', 'saddle')).toEqual(['1', '2', '3', '5']);
  expect(await idsOf('saddles.db', 'saddle', 'year=')).toEqual(['3']);
});

it('a line that is nested too deeply stops nothing', async () => {
  const deep = (levels: number) => `{"text":"A deep well.","in":${'['.repeat(levels)}${']'.repeat(levels)}}`;
  write('deep.jsonl', [deep(5_000), deep(100_000), '{"id":"w","text":"A shallow well."}'].join('\n'));
  const { status, stderr } = await index('deep.jsonl', '--db', 'deep.db');
  expect(status).toBe(3);
  for (const line of [1, 2]) {
    expect(stderr).toContain(`deep.jsonl:${line}: its values are nested more than 100 levels deep`);
  }
  expect(await idsOf('deep.db', 'well')).toEqual(['w']);
});

it('blank records and files are counted, and are no failure', async () => {
  write(
    'blank/a.jsonl',
    '{"id":1,"text":" "}\n{"id":2,"text":"The mill stood still."}\n{"id":3,"text":""}\n',
  );
  write('blank/b.txt', '\n \n');
  write('blank/c.csv', 'id,text\n4,The mill wheel.\n,\n');
  const ended = await index('blank', '--db', 'blank.db');
  expect(ended).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('2 added, 0 changed, 0 unchanged, 4 empty'),
  });
  const { stdout } = await index('blank', '--db', 'blank.db', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ unchanged: 2, empty: 4, problems: [] });
});
