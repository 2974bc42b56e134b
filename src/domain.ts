// The words everything else speaks: types only, no behaviour.
// Offsets are UTF-16 code units of the source text as decoded (a byte order mark included), end exclusive,
// so `source.slice(start, end)` is exactly the form.

/** Values that came with a record besides its text: CSV columns or JSONL fields. */
export type Metadata = Readonly<Record<string, string | number | boolean | null>>;

/** Universal coarse parts of speech (Universal Dependencies, UPOS) that can carry a vector. */
export const partsOfSpeech = ['NOUN', 'PROPN', 'VERB', 'ADJ', 'ADV', 'INTJ', 'X'] as const;
export type PartOfSpeech = (typeof partsOfSpeech)[number];

/** One record on its way in: what an importer makes of a file, a line of JSONL or a row of CSV. */
export interface SourceRecord {
  /** Unique in its collection: the file's path, with `#id` behind it for a record in a file. */
  readonly uri: string;
  /** The id given in the file, or null. */
  readonly externalId: string | null;
  /** The file's own URI: what is re-read, and removed, together. */
  readonly fileUri: string;
  readonly text: string;
  readonly metadata: Metadata;
  /** How many bytes of the file this record stands for, for progress. */
  readonly sizeBytes: number;
  /** For a row of a tracked table. */
  readonly claim?: Claim;
}

/** A row's key as SQLite holds it; of several columns a JSON array. */
export type RowKey = string | number | bigint | Buffer;

/**
 * The entries of the queue that are answered by what was read of a row: who writes it removes them, and writes nothing
 * when they are gone, since somebody else has then written the row as it was at that time or later.
 */
export interface Claim {
  readonly trackedId: number;
  readonly rowKey: RowKey;
  /** Last entry of the queue that the reading covers. */
  readonly upTo: number;
}

/** Which columns of a table are kept indexed. */
export interface TrackOptions {
  /** The column that identifies a row, or several: the primary key, or any that are UNIQUE together. */
  readonly id: string | readonly string[];
  /** Columns that hold text: together, in this order, with a blank line between, they are a document. */
  readonly text: string | readonly string[];
  /** Columns to filter by. */
  readonly metadata?: readonly string[];
  readonly collection?: string;
}

/** A table whose rows are kept indexed. */
export interface TrackedTable {
  readonly id: number;
  /** The table's name when it was tracked; its documents are named by it: `articles#7`. */
  readonly name: string;
  /** The table's name now; null when it was dropped. */
  readonly table: string | null;
  readonly collection: string;
  readonly key: readonly string[];
  readonly text: readonly string[];
  readonly metadata: readonly string[];
  /** Changes of rows that wait for `sync`. */
  readonly pending: number;
}

/** One occurrence of a content word, as the text analysis finds it; offsets within its passage. */
export interface Token {
  readonly form: string;
  /** The form as it is looked up: NFC, lower case, straight apostrophe. */
  readonly folded: string;
  readonly lemma: string;
  readonly pos: PartOfSpeech;
  readonly startChar: number;
  readonly endChar: number;
}

/** A sentence within its passage. */
export interface Sentence {
  readonly startChar: number;
  readonly endChar: number;
  readonly tokens: readonly Token[];
}

/**
 * What is encoded in one run: neighbouring sentences of a document. `text` is a slice of the document; the
 * slices of all passages in order, joined, are the document.
 */
export interface Passage {
  readonly startChar: number;
  readonly text: string;
  readonly sentences: readonly Sentence[];
  /** Running words, function words and numbers included. */
  readonly numWords: number;
}

/** A quantised vector: value i is `codes[i] * scale`. */
export interface QuantisedVector {
  readonly codes: Int8Array;
  readonly scale: number;
}

/** A passage with its vectors: one per token and one per sentence, in the order of the passage. */
export interface EncodedPassage extends Passage {
  readonly sha256: Buffer;
  readonly tokenVectors: readonly QuantisedVector[];
  readonly sentenceVectors: readonly QuantisedVector[];
}

