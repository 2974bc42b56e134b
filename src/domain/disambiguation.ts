// Senses of many words at once: assigned to every occurrence, and measured against labels.
import { callback, choice, custom, fields, list, signal, text } from './check.js';
import type { BackgroundJob } from './reports.js';
import type { TokenLine } from './search.js';
import {
  defaultDictionary,
  type Inventory,
  type InventoryOptions,
  inventories,
  type SensesOptions,
  senseFields,
} from './senses.js';

/** A line with its assigned sense. */
export interface AssignedLine extends TokenLine {
  /** Sense key or id; empty for none of them. */
  readonly sense: string;
  /** Keys of the senses of WordNet 3.1 that it covers; empty except for the dictionaries. */
  readonly keys: readonly string[];
  /** Empty for none of them. */
  readonly label: string;
  /** 0 to 1; 1 where a person gave the sense. */
  readonly confidence: number;
  /** Id of the second best, or of the best where none is assigned; empty where there is no other. */
  readonly runnerUp: string;
  /** Where the sense is from. */
  readonly inventory: Inventory;
}

/** Progress of a disambiguation. */
export interface DisambiguationProgress {
  /** Lemmas, including those with nothing to do. */
  readonly wordsDone: number;
  /** All lemmas of the run. */
  readonly wordsTotal: number;
  /** Occurrences seen so far, including those that already had their sense. */
  readonly tokens: number;
  /** Occurrences of all these lemmas. */
  readonly tokensTotal: number;
  /** Estimated from the occurrences so far. */
  readonly secondsLeft: number | null;
}

/** What a disambiguation did. */
export interface DisambiguationReport {
  /** Where the senses are from. */
  readonly inventory: Inventory;
  /** Words done in this run. */
  readonly words: number;
  /** Words in which nothing had changed since the last run. */
  readonly wordsUnchanged: number;
  /** Occurrences given a sense in this run, or found to have none. */
  readonly tokens: number;
  /** Includes loading the model, where needed. */
  readonly seconds: number;
}

/** Which words to assign senses to, and from which inventory. */
export interface DisambiguationOptions extends InventoryOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** Default `everyday`. */
  readonly inventory?: Inventory;
  /** In any of their forms; all words when left out. */
  readonly words?: readonly string[];
  /** Stops it before the next 64 words: what is done stays. */
  readonly signal?: AbortSignal | undefined;
  /** Called after every 64 words, but five times a second at most. */
  readonly onProgress?: ((progress: DisambiguationProgress) => void) | undefined;
}

const inventory = choice(inventories)
  .describe(`where senses come from (default: ${defaultDictionary})`)
  .optional();

const manyWords = list(text(), '["bank"]').describe('words, in any of their forms (default: all)').optional();

/** As DisambiguationOptions, checked. */
export const disambiguationSchema = fields<DisambiguationOptions>()({
  collection: senseFields.collection,
  inventory,
  words: manyWords,
  usesRank: senseFields.usesRank,
  signal: signal().optional(),
  onProgress: callback<(progress: DisambiguationProgress) => void>().optional(),
});

/** Progress of background disambiguation, or how the last run ended. */
export interface DisambiguationStatus extends BackgroundJob {
  /** The latest; null before the first. */
  readonly progress: DisambiguationProgress | null;
  /** Null until it is done. */
  readonly report: DisambiguationReport | null;
}

/** Which of the lines with an assigned sense to return. */
export interface AssignmentsOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** Default `everyday`, or `wordnet` where the collection has senses from that and none from `everyday`. */
  readonly inventory?: Inventory;
  /** In any of their forms; all words when left out. */
  readonly words?: readonly string[];
  /** Only these: URIs, files' URIs or document ids. */
  readonly documents?: readonly string[];
}

/** As AssignmentsOptions, checked. */
export const assignmentsSchema = fields<AssignmentsOptions>()({
  collection: senseFields.collection,
  inventory: inventory.describe(
    `where senses come from (default: ${defaultDictionary}; wordnet where only that has any)`,
  ),
  words: manyWords,
  documents: list(text(), 'a list of URIs or ids').describe('only lines of this document or file').optional(),
});

/** A person's label of one line. */
export interface LabelRow {
  /** Id or label of the right sense, or a person's own name for it. */
  readonly sense: string;
  /** Null where `document` and `start` say which line it is. */
  readonly tokenId: number | null;
  /** URI or id of the document. */
  readonly document: string;
  /** Offset of the form in the document, in UTF-16 code units. */
  readonly start: number | null;
}

/** Scores of one way to assign senses to the labelled lines. */
export interface EvaluationRow {
  /** `told`: as `senses` assigns; or a baseline: each line gets its word's most frequent label, or the same sense. */
  readonly system: 'told' | 'one sense for all' | 'most frequent sense';
  /** Share of lines that are right, 0 to 1; null where senses have no name. */
  readonly accuracy: number | null;
  /** Mean F1 of a word's labels, as a mean over words, 0 to 1; null where senses have no name. */
  readonly macroF1: number | null;
  /** Means over words of how well the lines are divided, whatever the parts are called. */
  readonly adjustedRand: number;
  /** Of homogeneity and completeness, 0 to 1. */
  readonly vMeasure: number;
  /** 0 to 1. */
  readonly bCubedF1: number;
}

/** How well assigned senses agree with a person's labels. */
export interface Evaluation {
  /** Where the senses are from. */
  readonly inventory: Inventory;
  /** Lemmas that have a labelled line. */
  readonly words: number;
  /** Labelled lines of all words. */
  readonly lines: number;
  /** names: labels are compared as they are. majority: each sense counts as its most frequent label. */
  readonly compared: 'names' | 'majority';
  /** Our senses first, then the baselines. */
  readonly rows: readonly EvaluationRow[];
}

const isLabel = (label: unknown): boolean => {
  const { sense, tokenId, document, start } = (label ?? {}) as Partial<LabelRow>;
  const isPlace = typeof document === 'string' && Number.isInteger(start);
  return typeof sense === 'string' && (Number.isInteger(tokenId) || isPlace);
};

/** Labels to measure against. */
export const labelsSchema = list(
  custom<LabelRow>(isLabel, '% is not a label', 'Give { sense, tokenId }, or { sense, document, start }.'),
  '[{ sense, tokenId }]',
).describe('a .csv with tokenId and sense, or document, start and sense');

/** Options of `evaluate`: as for `senses`, but the inventory defaults to the dictionary. */
export const evaluateSchema = fields<SensesOptions>()({ ...senseFields, inventory });
