// Exports of more lines than a page of the library holds: streamed, and whole.
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ended, openPlace } from './process.js';

const place = openPlace();
const numRows = 1230;
const search = (...args: string[]): Promise<Ended> => place.inSession(['search', ...args, '--db', 'many.db']);
const rowsOf = (stdout: string): Record<string, string>[] => parse(stdout, { columns: true });

beforeAll(async () => {
  const rows = Array.from({ length: numRows }, (_, i) => `r${String(i).padStart(4, '0')},Bank ${i}.\n`);
  place.write('many.csv', `id,text\n${rows.join('')}`);
  expect(await place.inSession(['index', 'many.csv', '--db', 'many.db'])).toMatchObject({ status: 0 });
}, 300_000);

describe('an export of more than 1,000 lines', () => {
  it('prints 20 and says how many there are', async () => {
    const { status, stdout, stderr } = await search('bank');
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^bank: (?:.+ [\d\u2009]+(?: · |\n))+ {2}one of them: .+\n20 of 1\u2009230 lines; --all prints all\n$/u,
    );
    expect(stdout.trimEnd().split('\n')).toHaveLength(20);
  });

  it('is whole with --all, as a table, as JSON and as text, each line once', async () => {
    const { status, stdout, stderr } = await search('bank', '--all', '--csv');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const rows = rowsOf(stdout);
    expect(new Set(rows.map(({ tokenId }) => tokenId)).size).toBe(numRows);
    expect(rows.map(({ documentId }) => documentId)).toEqual(
      Array.from({ length: numRows }, (_, i) => `r${String(i).padStart(4, '0')}`),
    );
    const hits = JSON.parse((await search('bank', '--all', '--json')).stdout) as { tokenId: number }[];
    expect(hits.map(({ tokenId }) => String(tokenId))).toEqual(rows.map(({ tokenId }) => tokenId));
    const lines = (await search('bank', '--all')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split('\t').at(-1))).toEqual(rows.map(({ tokenId }) => tokenId));
  });

  it('is ranked as one list with a meaning', async () => {
    const rows = rowsOf((await search('bank', '--meaning', 'a number', '--all', '--csv')).stdout);
    expect(new Set(rows.map(({ tokenId }) => tokenId)).size).toBe(numRows);
    const scores = rows.map(({ score }) => Number(score));
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('takes a --limit of more than a page', async () => {
    const { stdout, stderr } = await search('bank', '--limit', '1100', '--csv');
    expect(rowsOf(stdout)).toHaveLength(1100);
    expect(stderr).toBe('1\u2009100 of 1\u2009230 lines; --all prints all\n');
    const rest = await search('bank', '--limit', '1100', '--offset', '1100', '--csv');
    expect(rowsOf(rest.stdout)).toHaveLength(130);
    expect(rest.stderr).toBe('');
  });

  it('says where a search without a word ends', async () => {
    const some = await search('--meaning', 'a house of money and loans');
    expect(some.stderr).toBe('20 of more than 1\u2009000 lines; --all prints the first 1\u2009000\n');
    const { stdout, stderr } = await search('--meaning', 'a house of money and loans', '--all', '--csv');
    expect(rowsOf(stdout)).toHaveLength(1000);
    expect(stderr).toBe('1\u2009000 of more than 1\u2009000 lines; a search without a word ranks no more\n');
  });

  it('lists every document', async () => {
    const list = (...args: string[]): Promise<Ended> =>
      place.inSession(['documents', ...args, '--db', 'many.db']);
    const uris = (await list()).stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[0]);
    expect(new Set(uris).size).toBe(numRows);
    expect(JSON.parse((await list('--json')).stdout)).toHaveLength(numRows);
    expect(rowsOf((await list('--csv')).stdout).map(({ uri }) => uri)).toEqual(uris);
    expect(rowsOf((await list('#r00', '--csv')).stdout)).toHaveLength(100);
  });
});
