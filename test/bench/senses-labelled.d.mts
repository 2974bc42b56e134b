import type { Polyseme } from '#src/index.js';
import type { LabelledWord } from './labelled.mjs';

interface Labelled {
  readonly polyseme: Polyseme;
  readonly words: readonly { readonly word: string; readonly descriptions: readonly string[] }[];
  readonly labels: ReadonlyMap<
    string,
    readonly {
      readonly tokenId: number;
      readonly sense: string;
      readonly document: string;
      readonly start: number;
    }[]
  >;
}
interface Figures {
  readonly accuracy: number;
  readonly macroF1: number;
  readonly adjustedRand: number;
  readonly vMeasure: number;
  readonly bCubedF1: number;
}
export const correctedPerSense: number;
export function openLabelled(folder: string, words?: readonly LabelledWord[]): Promise<Labelled>;
export function inducedFigures(labelled: Labelled): Promise<{ told: Figures; oneSense: Figures }>;
export function describedFigures(
  labelled: Labelled,
): Promise<{ all: Figures; before: Figures; after: Figures }>;
