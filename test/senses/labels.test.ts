import { describe, expect, it } from 'vitest';
import { type LabelSource, labelSenses } from '#src/senses/labels.js';

const sense = (id: string, source: Partial<LabelSource> = {}): LabelSource => ({
  ...{ id, label: '', words: [], moreWords: [], sentence: undefined },
  ...source,
});

describe('labelSenses', () => {
  it('keeps the labels that a person or the dictionary has given', () => {
    expect(labelSenses([sense('s1', { label: 'money', words: ['loan'] })])).toEqual(['money']);
  });

  it('names a sense by its first three words, each once', () => {
    const words = ['river', 'water', 'river', 'boat', 'mud'];
    expect(labelSenses([sense('i1', { words })])).toEqual(['river, water, boat']);
  });

  it('falls back on frequent words, then on a typical line', () => {
    const senses = [
      sense('s1', { moreWords: ['otter', 'pool'] }),
      sense('s2', { sentence: 'The otter slid down the bank into the pool below the mill.' }),
      sense('s3', { sentence: 'Bank!' }),
    ];
    expect(labelSenses(senses)).toEqual([
      'otter, pool',
      '“The otter slid down the bank into the pool …”',
      '“Bank!”',
    ]);
  });

  it('never gives two senses one label', () => {
    const words = ['river', 'water', 'boat'];
    const senses = [
      sense('s1', { words }),
      sense('s2', { words, moreWords: ['mud'] }),
      sense('s3', { words, sentence: 'The bank.' }),
      sense('s4', { words }),
      sense('s5'),
      sense('s6'),
    ];
    expect(labelSenses(senses)).toEqual([
      'river, water, boat',
      'river, water, mud',
      '“The bank.”',
      'river, water, boat (s4)',
      'no lines (s5)',
      'no lines (s6)',
    ]);
  });

  it('leaves out what other senses are called', () => {
    const words = ['river', 'water', 'boat'];
    const senses = [sense('s1', { words, moreWords: ['mud'] }), sense('s2', { label: 'river, water, mud' })];
    expect(labelSenses(senses, ['river, water, boat'])).toEqual([
      'river, water, boat (s1)',
      'river, water, mud',
    ]);
  });
});
