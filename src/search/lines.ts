// Turns the store's rows into lines of a concordance: form, left and right context, offsets in the source. All rows of
// a page are read by one statement.
import { defaultContextChars } from '../domain/defaults.js';
import { PolysemeError } from '../domain/errors.js';
import type { Hit, LineInContext, TokenLine } from '../domain/search.js';
import type { TokenPosition } from '../domain/text.js';
import type { Collection, LineRow, Store } from '../store/store.js';
import { hideMarks, leftContext, oneLine, rightContext } from './context-cut.js';
import type { Stretch, Stretches, WordOccurrences } from './occurrences.js';
import { type PlaceInText, placesInText } from './text-places.js';

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

/** How lines are read, beside their ids and scores. */
export interface LineOptions {
  /** For several words side by side. */
  readonly stretches?: Stretches | undefined;
  /** Characters of context on each side. */
  readonly contextChars?: number;
}

/** Returns the lines of tokens, in the order of their ids, without tokens that are gone. */
export async function hitsOf(
  store: Store,
  tokenIds: readonly number[],
  scoresOf: (tokenId: number, row: LineRow) => Scores = () => unscored,
  { stretches, contextChars = defaultContextChars }: LineOptions = {},
): Promise<Hit[]> {
  // a stretch begins before its token, so that the passage on each side is needed
  const rows = await store.lines(tokenIds, stretches ? 'passages' : 'context', contextChars);
  const placeOf = await placesInText(store, rows);
  return rows.map((row) => {
    const tokenId = row.tokenId as number;
    const stretch = stretches?.byToken.get(tokenId);
    const hit = toHit(row, scoresOf(tokenId, row), { stretch, contextChars, placeOf });
    return stretches ? { ...hit, lemma: stretches.name } : hit;
  });
}

/** Returns the lines of sentences as a whole, in the order of their ids, without sentences that are gone. */
export async function sentenceHitsOf(
  store: Store,
  sentenceIds: readonly number[],
  scoresOf: (sentenceId: number) => Scores,
): Promise<Hit[]> {
  const rows = await store.sentenceLines(sentenceIds);
  const placeOf = await placesInText(store, rows);
  return rows.map((row) => toHit(row, scoresOf(row.sentenceId), { placeOf }));
}

/** What a line is made with, beside its row. */
interface HitOptions {
  readonly stretch?: Stretch | undefined;
  readonly contextChars?: number;
  /** Where an offset lies in the text; undefined where the line shows no such place. */
  readonly placeOf?: (row: LineRow, start: number) => PlaceInText;
}

/** Returns the line of a token, of a stretch with it, or of a sentence as a whole (then its form, without a lemma). */
export function toHit(
  row: LineRow,
  scores: Scores,
  { stretch, contextChars = defaultContextChars, placeOf }: HitOptions,
): Hit {
  const { passageText, passageStart, sentenceStart, sentenceEnd } = row;
  const shown = hideMarks(passageText);
  const isToken = row.tokenStart !== null && row.form !== null;
  const tokenStart = row.tokenStart as number;
  const start = isToken ? tokenStart - (stretch?.before ?? 0) : sentenceStart;
  const end = isToken ? tokenStart + (stretch?.after ?? (row.form as string).length) : sentenceEnd;
  const left = isToken ? leftContext(hideMarks(row.before), shown.slice(0, start), contextChars) : noContext;
  const right = isToken ? rightContext(shown.slice(end), hideMarks(row.after), contextChars) : noContext;
  const place = placeOf?.(row, passageStart + start);
  const readTo = passageStart + passageText.length + row.after.length;
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
    left: left.text,
    right: right.text,
    sentence: oneLine(shown.slice(sentenceStart, sentenceEnd)),
    score: rounded(scores.score),
    isLikely: scores.isLikely ?? null,
    ranking: rounded(scores.ranking ?? scores.score),
    cosine: rounded(scores.cosine),
    metadata: row.metadata,
    copies: scores.copies ?? 0,
    oppositeOf: scores.oppositeOf ?? null,
    place: row.place,
    paragraph: place?.paragraph ?? null,
    percent: place?.percent ?? 0,
    isCutBefore: isToken && (left.isCut || row.before.length < passageStart),
    isCutAfter: isToken && (right.isCut || readTo < (place?.length ?? readTo)),
  };
}

/** Of a sentence as a whole. */
const noContext = { text: '', isCut: false };

/** Returns the line of a token, without what a search adds. */
export function toTokenLine(row: LineRow): TokenLine {
  const { documentId, uri, sentenceId, tokenId, form, lemma, start, end, left, right } = toHit(
    row,
    unscored,
    {},
  );
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
  const hit = toHit(row, unscored, { placeOf: await placesInText(store, [row]) });
  const { documentId, passageText, passageStart } = row;
  return {
    hit,
    rowId: documentId,
    before: row.before + passageText.slice(0, hit.start - passageStart),
    after: passageText.slice(hit.end - passageStart) + row.after,
  };
}

/** First words of a text. */
const openingChars = 120;

/** Returns the first words of a text, on one line without marks. */
export function openingOf(text: string): string {
  const line = oneLine(hideMarks(text.slice(0, 4 * openingChars)));
  return line.length <= openingChars ? line : `${line.slice(0, openingChars).replace(/\s\S*$/u, '')} …`;
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

/** Scores are shown, and compared with `minScore`, to four decimal places. */
export function rounded<T extends number | null>(value: T): T {
  return (value === null ? null : Math.round(value * 1e4) / 1e4) as T;
}
