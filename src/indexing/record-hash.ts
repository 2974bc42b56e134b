// The content of a record as a hash: what it has in common with its stored document, under whatever name.
import { createHash } from 'node:crypto';
import type { SourceRecord } from '../domain/text.js';

/** SHA-256 of text, metadata and, where the text has one, its structure. */
export function recordHash({
  text,
  metadata,
  parts = [],
  words,
}: Pick<SourceRecord, 'text' | 'metadata' | 'parts' | 'words'>): Buffer {
  const isStructured = parts.length > 0 || words;
  const content = isStructured ? [text, metadata, parts, words ?? null] : [text, metadata];
  return createHash('sha256').update(JSON.stringify(content)).digest();
}
