// Lemma and coarse part of speech of each word, by wink-nlp and its English model: half a million words a second.
// Its lemmas are put right by WordNet's lists: irregular forms first, and no lemma that is no word.
import { createRequire } from 'node:module';
import { LRUCache } from 'lru-cache';
import { type PartOfSpeech, partsOfSpeech } from '../domain/text.js';
import { irregularBases, isBase, possibleBases, regularBase, type WordKind } from './english.js';
import { foldCase } from './fold-case.js';
import { once } from './once.js';
import type { Word } from './words.js';

const require = createRequire(import.meta.url);

/** The library and its lists take a third of a second to load: loaded when first needed, for many commands never. */
const english = once(() => {
  const winkNLP = require('wink-nlp') as typeof import('wink-nlp').default;
  const model = require('wink-eng-lite-web-model') as typeof import('wink-eng-lite-web-model').default;
  const lemmatizer = require('wink-lemmatizer') as typeof import('wink-lemmatizer').default;
  const nlp = winkNLP(model, ['pos']);
  return { nlp, its: nlp.its, lemmatizer };
});

/** Loads the library now. */
export const loadEnglish = (): void => void english();

/**
 * The library's patterns for addresses take cubic time on a stretch without spaces (`h://h://…`: 33 s for 6,000
 * characters), so it sees blanks instead of a longer one. No word of English prose is part of such a stretch.
 */
const tooLongStretch = /\S{201,}/gu;
const maxStemmedChars = 200;

const readable = (text: string): string =>
  text.replace(tooLongStretch, (stretch) => ' '.repeat(stretch.length));

/**
 * text: one sentence. words: its words, in order; those of a stretch of over 200 characters are analysed alone.
 * Returns one entry per word. A part of speech outside `partsOfSpeech` (a content word tagged as a function word)
 * is X.
 */
export function lemmatise(text: string, words: readonly Word[]): { lemma: string; pos: PartOfSpeech }[] {
  if (words.length === 0) return [];
  const { nlp, its } = english();
  const seen = readable(text);
  const tokens = nlp.readDoc(seen).tokens();
  const values = tokens.out(its.value) as string[];
  const spaces = tokens.out(its.precedingSpaces) as string[];
  const lemmas = tokens.out(its.lemma as never) as (string | undefined)[];
  const tags = tokens.out(its.pos) as string[];
  const tokenAt = new Map<number, number>();
  let from = 0;
  for (let i = 0; i < values.length; i++) {
    // searched for, not counted: the library drops some invisible characters
    const at = seen.indexOf(values[i] as string, from + (spaces[i]?.length ?? 0));
    if (at < 0) continue;
    tokenAt.set(at, i);
    from = at + (values[i] as string).length;
  }
  return words.map((word) => {
    const i = tokenAt.get(word.startChar);
    if (i === undefined || (values[i] as string).length !== word.form.length) return alone(word.form);
    const tag = tags[i] as PartOfSpeech;
    const pos = partsOfSpeech.includes(tag) ? tag : 'X';
    return { lemma: baseOf(foldCase(word.form), foldCase(lemmas[i] ?? word.form), pos), pos };
  });
}

const kindOf: Readonly<Partial<Record<PartOfSpeech, WordKind>>> = {
  NOUN: 'noun',
  PROPN: 'noun',
  VERB: 'verb',
  ADJ: 'adjective',
  ADV: 'adjective', // better, worst, further
};
const allKinds: readonly WordKind[] = ['verb', 'noun', 'adjective'];
/** Adjectives that are a verb's form by their spelling alone. */
const notParticiples: ReadonlySet<string> = new Set(['left', 'bit', 'ground', 'felt', 'sound', 'wound']);
const isEnglish = /^[a-z]+$/u;

/** Words repeat: nine in ten have been met before. A plain map, since keeping an order takes most of the time. */
const bases = new Map<string, string>();
const maxBases = 50_000;

/** The base of a form; lemma: what the library says. Both are folded. */
function baseOf(form: string, lemma: string, pos: PartOfSpeech): string {
  if (!isEnglish.test(form)) return lemma;
  const key = `${pos} ${form} ${lemma}`;
  let base = bases.get(key);
  if (base === undefined) {
    base = baseOfEnglish(form, lemma, pos);
    if (bases.size >= maxBases) bases.clear();
    bases.set(key, base);
  }
  return base;
}

