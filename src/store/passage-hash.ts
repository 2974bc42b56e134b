// The hash that identifies a passage: computed when it is encoded, and again when the database is verified.
import { createHash } from 'node:crypto';

type Ranges = readonly (readonly [start: number, end: number])[];

/**
 * SHA-256 of a passage's text and the ranges of its sentences and tokens, which together determine its vectors. All
 * ranges are [start, end) in the passage, in the order of the text.
 */
export const passageHash = (text: string, sentences: Ranges, tokens: Ranges): Buffer =>
  sha256([text, sentences, tokens]);

/** The same before version 2 of the rules, when the text alone determined the tokens. */
export const earlyPassageHash = (text: string, sentences: Ranges): Buffer => sha256([text, sentences]);

const sha256 = (content: unknown): Buffer => createHash('sha256').update(JSON.stringify(content)).digest();

/** Of a passage of an annotated corpus, from its plain hash: the lemmas that the file says do not follow from the text. */
export const annotatedPassageHash = (
  plain: Buffer,
  tokens: readonly { readonly lemma: string; readonly pos: string }[],
): Buffer =>
  createHash('sha256')
    .update(plain)
    .update(JSON.stringify(tokens.map(({ lemma, pos }) => [lemma, pos])))
    .digest();
