#!/usr/bin/env node
// The command line as a program.
import { runCommandLine } from './command-line.js';
import { complain, problemStatus } from './run.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // a reader that stops early (`| head`) is no error
  if (error.code === 'EPIPE') process.exit(0);
  complain(`output: it cannot be written: ${error.message}`, 'Free space, or write it elsewhere.');
  process.exit(problemStatus);
});

process.exitCode = await runCommandLine(process.argv.slice(2));
