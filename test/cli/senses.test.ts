// polyseme sense: changes, how they are undone, and the hints that are printed, run as they are printed.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ended, indexGood, openPlace } from './process.js';

const place = openPlace();
const { inSession: polyseme, shell } = place;
const sense = (...args: string[]): Promise<Ended> => polyseme(['sense', ...args, '--db', 'good.db']);

beforeAll(() => indexGood(place));

/** The commands that a text tells its reader to run. */
const hintsOf = (stdout: string): string[] =>
  [...stdout.matchAll(/: (polyseme .+)$/gmu)].map(([, hint]) => hint as string);

describe('polyseme sense', () => {
  it('undoes the last change that holds and makes it again, by the hints that it prints', async () => {
    const renamed = await sense('rename', 'bank', 'i1', '--label', 'riverside');
    expect(renamed.status).toBe(0);
    expect(renamed.stdout).toMatch(/^s1 {2}riverside/mu);
    // the senses that it took over go and come with it
    expect(renamed.stdout).toContain('\nChanges: 2 rename\n');
    expect(hintsOf(renamed.stdout)).toEqual(['polyseme sense undo bank --db good.db']);

    const undone = await shell(hintsOf(renamed.stdout)[0] as string);
    expect(undone.stdout).toContain('induced senses');
    expect(undone.stdout).not.toMatch(/^s1 /mu);
    expect(undone.stdout).toContain('\nUndone: 2 rename\n');
    expect(undone.stdout).not.toContain('Changes:');
    expect(hintsOf(undone.stdout)).toEqual(['polyseme sense redo bank --db good.db']);
    const none = await sense('undo', 'bank');
    expect(none).toMatchObject({ status: 1, stdout: '' });
    expect(none.stderr).toContain('"bank" has no change to undo');

    const again = await shell(hintsOf(undone.stdout)[0] as string);
    expect(again.stdout).toMatch(/^s1 {2}riverside/mu);
    expect((await sense('redo', 'bank')).status).toBe(1);
  });

  it('undoes a change by its number, of that word alone', async () => {
    await sense('rename', 'river', 'i1', '--label', 'stream');
    const { stdout } = await polyseme(['senses', 'river', '--db', 'good.db']);
    const number = /(\d+) rename/u.exec(stdout)?.[1] as string;
    const elsewhere = await sense('undo', 'bank', number);
    expect(elsewhere).toMatchObject({ status: 1, stdout: '' });
    expect(elsewhere.stderr).toContain(`"bank" has no change ${number}`);
    expect((await sense('undo', 'river', number)).stdout).toContain(`\nUndone: ${number} rename\n`);
    expect((await sense('redo', 'river', number)).stdout).toContain('stream');
    for (const wrong of [['0x1'], ['one'], ['1e3'], ['1', '2']]) {
      const ended = await sense('undo', 'river', ...wrong);
      expect(ended.status).toBe(2);
      expect(ended.stderr).toContain('Give the number of one change');
    }
  });

  it('prints a hint that makes a sense where there is none', async () => {
    for (const id of ['s1', 's2']) await sense('delete', 'boat', id === 's1' ? 'i1' : id);
    const empty = await polyseme(['senses', 'boat', '--inventory', 'mine', '--db', 'good.db']);
    expect(empty.status).toBe(1);
    const [create] = hintsOf(empty.stdout);
    expect(create).toBe('polyseme sense create boat --label NAME --description TEXT --db good.db');
    const made = await shell(create as string);
    expect(made.status).toBe(0);
    expect(made.stdout).toContain('NAME');
  });

  it('quotes what a shell would take apart, and names the collection', async () => {
    place.write("it's here/a.txt", 'We sat on the bank of the river.');
    const at = ["it's here/my.db", 'old letters'] as const;
    const where = ['--db', at[0], '--collection', at[1]];
    await polyseme(['index', "it's here/a.txt", ...where]);
    const renamed = await polyseme(['sense', 'rename', 'bank', 'i1', '--label', 'x', ...where]);
    const [undo] = hintsOf(renamed.stdout);
    expect(undo).toBe("polyseme sense undo bank --db 'it'\\''s here/my.db' --collection 'old letters'");
    expect((await shell(undo as string)).stdout).toContain('Undone: 2 rename');
  });

  it('assigns senses to every line, and prints those of a document', async () => {
    const all = await polyseme(['disambiguate', 'bank', '--json', '--db', 'good.db']);
    expect(all.status).toBe(0);
    const lines = all.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { uri: string });
    expect(lines).toHaveLength(5);
    const some = await polyseme(['disambiguate', 'bank', '--documents', 'm1', '--json', '--db', 'good.db']);
    expect(
      some.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).uri),
    ).toEqual(['good/money.csv#m1']);
  });
});
