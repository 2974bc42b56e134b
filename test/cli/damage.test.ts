// A damaged database: every command that meets the damage ends with 3 and says the cure, and none with an internal error.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { indexGood, openPlace } from './process.js';

const place = openPlace();
const pageBytes = 4096;

beforeAll(async () => {
  await indexGood(place);
  // the first pages hold what the database consists of: it opens, and breaks where rows are read
  const at = (name: string): string => path.join(place.base, name);
  const bytes = readFileSync(at('good.db'));
  for (let page = 0; page * pageBytes < bytes.length; page++) {
    const start = page * pageBytes;
    // leaves of tables and of indexes: what their header says of their cells
    if (page > 0 && (bytes[start] === 13 || bytes[start] === 10)) bytes.fill(0xa5, start + 1, start + 64);
  }
  writeFileSync(at('damaged.db'), bytes);
  copyFileSync(at('damaged.db'), at('damaged-2.db'));
});

const commands = [
  'search bank',
  'search --meaning river',
  'search --about rivers',
  'search bank --all --json',
  'senses bank',
  'sense adopt bank',
  'sense undo bank',
  'disambiguate bank',
  'map bank',
  'shares bank',
  'axis bank --from a --to b',
  'compare bank river',
  'substitutes 1',
  'documents',
  'documents --csv',
  'remove m1',
  'stats',
  'sync',
  'verify',
  'compact',
  'rebuild',
  'recall',
  'index good',
];

it.each(commands)('polyseme %s', async (command) => {
  const ended = await place.inSession([...command.split(' '), '--db', 'damaged.db']);
  expect(ended, ended.stderr).toMatchObject({ status: 3 });
  // what, and on a line of its own what to do
  expect(ended.stderr).toMatch(/^polyseme: .+$/mu);
  if (command !== 'verify') expect(ended.stderr).toMatch(/^polyseme: .+\n {2}\S.+$/mu);
});
