// Anchors find a line that a person marked again after its text is re-indexed. Also vectors as text, as edits keep
// them.
import { createHash } from 'node:crypto';
import { PolysemeError } from '../domain/errors.js';
import type { LineAnchor } from '../domain/sense-changes.js';
import { bytesOf, floatsOf } from '../math/vector.js';
import type { WordOccurrences } from '../search/occurrences.js';
import type { LineRow } from '../store/store.js';
import type { SenseContext } from './sense-context.js';

/** Base64 of float32, little-endian. */
export const encodeVector = (vector: Float32Array): string => bytesOf(vector).toString('base64');
/** The reverse. */
export const decodeVector = (text: string): Float32Array => floatsOf(Buffer.from(text, 'base64'));

/** Returns the anchors of tokens, in their order. Throws `not_found` for a token that does not exist. */
export async function anchorsOf({ store }: SenseContext, tokenIds: readonly number[]): Promise<LineAnchor[]> {
  const rows = await store.lines(tokenIds);
  const anchors = new Map(rows.map((row) => [row.tokenId, toAnchor(row)]));
  return tokenIds.map((tokenId) => {
    const anchor = anchors.get(tokenId);
    if (anchor) return anchor;
    throw new PolysemeError('not_found', `line: there is no line ${tokenId}`, {
      cure: 'Take the tokenId of a line that is shown; a changed or removed document has new ones.',
    });
  });
}

function toAnchor(row: LineRow): LineAnchor {
  const { uri, passageStart, passageText, sentenceStart, sentenceEnd } = row;
  const [tokenId, tokenStart] = [row.tokenId as number, row.tokenStart as number];
  const sentence = createHash('sha256').update(passageText.slice(sentenceStart, sentenceEnd)).digest('hex');
  return {
    ...{ tokenId, uri, sentence },
    start: passageStart + tokenStart,
    startInSentence: tokenStart - sentenceStart,
  };
}

/**
 * Finds the row of an anchor: by its token id, which is valid until its passage is re-encoded; else the occurrence in
 * the same document with the same sentence, and of several the one nearest to its old place.
 */
export function rowFinder(
  context: SenseContext,
  occurrences: WordOccurrences,
): (anchor: LineAnchor) => Promise<number | undefined> {
  const { store, collection } = context;
  const rowOfToken = new Map(Array.from(occurrences.tokenIds, (id, row) => [id, row]));
  const inDocument = new Map<string, Promise<LineAnchor[]>>();
  const readAnchors = async (uri: string): Promise<LineAnchor[]> => {
    const document = await store.findDocument(collection.id, uri);
    const ids = [...occurrences.tokenIds].filter((_, row) => occurrences.documentIds[row] === document?.id);
    return (await store.lines(ids)).map(toAnchor);
  };
  const anchorsIn = (uri: string): Promise<LineAnchor[]> => {
    const anchors = inDocument.get(uri) ?? readAnchors(uri);
    inDocument.set(uri, anchors);
    return anchors;
  };
  return async (anchor) => {
    const row = rowOfToken.get(anchor.tokenId);
    if (row !== undefined) return row;
    const { sentence, startInSentence, start, uri } = anchor;
    const [nearest] = (await anchorsIn(uri))
      .filter((one) => one.sentence === sentence && one.startInSentence === startInSentence)
      .sort((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start));
    return nearest && rowOfToken.get(nearest.tokenId);
  };
}
