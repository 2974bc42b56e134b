// Waits for work a little while: what takes longer goes on, and the next request for the same takes it up.
import { setTimeout } from 'node:timers/promises';

/** A page that is not ready by then says what is being done. */
export const defaultPatienceMs = 1500;
/** What nobody fetches is forgotten, before it can be old: a waiting page asks every few seconds. */
const keptMs = 10_000;

/** Returns what the work gives, or null where it is not done yet. key: the same for the same work. */
export type Patient<T> = (key: string, start: () => Promise<T>) => Promise<T | null>;

export function patient<T>(patienceMs: number): Patient<T> {
  const underWay = new Map<string, Promise<T>>();
  return async (key, start) => {
    const work = underWay.get(key) ?? start();
    underWay.set(key, work);
    const isOver = work.then(
      () => true,
      () => true,
    );
    if (await Promise.race([isOver, setTimeout(patienceMs, false, { ref: false })])) {
      underWay.delete(key);
      return work;
    }
    void isOver
      .then(() => setTimeout(keptMs, undefined, { ref: false }))
      .then(() => {
        if (underWay.get(key) === work) underWay.delete(key);
      });
    return null;
  };
}
