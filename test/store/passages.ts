// Documents as an ingest writes them, with vectors that need no model.
import { createHash } from 'node:crypto';
import type { EncodedPassage, Metadata, QuantisedVector } from '#src/domain/text.js';
import { passageHash } from '#src/store/passage-hash.js';
import type { Collection, DocumentWrite, Store } from '#src/store/store.js';
import { rulesVersion } from '#src/text/rules.js';

export const dim = 8;

/** The collection that documents are written to. */
export const ensureDefault = (store: Store): Promise<Collection> =>
  store.ensureCollection({ name: 'default', model: 'm', fingerprint: 'f', dim, contextWindow: 96 });

/** One that depends on the text alone. */
export function vectorOf(text: string): QuantisedVector {
  const bytes = createHash('sha256').update(text).digest();
  return { codes: Int8Array.from({ length: dim }, (_, i) => (bytes[i] as number) - 128 || 1), scale: 1 };
}

/** A passage of one sentence: every word is a token, its lemma its lower case. */
export function passageOf(text: string, startChar = 0): EncodedPassage {
  const tokens = [...text.matchAll(/\p{L}+/gu)].map(({ 0: form, index }) => ({
    form,
    folded: form.toLowerCase(),
    lemma: form.toLowerCase(),
    pos: 'NOUN' as const,
    startChar: index,
    endChar: index + form.length,
  }));
  const endChar = text.trimEnd().length;
  return {
    startChar,
    text,
    numWords: tokens.length,
    sentences: [{ startChar: 0, endChar, tokens }],
    sha256: passageHash(
      text,
      [[0, endChar]],
      tokens.map((token) => [token.startChar, token.endChar]),
    ),
    tokenVectors: tokens.map(({ form }, i) => vectorOf(`${text} ${i} ${form}`)),
    sentenceVectors: [vectorOf(text)],
  };
}

/** A document of these passages, joined. */
export function documentOf(uri: string, passages: readonly string[], metadata: Metadata = {}): DocumentWrite {
  const text = passages.join('');
  let startChar = 0;
  return {
    record: { uri, externalId: null, fileUri: uri, text, metadata, sizeBytes: text.length },
    sha256: createHash('sha256')
      .update(JSON.stringify([text, metadata]))
      .digest(),
    rules: rulesVersion,
    passages: passages.map((one) => {
      const passage = passageOf(one, startChar);
      startChar += one.length;
      return { kind: 'encoded', passage };
    }),
  };
}

/** All that an iterator yields, its batches joined. */
export async function joined<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}
