// Word lists and libraries that take long to load are loaded when they are first needed.

/** Returns a function that makes a value once, and then returns the same. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
