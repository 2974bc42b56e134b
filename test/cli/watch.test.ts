// Watching on the command line: one process until it is interrupted; and the commands about what is followed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { openPlace } from './process.js';

const { base, write, inSession: polyseme } = openPlace();
const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

/** A command that runs on, and what it has said. */
function start(...args: string[]) {
  const said = { stdout: '', stderr: '' };
  const started = spawn(process.execPath, [cli, ...args], { cwd: base });
  child = started;
  for (const name of ['stdout', 'stderr'] as const) {
    started[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  return {
    said,
    until: async (pattern: RegExp): Promise<void> => {
      for (const end = Date.now() + 20_000; !pattern.test(said.stdout + said.stderr); await setTimeout(30)) {
        if (Date.now() > end) throw new Error(`it has not said ${pattern}: ${said.stdout}${said.stderr}`);
      }
    },
    async interrupt(): Promise<number | null> {
      const ended = once(started, 'exit') as Promise<[number | null]>;
      started.kill('SIGINT');
      return (await ended)[0];
    },
  };
}

it('watch follows what the database does, prints a line for each run that changed something, and ends', async () => {
  write('letters/1.txt', 'Keeper 1 lit the lighthouse.');
  write('letters/2.txt', 'Keeper 2 lit the lantern.');
  expect(await polyseme(['watch', '--db', 'w.db'])).toMatchObject({ status: 3 });
  const followed = await polyseme(['follow', 'letters', '--db', 'w.db']);
  expect(followed.stdout).toContain('is kept indexed by a server, or by: polyseme watch --db w.db');
  expect(JSON.parse((await polyseme(['followed', '--db', 'w.db', '--json'])).stdout)).toEqual([
    { folder: path.join(realpathSync(base), 'letters'), collection: 'default' },
  ]);
  const nothing = await polyseme(['unfollow', 'none', '--db', 'w.db']);
  expect(nothing).toMatchObject({ status: 1, stderr: expect.stringContaining('"none" is not followed') });

  const watch = start('watch', '--db', 'w.db', '--workers', '1');
  await watch.until(/^\d\d:\d\d:\d\d {2}2 added$/mu);
  write('letters/3.txt', 'Keeper 3 lit the lamp.');
  write('letters/1.txt', 'Keeper 1 rowed home.');
  write('letters/bad.zip', 'no zip');
  await watch.until(/^\d\d:\d\d:\d\d {2}1 added, 1 changed$/mu);
  await watch.until(/^polyseme: letters\/bad.zip: /mu);
  rmSync(path.join(base, 'letters/2.txt'));
  await watch.until(/^\d\d:\d\d:\d\d {2}1 removed$/mu);
  expect(await watch.interrupt()).toBe(0);
  expect(watch.said.stdout.trim().split('\n')).toHaveLength(3);
  const documents = await polyseme(['documents', '--db', 'w.db']);
  expect(documents.stdout.match(/letters\/\d/gu)).toEqual(['letters/1', 'letters/3']);
  const stopped = await polyseme(['unfollow', 'letters', '--db', 'w.db']);
  expect(stopped.stdout).toContain('is not followed any more; its documents stay');
  const empty = await polyseme(['watch', '--db', 'w.db']);
  expect(empty).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('polyseme follow FOLDER --db w.db'),
  });
});

it('a folder alone is indexed, kept indexed, and served', async () => {
  write('notes/1.txt', 'Keeper 1 lit the lighthouse.');
  const open = start('notes', '--db', 'n.db', '--port', '0', '--workers', '1');
  await open.until(/^\d\d:\d\d:\d\d {2}1 added$/mu);
  const [address] = /http:\/\/127\.0\.0\.1:\d+/u.exec(open.said.stdout) ?? [];
  const { total } = (await (await fetch(`${address}/api/search?word=lighthouse`)).json()) as {
    total: number;
  };
  expect(total).toBe(1);
  expect(await open.interrupt()).toBe(0);
});

it('names the argument where there is no folder', async () => {
  for (const [args, says] of [
    [['watch', 'none'], 'folders: there is no folder "none"'],
    [['watch', '--text-column', 'body'], 'textColumn: no folder is named'],
    [['follow', 'none'], 'folder: there is no folder "none"'],
    [['serve', '--watch', 'none'], 'watch: there is no folder "none"'],
    [['open', 'none'], 'folder: there is no folder "none"'],
  ] as const) {
    const ended = await polyseme([...args, '--db', 'x.db']);
    expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining(says) });
  }
});
