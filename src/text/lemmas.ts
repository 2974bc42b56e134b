// Lemma and coarse part of speech of each word, by wink-nlp and its English model: half a million words a second,
// irregular forms included. A word it does not see as one token falls back to its lower-cased form.
import model from 'wink-eng-lite-web-model';
import lemmatizer from 'wink-lemmatizer';
import winkNLP from 'wink-nlp';
import { type PartOfSpeech, partsOfSpeech } from '../domain.js';
import type { Word } from './words.js';

const nlp = winkNLP(model, ['pos']);
const its = nlp.its;

/** The lemma as it is stored and looked up: NFC, lower case, straight apostrophe. */
export function foldCase(form: string): string {
  return form.normalize('NFC').toLowerCase().replaceAll('’', "'");
}

/**
 * text: one paragraph or sentence. words: its words, in order.
 * Returns one entry per word. A part of speech outside `partsOfSpeech` (a content word tagged as a function word)
 * is X.
 */
export function lemmatise(text: string, words: readonly Word[]): { lemma: string; pos: PartOfSpeech }[] {
  if (words.length === 0) return [];
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
    if (i === undefined || (values[i] as string).length !== word.form.length) {
      return { lemma: foldCase(word.form), pos: 'X' };
    }
    const tag = tags[i] as PartOfSpeech;
    const lemma = foldCase(lemmas[i] ?? word.form);
    return {
      // a capital makes a proper noun of `Banks charge interest`; WordNet's noun list knows banks from James
      lemma: tag === 'PROPN' ? lemmatizer.noun(lemma) : lemma,
      pos: partsOfSpeech.includes(tag) ? tag : 'X',
    };
  });
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
