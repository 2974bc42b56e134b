// The content of a record as a hash: what it has in common with its stored document, under whatever name.
import { createHash } from 'node:crypto';
import type { SourceRecord } from '../domain/text.js';

/** SHA-256 of text and metadata. */
export const recordHash = ({ text, metadata }: Pick<SourceRecord, 'text' | 'metadata'>): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([text, metadata]))
    .digest();
