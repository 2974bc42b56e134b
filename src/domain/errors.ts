// The project's one error type. Every message names the argument, the value and the cure, so a surface can show it as
// it is; the surfaces map its code to an exit status or an HTTP status.

/** The kind of failure; surfaces decide by it, never by the message. */
export type ErrorCode =
  | 'invalid_input' // an argument, option or form field is wrong: the caller can correct it
  | 'not_found' // what was named does not exist
  | 'data' // a file, record or database cannot be read
  | 'model' // the encoder is missing, damaged or cannot be reached
  | 'conflict' // it does not fit what is already stored (another model, for example)
  | 'busy' // another process or job holds what is needed; try again
  | 'disk_full' // there is no space left for the database
  | 'read_only' // the database may not be written to
  | 'too_large' // over a limit of size
  | 'too_many' // over a limit of rate
  | 'forbidden' // not allowed from here
  | 'cancelled'; // the caller stopped it

/** A foreseen failure. Anything else thrown is a bug, and is shown as "internal error". */
export class PolysemeError extends Error {
  /** For programs; the message is for people. */
  readonly code: ErrorCode;
  /** One sentence that says what to do; shown on its own line. */
  readonly cure: string;

  constructor(code: ErrorCode, message: string, options: { cure?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PolysemeError';
    this.code = code;
    this.cure = options.cure ?? '';
  }
}