/** A document as it is listed. */
export interface DocumentInfo {
  readonly id: number;
  readonly uri: string;
  /** The id given in the .jsonl or .csv file, or else the URI. */
  readonly documentId: string;
  readonly metadata: Metadata;
  readonly numWords: number;
  readonly numTokens: number;
  readonly addedAt: string;
}

/** Keep only occurrences that satisfy all of these. */
export interface Filters {
  /** URIs or document ids; a file's URI stands for all its records. */
  readonly documents?: readonly string[];
  readonly pos?: readonly PartOfSpeech[];
  readonly metadata?: readonly MetadataFilter[];
}

export interface MetadataFilter {
  readonly key: string;
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=';
  readonly value: string;
}

/** What to look for. At least one of word, meaning, example, like and about is needed. */
export interface Query {
  /** The word whose occurrences are ranked; without it, any word may be found. */
  readonly word?: string;
  /** A description of the sense: `land beside a river`. With [brackets] it is taken as an example. */
  readonly meaning?: string;
  /** A sentence with one word in [brackets]; that word becomes `word` unless one is given. */
  readonly example?: string;
  /** With an example or `like`: any word may be found, not only the marked one. */
  readonly anyWord?: boolean;
  /**
   * With a meaning and no word: also find the words that the description itself uses. By default they are left out,
   * as a definition does not use the word it defines: `side of a river` is to find shores, not every river.
   * A description of one content word always finds that word too.
   */
  readonly ownWords?: boolean;
  /** Token ids of occurrences that mean the same, and of occurrences that do not. */
  readonly like?: readonly number[];
  readonly unlike?: readonly number[];
  /** Rank sentences by what they are about; excludes all of the above. */
  readonly about?: string;
  /** `lemma` (default): all forms of the word. `exact`: only the form as written, upper and lower case apart. */
  readonly form?: 'lemma' | 'exact';
  readonly collection?: string;
  readonly filters?: Filters;
  /** Hits returned: 1 to 1,000, default 20. */
  readonly limit?: number;
  /** Hits skipped: default 0. */
  readonly offset?: number;
  /** Leave out hits whose ranking score is lower; -1 to 1. */
  readonly minScore?: number;
  /** Search every vector instead of the approximate index; default false. */
  readonly exact?: boolean;
  /** Candidates that the approximate index gives at least, and its breadth: 10 to 10,000, default 400. */
  readonly efSearch?: number;
  /** Use the two ranking steps (centre, smooth) on top of the cosine; default true. */
  readonly rank?: boolean;
}

/** One line of a concordance. Token fields are null for a sentence that was found as a whole. */
export interface Hit {
  readonly documentId: string;
  readonly uri: string;
  readonly sentenceId: number;
  readonly tokenId: number | null;
  readonly form: string;
  readonly lemma: string | null;
  /** Character offsets in the source text. */
  readonly start: number;
  readonly end: number;
  /** Context before and after the form, on one line: up to 120 characters each. */
  readonly left: string;
  readonly right: string;
  /** The whole sentence, as in the source, on one line. */
  readonly sentence: string;
  /** What the hits are sorted by; null when nothing was asked but the word. */
  readonly score: number | null;
  /** Cosine of the occurrence and the query, before the ranking steps. */
  readonly cosine: number | null;
  readonly metadata: Metadata;
}

export interface Suggestion {
  readonly lemma: string;
  readonly count: number;
}

