// A document becomes passages: runs of neighbouring sentences that are encoded together, so that a short line
// borrows its neighbours' context. How a passage is cut depends only on the text nearby, so an edit changes the
// passages around it and no others.
//
//   paragraphs ──▶ sentences ──▶ groups (a short paragraph joins the next) ──▶ passages of ≤ contextWindow pieces
//
// In: text, and how many word pieces a stretch has (the encoder's business). Out: passages that tile the document.
import type { Passage, Sentence, Token } from '../domain.js';
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

/** A paragraph with fewer pieces joins the next: a heading, a line of dialogue. Measured with the window (96). */
const shortParagraphPieces = 24;

interface MeasuredRange extends TextRange {
  readonly pieces: number;
}

/**
 * Passages of `text` in order. Their texts, joined, are `text`; white space belongs to the passage before it.
 * A sentence longer than the window is a passage of its own. Empty text has no passages.
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
function* cutGroups(text: string, options: PassageOptions): Generator<MeasuredRange[]> {
  const isolated = options.contextWindow === 'sentence';
  const window = options.contextWindow === 'sentence' ? 0 : options.contextWindow;
  let group: MeasuredRange[] = [];
  for (const paragraph of splitParagraphs(text)) {
    for (const sentence of splitSentences(text, paragraph)) {
      const pieces = options.countPieces(text.slice(sentence.startChar, sentence.endChar));
      group.push({ ...sentence, pieces });
    }
    if (isolated || totalPieces(group) >= shortParagraphPieces) {
      yield* isolated ? group.map((sentence) => [sentence]) : cutAtWindow(group, window);
      group = [];
    }
  }
  if (group.length > 0) yield* isolated ? group.map((sentence) => [sentence]) : cutAtWindow(group, window);
}

/** Fills windows from the front; the last two are made about equal, so that no passage is a mere remainder. */
function* cutAtWindow(sentences: MeasuredRange[], window: number): Generator<MeasuredRange[]> {
  let restPieces = totalPieces(sentences);
  let first = 0;
  while (first < sentences.length) {
    const target = restPieces > window && restPieces <= 2 * window ? Math.ceil(restPieces / 2) : window;
    let end = first;
    let pieces = 0;
    for (let next = sentences[end]; next; next = sentences[end]) {
      const isFull = pieces >= target || pieces + next.pieces > window;
      if (end > first && isFull) break;
      pieces += next.pieces;
      end++;
    }
    yield sentences.slice(first, end);
    restPieces -= pieces;
    first = end;
  }
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
