// Scalar functions: how many arguments each takes, and what it returns. Vectors go in and out as BLOBs, in sqlite-vec's
// formats. Knows neither the connection nor the thread.
import { parametersOf } from '../domain/parameters.js';
import type { SensesOptions } from '../domain/senses.js';
import { operationNamed } from '../polyseme/operations/index.js';
import { bytesOf, codesOf, dequantise, quantise } from '../polyseme/polyseme.js';
import { readOptions } from './arguments.js';
import type { Ask } from './tables.js';
import { readBlob, readFloats, readNumbers, readText, readTokenId, type SqlValue } from './values.js';

/** A scalar function. NULL as its first argument gives NULL; any other NULL counts as left out. */
export interface SqlFunction {
  /** By position. */
  readonly arguments: readonly string[];
  /** How many of them are required. */
  readonly required: number;
  /** True when the same arguments always give the same. */
  readonly isDeterministic: boolean;
  readonly result: (ask: Ask, ...values: SqlValue[]) => SqlValue;
}

/** Every scalar function. */
export const sqlFunctions: Readonly<Record<string, SqlFunction>> = {
  polyseme_encode: {
    arguments: ['text'],
    required: 1,
    isDeterministic: true,
    result: (ask, text) => bytesOf(ask({ op: 'encode', text: readText('text', text) })),
  },
  polyseme_similarity: {
    arguments: ['one', 'other'],
    required: 2,
    isDeterministic: true,
    result(ask, one, other) {
      if (other === undefined) return null; // NULL, as everywhere in SQL
      return ask({ op: 'similarity', one: textOrVector('one', one), other: textOrVector('other', other) });
    },
  },
  polyseme_sense: {
    arguments: ['token_id', 'inventory', 'collection', 'uses_rank'],
    required: 1,
    isDeterministic: false,
    result(ask, token, inventory, collection, uses_rank) {
      const tokenId = readTokenId('token_id', token);
      const options = readOptions<SensesOptions>({ inventory, collection, uses_rank }, ofSense);
      return ask({ op: 'sense', tokenId, options }).id || null;
    },
  },
  polyseme_vector: {
    arguments: ['token_id', 'collection'],
    required: 1,
    isDeterministic: false,
    result(ask, token, name) {
      const tokenId = readTokenId('token_id', token);
      const { collection } = readOptions<{ collection?: string }>({ collection: name }, ofVector);
      return bytesOf(ask({ op: 'vector', tokenId, collection }));
    },
  },
  polyseme_to_json: {
    arguments: ['vector'],
    required: 1,
    isDeterministic: true,
    result: (_, vector) => JSON.stringify([...readFloats('vector', vector)]),
  },
  polyseme_from_json: {
    arguments: ['json'],
    required: 1,
    isDeterministic: true,
    result: (_, json) => bytesOf(Float32Array.from(readNumbers('json', json))),
  },
  polyseme_to_int8: {
    arguments: ['vector'],
    required: 1,
    isDeterministic: true,
    result: (_, vector) => bytesOf(quantise(readFloats('vector', vector)).codes),
  },
  polyseme_from_int8: {
    arguments: ['vector'],
    required: 1,
    isDeterministic: true,
    result: (_, vector) =>
      bytesOf(dequantise({ codes: codesOf(readBlob('vector', vector)), scale: 1 / 127 })),
  },
};

const ofSense = parametersOf(operationNamed('senseOf').parameters);
const ofVector = parametersOf(operationNamed('vectorOf').parameters);

const textOrVector = (name: string, value: SqlValue): string | Float32Array =>
  typeof value === 'string' ? value : readFloats(name, value);
