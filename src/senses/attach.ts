// Finds the lines of labels again: what a person said of a line holds for it while it can be recognised.
//
//   token id ─▶ the same words beside it ─▶ the most similar words, or the same sentence ─▶ lost
//
// Each step is taken only by labels that the one before left over, and a line takes one label. Token ids only grow, so
// a line that is older than the label, but not its own, is another line; so is one that was noted as similar then.
import type { LineAnchor, LineWords } from '../domain/sense-changes.js';
import type { WordOccurrences } from '../search/occurrences.js';
import { leastLikeness, readTextLines, sentenceHash } from './anchors.js';
import { countWords, digestAmong, grouped, type LikeLines, likeLines, type TextLine } from './line-words.js';
import { keyOf } from './own.js';
import type { Attached, SenseContext } from './sense-context.js';

/** Words beside a line without which others, however equal, say nothing. */
const leastWords = 4;
/** What the same sentence counts beside the words around the line. */
const sentenceBonus = 0.5;

/** Where the document of labels is gone: words by which another is looked for, and how many of these are read. */
const wordsLookedUp = 12;
const documentsLookedAt = 8;

/** A label without its line, and a line that may be it. */
interface Pair {
  readonly anchor: LineAnchor;
  readonly line: TextLine;
  readonly score: number;
}

/** anchors: in the order in which they were given; of two for one token the later holds. */
export async function attachLabels(
  context: SenseContext,
  occurrences: WordOccurrences,
  anchors: readonly LineAnchor[],
): Promise<Attached> {
  const rowOfToken = new Map(Array.from(occurrences.tokenIds, (id, row) => [id, row]));
  const search = new Search(context, occurrences);
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
    readonly occurrences: WordOccurrences,
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
      else lost.push(...this.#attachWithin(own, await this.#linesFor(own, new Set([document.id]))));
    }
    return [...lost, ...(await this.#attachElsewhere(moved))];
  }

  /** Labels of documents that are gone: their lines may be in another, which then has the rest of them, too. */
  async #attachElsewhere(anchors: readonly LineAnchor[]): Promise<LineAnchor[]> {
    const withWords = anchors.filter(({ words }) => words && countWords(words) >= leastWords);
    if (withWords.length === 0) return [...anchors];
    const open = new Set(anchors);
    for (const [, own] of grouped(withWords, ({ uri }) => uri)) {
      const lines = await this.#linesFor(own, await this.#documentsLike(own));
      const pairs = own.flatMap((anchor) => equalPairs(anchor, likeLines(lines)));
      const [successor] = [...grouped(pairs, ({ line }) => line.uri)].sort(
        (a, b) => b[1].length - a[1].length,
      );
      if (!successor) continue;
      for (const anchor of own) {
        open.delete(anchor);
        this.movedTo.set(keyOf(anchor), successor[0]);
      }
      const inSuccessor = lines.filter(({ uri }) => uri === successor[0]);
      for (const anchor of this.#attachWithin(own, inSuccessor)) open.add(anchor);
    }
    return [...open];
  }

  /** Documents that may be the one that labels stood in: they have most of the longest words beside these. */
  async #documentsLike(anchors: readonly LineAnchor[]): Promise<Set<number>> {
    const { store, collection } = this.context;
    const words = new Set(anchors.flatMap(({ words }) => `${words?.before} ${words?.after}`.split(' ')));
    const longest = [...words].sort((a, b) => b.length - a.length).slice(0, wordsLookedUp);
    const votes = new Map<number, number>();
    for (const word of longest) {
      for (const document of await store.documentsWithForm(collection.id, word)) {
        votes.set(document, (votes.get(document) ?? 0) + 1);
      }
    }
    const best = [...votes].sort((a, b) => b[1] - a[1]).slice(0, documentsLookedAt);
    return new Set(best.map(([document]) => document));
  }

  /** Lines of documents that are newer than the oldest of the labels, and have none yet. */
  async #linesFor(anchors: readonly LineAnchor[], documents: ReadonlySet<number>): Promise<TextLine[]> {
    const { tokenIds, documentIds } = this.occurrences;
    const last = Math.min(...anchors.map(lastTokenOf));
    const wanted = tokenIds.filter(
      (id, row) => id > last && !this.#taken.has(id) && documents.has(documentIds[row] as number),
    );
    return readTextLines(this.context, [...wanted]);
  }

  /** Among the lines of one document. Returns those that have none of them. */
  #attachWithin(anchors: readonly LineAnchor[], lines: readonly TextLine[]): LineAnchor[] {
    const document = likeLines(lines);
    const equal = anchors.flatMap((anchor) =>
      anchor.words ? equalPairs(anchor, document) : formerPairs(anchor, lines),
    );
    const open = this.#takeBest(anchors, equal, true);
    const like = open.flatMap((anchor) => likePairs(anchor, document));
    return this.#takeBest(open, like, false);
  }

  /** The best pair first, and of equal ones the one with the lines nearest to each other. */
  #takeBest(anchors: readonly LineAnchor[], pairs: readonly Pair[], areEqual: boolean): LineAnchor[] {
    const distance = ({ anchor, line }: Pair): number => Math.abs(anchor.start - line.start);
    const sorted = [...pairs].sort((a, b) => b.score - a.score || distance(a) - distance(b));
    const isAlone = new Map(
      [...grouped(pairs, ({ anchor }) => keyOf(anchor))].map(([key, own]) => [key, own.length === 1]),
    );
    for (const { anchor, line } of sorted) {
      if (this.tokens.has(keyOf(anchor)) || this.#taken.has(line.tokenId)) continue;
      this.take(anchor, line.tokenId, areEqual && isAlone.get(keyOf(anchor)) === true);
    }
    return anchors.filter((anchor) => !this.tokens.has(keyOf(anchor)));
  }
}

