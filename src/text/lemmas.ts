// Lemma and coarse part of speech of each word, by wink-nlp and its English model: half a million words a second,
// irregular forms included. A word it does not see as one token falls back to its lower-cased form.
import { createRequire } from 'node:module';
import { type PartOfSpeech, partsOfSpeech } from '../domain/text.js';
import type { Word } from './words.js';

const require = createRequire(import.meta.url);

/** The library and its lists take a third of a second to load: done when first needed, which for many commands is never. */
const english = once(() => {
  const winkNLP = require('wink-nlp') as typeof import('wink-nlp').default;
  const model = require('wink-eng-lite-web-model') as typeof import('wink-eng-lite-web-model').default;
  const lemmatizer = require('wink-lemmatizer') as typeof import('wink-lemmatizer').default;
  const nlp = winkNLP(model, ['pos']);
  return { nlp, its: nlp.its, lemmatizer };
});

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Loads the library now. */
export const loadEnglish = (): void => void english();

/** A form as it is stored and looked up: NFC, lower case, straight apostrophe, no soft hyphens or other marks. */
export function foldCase(form: string): string {
  return form
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/\p{Cf}/gu, '');
}

/**
 * text: one sentence. words: its words, in order.
 * Returns one entry per word. A part of speech outside `partsOfSpeech` (a content word tagged as a function word)
 * is X.
 */
export function lemmatise(text: string, words: readonly Word[]): { lemma: string; pos: PartOfSpeech }[] {
  if (words.length === 0) return [];
  const { nlp, its, lemmatizer } = english();
  const tokens = nlp.readDoc(text).tokens();
  const values = tokens.out(its.value) as string[];
  const spaces = tokens.out(its.precedingSpaces) as string[];
  const lemmas = tokens.out(its.lemma as never) as (string | undefined)[];
  const tags = tokens.out(its.pos) as string[];
  const tokenAt = new Map<number, number>();
  let from = 0;
  for (let i = 0; i < values.length; i++) {
    // looked for rather than counted: the library drops some invisible characters
    const found = text.indexOf(values[i] as string, from + (spaces[i]?.length ?? 0));
    if (found < 0) continue;
    tokenAt.set(found, i);
    from = found + (values[i] as string).length;
  }
  return words.map((word) => {
    const i = tokenAt.get(word.startChar);
    if (i === undefined || (values[i] as string).length !== word.form.length) return alone(word.form);
    const tag = tags[i] as PartOfSpeech;
    const lemma = withSilentE(foldCase(word.form), foldCase(lemmas[i] ?? word.form));
    return {
      // a capital makes a name of any noun (`Banks charge interest`, `the Parties`): WordNet's list knows its base.
      // A few names lose an s by it (Adams → adam); they are found all the same, by their form
      lemma: tag === 'PROPN' ? lemmatizer.noun(lemma) : lemma,
      pos: partsOfSpeech.includes(tag) ? tag : 'X',
    };
  });
}

const undoubled = /^(.*[^aeiou][aeiou][^aeiouwxy])(?:ed|ing)$/u;

/**
 * The library takes `staring` for a form of star, whose own would be `starring`: after one vowel the consonant of a
 * verb is doubled, so one that is not belongs to a verb in e, if there is such a verb.
 */
function withSilentE(form: string, lemma: string): string {
  const [, base] = undoubled.exec(form) ?? [];
  if (base !== lemma) return lemma;
  return english().lemmatizer.verb(`${base}es`) === `${base}e` ? `${base}e` : lemma;
}

const cachedForms = 50_000;
const aloneCache = new Map<string, { lemma: string; pos: PartOfSpeech }>();

/** A form without its context, for where the library cuts words differently (it takes `sat.` for one token). */
function alone(form: string): { lemma: string; pos: PartOfSpeech } {
  let known = aloneCache.get(form);
  if (!known) {
    const { nlp, its } = english();
    const tokens = nlp.readDoc(form).tokens();
    const tag = (tokens.out(its.pos) as PartOfSpeech[])[0] as PartOfSpeech;
    const lemma = (tokens.out(its.lemma as never) as (string | undefined)[])[0] ?? form;
    const isOne = tokens.length() === 1;
    known = {
      lemma: isOne ? withSilentE(foldCase(form), foldCase(lemma)) : foldCase(form),
      pos: isOne && partsOfSpeech.includes(tag) ? tag : 'X',
    };
    if (aloneCache.size >= cachedForms) aloneCache.clear();
    aloneCache.set(form, known);
  }
  return known;
}

/** Lemmas a word may have when it stands alone, the likeliest first: `banks` → bank, `saw` → saw, see. */
export function lemmasOf(word: string): string[] {
  const contexts = [word, `the ${word} is`, `they ${word} it`];
  const found = contexts.map((context) => {
    const startChar = context.indexOf(word);
    const target = { form: word, startChar, endChar: startChar + word.length };
    return (lemmatise(context, [target])[0] as { lemma: string }).lemma;
  });
  return [...new Set([...found, foldCase(word)])];
}

/** What is left of a word without its endings (Porter's algorithm, second version): `riverside` and `rivers` differ. */
export function stemOf(word: string): string {
  const { nlp, its } = english();
  return (
    nlp
      .readDoc(word)
      .tokens()
      .out(its.stem as never) as string[]
  ).join('');
}
