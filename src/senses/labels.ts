// Labels for senses that nobody has named: induced senses and the parts of a split are named by their words. A label
// describes its sense, and no two senses named here share one. Pure.

import type { SenseWord } from '../domain/senses.js';

const wordsPerLabel = 3;
/** Words of each kind in a label. */
const bestSubstitutes = 2;
const bestIndicative = 3;
const maxQuoteChars = 48;

/** A sense that needs a label. */
export interface LabelSource {
  readonly id: string;
  /** Its label; empty when its words are to name it. */
  readonly label: string;
  /** Words that tell it apart from the other senses, best first. */
  readonly words: readonly string[];
  /** More words of its lines, best first: used when `words` are too few, or already name another sense. */
  readonly moreWords: readonly string[];
  /** The sentence of a typical line, quoted where there are no words. */
  readonly sentence: string | undefined;
}

/** The parts of a label, from the words of a sense. */
export const labelParts = (
  substitutes: readonly SenseWord[],
  indicative: readonly SenseWord[],
  frequent: readonly string[],
): Pick<LabelSource, 'words' | 'moreWords'> => ({
  words: [...substitutes.slice(0, bestSubstitutes), ...indicative.slice(0, bestIndicative)].map(
    ({ lemma }) => lemma,
  ),
  moreWords: [...indicative.map(({ lemma }) => lemma), ...frequent],
});

/** [senses] labels. taken: those that other senses have. */
export function labelSenses(senses: readonly LabelSource[], taken: Iterable<string> = []): string[] {
  const used = new Set(taken);
  for (const { label } of senses) if (label !== '') used.add(label);
  return senses.map((sense) => {
    if (sense.label !== '') return sense.label;
    const label = possibleLabels(sense).find((one) => !used.has(one)) as string;
    used.add(label);
    return label;
  });
}

/** From the best to the last resort, which has the id and so is unique. */
function possibleLabels({ id, words, moreWords, sentence }: LabelSource): string[] {
  const telling = [...new Set(words)];
  const more = [...new Set(moreWords)].filter((word) => !telling.includes(word));
  const best = (telling.length > 0 ? telling : more).slice(0, wordsPerLabel);
  const others = [...telling, ...more].filter((word) => !best.includes(word));
  const byWords = best.length === 0 ? [] : [best, ...others.map((word) => withWord(best, word))];
  const labels = byWords.map((list) => list.join(', '));
  if (sentence) labels.push(`“${shortened(sentence)}”`);
  return [...labels, `${labels[0] ?? 'no lines'} (${id})`];
}

/** The last word gives way when the label is full. */
const withWord = (words: readonly string[], word: string): string[] => [
  ...words.slice(0, wordsPerLabel - 1),
  word,
];

const shortened = (sentence: string): string =>
  sentence.length <= maxQuoteChars
    ? sentence
    : `${sentence.slice(0, maxQuoteChars).replace(/\s\S*$/u, '')} …`;
