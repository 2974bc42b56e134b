// .jsonl: one object per line, {"id", "text", …metadata}.
import { parseJson } from '../domain/json.js';
import type { Metadata } from '../domain/text.js';
import { readLines } from './decode.js';
import type { TextFile } from './encoding.js';
import type { RawRecord } from './records.js';

export interface BadRecord {
  readonly number: number;
  readonly message: string;
  readonly cure: string;
}

const cure = 'Write one object a line, such as {"id": "a1", "text": "We sat on the bank."}';

/** Levels of lists and objects in metadata: far more than people write, and few enough for the stack. */
const mostLevels = 100;
const tooDeep = `its values are nested more than ${mostLevels} levels deep`;

export async function* readJsonLines(file: TextFile): AsyncGenerator<RawRecord | BadRecord> {
  let number = 0;
  for await (const line of readLines(file)) {
    number++;
    const content = number === 1 ? line.replace(/^\ufeff/u, '') : line;
    if (content.trim() === '') continue;
    yield parseLine(content, number);
  }
}

function parseLine(line: string, number: number): RawRecord | BadRecord {
  const bad = (message: string): BadRecord => ({ number, message, cure });
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (cause) {
    return bad(cause instanceof RangeError ? tooDeep : `the line is not JSON: ${(cause as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return bad('the line is not a JSON object');
  }
  const { id, text, ...rest } = value as Record<string, unknown>;
  if (typeof text !== 'string') return bad('the object has no "text" that is a string');
  if (id !== undefined && id !== null && !['string', 'number', 'bigint'].includes(typeof id)) {
    return bad('"id" is neither a string nor a number');
  }
  const isNamed = id !== undefined && id !== null && id !== '';
  const metadata = toMetadata(rest);
  if (typeof metadata === 'string') return bad(metadata);
  return { id: isNamed ? String(id) : null, number, text, metadata };
}

/** Lists and objects as their JSON, whole numbers beyond 2^53 as texts; or what cannot be kept, in words. */
function toMetadata(fields: Record<string, unknown>): Metadata | string {
  const metadata: [string, Metadata[string]][] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (isTooDeep(value)) return tooDeep;
    if (holdsTooLarge(value)) return `"${name}" holds a number that is too large`;
    if (typeof value === 'bigint') metadata.push([name, String(value)]);
    else if (typeof value === 'object' && value !== null)
      metadata.push([name, JSON.stringify(value, digits)]);
    else metadata.push([name, value as Metadata[string]]);
  }
  return Object.fromEntries(metadata);
}

const digits = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === mostLevels || Object.values(value).some((inner) => isTooDeep(inner, depth + 1));
}

/** JSON has no limit: 1e400 is read as infinite. Of a value that is not too deep. */
function holdsTooLarge(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsTooLarge);
}
