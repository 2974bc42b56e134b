// How a command is declared: the library's parameters it takes, which of them are arguments, what only the terminal
// has, and what it does. The commands know nothing else of commander.
import type { Command } from 'commander';
import { readParameters, type Shape, type ValuesOf } from '../domain/parameters.js';
import {
  addFormerOptions,
  addParameters,
  addTerminalOptions,
  type CommonOptions,
  type TerminalName,
  typedTexts,
} from './options.js';

/** A command. S: the parameters of the library. Own: values of options that only it has. */
export interface CommandSpec<S extends Shape, Own> {
  readonly name: string;
  readonly description: string;
  /** Two lines to paste, or one where there is nothing to vary. */
  readonly examples: readonly string[];
  /** From domain/, under the library's names; they become options. */
  readonly parameters: S;
  /** Those that are arguments instead, in order, as commander writes them: `<word>`, `[match]`, `<path...>`. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** Its options that only the terminal has, from the list in options.ts. */
  readonly terminal?: readonly TerminalName[];
  /** Help where the terminal has more to say: for parameters by name, for its own options as `--name`. */
  readonly help?: Readonly<Record<string, string>>;
  /**
   * Former options, as commander writes them, and the options that replace them: `--uri <name>`, `--documents`.
   */
  readonly formerly?: Readonly<Record<string, string>>;
  /** Returns the exit status. */
  readonly run: (values: ValuesOf<S>, options: CommonOptions & Own) => Promise<number>;
}

/** A declared command, whatever its parameters. */
export interface AnyCommand {
  readonly name: string;
  /** From domain/, under the library's names. */
  readonly parameters: Shape;
  /** Adds it to a program; it then reports its exit status. */
  addTo(program: Command, finish: (status: number) => void): void;
}

/** Declares a command; one with its own options as `declareCommand<Own>()({ … })`. */
export function declareCommand<const S extends Shape>(spec: CommandSpec<S, unknown>): AnyCommand;
export function declareCommand<Own>(): <const S extends Shape>(spec: CommandSpec<S, Own>) => AnyCommand;
export function declareCommand<S extends Shape>(spec?: CommandSpec<S, unknown>): unknown {
  return spec ? toCommand(spec) : toCommand;
}

const toCommand = <S extends Shape>(spec: CommandSpec<S, unknown>): AnyCommand => ({
  name: spec.name,
  parameters: spec.parameters,
  addTo: (program, finish) => addCommand(program, spec, finish),
});

function addCommand<S extends Shape>(
  program: Command,
  spec: CommandSpec<S, unknown>,
  finish: (status: number) => void,
): void {
  const { name, description, examples, parameters, help = {}, terminal = [], formerly = {} } = spec;
  const args = spec.arguments ?? {};
  const command = program.command(name).description(description);
  addParameters(command, parameters, args, help);
  addTerminalOptions(command, terminal, help);
  addFormerOptions(command, formerly);
  command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}\n`).join('')}`);
  command.action(async () => {
    const values = readParameters(parameters, typedTexts(command, parameters, args), name);
    const { collection } = values as { readonly collection?: string };
    const options = { ...command.opts<CommonOptions>(), collection };
    finish(await spec.run(values, options));
  });
}
