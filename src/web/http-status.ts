// What an answer's status line says of an error.
import type { ErrorCode } from '../domain/errors.js';

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
