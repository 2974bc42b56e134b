// What is handed to encode-worker.ts once, at its start.

/** Environment variable that holds EncodeWorkerData as JSON. */
export const encodeWorkerVariable = 'POLYSEME_ENCODE_WORKER';

/** What a worker needs to know once. */
export interface EncodeWorkerData {
  readonly folder: string;
  readonly graphPath: string;
  /** Most pieces in one run, the special ones included. */
  readonly windowPieces: number;
}
