// .jsonl: one object per line, {"id", "text", …metadata}.
import type { Metadata } from '../domain/text.js';
import { readLines } from './decode.js';
import type { RawRecord } from './records.js';

export interface BadRecord {
  readonly number: number;
  readonly message: string;
  readonly cure: string;
}

const cure = 'Write one object a line, such as {"id": "a1", "text": "We sat on the bank."}';

export async function* readJsonLines(path: string): AsyncGenerator<RawRecord | BadRecord> {
  let number = 0;
  for await (const line of readLines(path)) {
    number++;
    const content = number === 1 ? line.replace(/^\ufeff/u, '') : line;
    if (content.trim() === '') continue;
    yield parseLine(content, number);
  }
}

function parseLine(line: string, number: number): RawRecord | BadRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    return { number, message: `the line is not JSON: ${(cause as Error).message}`, cure };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { number, message: 'the line is not a JSON object', cure };
  }
  const { id, text, ...rest } = value as Record<string, unknown>;
  if (typeof text !== 'string') return { number, message: 'the object has no "text" that is a string', cure };
  if (id !== undefined && id !== null && typeof id !== 'string' && typeof id !== 'number') {
    return { number, message: '"id" is neither a string nor a number', cure };
  }
  const isNamed = id !== undefined && id !== null && id !== '';
  return { id: isNamed ? String(id) : null, number, text, metadata: flatten(rest) };
}

/** Non-scalar values are kept as their JSON. */
function flatten(fields: Record<string, unknown>): Metadata {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const isScalar = value === null || ['string', 'number', 'boolean'].includes(typeof value);
      return [key, isScalar ? (value as string | number | boolean | null) : JSON.stringify(value)];
    }),
  );
}
