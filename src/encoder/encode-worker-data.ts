// The data that encode-worker.ts gets once, at its start.

/** Environment variable that holds EncodeWorkerData as JSON. */
export const encodeWorkerVariable = 'POLYSEME_ENCODE_WORKER';

/** What a worker needs at its start. */
export interface EncodeWorkerData {
  readonly graphPath: string;
  /** Most pieces in one run, including the special ones. */
  readonly windowPieces: number;
}
