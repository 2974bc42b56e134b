// Senses of a word as they are shown, and the options that select them.
import { callback, choice, fields, flag, name, signal, whole, words } from './check.js';
import type { Hit } from './search.js';
import type { SenseEditRecord } from './sense-changes.js';

/** A description as vectors, each of length 1. */
export interface DescriptionVectors {
  /** Mean of the head word's vector and the mean of all words. */
  readonly word: Float32Array;
  /** Mean of all pieces. */
  readonly sentence: Float32Array;
}

/** Where senses come from: two dictionaries, the clusters of the occurrences, or the user. */
export const inventories = ['everyday', 'wordnet', 'induced', 'mine'] as const;

/**
 * everyday: those that a reader keeps apart, in plain words. wordnet: WordNet's list. induced: clusters of the
 * occurrences, without a dictionary. mine: the user's.
 */
export type Inventory = (typeof inventories)[number];

/** Those that know a word whatever the texts. */
export type Dictionary = Extract<Inventory, 'everyday' | 'wordnet'>;

/** The dictionary where none is named. */
export const defaultDictionary = 'everyday';

/** What stands for a sense's id where a line has none of them. */
export const noSense = 'none';

/** A word that tells a sense from the others, or stands in for it. */
export interface SenseWord {
  /** As words are looked up: lower case. */
  readonly lemma: string;
  /** Lines of the sense that it stands in, or that it is near to. */
  readonly count: number;
}

/** One sense of a word in a collection. */
export interface Sense {
  /** The dictionary's (`bank.n.1`, or WordNet's sense key), or i1, i2 … for induced senses, or s1, s2 … for the user's own. */
  readonly id: string;
  /**
   * Its shortest description; up to three synonyms, or the start of the gloss; if induced, that of the dictionary's sense
   * that most of its lines have, or else its words; or the user's.
   */
  readonly label: string;
  /** Gloss or description; null for an induced sense that no sense of the dictionary names. */
  readonly gloss: string | null;
  /** The inventory it belongs to: `mine` for the user's own, whatever it was adopted from. */
  readonly origin: Inventory;
  /** Keys of the senses of WordNet 3.1 that it covers, most frequent first; empty for the user's own. */
  readonly keys: readonly string[];
  /** Other words of the same synset; empty except for WordNet's senses. */
  readonly synonyms: readonly string[];
  /** Words of the next more general synset; empty except for WordNet's senses. */
  readonly hypernyms: readonly string[];
  /** Occurrences that have it. */
  readonly count: number;
  /** Of the word's occurrences, 0 to 1. */
  readonly share: number;
  /** Mean confidence of its lines, 0 to 1; null when it has none. */
  readonly confidence: number | null;
  /** Lines that a person gave it. */
  readonly corrected: number;
  /** Nearest to its centre first. */
  readonly lines: readonly Hit[];
  /** Of different kinds, from centre to edge. */
  readonly varied: readonly Hit[];
  /** Those that might have another sense. */
  readonly borderline: readonly Hit[];
  /** Most indicative first. */
  readonly words: readonly SenseWord[];
  /** Other words whose occurrences lie nearest; count: how many of the lines looked at it is near to. */
  readonly substitutes: readonly SenseWord[];
}

/** Progress on the senses of a frequent word. */
export interface SensesProgress {
  /** Lines are assigned to senses; then senses are described one by one. */
  readonly phase: 'assigning' | 'describing';
  /** Occurrences of the word. */
  readonly lines: number;
  /** Senses described so far, and all. */
  readonly done: number;
  /** 0 while lines are assigned. */
  readonly total: number;
}

/** The senses of a word in a collection, from one inventory. */
export interface WordSenses {
  /** The first of `lemmas`: changes to its senses are kept under it. */
  readonly word: string;
  /** What was looked up: of `leaves`, leaf and leave. */
  readonly lemmas: readonly string[];
  /** Where the senses are from. */
  readonly inventory: Inventory;
  /** With a sense or without. */
  readonly occurrences: number;
  /** Largest first. */
  readonly senses: readonly Sense[];
  /** Occurrences that have none of the senses. */
  readonly none: number;
  /** For induced senses: agreement of the split with clusters of half the lines, up to 1; null for one sense. */
  readonly stability: number | null;
  /** Lines per sense for which substitutes were looked up. */
  readonly substitutesFrom: number;
  /** Changes to its own senses, oldest first, undone ones too; whatever the inventory. */
  readonly edits: readonly SenseEditRecord[];
}

/** The senses of a word's lines. */
export interface SensesOfLines {
  /** Largest first. */
  readonly senses: readonly Sense[];
  /** Token id to index in `senses`; occurrences with none of them are left out. */
  readonly numberOf: ReadonlyMap<number, number>;
}

/** The sense of one occurrence. An induced one has no label here: `senses` names it. */
export interface TokenSense extends Pick<Sense, 'id' | 'label' | 'gloss'> {
  /** Where the sense is from; its id is empty when the occurrence has none of them. */
  readonly inventory: Inventory;
  /** 0 to 1. */
  readonly confidence: number;
}

