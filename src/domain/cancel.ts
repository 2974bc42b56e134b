// Cancellation by the caller's AbortSignal.
import { PolysemeError } from './errors.js';

/** Waits for work. Throws `cancelled` when the signal is aborted; the work itself goes on. */
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
