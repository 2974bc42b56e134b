// Every operation, by the name of the library's method. Surfaces take names, types, ranges and descriptions from here.
import * as folders from './folders.js';
import type { Operation } from './operation.js';
import * as search from './search.js';
import * as senses from './senses.js';
import * as tables from './tables.js';
import * as texts from './texts.js';
import * as upkeep from './upkeep.js';
import * as vectors from './vectors.js';
import * as words from './words.js';

const { tokenId: _, ...ofTexts } = texts;

/** All of them. */
export const operations = {
  ...ofTexts,
  ...words,
  ...folders,
  ...search,
  ...senses,
  ...tables,
  ...vectors,
  ...upkeep,
};

/** The name of an operation. */
export type OperationName = keyof typeof operations;

/** An operation by its name, as far as surfaces need it. */
export const operationNamed = (name: OperationName): Pick<Operation, 'name' | 'does' | 'parameters'> =>
  operations[name];