export interface SearchResult {
  readonly hits: readonly Hit[];
  /** Occurrences that satisfy word, filters and minScore; of a query without a word at most the 1,000 best. */
  readonly total: number;
  /** Occurrences of the word before filters; null without a word. */
  readonly occurrences: number | null;
  /** The word as it was looked up. */
  readonly lemmas: readonly string[];
  /** Words of the description that were left out, see Query.ownWords. */
  readonly leftOut: readonly string[];
  /** Rank after which the scores fall off most: hits from here on are less likely. Null when there is no such place. */
  readonly fallOff: number | null;
  /** Highest cosine among all ranked, to tell "nothing near" from "found"; null when nothing was ranked. */
  readonly bestCosine: number | null;
  /** True when every candidate was compared; false when the approximate index chose them. */
  readonly isExact: boolean;
  readonly tookMs: number;
  /** For a word that does not occur. */
  readonly nearSpellings: readonly Suggestion[];
  readonly nearMeanings: readonly Suggestion[];
}

export type AnnState = 'fresh' | 'stale' | 'missing' | 'building';

export interface Stats {
  readonly collection: string;
  readonly documents: number;
  readonly sentences: number;
  /** Occurrences of content words, each with a vector. */
  readonly tokens: number;
  /** Running words, function words and numbers included. */
  readonly words: number;
  readonly lemmas: number;
  /** Database bytes per token, its text and everything else in the file included. */
  readonly bytesPerToken: number;
  /** Bytes of the database file. */
  readonly fileBytes: number;
  /** Bytes of the index cache beside it. */
  readonly annBytes: number;
  readonly model: string;
  readonly annState: AnnState;
}

/** A file or record that could not be read, with what to do. */
export interface Problem {
  readonly uri: string;
  readonly message: string;
  readonly cure: string;
}

/** How far an indexing run is. */
export interface IndexProgress {
  readonly phase: 'reading' | 'encoding' | 'index' | 'done';
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Words encoded so far in this run, and their rate. */
  readonly words: number;
  readonly wordsPerSecond: number;
  readonly secondsLeft: number | null;
  readonly currentUri: string;
}

/** What an indexing run did. */
export interface IndexReport {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly passagesEncoded: number;
  readonly passagesReused: number;
  readonly words: number;
  readonly seconds: number;
  readonly problems: readonly Problem[];
}

/** A description as vectors, each of length 1. */
export interface DescriptionVectors {
  /** Mean of the head word's vector and the mean of all words. */
  readonly word: Float32Array;
  /** Mean of all pieces. */
  readonly sentence: Float32Array;
}

/** Where senses come from: WordNet's list, the clusters of the occurrences, or the user. */
export const inventories = ['wordnet', 'induced', 'mine'] as const;
export type Inventory = (typeof inventories)[number];

/** Finds a line again after its text has been indexed anew; holds none of the text. */
export interface LineAnchor {
  readonly tokenId: number;
  readonly uri: string;
  /** Offset of the form in the document, and in its sentence. */
  readonly start: number;
  readonly startInSentence: number;
  /** SHA-256 of the sentence, hex. */
  readonly sentence: string;
}

/** A sense of the user's own as it is made: from a description, from lines, or from another inventory's. */
export interface SenseSeed {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Sense key of the dictionary it was taken from. */
  readonly key?: string;
  /** Base64 of a float32 unit vector: the centre of an induced sense. */
  readonly centroid?: string;
  readonly lines?: readonly LineAnchor[];
}

/** One change to a word's own senses. */
export type SenseEdit =
  | { readonly kind: 'adopt'; readonly from: 'wordnet' | 'induced'; readonly senses: readonly SenseSeed[] }
  | { readonly kind: 'create'; readonly sense: SenseSeed }
  | { readonly kind: 'rename'; readonly sense: string; readonly label: string; readonly description?: string }
  | { readonly kind: 'merge'; readonly senses: readonly string[]; readonly into: string }
  | { readonly kind: 'split'; readonly sense: string; readonly into: readonly SenseSeed[] }
  | { readonly kind: 'delete'; readonly sense: string }
  | { readonly kind: 'move'; readonly lines: readonly LineAnchor[]; readonly to: string };

