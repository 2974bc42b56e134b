// What comes from a program without types is checked before anything is done with it. All checks throw `invalid_input`.

import { defaultContextWindow } from '../polyseme/options.js';
import { PolysemeError } from './errors.js';
import type { TrackOptions } from './tables.js';
import type { Metadata } from './text.js';
import { type Metric, metrics, type VectorItem } from './vectors.js';

/** Names of a table and of columns: SQL is made of them. */
export function checkTrack(table: unknown, options: TrackOptions): void {
  const fail = (name: string, cure: string): never => {
    throw new PolysemeError('invalid_input', `${name}: it is missing or not a name`, { cure });
  };
  const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
  const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isName);
  const isNames = (value: unknown): boolean => isName(value) || isList(value);
  if (!isName(table)) fail('table', 'Name a table of the database.');
  if (typeof options !== 'object' || options === null)
    fail('id', "Give { id: 'id', text: ['title', 'body'] }.");
  checkOptions('track', options, ['id', 'text', 'metadata', 'collection']);
  const { id, text, metadata, collection } = options;
  if (!isNames(id) || id.length === 0) fail('id', 'Name the column, or the columns, that identify a row.');
  if (!isNames(text) || text.length === 0) fail('text', 'Name the column, or the columns, that hold text.');
  if (metadata !== undefined && !isNames(metadata))
    fail('metadata', 'Give a list of columns, or leave it out.');
  if (collection !== undefined && !isName(collection)) fail('collection', 'Give a name, or leave it out.');
}

/** That there are none that would be passed over, being misspelt. */
export function checkOptions<T extends object>(call: string, options: T, known: readonly (keyof T)[]): void {
  const unknown = Object.keys(options).filter((name) => !known.includes(name as keyof T));
  if (unknown.length === 0) return;
  throw new PolysemeError('invalid_input', `${call}: there is no option "${unknown.join('", "')}"`, {
    cure: `There are: ${known.join(', ')}.`,
  });
}

export function checkVectorOptions(
  collection: unknown,
  metric: Metric,
  storage: string,
  model: unknown,
): void {
  const fail = (name: string, value: unknown, cure: string): never => {
    throw new PolysemeError('invalid_input', `${name}: ${JSON.stringify(value)} is not known`, { cure });
  };
  if (typeof collection !== 'string' || collection.trim() === '')
    fail('collection', collection, 'Give a name.');
  if (!metrics.includes(metric)) fail('metric', metric, `Use one of: ${metrics.join(', ')}.`);
  if (typeof model !== 'string') fail('model', model, 'Give its name as text.');
  if (storage !== 'int8' && storage !== 'float32') fail('storage', storage, 'Use int8 or float32.');
}

/** What can be gone through once. */
export function checkItems(items: unknown): void {
  const isObject = typeof items === 'object' && items !== null;
  if (isObject && (Symbol.iterator in items || Symbol.asyncIterator in items)) return;
  throw new PolysemeError('invalid_input', 'items: it is not a list', {
    cure: 'Give [{ id, vector, metadata }], or what yields such.',
  });
}

export function checkItem(name: string, item: unknown): VectorItem {
  if (typeof item === 'object' && item !== null) return item as VectorItem;
  throw new PolysemeError('invalid_input', `${name}: it is ${item === null ? 'null' : `a ${typeof item}`}`, {
    cure: 'Give { id, vector, metadata }.',
  });
}

/** Whole numbers as SQLite's integers, so that they compare with those of the caller's tables. */
export function checkItemId(name: string, id: unknown): VectorItem['id'] {
  if (typeof id === 'bigint' || (typeof id === 'string' && id !== '')) return id;
  if (typeof id === 'number' && Number.isFinite(id)) return Number.isSafeInteger(id) ? BigInt(id) : id;
  throw new PolysemeError('invalid_input', `${name}.id: ${String(id)} is neither text nor a number`, {
    cure: 'Give each vector an id.',
  });
}

export function checkMetadata(name: string, metadata: unknown): Metadata {
  if (metadata === undefined) return {};
  const isPlain = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  const values = isPlain ? Object.values(metadata) : [undefined];
  const isValue = (value: unknown): boolean =>
    value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  if (values.every(isValue)) {
    return metadata as Metadata;
  }
  throw new PolysemeError('invalid_input', `${name}.metadata: it is no object of texts and numbers`, {
    cure: 'Give { field: value } with text, numbers, true, false or null.',
  });
}

export function checkContextWindow(value: number | 'sentence' | undefined): void {
  if (value === undefined || value === 'sentence') return;
  if (Number.isInteger(value) && value >= 24 && value <= 256) return;
  throw new PolysemeError(
    'invalid_input',
    `contextWindow: ${value} is neither "sentence" nor from 24 to 256`,
    {
      cure: `Leave it out for ${defaultContextWindow} word pieces.`,
    },
  );
}

/** Without what is undefined. */
export function present<T extends object>(values: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
