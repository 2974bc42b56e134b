// Problems of lines: the first are named, the rest is a count.
import type { ReadProblem } from './reader.js';

const mostNamed = 20;

/** The problems of one file. */
export class ProblemList {
  #count = 0;

  /** Yields the problem, unless many were named. */
  *add(line: number, message: string, cure: string): Generator<{ problem: ReadProblem }> {
    if (++this.#count <= mostNamed) yield { problem: { message: `line ${line}: ${message}`, cure } };
  }

  /** What was not named. what: `bad lines`. */
  *rest(what: string, cure: string): Generator<{ problem: ReadProblem }> {
    const more = this.#count - mostNamed;
    if (more > 0) yield { problem: { message: `${more} more ${what}`, cure } };
  }
}
