// The one error type of the project and the two maps that turn its code into an exit status or an HTTP status.
// Every message names the argument, the value and the cure, so a surface can show it as it is.

/** What kind of failure it was; the surfaces decide by this, never by the message. */
export type ErrorCode =
  | 'invalid_input' // an argument, option or form field is wrong: the caller can correct it
  | 'not_found' // what was named does not exist
  | 'data' // a file, record or database cannot be read
  | 'model' // the encoder is missing, damaged or cannot be reached
  | 'conflict' // it does not fit what is already stored (another model, for example)
  | 'busy' // another process or job holds what is needed; try again
  | 'too_large' // over a limit of size
  | 'too_many' // over a limit of rate
  | 'forbidden' // not allowed from here
  | 'cancelled'; // the caller stopped it

/** A failure that was foreseen. Anything else that is thrown is a bug and is shown as "internal error". */
export class PolysemeError extends Error {
  /** For programs; the message is for people. */
  readonly code: ErrorCode;
  /** One sentence that says what to do; shown on a line of its own. */
  readonly cure: string;

  constructor(code: ErrorCode, message: string, options: { cure?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PolysemeError';
    this.code = code;
    this.cure = options.cure ?? '';
  }
}

/** Exit status of the command line: 0 found, 1 nothing found, 2 usage, 3 data or model error, 130 cancelled. */
export const exitStatusOf: Record<ErrorCode, number> = {
  invalid_input: 2,
  not_found: 1,
  data: 3,
  model: 3,
  conflict: 3,
  busy: 3,
  too_large: 3,
  too_many: 3,
  forbidden: 3,
  cancelled: 130,
};

/** HTTP status of each code. */
export const httpStatusOf: Record<ErrorCode, number> = {
  invalid_input: 400,
  not_found: 404,
  data: 422,
  model: 503,
  conflict: 409,
  busy: 503,
  too_large: 413,
  too_many: 429,
  forbidden: 403,
  cancelled: 409,
};

/** Waits for work, or until the signal is aborted: then it throws `cancelled`, while the work goes on. */
export async function waitFor(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  throwIfCancelled(signal);
  let giveUp = (): void => {};
  const aborted = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
  throwIfCancelled(signal);
}

/** Throws `cancelled` when the signal has been aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new PolysemeError('cancelled', 'cancelled by the caller', { cause: signal.reason });
}
