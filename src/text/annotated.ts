// What a file says of its own text, which is then not guessed: parts that are not counted, and the sentences and words of
// an annotated corpus. In: the structure of a document. Out: ranges and words, with offsets as the analysis needs them.
import type { AnnotatedWord, TextStructure } from '../domain/parts.js';
import type { PartOfSpeech } from '../domain/text.js';
import { foldCase } from './fold-case.js';
import type { TextRange } from './paragraphs.js';
import type { Word } from './words.js';

/** A structure as the cutting uses it. Offsets are of the document. */
export interface Structured {
  /** Quoted replies and signatures of a mail: nobody wrote them here. */
  readonly leftOut: readonly TextRange[];
  /** Sentences in a stretch as the file has them; undefined where it does not say. */
  readonly sentencesIn: (stretch: TextRange) => TextRange[] | undefined;
  /** Undefined for a text that is not annotated. */
  readonly words: readonly AnnotatedWord[] | undefined;
}

export function structured({ parts, words }: TextStructure = { parts: [], words: null }): Structured {
  const rangesOf = (...kinds: readonly string[]): TextRange[] =>
    parts
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ start, end }) => ({ startChar: start, endChar: end }));
  const sentences = rangesOf('sentence');
  return {
    leftOut: rangesOf('quoted', 'signature'),
    sentencesIn({ startChar, endChar }) {
      const first = firstAt(sentences.length, (i) => (sentences[i] as TextRange).startChar >= startChar);
      const last = firstAt(sentences.length, (i) => (sentences[i] as TextRange).startChar >= endChar);
      if (first === last) return undefined;
      return sentences
        .slice(first, last)
        .map((one) => ({ startChar: one.startChar, endChar: Math.min(one.endChar, endChar) }));
    },
    words: words ?? undefined,
  };
}

/** Words of a sentence, and what the file says of each. */
export interface AnnotatedSentence {
  /** Offsets are of the sentence. */
  readonly words: readonly Word[];
  readonly isFunctionWord: (i: number) => boolean;
  /** Lemma and part of speech as the file has them, and the guess where it has none. */
  readonly analysis: (i: number, guess: Analysis) => Analysis;
}

interface Analysis {
  readonly lemma: string;
  readonly pos: PartOfSpeech;
}

/** annotated: of the document. startChar: of the sentence in it. */
export function annotatedWords(
  annotated: readonly AnnotatedWord[],
  sentence: string,
  startChar: number,
): AnnotatedSentence {
  const endChar = startChar + sentence.length;
  const first = firstAt(annotated.length, (i) => (annotated[i] as AnnotatedWord).start >= startChar);
  const last = firstAt(annotated.length, (i) => (annotated[i] as AnnotatedWord).start >= endChar);
  const own = annotated.slice(first, last).flatMap((word) => {
    const form = sentence.slice(word.start - startChar, word.end - startChar);
    // punctuation is a word in a corpus, and none here
    return /[\p{L}\p{N}]/u.test(form) ? [{ ...word, form }] : [];
  });
  return {
    words: own.map(({ form, start, end }) => ({
      ...{ form, startChar: start - startChar },
      endChar: Math.min(end, endChar) - startChar,
    })),
    isFunctionWord: (i) => own[i]?.pos === 'OTHER',
    analysis(i, guess) {
      const { lemma, pos } = own[i] as AnnotatedWord;
      return {
        lemma: lemma === null || lemma === '' ? guess.lemma : foldCase(lemma),
        pos: pos === null || pos === 'OTHER' ? guess.pos : pos,
      };
    },
  };
}

/** The first index from 0 to n for which a condition holds that then holds for all further ones; n for none. */
function firstAt(n: number, holds: (i: number) => boolean): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
