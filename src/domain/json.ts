// JSON that keeps its digits. JSON.parse rounds whole numbers beyond 2^53, so two neighbouring ids become one.

/** A whole number of 16 digits or more, after what may stand before a value; within a text it is left alone. */
const longWhole = /(^|[[:,\s])(-?\d{16,})(?=[\s,}\]]|$)/gu;

/**
 * As JSON.parse, but a whole number that a JavaScript number cannot hold is a bigint. Throws as JSON.parse does; and
 * RangeError where such a number stands in values nested thousands deep.
 */
export function parseJson(json: string): unknown {
  if (json.search(longWhole) < 0) return JSON.parse(json);
  // no text holds this mark, which is drawn anew each time
  const mark = `${crypto.randomUUID()}:`;
  return JSON.parse(markLongNumbers(json, mark), (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}

/** The JSON with each whole number beyond 2^53 as a text that begins with the mark. */
function markLongNumbers(json: string, mark: string): string {
  const marked = (_: string, before: string, digits: string): string =>
    before + (Number.isSafeInteger(Number(digits)) ? digits : `"${mark}${digits}"`);
  const parts: string[] = [];
  for (let from = 0; from < json.length; ) {
    const quote = json.indexOf('"', from);
    const end = quote < 0 ? json.length : quote;
    parts.push(json.slice(from, end).replace(longWhole, marked));
    from = quote < 0 ? end : endOfText(json, quote);
    parts.push(json.slice(end, from));
  }
  return parts.join('');
}

/** The position behind a text that begins with the quotation mark at `start`. */
function endOfText(json: string, start: number): number {
  const special = /["\\]/gu;
  special.lastIndex = start + 1;
  for (let next = special.exec(json); next; next = special.exec(json)) {
    if (next[0] === '"') return special.lastIndex;
    special.lastIndex++; // what a backslash escapes
  }
  return json.length;
}
