// An operation: the arguments it takes, each with its schema, joined to what it does. The library checks by it, and
// every other surface reads its parameters from it.
import type { z } from 'zod';
import { waitFor } from '../../domain/cancel.js';
import { check } from '../../domain/check.js';
import type { Shape } from '../../domain/parameters.js';
import type { Watcher } from '../../domain/tables.js';
import type { Session } from '../session.js';

/** Arguments by name, in the order in which the library takes them. */
type Arguments = Readonly<Record<string, z.ZodType>>;
type ValuesOf<A extends Arguments> = { readonly [K in keyof A]: z.output<A[K]> };

/** One operation, declared once. */
export interface Operation<A extends Arguments = Arguments, R = unknown> {
  /** Of the library's method. */
  readonly name: string;
  /** In one line. */
  readonly does: string;
  /** Of the library, in order; the last is mostly an object of options. */
  readonly takes: A;
  /** The same as surfaces without code spell it: flat, in the library's names. */
  readonly parameters: Shape;
  /** True when it reads what the caller yields: `close` does not wait for that. */
  readonly isOpenEnded?: boolean;
  /** Called with checked arguments. */
  run(session: Session, values: ValuesOf<A>): R;
}

/** Declares an operation. parameters: by default what it takes, with the options spread. */
export function operation<A extends Arguments, R>(
  declared: Omit<Operation<A, R>, 'parameters'> & { readonly parameters?: Shape },
): Operation<A, R> {
  return { parameters: flat(declared.takes), ...declared };
}

const flat = (takes: Arguments): Shape =>
  Object.fromEntries(
    Object.entries(takes).flatMap(([name, schema]) => {
      const inner = name === 'options' ? fieldsOf(schema) : undefined;
      return inner ? Object.entries(inner) : [[name, schema]];
    }),
  );

const fieldsOf = (schema: z.ZodType): Shape | undefined =>
  'shape' in schema ? (schema.shape as Shape) : undefined;

/**
 * Checks the arguments and runs the operation, which stops when the session closes; on the file that stands there now.
 * Throws `invalid_input`, `data` when there is none, or as the operation does.
 */
export function call<A extends Arguments, R>(
  { name, takes, isOpenEnded = false, run }: Operation<A, R>,
  before: Session,
  ...values: readonly unknown[]
): R {
  const session = before.current();
  session.refuseWhenClosing();
  const checked = Object.entries(takes).map(([argument, schema], i) => {
    if (argument !== 'options') return [argument, check(schema, values[i], argument)];
    const options = check(schema, values[i] ?? {}, name, `option of ${name}`) as { signal?: AbortSignal };
    const stops = fieldsOf(schema)?.signal !== undefined;
    return [argument, stops ? { ...options, signal: session.stopping(options.signal) } : options];
  });
  const result = run(session, Object.fromEntries(checked) as ValuesOf<A>);
  if (result instanceof Promise && !isOpenEnded) session.running(result);
  return result;
}

/** What goes on in the background until it is stopped, or the session closes. */
export function untilClosed(session: Session, { stop }: Watcher): Watcher {
  const watcher: Watcher = {
    stop: () => {
      session.watchers.delete(watcher);
      return stop();
    },
  };
  session.watchers.add(watcher);
  return watcher;
}

/** Waits for the runs of watchers that are under way, and for those that wait for them. Throws `cancelled`. */
export async function afterWatchers(session: Session, signal: AbortSignal | undefined): Promise<void> {
  for (let last: Promise<unknown> | undefined; last !== session.syncing; ) {
    last = session.syncing;
    await waitFor(last, signal);
  }
}
