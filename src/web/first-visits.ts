// What a first visit shows: what is indexed, in words, and examples that work on it. The examples are made once for each
// state of a collection, in the background: finding a word with several meanings takes a second or two.
import { setTimeout } from 'node:timers/promises';
import type { ExamplesData, LiveLine } from '../../views/_first-visit.js';
import { PolysemeError } from '../domain/errors.js';
import type { Hit, Suggestion } from '../domain/search.js';
import type { FileInfo } from '../domain/text.js';
import { holdingsOf, isDemo } from '../format/holdings.js';
import type { Polyseme } from '../polyseme/polyseme.js';

/** The page waits so long for examples; after that it asks for them by itself. */
const patienceMs = 300;

export interface Holdings {
  readonly words: string;
  readonly numWords: number;
  /** Undefined while they are being made. */
  readonly examples: ExamplesData | undefined;
}

export interface FirstVisits {
  /** Null where nothing is indexed. */
  holdings(collection: string): Promise<Holdings | null>;
  examples(collection: string): Promise<ExamplesData>;
}

/** Keeps the examples of each collection until its texts change. */
export function firstVisits(polyseme: Polyseme): FirstVisits {
  const made = new Map<string, { readonly state: string; readonly examples: Promise<ExamplesData> }>();
  function examplesOf(chosen: string, files: readonly FileInfo[]): Promise<ExamplesData> {
    const state = JSON.stringify(files);
    const before = made.get(chosen);
    if (before?.state === state) return before.examples;
    const examples = isDemo(files) ? demoExamples(polyseme, chosen) : ownExamples(polyseme, chosen);
    made.set(chosen, { state, examples });
    examples.catch(() => made.delete(chosen));
    return examples;
  }
  return {
    examples: async (chosen) => examplesOf(chosen, await polyseme.files(chosen)),
    async holdings(chosen) {
      const files = await polyseme.files(chosen);
      if (files.length === 0) return null;
      // the page is shown whatever becomes of its examples; the fragment that is asked for then says what is wrong
      const making = examplesOf(chosen, files).catch(() => undefined);
      return {
        words: holdingsOf(files),
        numWords: files.reduce((sum, { numWords }) => sum + numWords, 0),
        examples: await Promise.race([making, setTimeout(patienceMs, undefined, { ref: false })]),
      };
    },
  };
}

async function demoExamples(polyseme: Polyseme, chosen: string): Promise<ExamplesData> {
  return {
    word: 'bank',
    lines: await linesOf(polyseme, chosen, 'bank', ['land beside a river', 'financial institution']),
    meaning: 'a small boat',
    example: 'She opened an account at the [bank].',
    phrase: 'interest rate',
    about: 'planets far from the sun',
  };
}

/** The best line of each meaning of a word. */
async function linesOf(
  polyseme: Polyseme,
  chosen: string,
  word: string,
  meanings: readonly string[],
): Promise<LiveLine[]> {
  const lines: LiveLine[] = [];
  for (const meaning of meanings) {
    const { hits } = await polyseme.search({ word, meaning, limit: 1, collection: chosen });
    if (hits[0]) lines.push({ meaning, ...cut(hits[0]) });
  }
  return lines;
}

const contextChars = 48;

/** The context, cut at words. */
function cut({ left, form, right, uri }: Hit): Omit<LiveLine, 'meaning'> {
  return {
    left: left.length > contextChars ? `…${left.slice(-contextChars).replace(/^\S*/u, '')}` : left,
    form,
    right: right.length > contextChars ? `${right.slice(0, contextChars).replace(/\S*$/u, '')}…` : right,
    document: uri.split('/').at(-1) as string,
  };
}

/** Words looked at for several meanings, and how often one occurs, so that no look takes long. */
const mostTried = 8;
const fewestLines = 4;
const mostLines = 1000;

/** Made from the collection's own words; what its texts have no example for is left out. */
async function ownExamples(polyseme: Polyseme, chosen: string): Promise<ExamplesData> {
  const all = await polyseme.words({ collection: chosen });
  const [most] = all;
  if (!most) return { word: '', lines: [] };
  const usual = all.filter(
    ({ lemma, count }) => lemma.length > 2 && count >= fewestLines && count <= mostLines,
  );
  for (const { lemma } of usual.slice(0, mostTried)) {
    const meanings = await meaningsOf(polyseme, chosen, lemma);
    if (meanings.length < 2) continue;
    const lines = await linesOf(polyseme, chosen, lemma, meanings.slice(0, 2));
    const meaning = meanings[1] as string;
    return { word: lemma, lines, meaning, about: meaning, ...(await quotations(polyseme, chosen, lemma)) };
  }
  return { word: most.lemma, lines: [], ...(await quotations(polyseme, chosen, most.lemma)) };
}

/** Descriptions of the senses that a fair part of a word's lines have. */
async function meaningsOf(polyseme: Polyseme, chosen: string, word: Suggestion['lemma']): Promise<string[]> {
  try {
    const { senses, occurrences } = await polyseme.senseCounts(word, { collection: chosen });
    const usual = senses.filter(({ count }) => count >= Math.max(2, occurrences / 10));
    return usual.flatMap(({ meaning }) => (meaning === null ? [] : [meaning]));
  } catch (cause) {
    if (cause instanceof PolysemeError && ['not_found', 'invalid_input'].includes(cause.code)) return [];
    throw cause;
  }
}

/** A sentence with the word marked, and the word with the one that most often stands before it. */
async function quotations(
  polyseme: Polyseme,
  chosen: string,
  word: string,
): Promise<Pick<ExamplesData, 'example' | 'phrase'>> {
  const { hits } = await polyseme.search({ word, collection: chosen, limit: 100 });
  const short = [...hits].sort((a, b) => a.sentence.length - b.sentence.length);
  const marked = short.find(({ sentence, form }) => sentence.includes(form) && !/[[\]]/u.test(sentence));
  const before = new Map<string, number>();
  for (const { left, form } of hits) {
    const last = /([\p{L}]+)\s$/u.exec(left)?.[1];
    if (last === undefined) continue;
    const pair = `${last} ${form}`.toLowerCase();
    before.set(pair, (before.get(pair) ?? 0) + 1);
  }
  const [phrase] = [...before].sort(([, a], [, b]) => b - a)[0] ?? [];
  return {
    ...(marked && { example: marked.sentence.replace(marked.form, `[${marked.form}]`).slice(0, 200) }),
    ...(phrase !== undefined && { phrase }),
  };
}
