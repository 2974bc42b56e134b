// Runs a command from its arguments, and turns what happened into an exit status.
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { PolysemeError } from '../domain/errors.js';
import { withoutControls } from '../format/controls.js';
import { isFolder } from '../polyseme/polyseme.js';
import { exitStatusOf } from './exit-status.js';
import { commands, makeProgram } from './program.js';
import { complain } from './run.js';

const usageStatus = 2;
const internalStatus = 70;

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** args: as typed behind `polyseme`. Returns the exit status; never throws. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let status = 0;
  try {
    const program = makeProgram(version, (result) => {
      status = result;
    });
    await program.parseAsync(withCommand(args), { from: 'user' });
    return status;
  } catch (error) {
    return explain(error, args.includes('--debug'));
  }
}

/** `polyseme FOLDER` opens the folder, unless a command has its name. */
function withCommand(args: readonly string[]): readonly string[] {
  const [first = ''] = args;
  return isFolder(first) && commands.every(({ name }) => name !== first) ? ['open', ...args] : args;
}

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
