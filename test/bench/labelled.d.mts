// Types of the benchmark's modules that tests use too.
export interface LabelledLine {
  readonly id: string;
  readonly text: string;
  readonly start: number;
  readonly form: string;
  readonly sense: number;
}
export interface LabelledWord {
  readonly word: string;
  readonly lines: readonly LabelledLine[];
}
export interface LabelledSense {
  readonly word: LabelledWord;
  readonly sense: number;
  readonly description: string;
}
export function labelledWords(): LabelledWord[];
export function eachSense(words: readonly LabelledWord[]): Generator<LabelledSense>;
export function meanPrecision(
  lists: readonly { readonly sense: number; readonly lines: readonly LabelledLine[] }[],
): number;
export function referenceVectors(words: readonly LabelledWord[]): Promise<{
  readonly reference: { query(text: string): Promise<Float32Array> };
  readonly vectors: ReadonlyMap<string, Float32Array>;
}>;
