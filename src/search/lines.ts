// Turns the store's rows into lines of a concordance: form, left and right context, offsets in the source. All rows of
// a page are read by one statement.
import { contextChars } from '../domain/defaults.js';
import { PolysemeError } from '../domain/errors.js';
import type { Hit, LineInContext, TokenLine } from '../domain/search.js';
import type { TokenPosition } from '../domain/text.js';
import type { Collection, LineRow, Store } from '../store/store.js';
import { blankMarks } from '../text/marks.js';
import type { Stretch, Stretches, WordOccurrences } from './occurrences.js';

/** Scores that ranking adds to a row. */
export interface Scores {
  readonly cosine: number | null;
  readonly score: number | null;
  /** By default the score. */
  readonly ranking?: number | null;
  readonly isLikely?: boolean | null;
  /** Lines folded into it; none by default. */
  readonly copies?: number;
  readonly oppositeOf?: string | null;
}

/** For lines that are not ranked. */
export const unscored: Scores = { cosine: null, score: null };

/**
 * Returns the lines of tokens, in the order of their ids, without tokens that are gone. stretches: for several words
 * side by side.
 */
export async function hitsOf(
  store: Store,
  tokenIds: readonly number[],
  scoresOf: (tokenId: number, row: LineRow) => Scores = () => unscored,
  stretches?: Stretches,
): Promise<Hit[]> {
  if (stretches) return hitsOfStretches(store, tokenIds, scoresOf, stretches);
  const rows = await store.lines(tokenIds);
  return rows.map((row) => toHit(row, scoresOf(row.tokenId as number, row)));
}

/** With the passage on each side, since a stretch begins before its token. */
async function hitsOfStretches(
  store: Store,
  tokenIds: readonly number[],
  scoresOf: (tokenId: number, row: LineRow) => Scores,
  { name, byToken }: Stretches,
): Promise<Hit[]> {
  const rows = await store.lines(tokenIds, 'passages');
  return rows.map((row) => {
    const tokenId = row.tokenId as number;
    return { ...toHit(row, scoresOf(tokenId, row), byToken.get(tokenId)), lemma: name };
  });
}

/** Returns the lines of sentences as a whole, in the order of their ids, without sentences that are gone. */
export async function sentenceHitsOf(
  store: Store,
  sentenceIds: readonly number[],
  scoresOf: (sentenceId: number) => Scores,
): Promise<Hit[]> {
  const rows = await store.sentenceLines(sentenceIds);
  return rows.map((row) => toHit(row, scoresOf(row.sentenceId)));
}

/** Returns the line of a token, of a stretch with it, or of a sentence as a whole (then its form, without a lemma). */
export function toHit(row: LineRow, scores: Scores, stretch?: Stretch): Hit {
  const { passageText, passageStart, sentenceStart, sentenceEnd } = row;
  const shown = hideMarks(passageText);
  const isToken = row.tokenStart !== null && row.form !== null;
  const tokenStart = row.tokenStart as number;
  const start = isToken ? tokenStart - (stretch?.before ?? 0) : sentenceStart;
  const end = isToken ? tokenStart + (stretch?.after ?? (row.form as string).length) : sentenceEnd;
  return {
    documentId: row.externalId,
    uri: row.uri,
    rowId: row.documentId,
    sentenceId: row.sentenceId,
    tokenId: row.tokenId,
    form: isToken && !stretch ? (row.form as string) : oneLine(shown.slice(start, end)),
    lemma: row.lemma,
    start: passageStart + start,
    end: passageStart + end,
    left: isToken ? leftContext(hideMarks(row.before), shown.slice(0, start)) : '',
    right: isToken ? rightContext(shown.slice(end), hideMarks(row.after)) : '',
    sentence: oneLine(shown.slice(sentenceStart, sentenceEnd)),
    score: rounded(scores.score),
    isLikely: scores.isLikely ?? null,
    ranking: rounded(scores.ranking ?? scores.score),
    cosine: rounded(scores.cosine),
    metadata: row.metadata,
    copies: scores.copies ?? 0,
    oppositeOf: scores.oppositeOf ?? null,
    place: row.place,
  };
}

/** Returns the line of a token, without what a search adds. */
export function toTokenLine(row: LineRow): TokenLine {
  const { documentId, uri, sentenceId, tokenId, form, lemma, start, end, left, right } = toHit(row, unscored);
  return {
    ...{ documentId, uri, sentenceId, tokenId: tokenId as number, form, lemma: lemma as string },
    ...{ start, end, left, right },
  };
}

