// A person's labels: a .csv with a column `sense` and either `tokenId`, or `document` and `start`.
import type { LabelRow } from '../domain/disambiguation.js';
import { PolysemeError } from '../domain/errors.js';
import { missingColumn, readTable, type TableHead } from './csv.js';
import { recogniseText, replacements } from './encoding.js';

const cure =
  'Give it the columns tokenId and sense, or document, start and sense; the output of disambiguate has all of them.';

/** Throws `data` or `too_large`, naming the row. */
export async function readLabels(file: string): Promise<LabelRow[]> {
  const labels: LabelRow[] = [];
  try {
    const table = await recogniseText(file);
    const damage = replacements(table);
    if (damage) throw unreadable(file, damage.message, damage.cure);
    for await (const row of readTable(table)) {
      if ('names' in row) checkColumns(file, row);
      else if ('message' in row) throw unreadable(file, `line ${row.number}: ${row.message}`, row.cure);
      else labels.push(toLabel(file, row.number + 1, row.fields)); // the header is the first row
    }
  } catch (cause) {
    if (!(cause instanceof PolysemeError)) throw unreadable(file, (cause as Error).message, cure, cause);
    if (cause.message.startsWith('labels: ')) throw cause;
    throw new PolysemeError(cause.code, `labels: ${cause.message}`, { cure: cause.cure, cause });
  }
  if (labels.length === 0) throw new PolysemeError('data', `labels: ${file} has no rows`, { cure });
  return labels;
}

const unreadable = (file: string, why: string, cure: string, cause?: unknown): PolysemeError =>
  new PolysemeError('data', `labels: ${file} cannot be read: ${why}`, { cure, cause });

/** Throws `data` for a table that cannot hold a label. */
function checkColumns(file: string, head: TableHead): void {
  const lacks = (name: string): boolean => !head.names.includes(name);
  if (lacks('sense')) throw missingColumn(file, head, 'sense', cure);
  if (lacks('tokenId') && lacks('start')) throw missingColumn(file, head, 'tokenId', cure);
}

function toLabel(file: string, row: number, fields: Readonly<Record<string, string>>): LabelRow {
  const field = (name: string): string | undefined => fields[name]?.trim();
  const document = field('document') ?? field('documentId') ?? field('uri') ?? '';
  const tokenId = wholeNumber(field('tokenId'));
  const start = wholeNumber(field('start'));
  const sense = field('sense') ?? '';
  if (sense === '' || (tokenId === null && (document === '' || start === null))) {
    throw new PolysemeError('data', `labels: row ${row} of ${file} names no line, or no sense`, { cure });
  }
  return { sense, tokenId, document, start };
}

function wholeNumber(text: string | undefined): number | null {
  const number = text !== undefined && /^\d+$/u.test(text) ? Number(text) : null;
  return Number.isSafeInteger(number) ? number : null;
}
