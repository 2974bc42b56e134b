// Anchors keep what a line that a person gave a sense is recognised by after its text was changed: attach.ts does so.
// Also vectors as text, as edits keep them.
import { createHash } from 'node:crypto';
import { PolysemeError } from '../domain/errors.js';
import type { LineAnchor, LineWords } from '../domain/sense-changes.js';
import { bytesOf, floatsOf } from '../math/vector.js';
import type { WordOccurrences } from '../search/occurrences.js';
import type { PlaceInText } from '../store/store.js';
import {
  digestAmong,
  grouped,
  type LikeLines,
  likeLines,
  sentenceDigest,
  sidesKey,
  type TextLine,
  toTextLines,
} from './line-words.js';
import type { SenseContext } from './sense-context.js';

/** Two lines of a text are as alike as this only where it repeats itself: function words in common give some 0.25. */
export const leastLikeness = 0.45;
const othersKept = 8;

/** Base64 of float32, little-endian. */
export const encodeVector = (vector: Float32Array): string => bytesOf(vector).toString('base64');
/** The reverse. */
export const decodeVector = (text: string): Float32Array => floatsOf(Buffer.from(text, 'base64'));

/** Reads lines as they stand now, by document and place, without those of tokens that are gone. */
export async function readTextLines(
  { store }: Pick<SenseContext, 'store'>,
  tokenIds: readonly number[],
): Promise<TextLine[]> {
  const places = await store.placesInText(tokenIds);
  const lines: TextLine[] = [];
  for (const own of grouped(places, ({ documentId }) => String(documentId)).values()) {
    const text = await store.documentText((own[0] as PlaceInText).documentId);
    for (const line of toTextLines(text, own)) lines.push(line);
  }
  return lines;
}

/** Returns the anchors of a word's tokens, in their order. Throws `not_found` for a token that does not exist. */
export async function anchorsOf(
  context: SenseContext,
  occurrences: WordOccurrences,
  tokenIds: readonly number[],
): Promise<LineAnchor[]> {
  const anchors = await findAnchors(context, occurrences, tokenIds);
  return tokenIds.map((tokenId) => {
    const anchor = anchors.get(tokenId);
    if (anchor) return anchor;
    throw new PolysemeError('not_found', `line: there is no line ${tokenId}`, {
      cure: 'Take the tokenId of a line that is shown; a changed or removed document has new ones.',
    });
  });
}

/** The same by token id, without tokens that are gone. All lines of the word in their documents are read for this. */
export async function findAnchors(
  context: SenseContext,
  { tokenIds: all, documentIds }: WordOccurrences,
  tokenIds: readonly number[],
): Promise<Map<number, LineAnchor>> {
  const wanted = new Set(tokenIds);
  const documents = new Set(documentIds.filter((_, row) => wanted.has(all[row] as number)));
  const beside = all.filter((_, row) => documents.has(documentIds[row] as number));
  const lines = await readTextLines(context, [...beside]);
  const lastTokenId = all.reduce((last, id) => Math.max(last, id), 0);
  const anchors = new Map<number, LineAnchor>();
  for (const own of grouped(lines, ({ uri }) => uri).values()) {
    const document = likeLines(own);
    for (const line of own) {
      if (wanted.has(line.tokenId)) anchors.set(line.tokenId, toAnchor(line, document, lastTokenId));
    }
  }
  return anchors;
}

function toAnchor(line: TextLine, document: LikeLines, lastTokenId: number): LineAnchor {
  const { tokenId, uri, start, sentenceStart } = line;
  return {
    ...{ tokenId, uri, start, startInSentence: start - sentenceStart, sentence: sentenceHash(line) },
    words: wordsOf(line, document, lastTokenId),
  };
}

/** SHA-256 of a line's sentence as it is written, hex. */
export const sentenceHash = ({ sentenceText }: TextLine): string =>
  createHash('sha256').update(sentenceText()).digest('hex');

function wordsOf(line: TextLine, document: LikeLines, lastTokenId: number): LineWords {
  const { form, before, after } = line;
  const sentence = sentenceDigest(line);
  const equal = document.equal(line);
  const others = document
    .like(line, leastLikeness)
    .concat(document.inSentence(sentence).map((other) => ({ line: other, likeness: 1 })))
    .filter(({ line: other }) => sidesKey(other) !== sidesKey(line))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, 2 * othersKept)
    .map(({ line: other }) => digestAmong(other, sentence));
  return {
    ...{ form, before, after, sentence, lastTokenId },
    ...(equal.length > 1 ? { ordinal: [equal.indexOf(line), equal.length] } : {}),
    others: [...new Set(others)].slice(0, othersKept),
  };
}
