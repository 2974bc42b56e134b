// Finds the lines of labels again: what a person said of a line holds for it while it can be recognised.
//
//   token id ─▶ the same words beside it ─▶ the most similar words, or the same sentence ─▶ lost
//
// Each step is taken only by labels that the one before left over, and a line takes one label. Token ids only grow, so
// a line that is older than the label, but not its own, is another line; so is one that was noted as similar then.
import { grouped } from '../domain/groups.js';
import type { LineAnchor, LineWords } from '../domain/sense-changes.js';
import type { WordOccurrences } from '../search/occurrences.js';
import { leastLikeness, sentenceHash, sidesOf } from './anchors.js';
import { type DocumentLines, leastWords, type TextLine, type WordLines } from './document-lines.js';
import { countWords } from './like-lines.js';
import { keyOf } from './own.js';
import { rareWords } from './rare-words.js';
import type { Attached, SenseContext } from './sense-context.js';

/** What the same sentence counts beside the words around the line. */
const sentenceBonus = 0.5;

/** Where the document of labels is gone: how many others are read. */
const documentsLookedAt = 8;

/** A label without its line, and a line that may be it. */
interface Pair {
  readonly anchor: LineAnchor;
  readonly line: TextLine;
  readonly score: number;
  /** Asked before the line is taken, since it takes time. */
  readonly isOther?: () => boolean;
}

/** anchors: in the order in which they were given; of two for one token the later holds. lines: of the occurrences. */
export async function attachLabels(
  context: SenseContext,
  occurrences: WordOccurrences,
  anchors: readonly LineAnchor[],
  lines: WordLines,
): Promise<Attached> {
  const rowOfToken = new Map(Array.from(occurrences.tokenIds, (id, row) => [id, row]));
  const search = new Search(context, lines);
  const open: LineAnchor[] = [];
  for (const anchor of [...anchors].reverse()) {
    if (!rowOfToken.has(anchor.tokenId)) open.unshift(anchor);
    else if (!search.isTaken(anchor.tokenId)) search.take(anchor, anchor.tokenId, true);
  }
  // a line that is counted to another word now is there: no other line is it
  const there = new Set(
    (await context.store.positions(open.map(({ tokenId }) => tokenId))).map((one) => one.tokenId),
  );
  const [elsewhere, gone] = [true, false].map((isThere) =>
    open.filter(({ tokenId }) => there.has(tokenId) === isThere),
  ) as [LineAnchor[], LineAnchor[]];
  const lost = [...elsewhere, ...(await search.attach(gone))];
  const rows = [...search.tokens].map(([key, tokenId]) => [key, rowOfToken.get(tokenId) as number] as const);
  return { rows: new Map(rows), lost, certain: search.certain, movedTo: search.movedTo };
}

/** One search for the lines of a word's labels. */
class Search {
  /** Token ids by the key of the label. */
  readonly tokens = new Map<string, number>();
  readonly certain = new Map<string, number>();
  readonly movedTo = new Map<string, string>();
  readonly #taken = new Set<number>();

  constructor(
    readonly context: SenseContext,
    readonly wordLines: WordLines,
  ) {}

  isTaken(tokenId: number): boolean {
    return this.#taken.has(tokenId);
  }

  take(anchor: LineAnchor, tokenId: number, isCertain: boolean): void {
    this.#taken.add(tokenId);
    this.tokens.set(keyOf(anchor), tokenId);
    if (isCertain) this.certain.set(keyOf(anchor), tokenId);
  }

