// A document becomes passages: runs of neighbouring sentences that are encoded together, so that a short line
// borrows its neighbours' context. How a passage is cut depends only on the text nearby, so an edit changes the
// passages around it and no others.
//
//   paragraphs ──▶ sentences ──▶ groups (short paragraphs join the next) ──▶ passages of ≤ contextWindow pieces
//
// In: text, and the encoder's count of word pieces in a stretch. Out: passages that tile the document. All is cut from the
// text as it is read (reading.ts), and named by the offsets and the letters of the source.
import type { AnnotatedWord, TextStructure } from '../domain/parts.js';
import { type Passage, type Sentence, type Token, tokensOf } from '../domain/text.js';
import { annotatedWords, type Structured, structured } from './annotated.js';
import { foldCase } from './fold-case.js';
import { isContentWord } from './function-words.js';
import { lemmatise } from './lemmas.js';
import { splitParagraphs, type TextRange } from './paragraphs.js';
import { type Reading, readDocument, readPassage } from './reading.js';
import { splitSentences } from './sentences.js';
import { sliceEnd, splitWords } from './words.js';

export interface PassageOptions {
  /** Most word pieces in a passage, or `sentence` for each sentence on its own. */
  readonly contextWindow: number | 'sentence';
  /** Number of word pieces of a stretch of text. */
  readonly countPieces: (text: string) => number;
  /** Whether the dictionary has a folded word with its hyphens: `well-known`. */
  readonly isEntry: (word: string) => boolean;
  /** Of the text, where it has one: what is not counted in it, and the sentences and words of an annotated corpus. */
  readonly structure?: TextStructure | undefined;
}

/** A paragraph with fewer pieces joins the next: a heading, a line of dialogue. Measured together with the window. */
const shortParagraphPieces = 24;
/** A longer stretch without a sentence is in passages of its own: nobody reads it with the lines beside it. */
const maxGapChars = 20_000;

interface MeasuredRange extends TextRange {
  readonly pieces: number;
  readonly hash: number;
}

/**
 * Returns the passages of `text` in order. Their texts, joined, are `text`; white space belongs to the passage before
 * it. A sentence longer than the window is its own passage. Empty text has no passages.
 */
export function* splitPassages(text: string, options: PassageOptions): Generator<Passage> {
  const has = structured(options.structure);
  const reading = readDocument(text, options.isEntry, has.leftOut);
  const analyse = (startChar: number, endChar: number, sentences: readonly TextRange[]): Passage =>
    analysePassage(
      text.slice(startChar, endChar),
      reading.text.slice(startChar, endChar),
      startChar,
      sentences,
      has.words,
    );
  function* withoutSentence(from: number, to: number): Generator<Passage> {
    for (let start = from; start < to; ) {
      const end = sliceEnd(text, start, to, maxGapChars);
      yield analyse(start, end, []);
      start = end;
    }
  }
  let startChar = 0;
  let pending: MeasuredRange[] = [];
  function* before(next: number): Generator<Passage> {
    const last = pending.at(-1)?.endChar ?? startChar;
    const endChar = next - last > maxGapChars ? last : next;
    if (pending.length > 0) yield analyse(startChar, endChar, pending);
    if (pending.length > 0 || endChar < next) startChar = next;
    else return;
    yield* withoutSentence(endChar, next);
  }
  for (const sentences of cutGroups(reading, options, has)) {
    yield* before((sentences[0] as MeasuredRange).startChar);
    pending = sentences;
  }
  if (pending.length > 0) yield* before(text.length);
  else yield* withoutSentence(0, text.length);
}

/** A sentence of punctuation alone is none. */
const hasWord = /[\p{L}\p{N}]/u;

