// Labels without a line: a person gave a sense to a line that is no longer in the texts.
import { fields } from './check.js';
import { senseFields, senseWordSchema } from './senses.js';

/** A label that has no line now. It has one again when the text comes back. */
export interface LostLabel {
  /** The word whose sense it is, as `senses` names it. */
  readonly word: string;
  /** Id of the sense. */
  readonly sense: string;
  /** Its name; empty for one that its words name. */
  readonly label: string;
  /** Of the document that the line stood in. */
  readonly uri: string;
  /** Where it stood in it. */
  readonly start: number;
  /** The form as it was written; empty for a label of an earlier version. */
  readonly form: string;
  /**
   * What stands there now, at most 60 characters on each side of `start`; null when the document is gone. Of the text
   * that the line stood in nothing is kept.
   */
  readonly textNow: string | null;
  /** The word whose line it is now, where the same place has another lemma; else null. */
  readonly nowWord: string | null;
  /** ISO 8601, UTC. */
  readonly givenAt: string;
  /** The change that gave it, as `undoSenseChange` takes it. */
  readonly change: number;
}

/** Which lost labels to list. */
export interface LostLabelsOptions {
  /** Default `default`. */
  readonly collection?: string;
}

/** The word whose labels are meant; all words without one. */
export const lostWordSchema = senseWordSchema.optional();

/** As LostLabelsOptions, checked. */
export const lostLabelsSchema = fields<LostLabelsOptions>()({ collection: senseFields.collection });
