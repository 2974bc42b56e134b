// The commands about documents, tables and the database as a whole, and the help.

import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { indexGood, openPlace } from './process.js';

const place = openPlace();
const { base, polyseme, shell } = place;

beforeAll(() => indexGood(place));

describe('polyseme, the other commands', () => {
  it('lists documents, also as JSON, and ends with 1 when none matches', async () => {
    const text = await polyseme(['documents', '--db', 'good.db']);
    expect(text).toMatchObject({ status: 0, stderr: '' });
    expect(text.stdout.trimEnd().split('\n')).toHaveLength(3);
    const json = JSON.parse((await polyseme(['documents', 'river', '--db', 'good.db', '--json'])).stdout);
    expect(json).toMatchObject([{ uri: 'good/river.txt', documentId: 'good/river.txt', metadata: {} }]);
    expect((await polyseme(['documents', 'nothing', '--db', 'good.db'])).status).toBe(1);
  });

  it('tells counts and sizes', async () => {
    const { status, stdout } = await polyseme(['stats', '--db', 'good.db', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ documents: 3, model: 'sense-minilm', annState: 'fresh' });
  });

  it('removes a document and says so', async () => {
    await polyseme(['index', 'good', '--db', 'removed.db']);
    const { status, stdout } = await polyseme(['remove', 'm1', '--db', 'removed.db']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Removed 1 document: good/money.csv#m1.\n' });
    const found = await polyseme(['search', 'bank', '--json', '--db', 'removed.db']);
    expect(JSON.parse(found.stdout)).toHaveLength(4);
  });

  it('tracks a table of another program’s database, and keeps the whole in order', async () => {
    const db = new Database(path.join(base, 'shop.db'));
    db.exec(`CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, year INTEGER);
      INSERT INTO notes VALUES (1, 'We sat on the river bank.', 1929), (2, 'The bank raised its rates.', 1930)`);
    const shop = (...args: string[]) => polyseme([...args, '--db', 'shop.db']);
    const tracked = await shop('track', 'notes', '--id', 'id', '--text', 'body', '--metadata', 'year');
    expect(tracked).toEqual({
      status: 0,
      stdout: '2 rows of notes to be indexed by: polyseme sync --db shop.db\n',
      stderr: '',
    });
    // the hint is run as it is printed
    expect((await shell('polyseme sync --db shop.db')).stdout).toMatch(
      /^Documents: 2 added, 0 changed, 0 unchanged; 11 words/u,
    );
    db.exec('DELETE FROM notes WHERE id = 2');
    db.close();
    expect(JSON.parse((await shop('sync', '--json')).stdout)).toMatchObject({ removed: 1, problems: [] });
    const found = await shop('search', 'bank', '--where', 'year=1929', '--json');
    expect(JSON.parse(found.stdout)).toMatchObject([{ uri: 'notes#1', metadata: { year: 1929 } }]);
    expect(await shop('verify')).toEqual({ status: 0, stdout: 'Everything is as it must be.\n', stderr: '' });
    expect((await shop('compact')).stdout).toMatch(/ before, .* now\n$/u);
    expect(await shop('rebuild')).toMatchObject({
      status: 0,
      stdout: 'Rebuilt the search index of "default".\n',
    });
    expect(JSON.parse((await shop('recall', '--queries', '3', '--json')).stdout)).toMatchObject({
      recall: 1,
      k: 10,
    });
    expect((await shop('backup', 'copy.db')).status).toBe(0);
    expect((await shop('backup', 'copy.db')).status).toBe(3);
    expect((await polyseme(['verify', '--db', 'copy.db', '--json'])).stdout).toContain('"isSound": true');
    expect((await shop('track', 'none', '--id', 'id', '--text', 'body')).status).toBe(1);
    expect((await shop('track', 'notes', '--text', 'body')).status).toBe(2);
    expect((await shop('untrack', 'notes')).status).toBe(0);
    expect((await shop('documents')).status).toBe(1);
  });

  it('rebuilds all collections, or the one that is named', async () => {
    await polyseme(['index', 'good/river.txt', '--db', 'two.db']);
    await polyseme(['index', 'good/money.csv', '--collection', 'poems', '--db', 'two.db']);
    const all = await polyseme(['rebuild', '--db', 'two.db']);
    expect(all).toMatchObject({ status: 0, stdout: 'Rebuilt the search index of "default", "poems".\n' });
    const one = await polyseme(['rebuild', '--collection', 'poems', '--json', '--db', 'two.db']);
    expect({ status: one.status, names: JSON.parse(one.stdout) }).toEqual({ status: 0, names: ['poems'] });
    const none = await polyseme(['rebuild', '--collection', 'letters', '--db', 'two.db']);
    expect(none).toMatchObject({ status: 1, stdout: '' });
    expect(none.stderr).toContain('There are: default, poems');
  });

  it('prints help and version with 0', async () => {
    const help = await polyseme(['--help']);
    expect(help.status).toBe(0);
    for (const name of ['index', 'search', 'documents', 'remove', 'stats', 'serve'])
      expect(help.stdout).toContain(name);
    expect(await polyseme(['--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/u),
    });
  });
});
