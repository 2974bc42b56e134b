// polyseme search: what is printed for people, for pipes and for programs, and the exit status.
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ended, indexGood, openPlace } from './process.js';

const place = openPlace();
const { inSession: polyseme, shell } = place;
const search = (...args: string[]): Promise<Ended> => polyseme(['search', ...args, '--db', 'good.db']);

beforeAll(() => indexGood(place));

const hitKeys =
  'documentId uri sentenceId tokenId form lemma start end left right sentence score isLikely ranking cosine metadata copies oppositeOf place paragraph percent'.split(
    ' ',
  );

describe('polyseme search', () => {
  it('ends with 0 when it finds lines and prints them with tabs', async () => {
    const { status, stdout, stderr } = await search('bank', '--meaning', 'land beside a river');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    // the token id stands last: it is what --like, --unlike, substitutes and sense take
    for (const line of lines)
      expect(line).toMatch(/^[^\t]*\t[Bb]anks?\t[^\t]*\t-?\d\.\d{3}\t[^\t]+:\d+\t\d+$/u);
    expect(lines[0]).toContain('river.txt');
    expect(lines.at(-1)).toContain('money.csv');
  });

  it('ends with 1 when it finds none and says what is spelt like it', async () => {
    const { status, stdout, stderr } = await search('bannk');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^"bannk" does not occur\.\nSpelt like it: bank \(5\)/u);
    expect((await search('rive* 1')).stderr).toMatch(
      /^A search reads no \*; words like rive\*: polyseme words 'rive\*'/u,
    );
    const filtered = await search('bank', '--where', 'year=1066');
    expect(filtered).toMatchObject({ status: 1, stdout: '' });
    expect(filtered.stderr).toContain('filters leave nothing');
    expect(await search('bank', '--offset', '10')).toMatchObject({ status: 1, stdout: '' });
  });

  it('says which words occur where several do not stand side by side', async () => {
    const { status, stderr } = await search('river-bank');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^"river-bank" does not occur\. Its words do, but never side by side in this order: river \(1\), bank \(5\)\.\n/u,
    );
    expect((await search('rivver bank')).stderr).toMatch(
      /^"rivver bank" does not occur\. Of its words only some do: bank \(5\)\.\nSpelt like it: river/u,
    );
    expect((await search('bank 50')).stderr).toContain('Its word does, but not beside the others: bank (5).');
    expect((await search('--example', 'A [river-bank].')).stderr).toContain('"river bank" does not occur.');
  });

  it('finds several words, and a word with punctuation around it', async () => {
    expect((await search('opposite-bank')).stdout).toContain('\topposite bank\t');
    const bank = await search('bank', '--json');
    for (const word of ['bank.', '"bank"', '“bank”', ' bank ', 'Bank?']) {
      expect((await search(word, '--json')).stdout).toBe(bank.stdout);
    }
  });

  it('prints as JSON exactly the parts of a hit', async () => {
    const { status, stdout } = await search('bank', '--meaning', 'land beside a river', '--json');
    expect(status).toBe(0);
    const hits = JSON.parse(stdout) as Record<string, unknown>[];
    expect(hits).toHaveLength(5);
    for (const hit of hits) expect(Object.keys(hit)).toEqual(hitKeys);
    const money = hits.find(({ documentId }) => documentId === 'm1');
    expect(money).toMatchObject({
      uri: 'good/money.csv#m1',
      form: 'bank',
      lemma: 'bank',
      start: 4,
      end: 8,
      left: 'The ',
      right: ' lent him money, again.',
      sentence: 'The bank lent him money, again.',
      metadata: { year: '1990' },
    });
    const about = JSON.parse((await search('--about', 'a river', '--json')).stdout) as Record<
      string,
      unknown
    >[];
    for (const hit of about) expect(Object.keys(hit)).toEqual(hitKeys);
    expect(about[0]).toMatchObject({ tokenId: null, lemma: null });
  });

  it('prints [] as JSON when it finds none', async () => {
    const { status, stdout } = await search('bnak', '--json');
    expect({ status, hits: JSON.parse(stdout) }).toEqual({ status: 1, hits: [] });
  });

  it.each([
    ['--csv', ','],
    ['--tsv', '\t'],
  ])('prints with %s what reads back as the same', async (option, delimiter) => {
    const query = ['bank', '--meaning', 'land beside a river'];
    const hits = JSON.parse((await search(...query, '--json')).stdout) as Record<string, unknown>[];
    const { status, stdout } = await search(...query, option);
    expect(status).toBe(0);
    const rows = parse(stdout, { columns: true, delimiter }) as Record<string, string>[];
    expect(rows).toHaveLength(hits.length);
    rows.forEach((row, i) => {
      expect(Object.keys(row)).toEqual(hitKeys);
      for (const key of hitKeys) {
        const value = hits[i]?.[key];
        const expected = key === 'metadata' ? JSON.stringify(value) : String(value ?? '');
        // a text that a spreadsheet would run as a formula is marked with an apostrophe
        expect(row[key]).toBe(
          /^[=+\-@]/u.test(expected) && typeof value === 'string' ? `'${expected}` : expected,
        );
      }
    });
    expect(stdout).not.toMatch(/(?:^|,|\t)"?=/mu);
  });

  it('prints in a pipe the token ids that it prints as JSON, and none for a sentence', async () => {
    const query = ['bank', '--meaning', 'land beside a river'];
    const hits = JSON.parse((await search(...query, '--json')).stdout) as { tokenId: number }[];
    const idsOf = (stdout: string): string[] =>
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t').at(-1) as string);
    const ids = idsOf((await search(...query)).stdout);
    expect(ids).toEqual(hits.map(({ tokenId }) => String(tokenId)));
    expect(idsOf((await search('--about', 'a river')).stdout)).toContain('');
    const liked = await search('--like', `${ids[0]},${ids[1]}`, '--unlike', ids[4] as string, '--any-word');
    expect(liked.status).toBe(0);
  });

  it('says how many lines there are when it prints fewer, and prints all with --all', async () => {
    const some = await search('bank', '--limit', '2');
    expect(some.status).toBe(0);
    expect(some.stderr).toMatch(
      /^bank: .+ \d+ · .+ \d+\n {2}one of them: .+ --sense \S+.*\n2 of 5 lines; --all prints all\n$/u,
    );
    const next = await search('bank', '--limit', '2', '--offset', '2');
    expect(next.stderr).toBe('2 of 5 lines; --all prints all\n');
    const last = await search('bank', '--limit', '2', '--offset', '3');
    expect(last.stderr).toBe('');
    const all = await search('bank', '--all');
    expect(all).toMatchObject({ status: 0, stderr: '' });
    expect(all.stdout.trimEnd().split('\n')).toHaveLength(5);
    expect(some.stdout + next.stdout).toBe(all.stdout.split('\n').slice(0, 4).join('\n').concat('\n'));
  });

  it('whose reader stops early ends quietly', async () => {
    const command = '"$NODE" "$CLI" search bank --json --limit 1000 --db good.db | head -1';
    const { stdout, stderr } = await shell(command);
    expect({ stdout, stderr }).toEqual({ stdout: '[\n', stderr: '' });
    const closed = await shell('"$NODE" "$CLI" search bank --csv --db good.db | true');
    expect(closed.stderr).toBe('');
  });

  it('whose output cannot be written ends with 3', async () => {
    const { status, stderr } = await shell('polyseme search bank --json --db good.db > /dev/full');
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(/output: .*ENOSPC/u) });
  });
});
