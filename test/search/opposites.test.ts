// Lines of opposites in a search by meaning without a word say what they are the opposite of.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Polyseme, type Query } from '#src/index.js';

const lines = [
  'It was a cold morning and the lake froze.',
  'An icy wind blew all day.',
  'The colds of winter lasted for weeks.',
  'The sun was warm on the wall.',
  'The heat of the desert kept them inside.',
  'Prices fell by a third last year.',
  'The sharp fall of the market surprised them.',
  'Wages climbed for ten years.',
  'They drove south until they saw the sea.',
  'The south of the country is poor.',
  'They drove east over the hills.',
  'The soup was hot and the room too.',
];

let folder: string;
let polyseme: Polyseme;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-opposites-'));
  polyseme = await Polyseme.open({ db: path.join(folder, 'lines.db') });
  const file = path.join(folder, 'lines.jsonl');
  writeFileSync(file, lines.map((text, i) => JSON.stringify({ id: String(i), text })).join('\n'));
  await polyseme.index([file]);
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

/** `cold 0`: lemma and line of what is marked. */
async function marked(query: Query, of: string): Promise<string[]> {
  const { hits } = await polyseme.search({ limit: 100, ...query });
  expect(hits.length).toBeGreaterThan(10);
  return hits
    .filter(({ oppositeOf }) => oppositeOf === of)
    .map(({ lemma, documentId }) => `${lemma} ${documentId}`)
    .sort();
}

describe('opposites', () => {
  it.each<[string, Query, string, string[]]>([
    ['an adjective, but not the noun', { meaning: 'hot weather' }, 'hot', ['cold 0', 'icy 1']],
    ['the only word of a meaning', { meaning: 'hot' }, 'hot', ['cold 0', 'icy 1']],
    ['another form', { meaning: 'The hottest days' }, 'hot', ['cold 0', 'icy 1']],
    ['a verb and a noun', { meaning: 'rise of prices' }, 'rise', ['fall 5', 'fall 6']],
    ['adverbs', { meaning: 'going north' }, 'north', ['south 8', 'south 9']],
    ['own words shown', { meaning: 'hot weather', ownWords: true }, 'hot', ['cold 0', 'icy 1']],
    ['an example', { example: 'It was a [hot] day.', anyWord: true }, 'hot', ['cold 0', 'icy 1']],
    ['an exact search', { meaning: 'hot weather', exact: true }, 'hot', ['cold 0', 'icy 1']],
  ])('are marked: %s', async (_, query, of, expected) => {
    expect(await marked(query, of)).toEqual(expected);
  });

  it('are no opposites where the meaning itself has them', async () => {
    expect(await marked({ meaning: 'hot or cold', ownWords: true }, 'hot')).toEqual(['icy 1']);
  });

  it.each<[string, Query]>([
    ['a word', { word: 'cold' }],
    ['a word with a meaning', { word: 'cold', meaning: 'not hot' }],
    ['a sentence', { about: 'hot weather' }],
    ['no opposite', { meaning: 'a body of water', limit: 3 }],
  ])('are not marked in a search for %s', async (_, query) => {
    const { hits } = await polyseme.search(query);
    expect(hits.length).toBeGreaterThan(0);
    expect(hits.map(({ oppositeOf }) => oppositeOf)).toEqual(hits.map(() => null));
  });
});
