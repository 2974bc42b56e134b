// Where a line stands in its document as people count: the paragraph, and how much of the text stands before it. The
// starts of a text's paragraphs are kept at hand, so that an export reads each text once.
import { LRUCache } from 'lru-cache';
import type { Hit } from '../domain/search.js';
import type { LineRow, Store } from '../store/store.js';
import { splitParagraphs } from '../text/paragraphs.js';

/** Where a line stands. */
export type PlaceInText = Pick<Hit, 'paragraph' | 'percent'> & {
  /** Characters of the document's text. */
  readonly length: number;
};

/** How a text is divided. */
interface Paragraphs {
  readonly length: number;
  readonly starts: Uint32Array;
}

/** By the hash of the text and what comes with it, so that nothing here is ever out of date. */
const atHand = new LRUCache<string, Paragraphs>({
  maxSize: 32 * 1024 * 1024,
  sizeCalculation: ({ starts }) => 200 + starts.byteLength,
});

/** Returns where an offset lies in the document of a row. Reads each text that is not at hand. */
export async function placesInText(
  store: Pick<Store, 'hashedText'>,
  rows: readonly Pick<LineRow, 'documentId' | 'textHash'>[],
): Promise<(row: Pick<LineRow, 'textHash'>, start: number) => PlaceInText> {
  const paragraphs = new Map<string, Paragraphs>();
  for (const { documentId, textHash } of rows) {
    if (paragraphs.has(textHash)) continue;
    let these = atHand.get(textHash);
    if (!these) {
      // it may have changed, or gone, since the line was read
      const now = await store.hashedText(documentId);
      these = paragraphsOf(now?.text ?? '');
      if (now) atHand.set(now.textHash, these);
    }
    paragraphs.set(textHash, these);
  }
  return ({ textHash }, start) => placeIn(paragraphs.get(textHash) as Paragraphs, start);
}

const paragraphsOf = (text: string): Paragraphs => ({
  length: text.length,
  starts: Uint32Array.from(splitParagraphs(text), ({ startChar }) => startChar),
});

function placeIn({ length, starts }: Paragraphs, start: number): PlaceInText {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= start) low = middle + 1;
    else high = middle;
  }
  return { paragraph: low === 0 ? null : low, percent: percentOf(start, length), length };
}

/** To one decimal place, 0 to 100. */
export const percentOf = (start: number, length: number): number =>
  length === 0 ? 0 : Math.min(100, Math.round((1000 * start) / length) / 10);
