// What a request says, read the same by every route of words and senses.

import { PolysemeError } from '../domain/errors.js';
import { type Inventory, inventories } from '../domain/senses.js';

/** Text without the space around it; empty when there is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** The same, which must be there. Throws `invalid_input`. */
export function neededText(name: string, value: unknown): string {
  const text = textOf(value);
  if (text !== '') return text;
  const isMissing = value === undefined || typeof value === 'string';
  const what = isMissing ? 'it is missing' : `it is no text: ${JSON.stringify(value)}`;
  throw new PolysemeError('invalid_input', `${name}: ${what}`, { cure: `Give ${name}.` });
}

/** Undefined when none is named. Throws `invalid_input` for one that is not known. */
export function inventoryOf(value: unknown): Inventory | undefined {
  const name = textOf(value);
  if (name === '') return undefined;
  if (inventories.includes(name as Inventory)) return name as Inventory;
  throw new PolysemeError('invalid_input', `inventory: "${name}" is not known`, {
    cure: `Use ${inventories.join(', ')}.`,
  });
}

/** Collection and inventory, of a query string or a form. */
export const senseOptionsOf = ({ collection, inventory }: Record<string, unknown>) => ({
  collection: textOf(collection) || undefined,
  inventory: inventoryOf(inventory),
});

/** Both ends of one axis or two; empty where nothing is said. */
export const axisEndsOf = ({ from, to, from2, to2 }: Record<string, unknown>) => ({
  from: textOf(from),
  to: textOf(to),
  from2: textOf(from2),
  to2: textOf(to2),
});
