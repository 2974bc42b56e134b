// Vectors of senses, shipped with the model: one file lists senses and how many texts are in the mean, row by row, and a
// block of int8 vectors has the same rows.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Calibration } from '../domain/calibration.js';

/** Vectors of one kind, such as those of examples. */
export interface SenseVectorFile {
  /** [dim] int8 mean of the texts' vectors, of any length; undefined when the sense has none. key: its key or id. */
  vector(key: string): Int8Array | undefined;
}

/** Vectors of senses that come with a model; a model of somebody else's has none. */
export interface ShippedVectors {
  /** All that is known of the everyday dictionary's senses, by id. */
  readonly everyday: SenseVectorFile;
  /** Examples of WordNet's senses, by key. */
  readonly examples: SenseVectorFile;
  /** How scores become probabilities. */
  readonly calibration: Calibration | undefined;
}

const none: SenseVectorFile = { vector: () => undefined };

/** Of a collection that another model has encoded. */
export const noShippedVectors: ShippedVectors = { everyday: none, examples: none, calibration: undefined };

/** Reads `name`.tsv and `name`.i8 beside the model in `folder`; without these files no sense has a vector. */
export function readSenseVectors(folder: string, name: string, dim: number): SenseVectorFile {
  const table = path.join(folder, `${name}.tsv`);
  const block = path.join(folder, `${name}.i8`);
  if (!existsSync(table) || !existsSync(block)) return none;
  const bytes = readFileSync(block);
  const rows = new Map<string, number>();
  readFileSync(table, 'utf8')
    .trimEnd()
    .split('\n')
    .forEach((line, row) => {
      rows.set(line.slice(0, line.indexOf('\t')), row);
    });
  if (bytes.length !== rows.size * dim) return none;
  return {
    vector(key) {
      const row = rows.get(key);
      if (row === undefined) return undefined;
      // a copy: posting a view to a thread would copy the whole block with it
      return new Int8Array(bytes.buffer, bytes.byteOffset + row * dim, dim).slice();
    },
  };
}

/** Reads all that comes with the model in `folder`. */
export const readShippedVectors = (folder: string, dim: number): ShippedVectors => ({
  everyday: readSenseVectors(folder, 'everyday', dim),
  examples: readSenseVectors(folder, 'sense-examples', dim),
  calibration: readCalibration(path.join(folder, 'calibration.json')),
});

const readCalibration = (file: string): Calibration | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Calibration) : undefined;
