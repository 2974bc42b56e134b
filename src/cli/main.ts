#!/usr/bin/env node
// The command line's outermost layer: runs a command and turns what happened into an exit status.
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { PolysemeError } from '../domain/errors.js';
import { withoutControls } from '../format/controls.js';
import { exitStatusOf } from './exit-status.js';
import { makeProgram } from './program.js';
import { complain, problemStatus } from './run.js';

const usageStatus = 2;
const internalStatus = 70;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // a reader that stops early (`| head`) is no error
  if (error.code === 'EPIPE') process.exit(0);
  complain(`output: it cannot be written: ${error.message}`, 'Free space, or write it elsewhere.');
  process.exit(problemStatus);
});

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

let status = 0;
try {
  await makeProgram(version, (result) => {
    status = result;
  }).parseAsync();
} catch (error) {
  status = explain(error, process.argv.includes('--debug'));
}
process.exitCode = status;

function explain(error: unknown, isDebug: boolean): number {
  // commander has printed its message or the requested help
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageStatus;
  if (isDebug) process.stderr.write(withoutControls(`${(error as Error).stack}\n`));
  if (error instanceof PolysemeError) {
    complain(error.message, error.cure);
    return exitStatusOf[error.code];
  }
  complain(
    `internal error: ${(error as Error).message}`,
    'Run it again with --debug and report what it prints.',
  );
  return internalStatus;
}
