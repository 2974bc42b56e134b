// Senses of a whole collection: kept, only what is new done again, gone with the text, resumed after a kill.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AssignedLine, AssignmentsOptions } from '#src/domain/disambiguation.js';
import { type Polyseme as Facade, Polyseme, PolysemeError } from '#src/index.js';
import { moneyLines, riverLines } from '../fixtures/bank-lines.js';
import { serveSite } from '../web/site.js';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-disambiguate-'));
const db = path.join(folder, 'd.db');
const inFolder = (name: string): string => path.join(folder, name);
let polyseme: Facade;

async function lines(options = {}): Promise<AssignedLine[]> {
  const all: AssignedLine[] = [];
  for await (const line of polyseme.assignments(options)) all.push(line);
  return all;
}

beforeAll(async () => {
  writeFileSync(inFolder('river.txt'), riverLines.join('\n\n'));
  writeFileSync(inFolder('money.txt'), moneyLines.join('\n\n'));
  polyseme = await Polyseme.open({ db, workers: 1 });
  await polyseme.index([inFolder('river.txt'), inFolder('money.txt')]);
  await polyseme.syncIndex();
}, 120_000);

afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

describe('disambiguate', () => {
  it('gives nearly every line of bank the sense that a reader would', async () => {
    const report = await polyseme.disambiguate({ words: ['bank'] });
    expect(report).toMatchObject({ inventory: 'everyday', words: 1, tokens: 28 });
    const assigned = await lines({ words: ['bank'] });
    expect(assigned).toHaveLength(28);
    const right = assigned.filter(
      ({ uri, sense }) => sense === (uri.endsWith('river.txt') ? 'bank.n.2' : 'bank.n.1'),
    );
    expect(right.length).toBeGreaterThanOrEqual(27);
    expect(right[0]).toMatchObject({
      label: 'financial institution',
      keys: ['bank%1:14:00::', 'bank%1:06:00::'],
    });
    for (const { confidence, start, end, form, uri } of assigned) {
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
      expect(readFileSync(uri.startsWith('/') ? uri : inFolder(uri), 'utf8').slice(start, end)).toBe(form);
    }
  }, 60_000);

  it('does nothing twice, and then only what is new', async () => {
    expect(await polyseme.disambiguate({ words: ['bank'] })).toMatchObject({
      words: 0,
      wordsUnchanged: 1,
      tokens: 0,
    });
    writeFileSync(inFolder('more.txt'), 'They moored the boat to the bank of the canal.');
    await polyseme.index([inFolder('more.txt')]);
    expect(await polyseme.disambiguate({ words: ['bank'] })).toMatchObject({ words: 1, tokens: 1 });
    expect(await lines({ words: ['bank'] })).toHaveLength(29);
    expect((await lines({ words: ['bank'], documents: ['more.txt'] })).map(({ sense }) => sense)).toEqual([
      'bank.n.2',
    ]);
  }, 60_000);

  it('starts over where a setting differs', async () => {
    expect(await polyseme.disambiguate({ words: ['bank'], usesRank: false })).toMatchObject({ tokens: 29 });
  });

  it('follows the induced senses, and names them', async () => {
    await polyseme.disambiguate({ words: ['bank'], inventory: 'induced' });
    const assigned = await lines({ words: ['bank'], inventory: 'induced' });
    const senses = new Set(assigned.map(({ sense }) => sense));
    expect([...senses].sort()).toEqual(['i1', 'i2']);
    expect(assigned.every(({ label }) => label !== '')).toBe(true);
  });

  it("follows a person's own senses, and their corrections", async () => {
    const own = { inventory: 'mine' as const };
    await polyseme.changeSenses(
      'bank',
      { kind: 'create', label: 'river', description: 'land beside a river' },
      own,
    );
    await polyseme.changeSenses(
      'bank',
      { kind: 'create', label: 'money', description: 'a financial institution' },
      own,
    );
    await polyseme.disambiguate(own);
    const before = await lines(own);
    const [first] = before.filter(({ label }) => label === 'money') as [AssignedLine];
    expect(before).toHaveLength(29);
    const { senses } = await polyseme.senses('bank', own);
    const river = senses.find(({ label }) => label === 'river')?.id as string;
    await polyseme.changeSenses('bank', { kind: 'move', to: river, lines: [first.tokenId] }, own);
    await polyseme.disambiguate(own);
    expect((await lines(own)).find(({ tokenId }) => tokenId === first.tokenId)).toMatchObject({
      label: 'river',
      confidence: 1,
    });
  }, 60_000);

  it('is gone with the text', async () => {
    await polyseme.remove(['more.txt']);
    expect(await lines({ words: ['bank'] })).toHaveLength(28);
    const raw = new Database(db, { readonly: true });
    const orphans = raw
      .prepare(
        'SELECT count(*) FROM polyseme_assignment WHERE token_id NOT IN (SELECT id FROM polyseme_token)',
      )
      .pluck()
      .get();
    raw.close();
    expect(orphans).toBe(0);
  });

  it('can be cancelled', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(polyseme.disambiguate({ signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('says that no word occurs', async () => {
    await expect(polyseme.disambiguate({ words: ['zzz'] })).rejects.toThrow(PolysemeError);
  });

  it('goes on after a kill, to the same end', async () => {
    const command = [cli, 'disambiguate', '--all', '--csv', '--db', db];
    const child: ChildProcess = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'ignore'] });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    child.kill('SIGKILL');
    const { stdout } = await run(process.execPath, command, { maxBuffer: 1 << 26 });
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    const fresh = path.join(folder, 'fresh.db');
    const from = ['river.txt', 'money.txt'].map(inFolder);
    await run(process.execPath, [cli, 'index', ...from, '--db', fresh]);
    const whole = await run(process.execPath, [cli, 'disambiguate', '--all', '--csv', '--db', fresh], {
      maxBuffer: 1 << 26,
    });
    const shape = (list: Record<string, string>[]): string[] =>
      list
        .map(
          ({ uri, start, sense, confidence }) =>
            `${path.basename(uri as string)} ${start} ${sense} ${confidence}`,
        )
        .sort();
    expect(shape(rows)).toEqual(shape(parse(whole.stdout, { columns: true }) as Record<string, string>[]));
    expect(rows.length).toBeGreaterThan(100);
  }, 120_000);
});

describe('the table', () => {
  it('is safe in a spreadsheet, and whole in Unicode', async () => {
    writeFileSync(
      inFolder('formula.txt'),
      '=SUM(A1) bank, "quoted", a river — 银行 — and 🙂.\n\n+1 bank\n\n@bank of the river',
    );
    await run(process.execPath, [cli, 'index', inFolder('formula.txt'), '--db', db]);
    const { stdout } = await run(process.execPath, [
      ...[cli, 'disambiguate', 'bank', '--csv', '--documents', 'formula.txt', '--db', db],
    ]);
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(3);
    for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=+\-@\t\r]/u);
    expect(rows[0]?.right).toContain('银行 — and 🙂');
    expect(Object.keys(rows[0] as object)).toEqual([
      ...['documentId', 'uri', 'sentenceId', 'tokenId', 'form', 'lemma', 'start', 'end', 'left', 'right'],
      ...['sense', 'label', 'confidence', 'runnerUp', 'keys', 'inventory'],
    ]);
    const assigned = await lines({ words: ['bank'], documents: ['formula.txt'] });
    expect(rows.map(({ keys }) => keys)).toEqual(assigned.map(({ keys }) => keys.join(' ')));
  }, 60_000);
});

