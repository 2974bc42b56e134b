import { describe, expect, it } from 'vitest';
import { foldCase } from '#src/text/fold-case.js';
import { lemmasOf, lemmatise } from '#src/text/lemmas.js';
import { splitWords } from '#src/text/words.js';

/** form → lemma of each word of a sentence. */
function lemmasIn(sentence: string): Record<string, string> {
  const words = splitWords(sentence);
  const analysed = lemmatise(sentence, words);
  expect(analysed).toHaveLength(words.length);
  return Object.fromEntries(words.map(({ form }, i) => [form, analysed[i]?.lemma ?? '']));
}

function partOfSpeech(sentence: string, form: string): string | undefined {
  const words = splitWords(sentence);
  return lemmatise(sentence, words)[words.findIndex((word) => word.form === form)]?.pos;
}

describe('lemmatise', () => {
  it.each([
    ['The banks of the rivers were steep.', { banks: 'bank', rivers: 'river' }],
    ['Three mice ran from the geese.', { mice: 'mouse', ran: 'run', geese: 'goose' }],
    ['She went home and bought oxen.', { went: 'go', bought: 'buy', oxen: 'ox' }],
    ["The children's feet and teeth hurt.", { children: 'child', feet: 'foot', teeth: 'tooth' }],
    ['He saw the knives and took the leaves.', { saw: 'see', knives: 'knife', took: 'take', leaves: 'leaf' }],
    ['They were running when the women sang.', { running: 'run', women: 'woman', sang: 'sing' }],
    ['He stared, shining and scraped.', { stared: 'stare', shining: 'shine', scraped: 'scrape' }],
    ['She starred and planned, visited, opened.', { starred: 'star', planned: 'plan', visited: 'visit' }],
    ['The criteria were worse than before.', { criteria: 'criterion', worse: 'bad' }],
  ])('finds inflected and irregular forms under their lemma: %s', (sentence, expected) => {
    expect(lemmasIn(sentence)).toMatchObject(expected);
  });

  it('is not led astray by a capital at the start or by capitals throughout', () => {
    expect(lemmasIn('Banks charge interest.')).toMatchObject({ Banks: 'bank' });
    expect(lemmasIn('THE MICE WENT HOME')).toMatchObject({ MICE: 'mouse', WENT: 'go' });
  });

  it('keeps the name James as it is', () => {
    expect(lemmasIn('Mr. James Williams came.')).toMatchObject({ James: 'james', Williams: 'williams' });
  });

  it('tells noun, verb, adjective, adverb and name apart', () => {
    expect(partOfSpeech('The bank was steep.', 'bank')).toBe('NOUN');
    expect(partOfSpeech('We bank on his help.', 'bank')).toBe('VERB');
    expect(partOfSpeech('The steep bank fell.', 'steep')).toBe('ADJ');
    expect(partOfSpeech('She ran quickly.', 'quickly')).toBe('ADV');
    expect(partOfSpeech('We met Almayer in Borneo.', 'Almayer')).toBe('PROPN');
  });

  it('tags what cannot be a content word as X', () => {
    expect(partOfSpeech('The bank of the river', 'of')).toBe('X');
    expect(partOfSpeech('It holds 12 pieces', '12')).toBe('X');
  });

  it('falls back to the lower-cased form in other languages', () => {
    expect(lemmasIn('МЫШИ бежали')).toEqual({ МЫШИ: 'мыши', бежали: 'бежали' });
    expect(lemmasIn('我爱北京')).toEqual({ 我: '我', 爱: '爱', 北京: '北京' });
    expect(lemmasIn('Häuser')).toEqual({ Häuser: 'häuser' });
  });

  it('finds the words again behind emoji, NUL, a byte order mark, tabs and line ends', () => {
    expect(lemmasIn('\ufeff👩‍👩‍👧 mice\0rivers\r\n🇫🇷\tgeese\u00a0banks')).toEqual({
      mice: 'mouse',
      rivers: 'river',
      geese: 'goose',
      banks: 'bank',
    });
  });

  it('finds the words again between quotation marks, dashes, brackets and Markdown', () => {
    const sentence = '‘banks’—rivers--geese (knives) [men] *wolves* **oxen** `feet` teeth/mice';
    expect(Object.values(lemmasIn(sentence))).toEqual([
      'bank',
      'river',
      'goose',
      'knife',
      'man',
      'wolf',
      'ox',
      'foot',
      'tooth',
      'mouse',
    ]);
  });

  it('finds the words of a hyphenated compound under their lemmas', () => {
    expect(lemmasIn('river-banks and side-streets')).toMatchObject({ banks: 'bank', streets: 'street' });
  });

  // wink-nlp takes `sat.` (and `sun.`, `mar.`) for one token
  it('finds a form under its lemma though it looks like an abbreviation before the full stop', () => {
    expect(lemmasIn('He sat.')).toMatchObject({ sat: 'sit' });
  });

  // wink-nlp takes `re-entered` and `post-offices` for one token
  it('finds a form under its lemma behind a prefix with a hyphen', () => {
    expect(lemmasIn('They re-entered the post-offices.')).toMatchObject({
      entered: 'enter',
      offices: 'office',
    });
  });

  it('gives a straight apostrophe and composed accents', () => {
    expect(lemmasIn('They don’t like the cafe\u0301')).toMatchObject({
      'don’t': "don't",
      'cafe\u0301': 'café',
    });
  });

  it('gives nothing for no words', () => {
    expect(lemmatise('', [])).toEqual([]);
    expect(lemmatise('… 👩‍👩‍👧 …', [])).toEqual([]);
  });

  it('takes a word that is not one of the text by itself', () => {
    expect(lemmatise('We sat.', [{ form: 'Mice', startChar: 90, endChar: 94 }])).toEqual([
      { lemma: 'mouse', pos: 'PROPN' },
    ]);
  });
});

describe('lemmasOf', () => {
  it.each([
    ['banks', 'bank'],
    ['mice', 'mouse'],
    ['went', 'go'],
    ['MICE', 'mouse'],
    ['bank', 'bank'],
  ])('puts the lemma of %s first', (word, lemma) => {
    expect(lemmasOf(word)[0]).toBe(lemma);
  });

  it('gives more than one where a form has more', () => {
    expect(lemmasOf('saw')).toEqual(['see', 'saw']);
    expect(lemmasOf('left')).toEqual(['leave', 'left']);
  });

  it('gives each lemma once', () => {
    expect(lemmasOf('bank')).toEqual(['bank']);
  });

  it('gives the folded form of what it does not know', () => {
    expect(lemmasOf('Мыши')).toEqual(['мыши']);
    expect(lemmasOf('的')).toEqual(['的']);
    expect(lemmasOf('')).toEqual(['']);
  });
});

describe('foldCase', () => {
  it('lowers, composes and straightens the apostrophe', () => {
    expect(foldCase('CAFE\u0301’S')).toBe("café's");
  });

  it('leaves a folded or an empty form as it is', () => {
    expect(foldCase('bank')).toBe('bank');
    expect(foldCase('')).toBe('');
    expect(foldCase('北京')).toBe('北京');
  });

  it('folds a form twice to the same', () => {
    for (const form of ['İstanbul', 'ẞ', 'ΣΑΣ', 'ﬁre', 'Å'])
      expect(foldCase(foldCase(form))).toBe(foldCase(form));
  });
});
