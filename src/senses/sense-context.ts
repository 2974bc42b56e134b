// What every step about a word's senses works with: the open collection, the caches of its words, and the types that
// one step passes to the next. A word goes through occurrences ─▶ assigned (which sense each line has) ─▶ described
// (what is shown of each sense). Nothing here does any work.
import { LRUCache } from 'lru-cache';
import type { Assignment } from '../analysis/assign.js';
import type { DictionaryVectors, LineVectors } from '../analysis/score.js';
import type { LineAnchor, SenseEditRecord } from '../domain/sense-changes.js';
import type { Inventory, WordSenses } from '../domain/senses.js';
import type { Encoder } from '../encoder/encoder.js';
import type { DictionaryPos } from '../lexicon/wordnet.js';
import type { WordOccurrences } from '../search/occurrences.js';
import type { SearchContext } from '../search/search-context.js';

/** A collection whose words have senses. */
export interface SenseContext extends SearchContext {
  /** Opened when first needed. The caller chooses its number of workers. */
  readonly encoder: () => Promise<Encoder>;
  /** Outlives a call: created once, by `senseCache`. */
  readonly cache: SenseCache;
}

/** Results about words, kept while they hold. */
export interface SenseCache {
  /** Assignments of a word by inventory, settings and edits. */
  readonly assigned: WeakMap<WordOccurrences, LRUCache<string, Promise<AssignedWord>>>;
  /** The latest description of each assignment; key: what else it depends on. */
  readonly described: WeakMap<AssignedWord, { readonly key: string; readonly senses: Promise<WordSenses> }>;
  /** Lines with a person's labels; key: the edits they follow from. */
  readonly labelled: WeakMap<WordOccurrences, { readonly key: string; readonly lines: Promise<Attached> }>;
  /** How often a person had the induced senses of a word made anew, under whatever spelling. */
  readonly divisions: Map<string, number>;
  /** The everyday dictionary's senses of words that texts were shown with, with their vectors. */
  readonly encoded: LRUCache<string, readonly EncodedSense[]>;
  /** Maps of words. */
  readonly projections: WeakMap<WordOccurrences, Promise<Projection>>;
}

/** Assignments kept per word: four inventories, with settings and edits that a person switches between. */
const assignmentsPerWord = 12;

/** Some 5 kB each: the words of some ten pages. */
const encodedWords = 4000;

/** Returns an empty cache. It forgets a word as soon as the cache of occurrences does. */
export const senseCache = (): SenseCache => ({
  assigned: new WeakMap(),
  described: new WeakMap(),
  labelled: new WeakMap(),
  divisions: new Map(),
  encoded: new LRUCache({ max: encodedWords }),
  projections: new WeakMap(),
});

/** An empty cache of the assignments of one word. */
export const assignmentCache = () => new LRUCache<string, Promise<AssignedWord>>({ max: assignmentsPerWord });

/** A dictionary's sense, and what lines are compared with. */
export interface EncodedSense {
  readonly candidate: SenseCandidate;
  readonly pos: DictionaryPos;
  readonly vectors: DictionaryVectors;
}

/** A sense before its lines are known. */
export interface SenseCandidate {
  readonly id: string;
  /** Empty for an induced sense: its words name it. */
  readonly label: string;
  readonly gloss: string | null;
  readonly origin: Inventory;
  readonly keys: readonly string[];
  readonly synonyms: readonly string[];
  readonly hypernyms: readonly string[];
  /** Rows that a person gave it. */
  readonly correctedRows: readonly number[];
}

/** Lines with a person's labels. */
export interface Attached {
  /** Rows by the key of the label. */
  readonly rows: ReadonlyMap<string, number>;
  /** Labels without a line. */
  readonly lost: readonly LineAnchor[];
  /** Token ids, by the key of the label, of lines that are theirs for certain. */
  readonly certain: ReadonlyMap<string, number>;
  /** URIs, by the key of the label, of documents that have the texts of those that labels name. */
  readonly movedTo: ReadonlyMap<string, string>;
}

/** A word with the sense of each line. A row is an index into its occurrences. */
export interface AssignedWord {
  readonly occurrences: WordOccurrences;
  readonly lines: LineVectors;
  readonly sentences: { readonly firstTokenIds: Float64Array; readonly numTokens: Int32Array };
  readonly candidates: readonly SenseCandidate[];
  readonly assignment: Assignment;
  /** For several induced senses; else null. */
  readonly stability: number | null;
  /** Unit vectors of induced senses. */
  readonly centroids: readonly Float32Array[];
  readonly edits: readonly SenseEditRecord[];
}

/** Where lines of a word lie on a plane. */
export interface Projection {
  readonly rows: readonly number[];
  /** [2 × rows] x and y of each row, from 0 to 1. */
  readonly places: Float32Array;
}

/** The word that senses are stored under: its first lemma. */
export const senseWord = (occurrences: WordOccurrences): string => occurrences.lemmas[0] as string;

/** A sense of which only the id is known yet. */
export const plainCandidate = (id: string, origin: Inventory): SenseCandidate => ({
  ...{ id, origin, label: '', gloss: null },
  ...{ keys: [], synonyms: [], hypernyms: [], correctedRows: [] },
});