function baseOfEnglish(form: string, lemma: string, pos: PartOfSpeech): string {
  const kind = kindOf[pos];
  // `worn` is a form of wear, adjective or not, and the tagger takes many a past tense for a noun
  const isLikelyVerb = pos === 'ADJ' ? !notParticiples.has(form) : !kind || !isBase(form, kind);
  const [irregular] = [
    ...(kind ? irregularBases(form, kind) : []),
    ...(isLikelyVerb ? allKinds.flatMap((one) => irregularBases(form, one)) : []),
  ];
  if (irregular !== undefined) return irregular;
  const base = withSilentE(form, lemma);
  // the tagger takes any capitalised noun for a name (`Banks charge interest`, `the Parties`): WordNet's list knows its
  // base. A few names lose an s by this (Adams → adam); they are still found, by their form
  if (pos === 'PROPN') return english().lemmatizer.noun(base);
  if (base.length < 3 || isBase(base)) return base; // the list begins with words of three letters
  return (
    [...(kind ? [kind] : []), ...allKinds].map((one) => regularBase(form, one)).find(Boolean) ??
    (form === `${base}s` ? base : form)
  );
}

const undoubled = /^(.*[^aeiou][aeiou][^aeiouwxy])(?:ed|ing)$/u;

/**
 * The library takes `staring` for a form of star, which would be `starring`: after one vowel a verb's consonant is
 * doubled, so an undoubled one belongs to a verb ending in e, if there is one.
 */
function withSilentE(form: string, lemma: string): string {
  const [, base] = undoubled.exec(form) ?? [];
  if (base !== lemma) return lemma;
  return english().lemmatizer.verb(`${base}es`) === `${base}e` ? `${base}e` : lemma;
}

type LemmaAndPos = { readonly lemma: string; readonly pos: PartOfSpeech };

/** About 50,000 forms. */
const aloneCache = new LRUCache<string, LemmaAndPos>({
  maxSize: 10 * 1024 * 1024,
  sizeCalculation: ({ lemma }, form) => 2 * (form.length + lemma.length) + 150,
});

/** A form without its context, where the library splits words differently (it takes `sat.` for one token). */
function alone(form: string): LemmaAndPos {
  let word = aloneCache.get(form);
  if (!word) {
    const { nlp, its } = english();
    const tokens = nlp.readDoc(readable(form.normalize('NFKC').replace(/\p{Cf}/gu, ''))).tokens();
    const tag = (tokens.out(its.pos) as PartOfSpeech[])[0] as PartOfSpeech;
    const lemma = (tokens.out(its.lemma as never) as (string | undefined)[])[0] ?? form;
    const isOne = tokens.length() === 1;
    const pos = isOne && partsOfSpeech.includes(tag) ? tag : 'X';
    word = { lemma: baseOf(foldCase(form), foldCase(isOne ? lemma : form), pos), pos };
    aloneCache.set(form, word);
  }
  return word;
}

/** Lemmas a word may have when it stands alone, the likeliest first: `banks` → bank, `saw` → saw, see. */
export function lemmasOf(word: string): string[] {
  const contexts = [word, `the ${word} is`, `they ${word} it`];
  const lemmas = contexts.map((context) => {
    const startChar = context.indexOf(word);
    const target = { form: word, startChar, endChar: startChar + word.length };
    return (lemmatise(context, [target])[0] as { lemma: string }).lemma;
  });
  const folded = foldCase(word);
  return [...new Set([...lemmas, ...possibleBases(folded), folded])];
}

/**
 * Returns a word's stem (Porter's algorithm, second version): `riverside` and `rivers` differ. A word of over 200
 * characters has none but itself.
 */
export function stemOf(word: string): string {
  if (word.length > maxStemmedChars) return word;
  const { nlp, its } = english();
  return (
    nlp
      .readDoc(word)
      .tokens()
      .out(its.stem as never) as string[]
  ).join('');
}