/** The sentences of each passage. */
function* cutGroups(
  { marked, text }: Reading,
  { contextWindow, countPieces }: PassageOptions,
  { sentencesIn }: Structured,
): Generator<MeasuredRange[]> {
  let group: MeasuredRange[] = [];
  for (const paragraph of splitParagraphs(marked)) {
    const ranges = sentencesIn(paragraph) ?? splitSentences(text, paragraph);
    const sentences = ranges.flatMap((range): MeasuredRange[] => {
      const sentence = text.slice(range.startChar, range.endChar);
      if (!hasWord.test(sentence)) return [];
      return [{ ...range, pieces: countPieces(sentence), hash: hashOf(sentence) }];
    });
    if (sentences.length === 0) continue;
    if (contextWindow === 'sentence') {
      for (const sentence of sentences) yield [sentence];
      continue;
    }
    group.push(...sentences);
    if (totalPieces(sentences) < shortParagraphPieces) continue;
    yield* cutAtWindow(group, contextWindow);
    group = [];
  }
  if (group.length > 0) yield* cutAtWindow(group, contextWindow as number);
}

/**
 * Cuts sentences into runs of at most `window` pieces. Far from the end, a cut falls between half a window and a whole
 * one, before the sentence with the smallest hash: this place does not depend on the text before, so that after an
 * edit the cuts realign. The last two runs are made about equal, so that none is a remainder.
 */
function* cutAtWindow(sentences: readonly MeasuredRange[], window: number): Generator<MeasuredRange[]> {
  let restPieces = totalPieces(sentences);
  let first = 0;
  while (first < sentences.length) {
    const atLeast = restPieces > 2 * window ? window / 2 : restPieces > window ? restPieces / 2 : restPieces;
    let end = first + 1; // one sentence is its own run, however long
    let pieces = (sentences[first] as MeasuredRange).pieces;
    let cut = end;
    let smallest = Number.POSITIVE_INFINITY;
    for (let next = sentences[end]; next; next = sentences[end]) {
      if (pieces >= atLeast && next.hash < smallest) {
        smallest = next.hash;
        cut = end;
        if (restPieces <= 2 * window) break;
      }
      if (pieces + next.pieces > window) break;
      pieces += next.pieces;
      end++;
      if (smallest === Number.POSITIVE_INFINITY) cut = end;
    }
    const run = sentences.slice(first, cut);
    yield run;
    restPieces -= totalPieces(run);
    first = cut;
  }
}

/** FNV-1a, 32 bits (Fowler, Noll and Vo). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function totalPieces(sentences: readonly MeasuredRange[]): number {
  return sentences.reduce((total, sentence) => total + sentence.pieces, 0);
}

/** ranges: sentences in the document. reading: of the same stretch as source. */
function analysePassage(
  source: string,
  reading: string,
  startChar: number,
  ranges: readonly TextRange[],
  annotated: readonly AnnotatedWord[] | undefined,
): Passage {
  let numWords = 0;
  const sentences = ranges.map((range): Sentence => {
    const offset = range.startChar - startChar;
    const sentence = reading.slice(offset, range.endChar - startChar);
    const own = annotated && annotatedWords(annotated, sentence, range.startChar);
    const words = own?.words ?? splitWords(sentence);
    numWords += words.length;
    const analysed = lemmatise(sentence, words);
    const tokens = words.flatMap((word, i): Token[] => {
      if (!isContentWord(word.form) || own?.isFunctionWord(i)) return [];
      const guess = analysed[i] as { lemma: string; pos: Token['pos'] };
      const { lemma, pos } = own?.analysis(i, guess) ?? guess;
      const [startChar, endChar] = [offset + word.startChar, offset + word.endChar];
      const form = source.slice(startChar, endChar);
      return [{ form, folded: foldCase(word.form), lemma, pos, startChar, endChar }];
    });
    return { startChar: offset, endChar: range.endChar - startChar, tokens };
  });
  return {
    startChar,
    text: source,
    reading: readPassage(source, tokensOf({ sentences })),
    sentences,
    numWords,
  };
}