/** A change to the senses of a word as it is asked for: senses by their ids, lines by their token ids. */
export type SenseChange =
  | { readonly kind: 'adopt' }
  | {
      readonly kind: 'create';
      readonly label: string;
      readonly description?: string;
      readonly lines?: readonly number[];
    }
  | { readonly kind: 'rename'; readonly sense: string; readonly label: string; readonly description?: string }
  | { readonly kind: 'merge'; readonly senses: readonly string[] }
  | { readonly kind: 'split'; readonly sense: string }
  | { readonly kind: 'delete'; readonly sense: string }
  | { readonly kind: 'move'; readonly lines: readonly number[]; readonly to: string };

/** A change as it is kept. */
export interface SenseEditRecord {
  readonly id: number;
  readonly edit: SenseEdit;
  readonly madeAt: string;
  readonly undoneAt: string | null;
}

/** A word that tells a sense from the others, or stands in for it. */
export interface SenseWord {
  readonly lemma: string;
  /** Lines of the sense that it stands in, or whose occurrence it is near to. */
  readonly count: number;
}

/** One sense of a word in a collection. */
export interface Sense {
  /** Sense key of the dictionary, or i1, i2 … of induced senses, or s1, s2 … of one's own. */
  readonly id: string;
  readonly label: string;
  /** Gloss or description; null for an induced sense. */
  readonly gloss: string | null;
  readonly origin: Inventory;
  readonly synonyms: readonly string[];
  readonly hypernyms: readonly string[];
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
  /** Other words whose occurrences lie nearest; count is the number of lines looked at that it is near to. */
  readonly substitutes: readonly SenseWord[];
}

/** How far the senses of a frequent word are. */
export interface SensesProgress {
  /** Lines are assigned to senses, then senses are described one by one. */
  readonly phase: 'assigning' | 'describing';
  readonly lines: number;
  /** Senses described so far, and all. */
  readonly done: number;
  readonly total: number;
}

export interface WordSenses {
  readonly word: string;
  readonly lemmas: readonly string[];
  readonly inventory: Inventory;
  readonly occurrences: number;
  /** Largest first. */
  readonly senses: readonly Sense[];
  /** Occurrences that have none of the senses. */
  readonly none: number;
  /** Of induced senses: agreement of the split with clusters of half the lines, up to 1; null for one sense. */
  readonly stability: number | null;
  /** Lines that substitutes were looked up for, for each sense. */
  readonly substitutesFrom: number;
  readonly edits: readonly SenseEditRecord[];
}

/** The line of an occurrence, without what a search adds to it. */
export interface TokenLine
  extends Omit<Hit, 'tokenId' | 'lemma' | 'score' | 'cosine' | 'metadata' | 'sentence'> {
  readonly tokenId: number;
  readonly lemma: string;
}

/** A line with the sense that was told for it. */
export interface AssignedLine extends TokenLine {
  /** Sense key or id; empty for none of them. */
  readonly sense: string;
  readonly label: string;
  readonly confidence: number;
  readonly runnerUp: string;
}

/** The sense of one occurrence. */
export interface TokenSense extends Pick<Sense, 'id' | 'label' | 'gloss'> {
  /** Where the sense is from; its id is empty when the occurrence has none of them. */
  readonly inventory: Inventory;
  /** 0 to 1. */
  readonly confidence: number;
}

/** A line at a place: on a map, where places have no unit, or on one or two axes. */
export interface PlacedLine extends TokenLine {
  /** Sense key or id; empty for none of them. */
  readonly sense: string;
  readonly label: string;
  readonly x: number;
  /** Null on a single axis. */
  readonly y: number | null;
}

/** A sense as far as a chart needs it. */
export type NamedSense = Pick<Sense, 'id' | 'label' | 'count'>;

interface ViewOfWord {
  readonly word: string;
  readonly inventory: Inventory;
  readonly occurrences: number;
  /** Largest first, as `senses` gives them. */
  readonly senses: readonly NamedSense[];
}

