// A real browser and a real server for the browser tests: found, or made, or a plain error; never skipped.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
/** The same browser without windows of its own: a page costs a quarter of the time. */
const headless = 'chromium-headless-shell';
const names = ['chromium', 'chromium-browser', 'google-chrome'];
const switches = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];

export const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Screenshots lie here after a run, for people to look at. */
export const screenshots = fileURLToPath(new URL('../output/screenshots/', import.meta.url));

/**
 * Path of a Chromium, without windows if possible; root on a Debian gets it installed. Throws what to do when there
 * is none.
 */
export async function findChromium(): Promise<string> {
  const named = process.env.POLYSEME_CHROMIUM;
  if (named) {
    if (isProgram(named)) return named;
    throw new Error(`POLYSEME_CHROMIUM: "${named}" is not a program. Name the path of a Chromium.`);
  }
  const found = onPath([headless]) ?? (await installed(headless)) ?? onPath(names);
  if (found) return found;
  throw new Error(
    `The browser tests need Chromium and found none. Install it (Debian: apt-get install ${headless}), ` +
      'or name its path in POLYSEME_CHROMIUM.',
  );
}

/** Undefined when it cannot be installed here. */
async function installed(name: string): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', ['update'], { env });
    await run('apt-get', ['install', '-y', name], { env, maxBuffer: 1 << 24 });
  } catch (cause) {
    console.warn((cause as Error).message);
    return undefined;
  }
  return onPath([name]);
}

function onPath(names: readonly string[]): string | undefined {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(path.delimiter).filter(Boolean)];
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: switches });
}

export interface Server {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** `polyseme serve`, by default on a free port, ready when it has printed its address. */
export async function startServer(args: readonly string[], port = '0'): Promise<Server> {
  const child = spawn(process.execPath, [cli, 'serve', '--port', port, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const address = await addressPrinted(child);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
  };
  return { address, stop };
}

async function addressPrinted(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const address = /Polyseme: (http:\/\/\S+?)\/\s/u.exec(printed)?.[1];
      if (address) resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (status) => reject(new Error(`the server ended with ${status}: ${printed}`)));
  });
}

/** What axe-core finds wrong, a line for each; the page's context must have been made with bypassCSP. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axeSource });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<AxeReport> } };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
  });
}

interface AxeReport {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
  }[];
}

/** Everything that the page complains of: script errors, console errors (also of the CSP), failed requests. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${reason}`);
  });
  return complaints;
}
