// The one door between the synchronous engine and the asynchronous contract: functions become methods that return
// promises, generators of batches become async iterables, and SQLite's errors become ours.
import { asStoreError, damaged } from './errors.js';

/** A function of the engine as a method of the contract. */
type Promised<F> = F extends (...values: infer V) => Generator<infer Batch>
  ? (...values: V) => AsyncIterable<Batch>
  : F extends (...values: infer V) => infer R
    ? (...values: V) => Promise<Awaited<R>>
    : never;

/**
 * The same functions for asynchronous callers. Each still does its work when called, in one go, so that writes happen
 * in the order of the calls; a generator works when its next batch is requested. first: called before each, in the same go.
 */
export function promised<T extends object>(
  queries: T,
  file: string,
  first: () => void,
): { [K in keyof T]: Promised<T[K]> } {
  const wrapped = Object.entries(queries).map(([name, run]) => [
    name,
    isGenerator(run) ? iterated(run, file, first) : awaited(run, file, first),
  ]);
  return Object.fromEntries(wrapped) as { [K in keyof T]: Promised<T[K]> };
}

const awaited =
  (run: (...values: unknown[]) => unknown, file: string, first: () => void) =>
  async (...values: unknown[]): Promise<unknown> => {
    try {
      first();
      return await run(...values);
    } catch (cause) {
      throw said(cause, file);
    }
  };

const iterated = (run: (...values: unknown[]) => Generator<unknown>, file: string, first: () => void) =>
  async function* (...values: unknown[]): AsyncGenerator<unknown> {
    const batches = run(...values);
    const next = (): IteratorResult<unknown> => {
      try {
        first();
        return batches.next();
      } catch (cause) {
        throw said(cause, file);
      }
    };
    try {
      for (let step = next(); !step.done; step = next()) yield step.value;
    } finally {
      batches.return(undefined);
    }
  };

/** The engine parses only what it has written, so invalid JSON is damage. */
const said = (cause: unknown, file: string): unknown =>
  cause instanceof SyntaxError ? damaged(file, cause) : asStoreError(cause, file);

const isGenerator = (run: object): run is (...values: unknown[]) => Generator<unknown> =>
  Object.prototype.toString.call(run) === '[object GeneratorFunction]';
