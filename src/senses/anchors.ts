// Anchors keep what a line that a person gave a sense is recognised by after its text was changed: attach.ts does so.
// Also vectors as text, as edits keep them.
import { createHash } from 'node:crypto';
import { PolysemeError } from '../domain/errors.js';
import type { LineAnchor, LineWords } from '../domain/sense-changes.js';
import { bytesOf, floatsOf } from '../math/vector.js';
import type { WordOccurrences } from '../search/occurrences.js';
import { type DocumentLines, type TextLine, WordLines } from './document-lines.js';
import type { Sides } from './like-lines.js';
import type { SenseContext } from './sense-context.js';
import { wordsBeside } from './text-words.js';
import { type WordDigests, wordDigests } from './word-digests.js';

/** Two lines of a text are as alike as this only where it repeats itself: function words in common give some 0.25. */
export const leastLikeness = 0.45;
const othersKept = 8;

/** Base64 of float32, little-endian. */
export const encodeVector = (vector: Float32Array): string => bytesOf(vector).toString('base64');
/** The reverse. */
export const decodeVector = (text: string): Float32Array => floatsOf(Buffer.from(text, 'base64'));

/** Returns the anchors of a word's tokens, in their order. Throws `not_found` for a token that does not exist. */
export async function anchorsOf(
  { store }: SenseContext,
  occurrences: WordOccurrences,
  tokenIds: readonly number[],
): Promise<LineAnchor[]> {
  if (tokenIds.length === 0) return [];
  const lines = new WordLines(store, occurrences, await wordDigests(store));
  const anchors = await findAnchors(lines, occurrences, tokenIds);
  return tokenIds.map((tokenId) => {
    const anchor = anchors.get(tokenId);
    if (anchor) return anchor;
    throw new PolysemeError('not_found', `line: there is no line ${tokenId}`, {
      cure: 'Take the tokenId of a line that is shown; a changed or removed document has new ones.',
    });
  });
}

/** The same by token id, without tokens that are gone. */
export async function findAnchors(
  lines: WordLines,
  { tokenIds: all, documentIds }: WordOccurrences,
  tokenIds: readonly number[],
): Promise<Map<number, LineAnchor>> {
  const wanted = new Set(tokenIds);
  const documents = new Set(documentIds.filter((_, row) => wanted.has(all[row] as number)));
  const lastTokenId = all.reduce((last, id) => Math.max(last, id), 0);
  const anchors = new Map<number, LineAnchor>();
  for (const id of documents) {
    const document = await lines.of(id);
    for (const line of document?.lines ?? []) {
      if (!wanted.has(line.tokenId)) continue;
      anchors.set(line.tokenId, toAnchor(line, document as DocumentLines, lastTokenId));
    }
  }
  return anchors;
}

function toAnchor(line: TextLine, document: DocumentLines, lastTokenId: number): LineAnchor {
  const { tokenId, start, sentenceStart } = line;
  return {
    ...{ tokenId, uri: document.uri, start, startInSentence: start - sentenceStart },
    sentence: sentenceHash(line, document),
    words: wordsBesideLine(line, document, lastTokenId),
  };
}

/** SHA-256 of a line's sentence as it is written, hex. */
export const sentenceHash = (line: TextLine, document: DocumentLines): string =>
  createHash('sha256').update(document.sentenceText(line)).digest('hex');

function wordsBesideLine(line: TextLine, document: DocumentLines, lastTokenId: number): LineWords {
  const { digests } = document;
  const sides = document.sides(line);
  const sentence = document.sentenceDigest(line);
  const inSentence = document.inSentence(line);
  const equal = document.equal(sides);
  const others = document
    .like(sides, leastLikeness)
    .concat(document.sameSentence(sides, inSentence, sentence).map((other) => ({ line: other, likeness: 1 })))
    .filter(({ line: other }) => !equal.includes(other))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, 2 * othersKept)
    .map(({ line: other }) => document.digestAmong(other, sentence));
  return {
    form: line.form,
    before: digests.join(sides.subarray(0, wordsBeside)),
    after: digests.join(sides.subarray(wordsBeside)),
    ...{ inSentence, sentence, lastTokenId },
    ...(equal.length > 1 ? { ordinal: [equal.indexOf(line), equal.length] } : {}),
    others: [...new Set(others)].slice(0, othersKept),
  };
}

/** The words beside a label, as those of lines are compared. */
export function sidesOf({ before, after }: LineWords, digests: WordDigests): Sides {
  const sides: Sides = new Int32Array(2 * wordsBeside);
  sides.set(digests.split(before).slice(0, wordsBeside));
  sides.set(digests.split(after).slice(0, wordsBeside), wordsBeside);
  return sides;
}