/** A word that could stand for one occurrence. */
export interface Substitute {
  /** Another word, not one that shares the line's stem. */
  readonly lemma: string;
  /** How many of the nearest occurrences of other words are of this one. */
  readonly count: number;
  /** Of the nearest of them. */
  readonly cosine: number;
  /** The id of that occurrence. */
  readonly tokenId: number;
}

/** A word of a text with its sense. */
export interface WordInText {
  /** Valid until its passage is re-encoded or removed. */
  readonly tokenId: number;
  /** Offsets in the document. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Its senses are those of this word. */
  readonly lemma: string;
  /** Index among the senses of its lemma; -1 for none of them. */
  readonly sense: number;
  /** 0 to 1; 1 where a person said so. */
  readonly confidence: number;
  /**
   * What it follows from: the user's own senses (`mine`), the last disambiguation (`assigned`), or what the dictionary
   * says of this line alone (`line`).
   */
  readonly by: 'mine' | 'assigned' | 'line';
}

/** The senses that a word of a text may have. */
export interface ChoiceOfSenses {
  /** Where they are from. */
  readonly inventory: Inventory;
  /** In the order of their letters. */
  readonly senses: readonly Pick<Sense, 'id' | 'label' | 'gloss'>[];
}

/** The words of a text that may have several senses. */
export interface SensesInText {
  /** In the order of the text. */
  readonly words: readonly WordInText[];
  /** By lemma. */
  readonly senses: ReadonlyMap<string, ChoiceOfSenses>;
  /** Words left out because their descriptions have not been encoded yet; 0 for a call that waits for that. */
  readonly waiting: number;
}

/** Which stretch of a document. */
export interface StretchOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** Character that it begins with; default 0. */
  readonly from?: number;
  /** Character that it ends before, at most 20,000 after `from`; default: as many. */
  readonly to?: number;
  /** Encode descriptions that no call has needed so far, which may take seconds; default true. */
  readonly waits?: boolean;
}

/** How senses are assigned. */
export interface InventoryOptions {
  /** Whether the dictionary's order of senses, by frequency in everyday English, counts; default true. */
  readonly usesRank?: boolean;
}

/** Which senses of a word to use, and how to assign them. */
export interface SensesOptions extends InventoryOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** Default: the user's own where there are any, else the induced ones; for `evaluate` the everyday dictionary's. */
  readonly inventory?: Inventory;
  /** Whether to look up words that stand in for a sense, which takes longest; default true. */
  readonly usesSubstitutes?: boolean;
  /** Stops before the next step; results so far are kept for the next call. */
  readonly signal?: AbortSignal;
  /** Called by the call that does the work; a call that finds it under way waits for the same result. */
  readonly onProgress?: (progress: SensesProgress) => void;
}

const collection = name('Give the name of a collection.')
  .describe('collection in the database (default: default)')
  .optional();

const inventory = choice(inventories)
  .describe('where senses come from (default: your own where there are any, else induced)')
  .optional();

const usesRank = flag()
  .describe('the dictionary: prefer senses that are frequent in everyday English (default: true)')
  .optional();

/** As StretchOptions, checked. */
export const stretchSchema = fields<StretchOptions>()({
  collection,
  from: whole(0, Number.MAX_SAFE_INTEGER).describe('first character (default: 0)').optional(),
  to: whole(0, Number.MAX_SAFE_INTEGER).describe('character after the last (default: 20000 on)').optional(),
  waits: flag().describe('encode descriptions that were never needed before (default: true)').optional(),
});

/** The word whose senses are meant. */
export const senseWordSchema = words()
  .refine((value) => value.trim() !== '', {
    error: JSON.stringify({ what: 'it is missing', cure: 'Give a word.' }),
  })
  .describe('the word');

export const senseFields = {
  collection,
  inventory,
  usesRank,
  usesSubstitutes: flag()
    .describe('look up the words that stand in for a sense, which takes longest (default: true)')
    .optional(),
  signal: signal().optional(),
  onProgress: callback<(progress: SensesProgress) => void>().optional(),
};

/** As SensesOptions, checked. */
export const sensesSchema = fields<SensesOptions>()(senseFields);

/** How induced senses are made anew. */
export interface InducedOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** Groups to divide the lines into, 2 to 12; default: as many as the dictionary and the lines give evidence of. */
  readonly groups?: number;
}

/** As InducedOptions, checked. */
export const inducedSchema = fields<InducedOptions>()({
  collection,
  groups: whole(2, 12)
    .describe('groups to divide the lines into, whatever the evidence (default: by the evidence)')
    .optional(),
});

/** A sense of a word, and how many lines have it. */
export interface SenseCount extends Pick<Sense, 'id' | 'label' | 'gloss' | 'count'> {
  /** A description to search by; null for a sense that is known by lines alone. */
  readonly meaning: string | null;
}

/** The lines of a word by sense. */
export interface SenseCounts extends Pick<WordSenses, 'word' | 'inventory' | 'occurrences' | 'none'> {
  /** Largest first; the dictionary's also where no line has them. */
  readonly senses: readonly SenseCount[];
}

/** Which senses of a word to count. */
export interface SenseCountsOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** Default: the user's own where there are any, else the everyday dictionary's. */
  readonly inventory?: Inventory;
}

/** As SenseCountsOptions, checked. */
export const senseCountsSchema = fields<SenseCountsOptions>()({ collection, inventory });
