// Parameters as surfaces spell them: flat names, text values. Every surface reads them here, by the call's own schemas,
// so that a name or a range is declared once.
import { z } from 'zod';
import { bare, check, describeValue, invalid } from './check.js';

/** Names of parameters and the schema of each. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** What a surface needs to know of a parameter. */
export interface Parameter {
  /** As in the library: `minScore`. */
  readonly name: string;
  /** mixed: a number or a text, whichever it reads as. */
  readonly kind: 'text' | 'number' | 'flag' | 'choice' | 'mixed';
  /** True when it may be given several times. */
  readonly isList: boolean;
  /** The values of a choice; otherwise empty. */
  readonly choices: readonly string[];
  /** One line, without a full stop. */
  readonly description: string;
  readonly isRequired: boolean;
}

/** Returns the parameters that can be given as text: functions and signals are left out. */
export function parametersOf(shape: Shape): Parameter[] {
  return Object.entries(shape).flatMap(([name, schema]): Parameter[] => {
    const whole = bare(schema);
    const meta = { ...whole.meta(), ...schema.meta() } as { code?: boolean; list?: boolean };
    if (meta.code) return [];
    const element = whole instanceof z.ZodArray ? bare(whole.element as z.ZodType) : whole;
    const description = schema.description ?? whole.description ?? element.description ?? '';
    const choices = element instanceof z.ZodEnum ? (element.options as string[]) : [];
    const isList = whole instanceof z.ZodArray || meta.list === true;
    return [{ name, kind: kindOf(element), isList, choices, description, isRequired: !schema.isOptional() }];
  });
}

function kindOf(schema: z.ZodType): Parameter['kind'] {
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'flag';
  if (schema instanceof z.ZodEnum) return 'choice';
  if (schema instanceof z.ZodString) return 'text';
  const { type = 'mixed' } = (schema.meta() ?? {}) as { type?: 'text' | 'number' };
  return type;
}

/** The parameters of one shape, as the schemas' values. */
export type ValuesOf<S extends Shape> = { [K in keyof S]: z.output<S[K]> };

/**
 * Converts texts from an address or a command line to values. A list may be given several times, or as one text with
 * commas where it holds numbers. Empty texts count as left out. Throws `invalid_input` for an unknown name, for a
 * repeated parameter that is no list, and for what the schema refuses. call: what takes the parameters, for messages.
 */
export function readParameters<S extends Shape>(
  shape: S,
  texts: Readonly<Record<string, unknown>>,
  call: string,
): ValuesOf<S> {
  const parameters = parametersOf(shape);
  const unknown = Object.keys(texts).find((name) => parameters.every((one) => one.name !== name));
  if (unknown !== undefined) {
    const names = parameters.map(({ name }) => name).join(', ');
    throw invalid(unknown, `it is not a parameter of ${call}`, `There are: ${names || 'none'}.`);
  }
  const values = Object.fromEntries(
    parameters.flatMap((parameter) => {
      const value = readParameter(parameter, texts[parameter.name]);
      return value === undefined ? [] : [[parameter.name, value]];
    }),
  );
  return check(z.strictObject(shape), values, call, `a parameter of ${call}`) as ValuesOf<S>;
}

function readParameter(parameter: Parameter, value: unknown): unknown {
  const { name, isList, kind } = parameter;
  const texts = [value].flat().filter((one) => one !== undefined && one !== '');
  for (const one of texts) {
    if (typeof one !== 'string') throw invalid(name, 'it is not a text', `Write ${name}=value.`);
  }
  if (isList) {
    const parts = kind === 'number' ? texts.flatMap((one) => (one as string).split(',')) : texts;
    return parts.length === 0 ? undefined : parts.map((one) => readValue(parameter, one as string));
  }
  if (texts.length > 1) throw invalid(name, 'it is given twice', 'Give it once.');
  return texts.length === 0 ? undefined : readValue(parameter, texts[0] as string);
}

/** Leaves a text that does not read as its kind as it is: the schema then says what is wrong with it. */
function readValue({ name, kind, choices }: Parameter, text: string): unknown {
  const trimmed = text.trim();
  const isNumber = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/iu.test(trimmed);
  switch (kind) {
    case 'number':
    case 'mixed':
      return isNumber ? Number(trimmed) : text;
    case 'flag':
      if (trimmed === '1' || trimmed === 'true') return true;
      if (trimmed === '0' || trimmed === 'false') return false;
      throw invalid(name, `${describeValue(text)} is not true or false`, 'Give 1 or 0.');
    case 'choice':
      return choices.find((choice) => choice.toLowerCase() === trimmed.toLowerCase()) ?? text;
    case 'text':
      return text;
  }
}
