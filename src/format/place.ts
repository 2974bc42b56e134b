// Where a line stands, as people say it.
import type { Hit } from '../domain/search.js';

/**
 * `page 12`, a chapter, a time where the text has such places; else `paragraph 14, 32 %` of the document. The first
 * paragraph is mostly the only one, and goes without saying.
 */
export function placeOf({ place, paragraph, percent }: Pick<Hit, 'place' | 'paragraph' | 'percent'>): string {
  if (place !== null) return place;
  const share = `${Math.floor(percent)} %`;
  return paragraph === null || paragraph === 1 ? share : `paragraph ${paragraph}, ${share}`;
}
