// Chance that can be repeated: the same seed draws the same.

/** Draws of one seed. */
export interface Chance {
  /** From 0, below 1. */
  readonly random: () => number;
  /** A whole number from 0, below n. */
  readonly below: (n: number) => number;
  readonly oneOf: <T>(values: readonly T[]) => T;
  /** True in so many cases of a hundred. */
  readonly percent: (n: number) => boolean;
  /** As many results as are wanted. */
  readonly times: <T>(n: number, make: (i: number) => T) => T[];
}

/** Mulberry32. */
export function chance(seed: number): Chance {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(random() * n);
  return {
    random,
    below,
    oneOf: (values) => values[below(values.length)] as (typeof values)[number],
    percent: (n) => random() * 100 < n,
    times: (n, make) => Array.from({ length: n }, (_, i) => make(i)),
  };
}

/** POLYSEME_SEED, or another each time. */
export const soakSeed = Number(process.env.POLYSEME_SEED ?? Date.now() % 1_000_000);

/** Characters that are looked at in no text of ours: controls, marks, all planes, directions, what stands for nothing. */
const odd = [
  ...['\u0000', '\u0007', '\u001b', '\u0085', '\u00a0', '\u00ad', '\u0301', '\u200b', '\u200d', '\u202e'],
  ...['\u2028', '\ufeff', '\ufffd', '\uffff', '\u{1f468}\u200d\u{1f469}', '\u{1d504}', '\u{20000}'],
  ...['\u{e0001}', '\u{10ffff}', 'ß', 'İ', 'ﬁ', 'שלום', '日本', 'ไทย', '¡'],
];

/** A character of any plane, none of them half a pair. */
export function anyCharacter({ below, oneOf, percent }: Chance): string {
  if (percent(50)) return oneOf(odd);
  const code = percent(60) ? below(0xd800) : 0xe000 + below(0x110000 - 0xe000);
  return String.fromCodePoint(code);
}
