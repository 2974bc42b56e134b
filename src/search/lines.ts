// Rows of the store become lines of a concordance: form, left and right context, offsets in the source.

import { PolysemeError } from '../domain/errors.js';
import type { Hit, TokenLine } from '../domain/search.js';
import type { OccurrenceRow, Store } from '../store/store.js';

/** Characters of context on each side. */
export const contextChars = 120;

/** What ranking adds to a row. */
export interface Scores {
  readonly cosine: number | null;
  readonly score: number | null;
}

/** The line of a token, or of a sentence as a whole (which is then its form, without a lemma). */
export function toHit(store: Store, row: OccurrenceRow, scores: Scores): Hit {
  const { passageText, passageStart, sentenceStart, sentenceEnd } = row;
  const isToken = row.tokenStart !== null && row.form !== null;
  const start = isToken ? (row.tokenStart as number) : sentenceStart;
  const end = isToken ? start + (row.form as string).length : sentenceEnd;
  return {
    documentId: row.externalId,
    uri: row.uri,
    sentenceId: row.sentenceId,
    tokenId: row.tokenId,
    form: isToken ? (row.form as string) : oneLine(passageText.slice(start, end)),
    lemma: row.lemma,
    start: passageStart + start,
    end: passageStart + end,
    left: isToken ? leftContext(store, row, start) : '',
    right: isToken ? rightContext(store, row, end) : '',
    sentence: oneLine(passageText.slice(sentenceStart, sentenceEnd)),
    score: rounded(scores.score),
    cosine: rounded(scores.cosine),
    metadata: row.metadata,
  };
}

/** The line of a token. */
export function toTokenLine(store: Store, row: OccurrenceRow): TokenLine {
  const hit = toHit(store, row, { cosine: null, score: null });
  const { documentId, uri, sentenceId, tokenId, form, lemma, start, end, left, right } = hit;
  return {
    ...{ documentId, uri, sentenceId, tokenId: tokenId as number, form, lemma: lemma as string },
    ...{ start, end, left, right },
  };
}

/** A line, and where to read on. */
export interface LineInContext {
  /** Without scores. */
  readonly hit: Hit;
  /** The row of its document, as documents are asked for. */
  readonly rowId: number;
  /** Source text before and after the form: its passage and the one on each side. */
  readonly before: string;
  /** Empty at the end of the document. */
  readonly after: string;
}

/** The line of one occurrence with its surroundings. Throws `not_found`. */
export function lineOf(store: Store, collectionId: number, tokenId: number): LineInContext {
  const isHere = store.collectionOfToken(tokenId) === collectionId;
  const row = isHere ? store.occurrence(tokenId) : undefined;
  if (!row) throw noSuchLine(tokenId);
  const hit = toHit(store, row, { cosine: null, score: null });
  const { documentId, ordinal, passageText, passageStart } = row;
  const around = (step: number): string => store.passageText(documentId, ordinal + step);
  return {
    hit,
    rowId: documentId,
    before: around(-1) + passageText.slice(0, hit.start - passageStart),
    after: passageText.slice(hit.end - passageStart) + around(1),
  };
}

export function noSuchLine(tokenId: number): PolysemeError {
  return new PolysemeError('not_found', `line: there is no line ${tokenId} in this collection`, {
    cure: 'Take the tokenId of a line that a search has shown; a changed or removed document has new ones.',
  });
}

function leftContext(
  store: Store,
  { passageText, documentId, ordinal }: OccurrenceRow,
  start: number,
): string {
  let text = passageText.slice(0, start);
  for (let i = ordinal - 1; i >= 0 && text.length < contextChars; i--) {
    text = store.passageText(documentId, i) + text;
  }
  const context = oneLine(text, { keepEnd: true });
  return context.length <= contextChars ? context : context.slice(-contextChars).replace(/^\S*\s/u, '');
}

function rightContext(
  store: Store,
  { passageText, documentId, ordinal }: OccurrenceRow,
  end: number,
): string {
  let text = passageText.slice(end);
  for (let i = ordinal + 1; text.length < contextChars; i++) {
    const next = store.passageText(documentId, i);
    if (next === '') break;
    text += next;
  }
  const context = oneLine(text, { keepStart: true });
  return context.length <= contextChars ? context : context.slice(0, contextChars).replace(/\s\S*$/u, '');
}

/** White space and control characters become single spaces; those at the form's side stay. */
function oneLine(text: string, { keepStart = false, keepEnd = false } = {}): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  const line = text.replace(/[\s\u0000-\u001f\u007f\ufeff]+/gu, ' ');
  return (keepStart ? line.trimEnd() : keepEnd ? line.trimStart() : line.trim()).toWellFormed();
}

/** Scores are told, and compared with what was asked, to four places. */
export function rounded<T extends number | null>(value: T): T {
  return (value === null ? null : Math.round(value * 1e4) / 1e4) as T;
}
