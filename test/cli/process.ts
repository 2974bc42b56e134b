// Runs `polyseme` as a program, in a folder of the test's own, and the texts that most tests index.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';

const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that is removed after the tests, and the commands run in it. */
export interface Place {
  readonly base: string;
  /** Writes a file, with the folders above it. */
  write(name: string, content: string | Buffer): void;
  /** Runs `polyseme`; no more than two at a time. */
  polyseme(args: readonly string[]): Promise<Ended>;
  /** Runs the command line in a process that the calls share, one after the other: for many that need not start. */
  inSession(args: readonly string[]): Promise<Ended>;
  /** Runs a line of the shell in which "$NODE" "$CLI", or polyseme, stand for the program. */
  shell(command: string): Promise<Ended>;
}

/** Makes a folder for a file of tests. */
export function openPlace(): Place {
  const base = mkdtempSync(path.join(tmpdir(), 'polyseme-cli-'));
  afterAll(() => rmSync(base, { recursive: true }));
  let underWay = 0;
  const waiting: (() => void)[] = [];
  const run = async (file: string, args: readonly string[]): Promise<Ended> => {
    if (underWay >= 2) await new Promise<void>((resolve) => waiting.push(resolve));
    underWay++;
    try {
      const ended = await spawned(file, args, base);
      // whatever happens, nobody is shown a stack
      expect(ended.stderr).not.toMatch(/^\s+at .+:\d+|node:internal|internal error/mu);
      return ended;
    } finally {
      underWay--;
      waiting.shift()?.();
    }
  };
  return {
    base,
    write(name, content) {
      const file = path.join(base, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    },
    polyseme: (args) => run(process.execPath, [cli, ...args]),
    inSession: session(base),
    shell: (command) =>
      run('bash', ['-o', 'pipefail', '-c', `polyseme() { "$NODE" "$CLI" "$@"; }\n${command}`]),
  };
}

const sessionProgram = fileURLToPath(new URL('./session.mjs', import.meta.url));
const environment = { ...process.env, NODE: process.execPath, CLI: cli, POLYSEME_HUB: 'http://127.0.0.1:9/' };

/** Commands in a process that starts with the first and ends with the tests. */
function session(cwd: string): Place['inSession'] {
  let child: ChildProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const mark = '\0end\0';
  afterAll(() => child?.disconnect());

  async function runOne(args: readonly string[]): Promise<Ended> {
    child ??= fork(sessionProgram, { cwd, env: environment, silent: true });
    const { stdout, stderr } = child;
    const ended = once(child, 'message') as Promise<[{ status: number }]>;
    const printed = Promise.all([textTo(stdout, mark), textTo(stderr, mark)]);
    child.send({ args, mark });
    const [[{ status }], [out, err]] = await Promise.all([ended, printed]);
    expect(err).not.toMatch(/^\s+at .+:\d+|node:internal|internal error/mu);
    return { status, stdout: out, stderr: err };
  }
  return (args) => {
    const next = last.then(() => runOne(args));
    last = next.catch(() => {});
    return next;
  };
}

/** What a stream says up to a mark. */
function textTo(stream: Readable | null, mark: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const read = (chunk: string): void => {
      text += chunk;
      if (!text.endsWith(mark)) return;
      stream?.off('data', read);
      resolve(text.slice(0, -mark.length));
    };
    stream?.setEncoding('utf8').on('data', read);
  });
}

function spawned(file: string, args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        out[name] += chunk;
      });
    }
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...out }));
  });
}

/** Two files about banks: five occurrences in three documents, indexed into good.db. */
export async function indexGood({ write, polyseme }: Place): Promise<void> {
  write(
    'good/river.txt',
    'We sat on the bank of the river and watched the boats. The banks were green and steep.\n\n' +
      'She swam to the opposite bank, where a "heron, grey" stood.\n',
  );
  write(
    'good/money.csv',
    'id,text,year\nm1,"The bank lent him money, again.",1990\nm2,=The bank raised rates.,2001\n',
  );
  expect(await polyseme(['index', 'good', '--db', 'good.db'])).toMatchObject({ status: 0 });
}

/** What was typed, the exit status, and what standard error must say: what is wrong, and how to put it right. */
export type Case = readonly [args: string, status: number, says: readonly (string | RegExp)[]];

/** That standard error says each of these. */
export function expectSays({ stderr }: Ended, says: Case[2]): void {
  for (const one of says) {
    if (typeof one === 'string') expect(stderr).toContain(one);
    else expect(stderr).toMatch(one);
  }
}
