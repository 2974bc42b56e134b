// What comes with a model so that scores become probabilities.

/** Coefficients that come with a model, for one way of scoring: intercept, of the score, of the agreement. */
export interface Coefficients {
  readonly score: { readonly weights: readonly [number, number] };
  readonly withDictionary: { readonly weights: readonly [number, number, number] };
}

/** What calibration.json beside a model says. */
export interface Calibration {
  /** Of the model that it was fitted for. */
  readonly fingerprint: string;
  /** Softmax temperatures of the senses of a line and of a description. */
  readonly lineTemperature: number;
  readonly queryTemperature: number;
  /** Agreements are kept so far from 0 and 1. */
  readonly margin: number;
  /** With fewer lines a word has coefficients of its own, since its scores are not smoothed. */
  readonly fewerLines: number;
  readonly ways: Readonly<
    Record<'description' | 'description, few lines' | 'description, unranked', Coefficients>
  >;
}

/** From this probability on a line is likely to have the meaning. */
export const likelyFrom = 0.5;
