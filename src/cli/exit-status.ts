// Exit statuses of commands.
import type { ErrorCode } from '../domain/errors.js';

/** Exit status of the command line: 0 found, 1 nothing found, 2 usage, 3 data or model error, 130 cancelled. */
export const exitStatusOf: Record<ErrorCode, number> = {
  invalid_input: 2,
  not_found: 1,
  data: 3,
  model: 3,
  conflict: 3,
  busy: 3,
  disk_full: 3,
  read_only: 3,
  too_large: 3,
  too_many: 3,
  forbidden: 3,
  cancelled: 130,
};
