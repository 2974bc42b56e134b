// Options of the command line. The library's parameters become options and arguments here, by the schemas of domain/:
// name to kebab case, description to help, type to reader. What only the terminal has stands in one list.
import type { EventEmitter } from 'node:events';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { bare, check } from '../domain/check.js';
import { PolysemeError } from '../domain/errors.js';
import { type Parameter, parametersOf, type Shape } from '../domain/parameters.js';
import { shippedModel } from '../polyseme/polyseme.js';

/** Options that every command takes. */
export interface CommonOptions {
  readonly db: string;
  /** For commands on a collection; undefined where none is named. */
  readonly collection?: string | undefined;
  readonly model: string;
  readonly workers?: number;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly tsv?: boolean;
  readonly color: boolean;
  readonly debug?: boolean;
}

/** The database used when none is named. */
export const defaultDb = './polyseme.db';

interface TerminalOption {
  readonly flags: string;
  readonly description: string;
  readonly default?: string | number;
  /** True for options of every command. */
  readonly isCommon?: true;
  readonly isList?: true;
  /** Text to value. Throws InvalidArgumentError. */
  readonly read?: (text: string) => unknown;
}

/** Everything that only the terminal has, in the order of the help; all other options are parameters of the library. */
export const terminalOptions = {
  all: { flags: '--all', description: 'everything, however much it is' },
  words: { flags: '--words <file>', description: 'a file of words, one a line' },
  port: {
    flags: '--port <n>',
    description: 'port, 0 for any free one',
    default: 7341,
    read: wholeUpTo(0, 65535, 'Use a whole number from 0 to 65535.'),
  },
  host: {
    flags: '--host <address>',
    description: 'address to listen on; any but loopback needs a token',
    default: '127.0.0.1',
  },
  token: {
    flags: '--token <secret>',
    description: 'what a visitor must present; made up and printed when the host needs one',
  },
  allow: {
    flags: '--allow <folder>',
    description: 'a folder whose files may be added by path from the page; may be repeated',
    isList: true,
  },
  watch: {
    flags: '--watch <folder>',
    description: 'a folder to keep indexed, and whose files may be added; may be repeated',
    isList: true,
  },
  open: { flags: '--open', description: 'show the page in the browser' },
  demo: { flags: '--demo', description: 'add the texts that come with polyseme if the database is new' },
  db: { flags: '--db <file>', description: 'database file', default: defaultDb, isCommon: true },
  model: {
    flags: '--model <model>',
    description: 'encoder: a folder, or a hub id',
    default: shippedModel,
    isCommon: true,
  },
  workers: {
    flags: '--workers <n>',
    description: 'encoder processes (default: number of processors)',
    isCommon: true,
    read: anyNumber('Give a number from 1 to 64.'),
  },
  json: { flags: '--json', description: 'print JSON', isCommon: true },
  csv: { flags: '--csv', description: 'print comma-separated values', isCommon: true },
  tsv: { flags: '--tsv', description: 'print tab-separated values', isCommon: true },
  color: { flags: '--no-color', description: 'no bold on a terminal (also: NO_COLOR)', isCommon: true },
  debug: { flags: '--debug', description: 'print the stack of an error', isCommon: true },
} as const satisfies Record<string, TerminalOption>;

/** Name of one of them. */
export type TerminalName = keyof typeof terminalOptions;

/** The name of a parameter's value in the help, where its type does not say enough. */
const placeholders: Readonly<Record<string, string>> = {
  ...{
    collection: 'name',
    documents: 'name',
    textColumn: 'name',
    idColumn: 'name',
    encoding: 'name',
    by: 'field',
  },
  ...{ where: 'field=value', pos: 'tag', places: 'place', contextWindow: 'pieces', minScore: 'x' },
  ...{ like: 'id', unlike: 'id', lines: 'id', tokenId: 'id', sense: 'id', otherSense: 'id' },
  ...{ id: 'column', text: 'column', metadata: 'column', sort: 'key' },
};

const number = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/iu;

/** `minScore` → `min-score`. */
export const kebabCase = (name: string): string =>
  name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);

/** An option for a parameter of the library; a flag that is set by default becomes `--no-…`. */
function toOptions(parameter: Parameter, shape: Shape, help: string | undefined): Option[] {
  const { name, kind, isList, choices } = parameter;
  const flag = `--${kebabCase(name)}`;
  const range = kind === 'number' && !isList ? rangeOf(shape[name]) : '';
  const text = (help ?? parameter.description).replace(/(?= \(default: [^)]*\)$|$)/u, range);
  const description = `${text}${isList ? '; may be repeated' : ''}`;
  if (kind === 'flag') {
    if (!parameter.description.endsWith(isSet)) return [new Option(flag, description)];
    const negated = new Option(`--no-${kebabCase(name)}`, help ?? negate(description));
    return [negated, new Option(flag, description).hideHelp()];
  }
  const placeholder =
    placeholders[name] ?? { number: 'n', choice: 'which', text: 'text', mixed: 'value' }[kind];
  const option = new Option(`${flag} <${placeholder}>`, description);
  if (choices.length > 0) option.choices(choices);
  return [
    option.argParser((text: string, before?: string[]) => [
      ...(before ?? []),
      readable(parameter, shape, text),
    ]),
  ];
}