/** Occurrences of a word on a plane: those that mean alike lie together. */
export interface WordMap extends ViewOfWord {
  /** x and y from 0 to 1; of a word with more than 1,000 occurrences every so many-th; none of fewer than 8. */
  readonly lines: readonly PlacedLine[];
}

/** How often each sense is meant in each group of documents. */
export interface SenseShares extends ViewOfWord {
  /** `document`, or a metadata field. */
  readonly by: string;
  /** Metadata fields of the documents in which the word occurs. */
  readonly fields: readonly string[];
  /** True when the groups are ranges of numbers. */
  readonly isBinned: boolean;
  readonly groups: readonly SenseShare[];
}

export interface SenseShare {
  /** A document's URI, a value, or a range `1900–1909`; empty for documents without the field. */
  readonly group: string;
  readonly count: number;
  /** [senses] lines with each sense. */
  readonly counts: readonly number[];
  /** Lines with none of them. */
  readonly none: number;
}

/** Two opposite descriptions. */
export interface AxisEnds {
  readonly from: string;
  readonly to: string;
}

/** Lines by where they lie between two descriptions, on one axis or two. */
export interface WordOnAxes extends ViewOfWord {
  readonly axes: readonly AxisEnds[];
  /** The asked for part of all lines by x, nearest to the first axis's `to` first. */
  readonly lines: readonly PlacedLine[];
  /** For a chart: of a word with more than 1,000 occurrences every so many-th. */
  readonly sample: readonly PlacedLine[];
}

/** A word, or one of its senses. */
export interface SenseReference {
  readonly word: string;
  /** Id as `senses` gives it; the whole word when left out. */
  readonly sense?: string;
  readonly inventory?: Inventory;
}

export interface ComparedSide {
  readonly word: string;
  /** Null for the whole word. */
  readonly sense: string | null;
  readonly label: string;
  readonly inventory: Inventory;
  readonly count: number;
  /** Nearest to its own centre. */
  readonly lines: readonly Hit[];
  /** Nearest to the other's lines. */
  readonly towardsOther: readonly Hit[];
  /** Words that stand in its lines more than in the other's. */
  readonly words: readonly SenseWord[];
}

export interface Comparison {
  readonly sides: readonly [ComparedSide, ComparedSide];
  /** Of the two centres: 1 is the same direction. */
  readonly cosine: number;
  /** Share of lines that lie nearer to their own side's centre than to the other's, mean of both sides: 0.5 is chance. */
  readonly apart: number;
  /** Words that stand in lines of both, those that are in most of them first. */
  readonly sharedWords: readonly SenseWord[];
}

/** A word that could stand for one occurrence. */
export interface Substitute {
  readonly lemma: string;
  /** How many of the nearest occurrences of other words are its. */
  readonly count: number;
  /** Of the nearest of them. */
  readonly cosine: number;
  /** Which that is. */
  readonly tokenId: number;
}

/** How vectors are compared: by direction, by inner product, or by Euclidean distance. */
export const metrics = ['cosine', 'ip', 'l2'] as const;
export type Metric = (typeof metrics)[number];

/** A vector of somebody else's, on its way in. */
export interface VectorItem {
  /** Its owner's id: the same again replaces the vector. */
  readonly id: string | number | bigint;
  /** Finite numbers, as many as the collection's dimension; for the cosine not all zero. */
  readonly vector: ArrayLike<number>;
  readonly metadata?: Metadata;
}

/** A collection of vectors that somebody else has made. */
export interface VectorCollection {
  readonly id: number;
  readonly name: string;
  readonly dim: number;
  readonly metric: Metric;
  readonly storage: 'int8' | 'float32';
  /** As its owner names it. */
  readonly model: string;
}

/** One of the nearest vectors. */
export interface VectorHit {
  readonly id: RowKey;
  /** Smaller is nearer: 1 - cosine (0 to 2), the negative inner product, or the Euclidean distance. */
  readonly distance: number;
  readonly metadata: Metadata;
}
