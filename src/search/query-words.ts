// Cuts the word of a query as texts are cut when they are indexed: into content words, which have vectors, and others,
// which have none. Several words become a phrase: content words, and what may stand between them in a text.
//
//   mother-in-law ─▶ mother · in · law ─▶ content: mother, law; between them: `in`
//   COVID-19      ─▶ COVID · 19       ─▶ content: COVID; behind it: `19`
import { invalid } from '../domain/check.js';
import type { SpanInSentence } from '../store/store.js';
import { foldCase } from '../text/fold-case.js';
import { isContentWord } from '../text/function-words.js';
import { splitWords, type Word } from '../text/words.js';

/** More are a sentence, which is better searched by what it means. */
const maxWords = 20;

/** A word of a query; only a content word has vectors. */
export interface QueryWord extends Word {
  readonly isContent: boolean;
}

/** Several words that stand side by side. */
export interface Phrase {
  /** The words, folded, with single spaces. */
  readonly name: string;
  /** The same for queries that find the same. */
  readonly key: string;
  /** At least one, in order. */
  readonly content: readonly string[];
  /** gaps[i]: folded texts, any of which may stand behind content word i and before the next. */
  readonly gaps: readonly ReadonlySet<string>[];
  readonly lead: Edge;
  readonly tail: Edge;
}

/** Words before the first content word, or behind the last. */
interface Edge {
  readonly numWords: number;
  /** As a gap. */
  readonly texts: ReadonlySet<string>;
}

/** Returns the words of a query. Throws `invalid_input` for more than 20. */
export function queryWords(query: string): QueryWord[] {
  const words = cut(query).map((word) => ({ ...word, isContent: isContentWord(word.form) }));
  if (words.length <= maxWords) return words;
  const cure = 'Search for what it means instead: with a meaning, or with about.';
  throw invalid('word', `it has ${words.length} words; the limit is ${maxWords}`, cure);
}

const isPlainWord = /^\p{Script=Latin}+$/u;

/** As `splitWords`, which takes a tenth of a search's time to find that the usual query is one word. */
const cut = (query: string): Word[] =>
  isPlainWord.test(query) ? [{ form: query, startChar: 0, endChar: query.length }] : splitWords(query);

/** Takes off what stands around the words of a query: `“bank”`, `bank*` and `bank's` are bank. */
export function bareQuery(query: string): string {
  const words = cut(query);
  return words.length === 0 ? query : query.slice(words[0]?.startChar, words.at(-1)?.endChar);
}

/** Returns words of a query as a phrase; undefined without a content word. */
export function phraseOf(query: string, words: readonly QueryWord[]): Phrase | undefined {
  const places = [...words.keys()].filter((i) => words[i]?.isContent);
  const first = places[0];
  const last = places.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const between = (from: number, to: number): string[] =>
    words.slice(from, to).map(({ form }) => foldCase(form));
  // as written in the query, or the words alone: punctuation between them may be missing in the text
  const allowed = (startChar: number, endChar: number, inner: readonly string[]): ReadonlySet<string> =>
    new Set([foldGap(query.slice(startChar, endChar)), inner.join(' ')]);
  const startOf = (i: number): number => words[i]?.startChar as number;
  const endOf = (i: number): number => words[i]?.endChar as number;
  return {
    name: between(0, words.length).join(' '),
    key: foldGap(query.slice(startOf(0), endOf(words.length - 1))),
    content: places.map((i) => words[i]?.form as string),
    gaps: places
      .slice(1)
      .map((to, i) =>
        allowed(endOf(places[i] as number), startOf(to), between((places[i] as number) + 1, to)),
      ),
    lead: { numWords: first, texts: allowed(startOf(0), startOf(first), between(0, first)) },
    tail: {
      numWords: words.length - 1 - last,
      texts: allowed(endOf(last), endOf(words.length - 1), between(last + 1, words.length)),
    },
  };
}

/** White space, hyphens and dashes are alike, and as good as nothing at either end. */
const foldGap = (text: string): string =>
  foldCase(text)
    .replace(/[\s\p{Pd}\u2212]+/gu, ' ')
    .trim();

/** Where a phrase stands in a sentence whose `tokens` are its content words; undefined when other text is between. */
export function findPhrase(
  { gaps, lead, tail }: Phrase,
  { sentence, tokens }: SpanInSentence,
): { readonly startChar: number; readonly endChar: number } | undefined {
  const stretch = { startChar: tokens[0]?.startChar as number, endChar: tokens.at(-1)?.endChar as number };
  const isBeside = (texts: ReadonlySet<string>, startChar: number, endChar: number): boolean =>
    texts.has(foldGap(sentence.slice(startChar, endChar)));
  const areBeside = gaps.every((texts, i) =>
    isBeside(texts, tokens[i]?.endChar as number, tokens[i + 1]?.startChar as number),
  );
  if (!areBeside) return undefined;
  if (lead.numWords === 0 && tail.numWords === 0) return stretch;
  const words = splitWords(sentence);
  const first = words[words.findIndex(({ startChar }) => startChar === stretch.startChar) - lead.numWords];
  const last = words[words.findIndex(({ endChar }) => endChar === stretch.endChar) + tail.numWords];
  if (!first || !last) return undefined;
  const isWhole =
    isBeside(lead.texts, first.startChar, stretch.startChar) &&
    isBeside(tail.texts, stretch.endChar, last.endChar);
  return isWhole ? { startChar: first.startChar, endChar: last.endChar } : undefined;
}
