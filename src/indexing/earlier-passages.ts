// What the stored passages of a document are good for when it is cut again: kept as they are; or, where earlier rules have
// cut them, their vectors are used for the same words under newer ones.
import { addTo } from '../domain/groups.js';
import { type EncodedPassage, type Passage, type QuantisedVector, tokensOf } from '../domain/text.js';
import { plainLetters } from '../encoder/plain-letters.js';
import type { PassageWrite, Store, StoredDocument } from '../store/store.js';
import { readingBy, rulesVersion } from '../text/rules.js';

/** The stored passages of a document; each is taken once. */
export interface EarlierPassages {
  /** A write that needs no encoding; undefined when there is none. sha256: the passage's hash. */
  take(passage: Passage, sha256: Buffer): Promise<PassageWrite | undefined>;
}

/** Reads what is stored of a document. isAnnotated: the same words may have other lemmas now. */
export const earlierPassages = (
  store: Store,
  document: StoredDocument,
  isAnnotated: boolean,
): Promise<EarlierPassages> =>
  document.rules === rulesVersion && !isAnnotated
    ? samePassages(store, document)
    : passagesByText(store, document);

async function samePassages(store: Store, { id }: StoredDocument): Promise<EarlierPassages> {
  const byHash = new Map<string, number[]>();
  for (const { id: passageId, sha256 } of await store.passagesOf(id)) {
    addTo(byHash, sha256.toString('hex'), passageId);
  }
  return {
    async take({ startChar }, sha256) {
      const passageId = byHash.get(sha256.toString('hex'))?.shift();
      return passageId === undefined ? undefined : { kind: 'kept', passageId, startChar };
    },
  };
}

async function passagesByText(store: Store, { id, rules }: StoredDocument): Promise<EarlierPassages> {
  const byText = new Map<string, number[]>();
  for (const { id: passageId, text } of await store.passageTexts(id)) addTo(byText, text, passageId);
  return {
    async take(passage, sha256) {
      const passageId = byText.get(passage.text)?.shift();
      const earlier = passageId === undefined ? undefined : await store.encodedPassage(passageId);
      if (passageId === undefined || !earlier) return undefined;
      const encoded = withVectorsOf(earlier, rules, passage, sha256);
      if (!encoded) return undefined;
      if (areSame(tokensOf(earlier), tokensOf(passage)))
        return { kind: 'recut', passageId, passage: encoded };
      return { kind: 'encoded', passage: encoded, replaces: passageId };
    },
  };
}

/**
 * The passage with the vectors of an earlier one of the same text; undefined when the encoder would see it otherwise (it
 * sees the sentences, and nothing between them), or a word has no vector there.
 */
export function withVectorsOf(
  earlier: EncodedPassage,
  rules: number,
  passage: Passage,
  sha256: Buffer,
): EncodedPassage | undefined {
  const { reading, ...rest } = passage;
  if (readingBy(rules, passage) !== reading) return undefined;
  if (rules < 2 && plainLetters(reading) !== reading) return undefined;
  if (!areSame(passage.sentences, earlier.sentences)) return undefined;
  const tokenVectors = vectorsAt(tokensOf(passage), tokensOf(earlier), earlier.tokenVectors);
  return tokenVectors && { ...rest, sha256, sentenceVectors: earlier.sentenceVectors, tokenVectors };
}

interface Span {
  readonly startChar: number;
  readonly endChar: number;
}

const spanOf = ({ startChar, endChar }: Span): string => `${startChar} ${endChar}`;
const areSame = (spans: readonly Span[], others: readonly Span[]): boolean =>
  spans.length === others.length && spans.every((span, i) => spanOf(span) === spanOf(others[i] as Span));

/** The vectors of the spans, each that of the same span before. */
function vectorsAt(
  spans: readonly Span[],
  before: readonly Span[],
  vectors: readonly QuantisedVector[],
): QuantisedVector[] | undefined {
  const bySpan = new Map(before.map((span, i) => [spanOf(span), vectors[i] as QuantisedVector]));
  const here = spans.map((span) => bySpan.get(spanOf(span)));
  return here.every((vector) => vector !== undefined) ? here : undefined;
}
