// The list of commands, in the order of the help.
import { Command } from 'commander';
import { withoutControls } from '../format/controls.js';
import type { AnyCommand } from './command.js';
import { disambiguateCommand, evaluateCommand } from './commands/disambiguate.js';
import { dispersionCommand } from './commands/dispersion.js';
import { followCommand, followedCommand, unfollowCommand, watchCommand } from './commands/folders.js';
import { searchCommand } from './commands/search.js';
import { senseCommand, sensesCommand } from './commands/senses.js';
import { openCommand, serveCommand } from './commands/serve.js';
import { syncCommand, trackCommand, untrackCommand } from './commands/tables.js';
import { documentsCommand, indexCommand, removeCommand, statsCommand } from './commands/texts.js';
import {
  backupCommand,
  compactCommand,
  rebuildCommand,
  recallCommand,
  recutCommand,
  verifyCommand,
} from './commands/upkeep.js';
import {
  axisCommand,
  collocatesCommand,
  compareCommand,
  mapCommand,
  sharesCommand,
  substitutesCommand,
} from './commands/views.js';
import { wordsCommand, wordsForCommand } from './commands/words.js';

/** All commands. */
export const commands: readonly AnyCommand[] = [
  ...[indexCommand, searchCommand, dispersionCommand],
  ...[sensesCommand, senseCommand, disambiguateCommand, evaluateCommand],
  ...[mapCommand, sharesCommand, collocatesCommand, axisCommand, compareCommand, substitutesCommand],
  ...[wordsCommand, wordsForCommand],
  ...[documentsCommand, removeCommand, statsCommand],
  ...[trackCommand, untrackCommand, syncCommand],
  ...[watchCommand, followCommand, unfollowCommand, followedCommand],
  ...[compactCommand, backupCommand, verifyCommand, rebuildCommand, recutCommand, recallCommand],
  ...[serveCommand, openCommand],
];

/** Sets the exit status of the command that ran. */
export type Finish = (status: number) => void;

/** The program; it throws where commander would end the process. */
export function makeProgram(version: string, finish: Finish): Command {
  const program = new Command('polyseme')
    .description('Search your own texts by what a word means, not by how it is spelt.')
    .version(version)
    .configureOutput({
      outputError: (text, write) => write(withoutControls(text.replace(/^error: /u, 'polyseme: '))),
    })
    .showHelpAfterError('(polyseme --help lists the commands)')
    .exitOverride();
  for (const command of commands) command.addTo(program, finish);
  return program;
}
