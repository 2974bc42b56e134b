// How a context is cut for its column, and where the form stands in its sentence.
import { describe, expect, it } from 'vitest';
import { briefly, contextSteps, piecesOf, sentenceAround, widthOf } from '#src/format/context.js';

const text =
  'and floated down the river, probably in search of more cheerful surroundings; even the geese left';

describe('piecesOf', () => {
  it.each(['left', 'right'] as const)('cuts at words within each step, and loses nothing: %s', (side) => {
    const context = side === 'left' ? `${text} ` : ` ${text}`;
    const pieces = piecesOf(context, side);
    const joined = side === 'left' ? [...pieces].reverse().join('') : pieces.join('');
    expect(joined).toBe(context);
    let width = 0;
    for (const [i, piece] of pieces.entries()) {
      width += widthOf(piece);
      expect(width).toBeLessThanOrEqual(contextSteps[i] ?? widthOf(context) + 0.001);
      const edge = side === 'left' ? piece.at(0) : piece.at(-1);
      if (piece !== '') expect(edge).not.toBe(' ');
    }
  });

  it('counts what the form takes of the column', () => {
    const [nearest = ''] = piecesOf(` ${text}`, 'right', 20);
    expect(widthOf(nearest)).toBeLessThanOrEqual(contextSteps[0] - 20);
    expect(piecesOf(' lent', 'right', 100)[0]).toBe('');
  });

  it('leaves a short context, or none, whole', () => {
    expect(piecesOf('', 'left')).toEqual(['']);
    expect(piecesOf('.', 'right', 5)).toEqual(['.']);
  });

  it('takes more of narrow letters than of wide ones', () => {
    const numberOf = (letter: string) => piecesOf(` ${letter}`.repeat(80), 'right')[0]?.length ?? 0;
    expect(numberOf('i')).toBeGreaterThan(numberOf('n'));
    expect(numberOf('n')).toBeGreaterThan(numberOf('W'));
    expect(numberOf('W')).toBeGreaterThan(numberOf('水'));
  });

  it('never cuts a word that is longer than the step', () => {
    const long = `${'a'.repeat(200)} `;
    expect(piecesOf(long, 'left').filter((piece) => piece.trim() !== '')).toEqual([
      expect.stringContaining(long.trim()),
    ]);
  });
});

describe('sentenceAround', () => {
  it('marks the occurrence that the line is of, among others', () => {
    const sentence = 'A bank lends, a bank saves, a bank fails.';
    const line = {
      sentence,
      form: 'bank',
      left: 'Before. A bank lends, a ',
      right: ' saves, a bank fails. After',
    };
    expect(sentenceAround(line)).toEqual(['A bank lends, a ', ' saves, a bank fails.']);
  });

  it('falls back on the context where the sentence lacks the form', () => {
    expect(sentenceAround({ sentence: 'Else.', form: 'bank', left: 'the ', right: '.' })).toEqual([
      'the ',
      '.',
    ]);
  });
});

it('a marked line is known by whole words around its form', () => {
  expect(
    briefly({ left: 'all this happened on the muddy ', form: 'bank', right: ' of a river that nobody knew' }),
  ).toEqual({
    ...{ before: 'happened on the muddy ', form: 'bank', after: ' of a river that' },
  });
});
