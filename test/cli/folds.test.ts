// Lines that say the same, on the command line: printed once with their number, unless every line is asked for.
import { beforeAll, expect, it } from 'vitest';
import { openPlace } from './process.js';

const place = openPlace();
const texts = [
  ...new Array<string>(30).fill('Please do not answer this message.'),
  'She sent a message and a ring.',
  'His message came late.',
];
beforeAll(async () => {
  place.write('mail.jsonl', texts.map((text, i) => JSON.stringify({ id: `m${i}`, text })).join('\n'));
  expect((await place.inSession(['index', 'mail.jsonl', '--workers', '1'])).status).toBe(0);
});

const search = async (...args: string[]): Promise<string[][]> => {
  const { stdout } = await place.inSession(['search', 'message', ...args]);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
};

it('a list prints them once, with their number', async () => {
  const { stdout, stderr } = await place.inSession(['search', 'message', '--limit', '2']);
  expect(stderr).toBe('2 of 3 different of 32 lines; --all prints all\n');
  const places = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[4]);
  expect(places[0]).toMatch(/:\d+ ×30$/u);
  expect(places[1]).toMatch(/:\d+$/u);
});

it('--no-fold, --all and --same-as print every line', async () => {
  const [folded, every, all, allFolded] = await Promise.all([
    search('--tsv'),
    search('--no-fold', '--limit', '31', '--tsv'),
    search('--all', '--tsv'),
    search('--all', '--fold', '--tsv'),
  ]);
  const header = folded?.[0] as string[];
  const copies = folded?.slice(1).map((row) => row[header.indexOf('copies')]);
  expect(copies).toEqual(['29', '0', '0']);
  expect(every).toHaveLength(32);
  expect(all).toHaveLength(33);
  expect(allFolded).toHaveLength(4);
  const tokenId = folded?.[1]?.[header.indexOf('tokenId')] as string;
  expect(await search('--same-as', tokenId, '--limit', '50', '--tsv')).toHaveLength(31);
});
