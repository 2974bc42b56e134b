// A person's labels: a .csv with a column `sense` and either `tokenId`, or `document` and `start`.
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { PolysemeError } from '../domain/errors.js';

/** A person's label of one line. */
export interface LabelRow {
  /** Id or label of the sense that is right, or a person's own name for it. */
  readonly sense: string;
  /** Null where `document` and `start` say which line it is. */
  readonly tokenId: number | null;
  /** URI or id of the document. */
  readonly document: string;
  /** Offset of the form in the document, in UTF-16 code units. */
  readonly start: number | null;
}

const cure =
  'Give it the columns tokenId and sense, or document, start and sense; the output of disambiguate has all of them.';

/** Throws `data`, naming the row. */
export async function readLabels(file: string): Promise<LabelRow[]> {
  let rows: Record<string, string>[];
  try {
    const text = await readFile(file, 'utf8');
    rows = parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true }) as Record<
      string,
      string
    >[];
  } catch (cause) {
    throw new PolysemeError('data', `labels: ${file} cannot be read: ${(cause as Error).message}`, {
      cure,
      cause,
    });
  }
  if (rows.length === 0) throw new PolysemeError('data', `labels: ${file} has no rows`, { cure });
  return rows.map((row, i) => {
    const document = row.document ?? row.documentId ?? row.uri ?? '';
    const tokenId = numberIn(row.tokenId);
    const start = numberIn(row.start);
    const sense = row.sense ?? '';
    if (sense === '' || (tokenId === null && (document === '' || start === null))) {
      throw new PolysemeError('data', `labels: row ${i + 2} of ${file} names no line, or no sense`, { cure });
    }
    return { sense, tokenId, document, start };
  });
}

function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/u.test(text) ? Number(text) : null;
}
