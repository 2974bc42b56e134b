// A document becomes passages: runs of neighbouring sentences that are encoded together, so that a short line
// borrows its neighbours' context. How a passage is cut depends only on the text nearby, so an edit changes the
// passages around it and no others.
//
//   paragraphs ──▶ sentences ──▶ groups (short paragraphs join the next) ──▶ passages of ≤ contextWindow pieces
//
// In: text, and the encoder's count of word pieces in a stretch. Out: passages that tile the document.
import type { Passage, Sentence, Token } from '../domain/text.js';
import { isContentWord } from './function-words.js';
import { foldCase, lemmatise } from './lemmas.js';
import { splitParagraphs, type TextRange } from './paragraphs.js';
import { splitSentences } from './sentences.js';
import { splitWords } from './words.js';

export interface PassageOptions {
  /** Most word pieces in a passage, or `sentence` for each sentence on its own. */
  readonly contextWindow: number | 'sentence';
  /** Number of word pieces of a stretch of text. */
  readonly countPieces: (text: string) => number;
}

/** A paragraph with fewer pieces joins the next: a heading, a line of dialogue. Measured together with the window. */
const shortParagraphPieces = 24;

interface MeasuredRange extends TextRange {
  readonly pieces: number;
  readonly hash: number;
}

/**
 * Returns the passages of `text` in order. Their texts, joined, are `text`; white space belongs to the passage before
 * it. A sentence longer than the window is its own passage. Empty text has no passages.
 */
export function* splitPassages(text: string, options: PassageOptions): Generator<Passage> {
  let startChar = 0;
  let pending: MeasuredRange[] | undefined;
  for (const sentences of cutGroups(text, options)) {
    if (pending) {
      const endChar = (sentences[0] as MeasuredRange).startChar;
      yield analysePassage(text, startChar, endChar, pending);
      startChar = endChar;
    }
    pending = sentences;
  }
  if (text !== '') yield analysePassage(text, startChar, text.length, pending ?? []);
}

/** The sentences of each passage. */
function* cutGroups(
  text: string,
  { contextWindow, countPieces }: PassageOptions,
): Generator<MeasuredRange[]> {
  let group: MeasuredRange[] = [];
  for (const paragraph of splitParagraphs(text)) {
    const sentences = splitSentences(text, paragraph).map((range): MeasuredRange => {
      const sentence = text.slice(range.startChar, range.endChar);
      return { ...range, pieces: countPieces(sentence), hash: hashOf(sentence) };
    });
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

function analysePassage(
  text: string,
  startChar: number,
  endChar: number,
  ranges: readonly TextRange[],
): Passage {
  let numWords = 0;
  const sentences = ranges.map((range): Sentence => {
    const sentence = text.slice(range.startChar, range.endChar);
    const words = splitWords(sentence);
    numWords += words.length;
    const analysed = lemmatise(sentence, words);
    const offset = range.startChar - startChar;
    const tokens = words.flatMap((word, i): Token[] => {
      if (!isContentWord(word.form)) return [];
      const { lemma, pos } = analysed[i] as { lemma: string; pos: Token['pos'] };
      const [startChar, endChar] = [offset + word.startChar, offset + word.endChar];
      return [{ form: word.form, folded: foldCase(word.form), lemma, pos, startChar, endChar }];
    });
    return { startChar: offset, endChar: range.endChar - startChar, tokens };
  });
  return { startChar, text: text.slice(startChar, endChar), sentences, numWords };
}