/** `, 10 to 10000`; empty where there is no upper end worth naming. */
function rangeOf(schema: Shape[string] | undefined): string {
  const { minValue, maxValue } = (schema ? bare(schema) : {}) as { minValue?: number; maxValue?: number };
  return maxValue === undefined || maxValue === Number.MAX_SAFE_INTEGER ? '' : `, ${minValue} to ${maxValue}`;
}

const isSet = ' (default: true)';

/** `the dictionary: prefer frequent senses (default: true)` → `the dictionary: do not prefer frequent senses`. */
function negate(description: string): string {
  const [, scope = '', what] = /^([^(]*: )?(.*)$/su.exec(description.replace(isSet, '')) ?? [];
  return `${scope}do not ${what}`;
}

/** Returns the text unchanged, if it can be read at all; the library checks whether the value is in range. */
function readable(parameter: Parameter, shape: Shape, text: string): string {
  const { name, kind, isList, choices } = parameter;
  const fits = (one: string): boolean => {
    if (kind === 'number') return number.test(one.trim());
    if (kind === 'choice') return choices.some((choice) => choice.toLowerCase() === one.trim().toLowerCase());
    return kind !== 'mixed' || isList || number.test(one.trim()) || faultOf(name, shape, one) === undefined;
  };
  const parts = kind === 'number' && isList ? text.split(',') : [text];
  if (parts.every(fits)) return text;
  if (kind === 'choice') throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
  if (placeholders[name] === 'id') {
    throw new InvalidArgumentError('Give the tokenId of a line that a search has shown.');
  }
  const fault = faultOf(name, shape, text);
  throw new InvalidArgumentError(kind === 'mixed' ? `${fault?.message}. ${fault?.cure}` : `${fault?.cure}`);
}

function faultOf(name: string, shape: Shape, text: string): PolysemeError | undefined {
  try {
    check(shape[name] as Shape[string], text, name);
    return undefined;
  } catch (cause) {
    if (cause instanceof PolysemeError) return cause;
    throw cause;
  }
}

/** Adds the library's parameters to a command: those in `args` as arguments, the others as options. */
export function addParameters(
  command: Command,
  shape: Shape,
  args: Readonly<Record<string, string>>,
  help: Readonly<Record<string, string>>,
): void {
  const parameters = parametersOf(shape);
  for (const [name, syntax] of Object.entries(args)) {
    const parameter = parameters.find((one) => one.name === name) as Parameter;
    const argument = new Argument(syntax, help[name] ?? parameter.description);
    if (parameter.choices.length > 0) argument.choices(parameter.choices);
    argument.argParser((text: string, before?: string[]) => [
      ...(before ?? []),
      readable(parameter, shape, text),
    ]);
    command.addArgument(argument);
  }
  for (const parameter of parameters) {
    if (parameter.name in args) continue;
    for (const option of toOptions(parameter, shape, help[parameter.name])) command.addOption(option);
  }
}

/** Adds options that only the terminal has. */
export function addTerminalOptions(
  command: Command,
  own: readonly TerminalName[],
  help: Readonly<Record<string, string>>,
): void {
  for (const [name, one] of Object.entries<TerminalOption>(terminalOptions)) {
    const { flags, description, isCommon, isList, read = (text: string) => text } = one;
    if (!isCommon && !own.includes(name as TerminalName)) continue;
    const option = new Option(flags, help[`--${name}`] ?? description);
    if (option.required) {
      let isGiven = false;
      option.argParser((text: string, before: unknown) => {
        if (isList) return [...(before as unknown[]), read(text)];
        if (isGiven) throw new InvalidArgumentError('It is given twice; give it once.');
        isGiven = true;
        return read(text);
      });
    }
    if (isList) option.default([], 'none');
    else if (one.default !== undefined) option.default(one.default);
    command.addOption(option);
  }
}

/** Adds former options: hidden, they do what the new one does, and name it on standard error. */
export function addFormerOptions(command: Command, formerly: Readonly<Record<string, string>>): void {
  for (const [flags, now] of Object.entries(formerly)) {
    const option = new Option(flags, `formerly: now ${now}`).hideHelp();
    let isSaid = false;
    command.addOption(option);
    command.on(`option:${option.name()}`, (value: unknown) => {
      if (!isSaid) process.stderr.write(`polyseme: ${option.long} is now ${now}\n`);
      isSaid = true;
      (command as unknown as EventEmitter).emit(`option:${now.slice(2)}`, value);
    });
  }
}

/** Returns the text typed for each of the library's parameters, without those not typed. */
export function typedTexts(
  command: Command,
  shape: Shape,
  args: Readonly<Record<string, string>>,
): Record<string, readonly string[]> {
  const typed: Record<string, readonly string[]> = {};
  Object.keys(args).forEach((name, i) => {
    const texts = command.processedArgs[i] as string[] | undefined;
    if (texts !== undefined) typed[name] = texts;
  });
  for (const { name } of parametersOf(shape)) {
    if (name in args || command.getOptionValueSource(name) !== 'cli') continue;
    const value = command.getOptionValue(name) as boolean | string[];
    typed[name] = typeof value === 'boolean' ? [String(value)] : value;
  }
  return typed;
}

function wholeUpTo(least: number, most: number, cure: string): (text: string) => number {
  return (text) => {
    const value = /^\d+$/u.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(cure);
  };
}

/** Reads a number; the library checks whether it is in range. */
function anyNumber(cure: string): (text: string) => number {
  return (text) => {
    if (number.test(text.trim())) return Number(text);
    throw new InvalidArgumentError(cure);
  };
}
