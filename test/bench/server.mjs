// `polyseme serve` as a child process, and one kept-alive connection to it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { cliFile } from './measure.mjs';

const startTimeoutMs = 300_000;

export const canServe = () => existsSync(cliFile);

/** Starts the server on a free port. Returns `search(parameters)`, which gives the JSON answer, and `close()`. */
export async function startServer(db) {
  const port = await freePort();
  const child = spawn(process.execPath, [cliFile, 'serve', '--port', String(port), '--db', db], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (data) => {
    complaint = (complaint + data).slice(-2000);
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const close = async () => {
    agent.destroy();
    child.kill('SIGTERM');
    await exited;
  };
  const search = (parameters) => getJson(agent, port, `/api/search?${new URLSearchParams(parameters)}`);
  try {
    await waitUntil(async () => {
      if (child.exitCode !== null) throw new Error(`serve ended: ${complaint}`);
      return isListening(port);
    });
    return { search, close, waitUntil };
  } catch (cause) {
    await close();
    throw cause;
  }
}

export async function waitUntil(isTrue) {
  const endsAt = performance.now() + startTimeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > endsAt) throw new Error(`not ready after ${startTimeoutMs / 1000} s`);
    await sleep(250);
  }
}

function getJson(agent, port, url) {
  return new Promise((resolve, reject) => {
    const request = http.get({ agent, port, host: '127.0.0.1', path: url }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        body += part;
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(body));
        else reject(new Error(`${response.statusCode} for ${url}: ${body.slice(0, 200)}`));
      });
    });
    request.on('error', reject);
  });
}

async function isListening(port) {
  return new Promise((resolve) => {
    const request = http.get({ port, host: '127.0.0.1', path: '/', agent: false }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on('error', () => resolve(false));
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
