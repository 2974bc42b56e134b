// The shares of a word's senses: how often each occurs in each document, or for each value of a metadata field.
import { PolysemeError } from '../../domain/errors.js';
import type { SensesOptions } from '../../domain/senses.js';
import type { DocumentInfo } from '../../domain/text.js';
import type { SenseShare, SenseShares } from '../../domain/word-views.js';
import { rounded } from '../../search/lines.js';
import type { SenseContext } from '../sense-context.js';
import { type DescribedWord, describedWord, senseNumbers } from '../word-senses.js';
import { viewOf } from './places.js';

/** What documents can be grouped by beside their metadata. */
const ownGroups = ['document', 'file'];

/** With more groups of documents than this, numbers are gathered into ranges. */
const maxGroups = 30;

/**
 * by: `document` (default), `file`, or a metadata field; many different numbers become ranges.
 * Throws `invalid_input` for a field that no document of the word has, and as `senses` does.
 */
export async function senseShares(
  context: SenseContext,
  word: string,
  { by = 'document', ...options }: SensesOptions & { readonly by?: string } = {},
): Promise<SenseShares> {
  const described = await describedWord(context, word, options);
  const documents = await documentsOf(described);
  const fields = [
    ...new Set([...documents.values()].flatMap(({ metadata }) => Object.keys(metadata))),
  ].sort();
  if (!ownGroups.includes(by) && !fields.includes(by)) {
    throw new PolysemeError('invalid_input', `by: no document of "${described.described.word}" has "${by}"`, {
      cure: `Use ${ownGroups.join(', ')}${fields.map((field) => `, ${field}`).join('')}.`,
    });
  }
  const values =
    by === 'file'
      ? await context.store.fileUrisOf([...documents.keys()])
      : new Map([...documents].map(([id, document]) => [id, valueIn(document, by)]));
  const { groupOf, isNumeric, isBinned } = grouping(
    ownGroups.includes(by) ? [] : [...new Set(values.values())],
  );
  const words = await wordsIn(context, documents, by);
  const groups = countGroups(described, (id) => groupOf(values.get(id) ?? '')).map((group) => ({
    ...group,
    words: words?.get(group.group) ?? null,
  }));
  const order = isNumeric
    ? (a: SenseShare, b: SenseShare) => startOf(a.group) - startOf(b.group)
    : (a: SenseShare, b: SenseShare) => b.count - a.count || (a.group < b.group ? -1 : 1);
  return { ...viewOf(described), by, fields, isBinned, groups: groups.sort(order) };
}

/** Documents that the word stands in, by their ids, without those removed meanwhile. */
const documentsOf = ({ context, assigned }: DescribedWord): Promise<Map<number, DocumentInfo>> =>
  context.store.documentsById([...new Set(assigned.occurrences.documentIds)]);

/** Words by the name of the group: a file also has documents that the word does not stand in. */
async function wordsIn(
  { store, collection }: SenseContext,
  documents: ReadonlyMap<number, DocumentInfo>,
  by: string,
): Promise<Map<string, number> | undefined> {
  if (by === 'document') return new Map([...documents.values()].map(({ uri, numWords }) => [uri, numWords]));
  if (by !== 'file') return undefined;
  const files = await store.listFiles(collection.id);
  return new Map(files.map(({ fileUri, numWords }) => [fileUri, numWords]));
}

function valueIn({ uri, metadata }: DocumentInfo, by: string): string {
  const value = by === 'document' ? uri : metadata[by];
  return value === undefined || value === null ? '' : String(value);
}

function countGroups(
  word: DescribedWord,
  groupOf: (documentId: number) => string,
): Omit<SenseShare, 'words'>[] {
  const numbers = senseNumbers(word);
  const groups = new Map<string, { count: number; counts: number[]; none: number }>();
  word.assigned.occurrences.documentIds.forEach((id, row) => {
    const name = groupOf(id);
    const group = groups.get(name) ?? { count: 0, counts: word.described.senses.map(() => 0), none: 0 };
    const number = numbers[row] as number;
    group.count++;
    if (number < 0) group.none++;
    else group.counts[number] = (group.counts[number] as number) + 1;
    groups.set(name, group);
  });
  return [...groups].map(([group, counted]) => ({ group, ...counted }));
}

/** Where a value or a range begins; no value comes last. */
const startOf = (group: string): number =>
  group === '' ? Number.POSITIVE_INFINITY : Number(group.split('–')[0]);

/** Many different numbers become ranges of 1, 2 or 5 times a power of ten. */
function grouping(values: readonly string[]) {
  const present = values.filter((value) => value !== '');
  const isNumeric =
    present.length > 0 && present.every((value) => value.trim() !== '' && Number.isFinite(Number(value)));
  if (!isNumeric || present.length <= maxGroups) {
    return { groupOf: (value: string) => value, isNumeric, isBinned: false };
  }
  const numbers = present.map(Number);
  const [low, high] = numbers.reduce(
    ([least, most], number) => [Math.min(least, number), Math.max(most, number)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const width = (high - low) / maxGroups;
  const power = 10 ** Math.floor(Math.log10(width));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= width) as number) * power;
  const areWhole = numbers.every(Number.isInteger) && step >= 1;
  const groupOf = (value: string): string => {
    if (value === '') return '';
    const start = Math.floor(Number(value) / step) * step;
    return `${rounded(start)}–${rounded(areWhole ? start + step - 1 : start + step)}`;
  };
  return { groupOf, isNumeric, isBinned: true };
}
