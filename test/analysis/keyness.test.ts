import { describe, expect, it } from 'vitest';
import { indicativeWords } from '#src/analysis/keyness.js';

const counts = (words: Record<string, number>): Map<string, number> => new Map(Object.entries(words));
const inCollection = (lemma: string): number =>
  ({ river: 160, water: 140, money: 280, man: 900, loan: 70 })[lemma] ?? 20;

describe('indicativeWords', () => {
  const river = counts({ river: 120, water: 60, man: 90, canoe: 9 });
  const money = counts({ money: 160, man: 95, loan: 60 });

  it('puts first what stands beside the sense and not beside the others', () => {
    expect(indicativeWords(river, money, inCollection, 2).map(({ lemma }) => lemma)).toEqual([
      'river',
      'water',
    ]);
    expect(indicativeWords(money, river, inCollection, 2).map(({ lemma }) => lemma)).toEqual([
      'money',
      'loan',
    ]);
  });

  it('leaves out what stands beside both alike, and what was seen once', () => {
    const words = indicativeWords(counts({ ...Object.fromEntries(river), eddy: 1 }), money, inCollection, 10);
    expect(words.map(({ lemma }) => lemma)).not.toContain('man');
    expect(words.map(({ lemma }) => lemma)).not.toContain('eddy');
  });

  it('has nothing to say of nothing', () => {
    expect(indicativeWords(new Map(), money, inCollection, 5)).toEqual([]);
    expect(indicativeWords(river, new Map(), inCollection, 5).length).toBeLessThanOrEqual(5);
  });
});
