// Which occurrences and vectors a search may find: conditions on documents, parts of speech and metadata.
import type { PartOfSpeech } from './text.js';

/** Keep only occurrences that satisfy all of these. */
export interface Filters {
  /** URIs or document ids; a file's URI stands for all its records. */
  readonly documents?: readonly string[];
  /**
   * Any of these; an empty list allows all. Sentences found by `about` have none and are not filtered by it.
   */
  readonly pos?: readonly PartOfSpeech[];
  /** All must hold. */
  readonly metadata?: readonly MetadataFilter[];
}

/**
 * A condition on one field. What lacks the field, or has null there, never meets it, whatever the operator.
 */
export interface MetadataFilter {
  /** Name of the field. */
  readonly key: string;
  /** Texts are compared by code points: upper and lower case count. */
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=';
  /** What reads as a number is compared as a number, all else as text; true is 1 and false 0. */
  readonly value: string;
}
