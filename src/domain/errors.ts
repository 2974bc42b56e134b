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