const lastTokenOf = ({ words, tokenId }: LineAnchor): number => words?.lastTokenId ?? tokenId;

/** Lines with the same words beside them; while there are as many of these as there were, they keep their order. */
function equalPairs(anchor: LineAnchor, document: LikeLines): Pair[] {
  const words = anchor.words as LineWords;
  const equal = document.equal(words).filter(({ tokenId }) => tokenId > words.lastTokenId);
  const [ordinal, count] = words.ordinal ?? [0, 1];
  return equal.map((line, i) => ({ anchor, line, score: equal.length === count && i === ordinal ? 1 : 0 }));
}

/** Lines of a label without words: in the same sentence as it was written, or else at the same place. */
function formerPairs(anchor: LineAnchor, lines: readonly TextLine[]): Pair[] {
  return lines.flatMap((line) => {
    if (line.tokenId <= anchor.tokenId) return [];
    const startInSentence = line.start - line.sentenceStart;
    const isSame = startInSentence === anchor.startInSentence && sentenceHash(line) === anchor.sentence;
    return isSame || line.start === anchor.start ? [{ anchor, line, score: isSame ? 1 : 0 }] : [];
  });
}

/** Lines with similar words beside them, or in the same sentence. */
function likePairs(anchor: LineAnchor, document: LikeLines): Pair[] {
  const { words } = anchor;
  if (!words || countWords(words) < leastWords) return [];
  const scores = new Map(document.like(words, leastLikeness).map(({ line, likeness }) => [line, likeness]));
  for (const line of document.inSentence(words.sentence)) {
    if (line.inSentence().words.length >= leastWords)
      scores.set(line, (scores.get(line) ?? 0) + sentenceBonus);
  }
  const isOther = (line: TextLine): boolean =>
    line.tokenId <= words.lastTokenId || words.others.includes(digestAmong(line, words.sentence));
  return [...scores].flatMap(([line, score]) => (isOther(line) ? [] : [{ anchor, line, score }]));
}