describe('assignments from before there were everyday senses', () => {
  it('are listed where no inventory is named and the collection has no others', async () => {
    const earlier = await Polyseme.open({ db: inFolder('earlier.db'), workers: 1 });
    const served = await serveSite(earlier);
    const inventoriesOf = async (options: AssignmentsOptions): Promise<string[]> => {
      const found: string[] = [];
      for await (const { inventory } of earlier.assignments(options)) found.push(inventory);
      return [...new Set(found)];
    };
    const exported = async (): Promise<string[]> => {
      const table = await (await fetch(`${served.address}/disambiguate.csv`)).text();
      const rows = parse(table, { columns: true }) as Record<string, string>[];
      return [...new Set(rows.map(({ inventory = '' }) => inventory))];
    };
    for (const collection of ['default', 'other'])
      await earlier.index([inFolder('river.txt')], { collection });
    expect(await inventoriesOf({})).toEqual([]);
    await earlier.disambiguate({ words: ['bank'], inventory: 'wordnet' });
    await earlier.disambiguate({ words: ['bank'], collection: 'other' });
    expect(await inventoriesOf({})).toEqual(['wordnet']);
    expect(await inventoriesOf({ words: ['bank'] })).toEqual(['wordnet']);
    expect(await exported()).toEqual(['wordnet']);
    expect(await inventoriesOf({ inventory: 'everyday' })).toEqual([]);
    expect(await inventoriesOf({ collection: 'other' })).toEqual(['everyday']);
    await earlier.disambiguate({ words: ['river'] });
    expect(await inventoriesOf({})).toEqual(['everyday']);
    expect(await exported()).toEqual(['everyday']);
    await served.close();
  }, 60_000);
});

describe('evaluate', () => {
  it('measures the assigned senses against labels, beside two baselines', async () => {
    const { stdout } = await run(process.execPath, [cli, 'disambiguate', 'bank', '--csv', '--db', db]);
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    const labels = rows
      .filter(({ uri }) => !uri?.endsWith('formula.txt'))
      .map(
        ({ documentId, start, uri }) =>
          `"${documentId}",${start},${uri?.endsWith('river.txt') ? 'river' : 'money'}`,
      );
    writeFileSync(inFolder('labels.csv'), `document,start,sense\n${labels.join('\n')}\n`);
    const induced = await run(process.execPath, [
      ...[cli, 'evaluate', inFolder('labels.csv'), '--inventory', 'induced', '--json', '--db', db],
    ]);
    const evaluation = JSON.parse(induced.stdout);
    expect(evaluation).toMatchObject({ words: 1, lines: 28, compared: 'majority' });
    const [first, one] = evaluation.rows;
    expect(first.adjustedRand).toBeGreaterThan(0.7);
    expect(one).toMatchObject({ system: 'one sense for all', adjustedRand: 0, accuracy: null });
    const text = await run(process.execPath, [
      ...[cli, 'evaluate', inFolder('labels.csv'), '--inventory', 'mine', '--db', db],
    ]);
    expect(text.stdout).toMatch(/most frequent sense\s+0\.500/u);
  }, 60_000);

  it.each([
    ['nothing.csv', '', 3, 'has no rows'],
    ['columns.csv', 'a,b\n1,2\n', 3, 'no column "sense"; it has "a", "b"'],
    ['unknown.csv', 'tokenId,sense\n99999999,x\n', 1, 'there is no line'],
  ])('says what is wrong with %s', async (name, content, status, message) => {
    writeFileSync(inFolder(name), content);
    const failed = await run(process.execPath, [cli, 'evaluate', inFolder(name), '--db', db]).catch(
      (error) => error,
    );
    expect(failed.code).toBe(status);
    expect(failed.stderr).toContain(message);
  });
});
