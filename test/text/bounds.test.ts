// The libraries that cut and tag text take quadratic time, or worse, on text that nobody writes: what they get is bounded.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { foldCase } from '#src/text/fold-case.js';
import { lemmasOf, lemmatise, stemOf } from '#src/text/lemmas.js';
import { splitParagraphs } from '#src/text/paragraphs.js';
import { splitPassages } from '#src/text/passages.js';
import { splitSentences } from '#src/text/sentences.js';
import { maxSliceChars, splitWords } from '#src/text/words.js';

const whole = (text: string) => ({ startChar: 0, endChar: text.length });

const analyses: Record<string, (text: string) => unknown> = {
  splitParagraphs,
  splitSentences: (text) => splitSentences(text, whole(text)),
  splitWords,
  lemmatise: (text) => lemmatise(text, splitWords(text)),
  lemmasOf,
  stemOf,
  foldCase,
};

const nasty = [
  ...[
    'h://',
    'http://a.b/c?d=e&',
    'a@b.',
    '#a',
    'a.',
    'A. ',
    '! ',
    "'",
    '_',
    'a_',
    '-',
    '(',
    '%1,',
    '1',
    '$1',
    '😀',
  ],
  ...[
    '👩‍👩‍👧',
    '🇩🇪',
    'a\u0316\u0301',
    '\u200d',
    'א',
    '\u202e',
    '字',
    '\u3000字',
    'ไทย',
    'a',
    'a ',
    '\t',
    '\n\n',
    '\ufeff',
  ],
];

/** Numbers from 0 to 1 (Numerical Recipes' generator), the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Text of some pieces: repeated in turn, mixed, or in long runs. */
function nastyText(pieces: readonly string[], length: number, next: () => number): string {
  const kind = next();
  const parts: string[] = [];
  for (let chars = 0; chars < length; ) {
    const piece = pieces[
      kind < 0.4 ? parts.length % pieces.length : Math.floor(next() * pieces.length)
    ] as string;
    const run = kind < 0.8 ? piece : piece.repeat(1 + Math.floor(next() * 400));
    parts.push(run);
    chars += run.length;
  }
  return parts.join('').slice(0, length);
}

function bestMs(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const startedAt = performance.now();
    work();
    best = Math.min(best, performance.now() - startedAt);
  }
  return best;
}

describe('bounds of text analysis', () => {
  it.each(nasty)('takes time linear in the length of %j repeated', (piece) => {
    for (const [name, analyse] of Object.entries(analyses)) {
      const short = piece.repeat(Math.ceil(maxSliceChars / piece.length));
      const growth = () => bestMs(() => analyse(short.repeat(4))) / (bestMs(() => analyse(short)) + 5);
      // linear is 4, quadratic 16; once more for a machine that was busy
      const first = growth();
      expect(first < 8 ? first : growth(), name).toBeLessThan(8);
    }
  });

  it('takes any mixture of them without an error, a lost character or a long wait', () => {
    const next = random(20261127);
    for (let i = 0; i < 30; i++) {
      const pieces = Array.from(
        { length: 2 + (i % 3) },
        () => nasty[Math.floor(next() * nasty.length)] as string,
      );
      const text = nastyText(pieces, 2 * maxSliceChars, next);
      const startedAt = performance.now();
      for (const analyse of Object.values(analyses)) analyse(text);
      const passages = [
        ...splitPassages(text, {
          contextWindow: 96,
          countPieces: ({ length }) => length / 4,
          isEntry: () => false,
        }),
      ];
      expect(performance.now() - startedAt, pieces.join(' ')).toBeLessThan(5000);
      expect(passages.map((passage) => passage.text).join('')).toBe(text);
      for (const { form, startChar, endChar } of splitWords(text))
        expect(text.slice(startChar, endChar)).toBe(form);
    }
  });

  it('finds the same words in a text of several slices as in its sentences', () => {
    const line = "The river's banks were steep, and Ann's 3.5 boats didn't land. ";
    const text = line.repeat(200);
    const words = splitWords(line);
    const repeated = Array.from({ length: 200 }, (_, i) =>
      words.map(({ form, startChar }) => [form, i * line.length + startChar]),
    ).flat();
    expect(splitWords(text).map(({ form, startChar }) => [form, startChar])).toEqual(repeated);
  });

  it('analyses the words of a long stretch without spaces alone, and those beside it as ever', () => {
    const sentence = `The banks ${'h://'.repeat(100)}mice were steeper.`;
    const words = splitWords(sentence);
    const lemmas = lemmatise(sentence, words).map(({ lemma }, i) => [words[i]?.form, lemma]);
    expect(lemmas).toContainEqual(['banks', 'bank']);
    expect(lemmas).toContainEqual(['mice', 'mouse']);
    expect(lemmas).toContainEqual(['were', 'be']);
    expect(stemOf('x'.repeat(300))).toBe('x'.repeat(300));
    expect(lemmasOf('X'.repeat(300))).toEqual(['x'.repeat(300)]);
  });

  it('leaves every lemma and part of speech of a novel as it was without bounds', () => {
    const text = readFileSync(new URL('../../data/corpora/demo/almayers-folly.txt', import.meta.url), 'utf8');
    const hash = createHash('sha256');
    for (const paragraph of splitParagraphs(text)) {
      for (const { startChar, endChar } of splitSentences(text, paragraph)) {
        const sentence = text.slice(startChar, endChar);
        const words = splitWords(sentence);
        lemmatise(sentence, words).forEach(({ lemma, pos }, i) => {
          hash.update(`${words[i]?.form} ${lemma} ${pos}\n`);
        });
      }
    }
    expect(hash.digest('hex')).toBe('efcf10d7596a048b4b28ff521fe12a2f107e90afdcebf3bd6c1fe848a22df7dc');
  });
});
