// The lines of a word as they stand in its documents now: each document is read once, when its lines are first needed.
import { addTo } from '../domain/groups.js';
import type { WordOccurrences } from '../search/occurrences.js';
import type { PlaceInText, Store } from '../store/store.js';
import { LikeLines, type Sides } from './like-lines.js';
import { wordsBesidePlaces, wordsOf } from './text-words.js';
import type { WordDigests } from './word-digests.js';

/** Words of a sentence without which others, however equal, say nothing. */
export const leastWords = 4;

/** An occurrence in its document. */
export interface TextLine extends PlaceInText {
  /** As it is written. */
  readonly form: string;
  /** Its place among the word's lines in the document. */
  readonly row: number;
}

/** A word's lines in one document, in the order of its text. */
export class DocumentLines {
  readonly lines: readonly TextLine[];
  readonly #like: LikeLines;
  /** By where they start. */
  readonly #sentences = new Map<number, { readonly starts: readonly number[]; readonly digest: string }>();
  readonly #sentenceDigests = new Map<number, string>();

  constructor(
    readonly uri: string,
    readonly text: string,
    places: readonly PlaceInText[],
    readonly digests: WordDigests,
  ) {
    this.lines = places.map((place, row) => ({ ...place, row, form: text.slice(place.start, place.end) }));
    this.#like = new LikeLines(wordsBesidePlaces(text, places, digests));
  }

  sides({ row }: TextLine): Sides {
    return this.#like.sides(row);
  }

  /** How many of the words beside a line are of its sentence, before and after it. */
  inSentence({ row }: TextLine): readonly [number, number] {
    return this.#like.inSentence(row);
  }

  /** The sentence as it is written. */
  sentenceText({ sentenceStart, sentenceEnd }: TextLine): string {
    return this.text.slice(sentenceStart, sentenceEnd);
  }

  /** Digest of the words of a line's sentence, and of its place among them. */
  sentenceDigest({ row, start, sentenceStart, sentenceEnd }: TextLine): string {
    const kept = this.#sentenceDigests.get(row);
    if (kept !== undefined) return kept;
    let sentence = this.#sentences.get(sentenceStart);
    if (!sentence) {
      const { starts, numbers } = wordsOf(this.text, sentenceStart, sentenceEnd, this.digests);
      sentence = { starts, digest: this.digests.ofAll(this.digests.join(numbers)) };
      this.#sentences.set(sentenceStart, sentence);
    }
    const digest = this.digests.ofAll(`${countUpTo(sentence.starts, start)} ${sentence.digest}`);
    this.#sentenceDigests.set(row, digest);
    return digest;
  }

  /** What another line is recognised by: its sentence, or, where it is in an equal one, the words beside it. */
  digestAmong(line: TextLine, sentence: string): string {
    const own = this.sentenceDigest(line);
    return own === sentence ? this.digests.ofAll(this.digests.join(this.sides(line))) : own;
  }

  /** Lines with the same words beside them. */
  equal(sides: Sides): TextLine[] {
    return this.#like.equal(sides).map((row) => this.lines[row] as TextLine);
  }

  /** Lines at the same place of a sentence of the same words, unless it has few; sentence: its digest. */
  sameSentence(sides: Sides, [before, after]: readonly [number, number], sentence: string): TextLine[] {
    if (before + 1 + after < leastWords) return [];
    return this.#like
      .inSentenceLike(sides, [before, after])
      .map((row) => this.lines[row] as TextLine)
      .filter((line) => this.sentenceDigest(line) === sentence);
  }

  /** Lines at least `least` alike, from 0 (no word in common) to 1 (all words of `sides`, in order). */
  like(
    sides: Sides,
    least: number,
    isMeant: (line: TextLine) => boolean = () => true,
  ): { readonly line: TextLine; readonly likeness: number }[] {
    return this.#like
      .like(sides, least, (row) => isMeant(this.lines[row] as TextLine))
      .map(({ row, likeness }) => ({ line: this.lines[row] as TextLine, likeness }));
  }
}

/** How many numbers are not above `most`; sorted: ascending. */
function countUpTo(sorted: readonly number[], most: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The lines of one word by document. */
export class WordLines {
  readonly #read = new Map<number, Promise<DocumentLines | undefined>>();
  readonly #tokenIds = new Map<number, number[]>();

  constructor(
    readonly store: Store,
    { tokenIds, documentIds }: WordOccurrences,
    readonly digests: WordDigests,
  ) {
    for (const [row, tokenId] of tokenIds.entries()) {
      addTo(this.#tokenIds, documentIds[row] as number, tokenId);
    }
  }

  /** Documents with a line that is newer than a token. */
  documentsAfter(tokenId: number): number[] {
    return [...this.#tokenIds].filter(([, ids]) => ids.some((id) => id > tokenId)).map(([id]) => id);
  }

  /** Undefined for a document that has none of the word's lines. */
  async of(documentId: number): Promise<DocumentLines | undefined> {
    let read = this.#read.get(documentId);
    if (!read) {
      read = this.#readDocument(documentId);
      this.#read.set(documentId, read);
    }
    return read;
  }

  async #readDocument(documentId: number): Promise<DocumentLines | undefined> {
    const tokenIds = this.#tokenIds.get(documentId);
    const now = tokenIds && (await this.store.tokensInText(documentId, tokenIds));
    return now && new DocumentLines(now.uri, now.text, now.places, this.digests);
  }
}
