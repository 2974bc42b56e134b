// Runs one command line after the other in one process, for tests of many: a program of its own takes most of a second to
// start. What each has printed ends with a mark on both streams; its exit status goes to the parent.
import { runCommandLine } from '../../dist/src/cli/command-line.js';

process.on('message', async ({ args, mark }) => {
  const status = await runCommandLine(args);
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  process.stdout.write(mark);
  process.stderr.write(mark);
  process.send({ status });
});
process.on('disconnect', () => process.exit());