/** Returns the line of one occurrence, with the text of the passages around it. Throws `not_found`. */
export async function lineOf(store: Store, collectionId: number, tokenId: number): Promise<LineInContext> {
  const isHere = (await store.collectionOfToken(tokenId)) === collectionId;
  const [row] = isHere ? await store.lines([tokenId], 'passages') : [];
  if (!row) throw noSuchLine(tokenId);
  const hit = toHit(row, unscored);
  const { documentId, passageText, passageStart } = row;
  return {
    hit,
    rowId: documentId,
    before: row.before + passageText.slice(0, hit.start - passageStart),
    after: passageText.slice(hit.end - passageStart) + row.after,
  };
}

/** Returns the first words of a text, on one line without marks. */
export function openingOf(text: string): string {
  const line = oneLine(hideMarks(text.slice(0, 4 * contextChars)));
  return line.length <= contextChars ? line : `${line.slice(0, contextChars).replace(/\s\S*$/u, '')} …`;
}

/** Returns where a word, or several, stand in a document, in the order of the text. */
export async function positionsIn(
  store: Store,
  { tokenIds, documentIds, stretches }: WordOccurrences,
  documentId: number,
): Promise<TokenPosition[]> {
  const here = tokenIds.filter((_, row) => documentIds[row] === documentId);
  return (await store.positions([...here])).map((position) => {
    const stretch = stretches?.byToken.get(position.tokenId);
    if (!stretch) return position;
    const { start } = position;
    return { ...position, start: start - stretch.before, end: start + stretch.after };
  });
}

/** The error for a line that does not exist, by the id that an argument takes. */
export function noSuchLine(id: number, argument = 'line', idName = 'tokenId'): PolysemeError {
  return new PolysemeError('not_found', `${argument}: there is no line ${id} in this collection`, {
    cure: `Take the ${idName} of a line that a search has shown; a changed or removed document has new ones.`,
  });
}

/** Throws `not_found` for the line of `sameAs` that another collection has, or none. */
export async function refuseOtherLine(
  store: Store,
  { id }: Pick<Collection, 'id'>,
  sameAs: number | undefined,
): Promise<void> {
  if (sameAs !== undefined && (await store.collectionOfToken(sameAs)) !== id)
    throw noSuchLine(sameAs, 'sameAs');
}

/** Folding takes long, and mostly so much of the text is enough for a context. */
const nearChars = 2 * contextChars;

/** own: the passage up to the form; beyond: the text before it. */
function leftContext(beyond: string, own: string): string {
  const near = own.length < nearChars ? beyond.slice(-nearChars) + own : own;
  let context = oneLine(near.slice(-nearChars), { keepEnd: true });
  const isMore = beyond.length + own.length > nearChars;
  if (isMore && context.length <= contextChars) context = oneLine(beyond + own, { keepEnd: true });
  return context.length <= contextChars ? context : context.slice(-contextChars).replace(/^\S*\s/u, '');
}

/** own: the passage from the form on; beyond: the text after it. */
function rightContext(own: string, beyond: string): string {
  const near = own.length < nearChars ? own + beyond.slice(0, nearChars) : own;
  let context = oneLine(near.slice(0, nearChars), { keepStart: true });
  const isMore = own.length + beyond.length > nearChars;
  if (isMore && context.length <= contextChars) context = oneLine(own + beyond, { keepStart: true });
  return context.length <= contextChars ? context : context.slice(0, contextChars).replace(/\s\S*$/u, '');
}

/** No character of any text: it stands where a mark is not shown. */
const hidden = '\ufdd0';

/** As long as the text, so that offsets stay true until `oneLine`. */
function hideMarks(text: string): string {
  const blanked = blankMarks(text);
  if (blanked === text) return text;
  return Array.from({ length: text.length }, (_, i) => (blanked[i] === text[i] ? text[i] : hidden)).join('');
}

/** White space and control characters, which become one space on a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
export const gaps = /[\s\u0000-\u001f\u007f\ufeff]+/gu;

/** True when a text has no gap but single spaces, which is found sooner than it is folded. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
export const isFolded = (text: string): boolean => !/[^\S ]|[\u0000-\u001f\u007f\ufeff]| \s/u.test(text);

/** Gaps next to the form stay. Hidden marks go. */
function oneLine(text: string, { keepStart = false, keepEnd = false } = {}): string {
  const line = text.replaceAll(hidden, '').replace(gaps, ' ');
  return (keepStart ? line.trimEnd() : keepEnd ? line.trimStart() : line.trim()).toWellFormed();
}

/** Scores are shown, and compared with `minScore`, to four decimal places. */
export function rounded<T extends number | null>(value: T): T {
  return (value === null ? null : Math.round(value * 1e4) / 1e4) as T;
}
