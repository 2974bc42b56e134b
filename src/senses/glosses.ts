// The dictionary's senses of a word with their vectors: a gloss is encoded when first needed, and stored in the
// database for its model. Examples come with the model.
import type { PossibleSenses } from '../analysis/assign.js';
import type { DictionaryVectors } from '../analysis/score.js';
import { type PartOfSpeech, partsOfSpeech } from '../domain/text.js';
import { type DictionarySense, dictionarySenses, fitsPos } from '../lexicon/wordnet.js';
import { quantise } from '../math/vector.js';
import { encodeSenses } from '../search/query-vectors.js';
import type { SenseCandidate, SenseContext } from './sense-context.js';

/** Glosses handed to an encoder at once: one by one, the handover would take a fifth of the time. */
const glossesPerTask = 16;
const maxLabelChars = 48;

/** A sense of a word whose gloss needs a vector. */
interface GlossOfWord {
  readonly word: string;
  readonly sense: DictionarySense;
}

/** A dictionary sense, and what lines are compared with. */
export interface EncodedSense {
  readonly sense: DictionarySense;
  readonly vectors: DictionaryVectors;
}

/**
 * Returns the dictionary's senses that occurrences tagged with one of `tags` (indices into partsOfSpeech) may have,
 * each with its vectors, in the dictionary's order. Throws `model`.
 */
export async function encodedSenses(
  context: SenseContext,
  word: string,
  tags: ReadonlySet<number>,
): Promise<EncodedSense[]> {
  const senses = sensesTagged(word, tags);
  const glosses = await glossVectors(
    context,
    senses.map((sense) => ({ word, sense })),
  );
  const examples = await context.examples();
  return senses.map((sense, i) => ({
    sense,
    vectors: { gloss: glosses[i] as Int8Array, examples: examples.vector(sense.key), rank: sense.rank },
  }));
}

/** Encodes and stores the glosses of several words together, so that no encoder waits for the next word. */
export async function encodeGlosses(
  context: SenseContext,
  words: Iterable<{ readonly word: string; readonly tags: ReadonlySet<number> }>,
): Promise<void> {
  const glosses = [...words].flatMap(({ word, tags }) =>
    sensesTagged(word, tags).map((sense) => ({ word, sense })),
  );
  await glossVectors(context, glosses);
}

function sensesTagged(word: string, tags: ReadonlySet<number>): DictionarySense[] {
  const all = dictionarySenses(word);
  const fits = [...tags].map((tag) => all.map(({ key }) => fitsPos(key, partsOfSpeech[tag] as PartOfSpeech)));
  // a tag that fits none of the senses is not trusted
  const isWanted = (i: number): boolean => fits.some((one) => one[i] || !one.some(Boolean));
  return all.filter((_, i) => isWanted(i));
}

/** Reads stored vectors, and encodes and stores missing ones; in the order of `glosses`. */
async function glossVectors(
  { store, collection, encoder }: SenseContext,
  glosses: readonly GlossOfWord[],
): Promise<Int8Array[]> {
  const { fingerprint } = collection;
  const stored = await store.glossVectors(
    fingerprint,
    glosses.map(({ sense }) => sense.key),
  );
  const missing = glosses.filter(({ sense }) => !stored.has(sense.key));
  const encoded = missing.length === 0 ? [] : await encodeAll(await encoder(), missing);
  const added = new Map(
    missing.map(({ sense }, i) => [sense.key, quantise(encoded[i] as Float32Array).codes] as const),
  );
  if (added.size > 0) await store.saveGlosses(fingerprint, added);
  return glosses.map(({ sense }) => (stored.get(sense.key) ?? added.get(sense.key)) as Int8Array);
}

async function encodeAll(
  encoder: Parameters<typeof encodeSenses>[0],
  glosses: readonly GlossOfWord[],
): Promise<Float32Array[]> {
  const chunks = Array.from({ length: Math.ceil(glosses.length / glossesPerTask) }, (_, i) =>
    glosses.slice(i * glossesPerTask, (i + 1) * glossesPerTask),
  );
  const encoded = await Promise.all(
    chunks.map((chunk) =>
      encodeSenses(
        encoder,
        chunk.map(({ word, sense }) => ({ word, description: sense.gloss })),
      ),
    ),
  );
  return encoded.flat().map(({ word }) => word);
}

/** A sense is possible for its part of speech; a tag that fits none of the senses is not trusted. */
export function possibleSenses(
  senses: readonly { readonly sense: DictionarySense }[],
  tags: Uint8Array,
): PossibleSenses {
  const byTag = partsOfSpeech.map((tag) => {
    const fitting = senses.map(({ sense }) => fitsPos(sense.key, tag));
    return fitting.some(Boolean) ? fitting : fitting.map(() => true);
  });
  return { tags, byTag };
}

/** Labelled by up to three synonyms, or else by the start of the gloss. */
export function dictionaryCandidate({ key, gloss, synonyms, hypernyms }: DictionarySense): SenseCandidate {
  const label = synonyms.length > 0 ? synonyms.slice(0, 3).join(', ') : shortened(gloss);
  return { id: key, label, gloss, origin: 'wordnet', synonyms, hypernyms, correctedRows: [] };
}

/** The first words of a gloss. */
function shortened(gloss: string): string {
  const start = gloss.replace(/\s*\([^)]*\)/gu, '').split(/[;,]/u, 1)[0] as string;
  return start.length <= maxLabelChars ? start : `${start.slice(0, maxLabelChars).replace(/\s\S*$/u, '')} …`;
}
