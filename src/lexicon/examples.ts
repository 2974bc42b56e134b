// Mean vectors of example occurrences per sense key, shipped with the model: one file lists keys and numbers of
// examples row by row, and a block of int8 vectors has the same rows.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface SenseExamples {
  /** [dim] int8 mean of the examples' vectors, of any length; undefined when the sense has none. */
  vector(key: string): Int8Array | undefined;
  /** Number of examples in the mean; 0 for none. */
  count(key: string): number;
}

const none: SenseExamples = { vector: () => undefined, count: () => 0 };

/** Reads the examples beside the model in `folder`; without the files no sense has any. */
export function readSenseExamples(folder: string, dim: number): SenseExamples {
  const [table, block] = ['sense-examples.tsv', 'sense-examples.i8'].map((name) => path.join(folder, name));
  if (!existsSync(table as string) || !existsSync(block as string)) return none;
  const bytes = readFileSync(block as string);
  const rows = new Map<string, { row: number; count: number }>();
  readFileSync(table as string, 'utf8')
    .trimEnd()
    .split('\n')
    .forEach((line, row) => {
      const [key, count] = line.split('\t') as [string, string];
      rows.set(key, { row, count: Number(count) });
    });
  if (bytes.length !== rows.size * dim) return none;
  return {
    vector(key) {
      const example = rows.get(key);
      if (!example) return undefined;
      // a copy: posting a view to a thread would copy the whole block with it
      return new Int8Array(bytes.buffer, bytes.byteOffset + example.row * dim, dim).slice();
    },
    count: (key) => rows.get(key)?.count ?? 0,
  };
}