  /** Returns those that have no line. */
  async attach(anchors: readonly LineAnchor[]): Promise<LineAnchor[]> {
    const { store, collection } = this.context;
    const lost: LineAnchor[] = [];
    const moved: LineAnchor[] = [];
    for (const [uri, own] of grouped(anchors, (anchor) => anchor.uri)) {
      const document = await store.findDocument(collection.id, uri);
      if (!document) moved.push(...own);
      else lost.push(...this.#attachWithin(own, await this.wordLines.of(document.id)));
    }
    return [...lost, ...(await this.#attachElsewhere(moved))];
  }

  /** Labels of documents that are gone: their lines may be in another, which then has the rest of them, too. */
  async #attachElsewhere(anchors: readonly LineAnchor[]): Promise<LineAnchor[]> {
    const withWords = anchors.filter(({ words }) => words && this.#hasEnough(words));
    const open = new Set(anchors);
    for (const [, own] of grouped(withWords, ({ uri }) => uri)) {
      const successor = await this.#successorOf(own);
      if (!successor) continue;
      for (const anchor of own) {
        open.delete(anchor);
        this.movedTo.set(keyOf(anchor), successor.uri);
      }
      for (const anchor of this.#attachWithin(own, successor)) open.add(anchor);
    }
    return [...open];
  }

  /** The document with the most lines that have the same words beside them as these labels. */
  async #successorOf(anchors: readonly LineAnchor[]): Promise<DocumentLines | undefined> {
    let best: { readonly document: DocumentLines; readonly pairs: number } | undefined;
    for (const id of await this.#documentsLike(anchors)) {
      const document = await this.wordLines.of(id);
      if (!document) continue;
      const pairs = anchors.flatMap((anchor) => this.#equalPairs(anchor, document)).length;
      if (pairs > (best?.pairs ?? 0)) best = { document, pairs };
    }
    return best?.document;
  }

  /** Documents that may be the one that labels stood in: of many, those that have most of the rarest words beside them. */
  async #documentsLike(anchors: readonly LineAnchor[]): Promise<readonly number[]> {
    const newer = this.wordLines.documentsAfter(Math.min(...anchors.map(lastTokenOf)));
    if (newer.length <= documentsLookedAt) return newer;
    const { store, collection } = this.context;
    const { digests } = this.wordLines;
    const wanted = new Set(
      anchors.flatMap(({ words }) => (words ? [...sidesOf(words, digests)] : [])).filter(Boolean),
    );
    const votes = new Map(newer.map((document) => [document, 0]));
    for (const form of rareWords(await store.formCounts(collection.id), wanted, digests)) {
      for (const document of await store.documentsWithForm(collection.id, form)) {
        const count = votes.get(document);
        if (count !== undefined) votes.set(document, count + 1);
      }
    }
    const best = [...votes].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
    return best.slice(0, documentsLookedAt).map(([document]) => document);
  }

  /** Among the lines of one document. Returns those that have none of them. */
  #attachWithin(anchors: readonly LineAnchor[], document: DocumentLines | undefined): LineAnchor[] {
    if (!document) return [...anchors];
    const equal = anchors.flatMap((anchor) =>
      anchor.words ? this.#equalPairs(anchor, document) : this.#formerPairs(anchor, document),
    );
    const open = this.#takeBest(anchors, equal, true);
    const like = open.flatMap((anchor) => this.#likePairs(anchor, document));
    return this.#takeBest(open, like, false);
  }

  /** Lines with the same words beside them; while there are as many of these as there were, they keep their order. */
  #equalPairs(anchor: LineAnchor, document: DocumentLines): Pair[] {
    const words = anchor.words as LineWords;
    const equal = document
      .equal(sidesOf(words, this.wordLines.digests))
      .filter((line) => this.#isOpen(line, words.lastTokenId));
    const [ordinal, count] = words.ordinal ?? [0, 1];
    return equal.map((line, i) => ({ anchor, line, score: equal.length === count && i === ordinal ? 1 : 0 }));
  }

  /** Lines of a label without words: in the same sentence as it was written, or else at the same place. */
  #formerPairs(anchor: LineAnchor, document: DocumentLines): Pair[] {
    return document.lines.flatMap((line) => {
      if (!this.#isOpen(line, anchor.tokenId)) return [];
      const startInSentence = line.start - line.sentenceStart;
      const isSame =
        startInSentence === anchor.startInSentence && sentenceHash(line, document) === anchor.sentence;
      return isSame || line.start === anchor.start ? [{ anchor, line, score: isSame ? 1 : 0 }] : [];
    });
  }

  /** Lines with similar words beside them, or in the same sentence. */
  #likePairs(anchor: LineAnchor, document: DocumentLines): Pair[] {
    const { words } = anchor;
    if (!words || !this.#hasEnough(words)) return [];
    const { sentence, inSentence, others, lastTokenId } = words;
    const sides = sidesOf(words, this.wordLines.digests);
    const isOpen = (line: TextLine): boolean => this.#isOpen(line, lastTokenId);
    const like = document.like(sides, leastLikeness, isOpen);
    const scores = new Map(like.map(({ line, likeness }) => [line, likeness]));
    for (const line of document.sameSentence(sides, inSentence, sentence).filter(isOpen)) {
      scores.set(line, (scores.get(line) ?? 0) + sentenceBonus);
    }
    return [...scores].map(([line, score]) => ({
      ...{ anchor, line, score },
      isOther: () => others.includes(document.digestAmong(line, sentence)),
    }));
  }

  /** False for a line that has a label, or was there as another line when the label was given. */
  #isOpen({ tokenId }: TextLine, lastTokenId: number): boolean {
    return tokenId > lastTokenId && !this.#taken.has(tokenId);
  }

  #hasEnough(words: LineWords): boolean {
    return countWords(sidesOf(words, this.wordLines.digests)) >= leastWords;
  }

  /** The best pair first, and of equal ones the one with the lines nearest to each other. */
  #takeBest(anchors: readonly LineAnchor[], pairs: readonly Pair[], areEqual: boolean): LineAnchor[] {
    const distance = ({ anchor, line }: Pair): number => Math.abs(anchor.start - line.start);
    const sorted = [...pairs].sort((a, b) => b.score - a.score || distance(a) - distance(b));
    const isAlone = new Map(
      [...grouped(pairs, ({ anchor }) => keyOf(anchor))].map(([key, own]) => [key, own.length === 1]),
    );
    for (const { anchor, line, isOther } of sorted) {
      if (this.tokens.has(keyOf(anchor)) || this.#taken.has(line.tokenId) || isOther?.()) continue;
      this.take(anchor, line.tokenId, areEqual && isAlone.get(keyOf(anchor)) === true);
    }
    return anchors.filter((anchor) => !this.tokens.has(keyOf(anchor)));
  }
}

const lastTokenOf = ({ words, tokenId }: LineAnchor): number => words?.lastTokenId ?? tokenId;
