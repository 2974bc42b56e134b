// The words everything else speaks: types only, no behaviour.
// Offsets are UTF-16 code units of the source text as decoded (a byte order mark included), end exclusive,
// so `source.slice(start, end)` is exactly the form.

/** Values that came with a record besides its text: CSV columns or JSONL fields. */
export type Metadata = Readonly<Record<string, string | number | boolean | null>>;

/** Universal coarse parts of speech (Universal Dependencies, UPOS) that can carry a vector. */
export const partsOfSpeech = ['NOUN', 'PROPN', 'VERB', 'ADJ', 'ADV', 'INTJ', 'X'] as const;
/** `X` also for a content word that was tagged as a function word. */
export type PartOfSpeech = (typeof partsOfSpeech)[number];

/** One record on its way in: what an importer makes of a file, a line of JSONL or a row of CSV. */
export interface SourceRecord {
  /** Unique in its collection: the file's path, with `#id` behind it for a record in a file. */
  readonly uri: string;
  /** The id given in the file, or null. */
  readonly externalId: string | null;
  /** The file's own URI: what is re-read, and removed, together. */
  readonly fileUri: string;
  /** Decoded; half a surrogate pair is replaced by U+FFFD. */
  readonly text: string;
  /** Empty for .txt and .md. */
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
  /** Id of the tracked table. */
  readonly trackedId: number;
  /** Of the row that was read. */
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
  readonly metadata?: string | readonly string[];
  /** Default `default`; of a table that is tracked already it must be the same. */
  readonly collection?: string;
}

/** A table whose rows are kept indexed. */
export interface TrackedTable {
  /** Stays the same as long as the table is tracked, also under another name. */
  readonly id: number;
  /** The table's name when it was tracked; its documents are named by it: `articles#7`. */
  readonly name: string;
  /** The table's name now; null when it was dropped. */
  readonly table: string | null;
  /** Where its documents are. */
  readonly collection: string;
  /** Columns that together identify a row. */
  readonly key: readonly string[];
  /** Columns that together are a document, in this order. */
  readonly text: readonly string[];
  /** Columns to filter by; empty for none. */
  readonly metadata: readonly string[];
  /** Rows that have changed and wait for `sync`. */
  readonly pending: number;
  /** What keeps them from being indexed, and what to do, in words; null when nothing does. */
  readonly fault: string | null;
  /** False when it was made anew, renamed or given another index: until the next `sync` its changes are not seen. */
  readonly isFollowed: boolean;
}

/** One occurrence of a content word, as the text analysis finds it; offsets within its passage. */
export interface Token {
  /** As written, without a clitic: of `Almayer's` it is Almayer. */
  readonly form: string;
  /** The form as it is looked up: NFC, lower case, straight apostrophe. */
  readonly folded: string;
  /** Base form, folded as `folded` is; the same as `folded` where none is known. */
  readonly lemma: string;
  /** As the tagger saw it in its sentence. */
  readonly pos: PartOfSpeech;
  /** UTF-16 code units from the start of the passage. */
  readonly startChar: number;
  /** Exclusive. */
  readonly endChar: number;
}

/** A sentence within its passage. */
export interface Sentence {
  /** UTF-16 code units from the start of the passage. */
  readonly startChar: number;
  /** Exclusive: the white space behind it is in no sentence. */
  readonly endChar: number;
  /** In order; empty when it has no content word. */
  readonly tokens: readonly Token[];
}

/**
 * What is encoded in one run: neighbouring sentences of a document. `text` is a slice of the document; the
 * slices of all passages in order, joined, are the document.
 */
export interface Passage {
  /** UTF-16 code units from the start of the document. */
  readonly startChar: number;
  /** White space up to the next passage included. */
  readonly text: string;
  /** In order; they do not overlap. */
  readonly sentences: readonly Sentence[];
  /** Running words, function words and numbers included. */
  readonly numWords: number;
}

/** A quantised vector: value i is `codes[i] * scale`. */
export interface QuantisedVector {
  /** -127 to 127, one for each component. */
  readonly codes: Int8Array;
  /** Largest component, its sign apart, divided by 127; 0 for a vector of zeros. */
  readonly scale: number;
}

/** A passage with its vectors: one per token and one per sentence, in the order of the passage. */
export interface EncodedPassage extends Passage {
  /** Of the text and where its sentences are: a passage with the same is not encoded again. */
  readonly sha256: Buffer;
  /** Of length 1 before they were quantised. */
  readonly tokenVectors: readonly QuantisedVector[];
  /** Mean of all word pieces of the sentence, of length 1 before it was quantised. */
  readonly sentenceVectors: readonly QuantisedVector[];
}

/** A document as it is listed. */
export interface DocumentInfo {
  /** As `document` takes it; stays when the document changes, and is never given twice. */
  readonly id: number;
  /** Unique in its collection. */
  readonly uri: string;
  /** The id given in the .jsonl or .csv file, or else the URI. */
  readonly documentId: string;
  /** Empty when it came with none. */
  readonly metadata: Metadata;
  /** Running words, function words and numbers included. */
  readonly numWords: number;
  /** Occurrences of content words, each with a vector. */
  readonly numTokens: number;
  /** When it was added or last changed: ISO 8601, UTC. */
  readonly addedAt: string;
}

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
  /** Lines with another meaning than the wanted; 100 at most, as of `like`. */
  readonly unlike?: readonly number[];
  /** Rank sentences by what they are about; excludes all of the above. */
  readonly about?: string;
  /** `lemma` (default): all forms of the word. `exact`: only the form as written, upper and lower case apart. */
  readonly form?: 'lemma' | 'exact';
  /** Default `default`. */
  readonly collection?: string;
  /** Default: every occurrence may be found. */
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
  /** The id given in the .jsonl or .csv file, a tracked row's key as text, or else the URI. */
  readonly documentId: string;
  /** Of the document; unique in its collection. */
  readonly uri: string;
  /** Lasts until its passage is encoded anew or removed. */
  readonly sentenceId: number;
  /** Lasts until its passage is encoded anew or removed. */
  readonly tokenId: number | null;
  /** As written; the whole sentence, on one line, when that was found. */
  readonly form: string;
  /** As words are looked up: lower case. */
  readonly lemma: string | null;
  /** Character offsets in the source text. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Context before and after the form, on one line: up to 120 characters each. */
  readonly left: string;
  /** Empty, as `left` is, for a sentence that was found as a whole. */
  readonly right: string;
  /** The whole sentence, as in the source, on one line. */
  readonly sentence: string;
  /** What the hits are sorted by; null when nothing was asked but the word. */
  readonly score: number | null;
  /** Cosine of the occurrence and the query, before the ranking steps. */
  readonly cosine: number | null;
  /** Of the document. */
  readonly metadata: Metadata;
}

/** A word of the collection. */
export interface Suggestion {
  /** As words are looked up: lower case. */
  readonly lemma: string;
  /** Occurrences in the collection, whatever the filters. */
  readonly count: number;
}

/** A page of hits, and what holds for all of them. */
export interface SearchResult {
  /** Best first; of a word alone, where nothing is ranked, by URI and place in the text. */
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
  /** Milliseconds, the encoding of the query included. */
  readonly tookMs: number;
  /** For a word that does not occur. */
  readonly nearSpellings: readonly Suggestion[];
  /** For the same, nearest first; of both kinds six at most. */
  readonly nearMeanings: readonly Suggestion[];
}

/** stale: it is searched, and what it does not know is compared one by one. missing: none is loaded. */
export type AnnState = 'fresh' | 'stale' | 'missing' | 'building';

/** Counts and sizes of a collection. */
export interface Stats {
  /** Its name. */
  readonly collection: string;
  /** A file of many records counts once for each. */
  readonly documents: number;
  /** Each with a vector. */
  readonly sentences: number;
  /** Occurrences of content words, each with a vector. */
  readonly tokens: number;
  /** Running words, function words and numbers included. */
  readonly words: number;
  /** Different words, each in all its forms. */
  readonly lemmas: number;
  /** Database bytes per token, its text and everything else in the file included. */
  readonly bytesPerToken: number;
  /** Bytes of the database file. */
  readonly fileBytes: number;
  /** Bytes of the index cache beside it. */
  readonly annBytes: number;
  /** The one that made its vectors, as a person names it. */
  readonly model: string;
  /** Of the index as it is loaded now. */
  readonly annState: AnnState;
}

/** A file or record that could not be read, with what to do. */
export interface Problem {
  /** Of a file or record, with `:` and its number for a line or row that has no usable id; or a path. */
  readonly uri: string;
  /** What is wrong, in words. */
  readonly message: string;
  /** What to do, in words. */
  readonly cure: string;
}

/** How far an indexing run is. */
export interface IndexProgress {
  /** Files that are read to the end, or given up. A tracked table counts as a file. */
  readonly filesDone: number;
  /** 1 for a tracked table: `sync` starts again with each. */
  readonly filesTotal: number;
  /** What is skipped because it has not changed counts as done. */
  readonly bytesDone: number;
  /** Size of the files, or of the text columns of the changed rows. */
  readonly bytesTotal: number;
  /** Words encoded so far in this run, and their rate. */
  readonly words: number;
  /** Mean since the run began. */
  readonly wordsPerSecond: number;
  /** Estimated by the bytes that were encoded; null until some are. */
  readonly secondsLeft: number | null;
  /** File or tracked table that is being read; the encoders may still be at the one before. */
  readonly currentUri: string;
}

/** What an indexing run did. */
export interface IndexReport {
  /** Documents that were not there. */
  readonly added: number;
  /** Documents whose text or metadata is another. */
  readonly changed: number;
  /** Documents that were left as they are. */
  readonly unchanged: number;
  /** Documents that are no longer in their file or table. */
  readonly removed: number;
  /** Passages that were new or changed. */
  readonly passagesEncoded: number;
  /** Passages of changed documents that stay, and those that an interrupted run had encoded. */
  readonly passagesReused: number;
  /** Running words that were encoded. */
  readonly words: number;
  /** Of reading, encoding and writing; not of starting a process or tidying the file. */
  readonly seconds: number;
  /** What could not be read; the rest was indexed. */
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
/** induced: made of the occurrences, without a dictionary. mine: the user's. */
export type Inventory = (typeof inventories)[number];

/** Finds a line again after its text has been indexed anew; holds none of the text. */
export interface LineAnchor {
  /** Tried first: it lasts until the passage is encoded anew. Then the rest decides. */
  readonly tokenId: number;
  /** Of its document. */
  readonly uri: string;
  /** Offset of the form in the document, and in its sentence. */
  readonly start: number;
  /** Must be the same; `start` only decides between several such lines. */
  readonly startInSentence: number;
  /** SHA-256 of the sentence, hex. */
  readonly sentence: string;
}

/** A sense of the user's own as it is made: from a description, from lines, or from another inventory's. */
export interface SenseSeed {
  /** s1, s2 …: never given twice for a word. */
  readonly id: string;
  /** Empty for the parts of a split: their words name them. */
  readonly label: string;
  /** Of what was taken from the dictionary, its gloss. */
  readonly description?: string;
  /** Sense key of the dictionary it was taken from. */
  readonly key?: string;
  /** Base64 of a float32 unit vector: the centre of an induced sense. */
  readonly centroid?: string;
  /** Lines that have it because a person said so. */
  readonly lines?: readonly LineAnchor[];
}

/** One change to a word's own senses. */
export type SenseEdit =
  | {
      /** Takes over what was shown of another inventory; without effect when there are own senses. */
      readonly kind: 'adopt';
      /** The inventory. */
      readonly from: 'wordnet' | 'induced';
      /** Those that had lines, in the order in which they were shown. */
      readonly senses: readonly SenseSeed[];
    }
  | {
      /** Adds a sense. */
      readonly kind: 'create';
      /** Its lines leave the senses they had. */
      readonly sense: SenseSeed;
    }
  | {
      /** Gives a sense another label. */
      readonly kind: 'rename';
      /** Id. */
      readonly sense: string;
      /** 1 to 200 characters. */
      readonly label: string;
      /** Shown, not compared with lines; the old one stays when it is left out. */
      readonly description?: string;
    }
  | {
      /** Makes one of several; a line then has it when it fits one of them. */
      readonly kind: 'merge';
      /** Ids, the one that stays included. */
      readonly senses: readonly string[];
      /** Id of the one that stays, with its label. */
      readonly into: string;
    }
  | {
      /** Puts parts of a sense in its place. */
      readonly kind: 'split';
      /** Id of the one that goes. */
      readonly sense: string;
      /** Clusters of its lines. */
      readonly into: readonly SenseSeed[];
    }
  | {
      /** Takes a sense away; its lines get others. */
      readonly kind: 'delete';
      /** Id. */
      readonly sense: string;
    }
  | {
      /** Gives lines to a sense by hand. */
      readonly kind: 'move';
      /** They leave the senses they had. */
      readonly lines: readonly LineAnchor[];
      /** Id. */
      readonly to: string;
    };

/** A change to the senses of a word as it is asked for: senses by their ids, lines by their token ids. */
export type SenseChange =
  | {
      /** Makes the shown senses of another inventory the word's own, and changes nothing else. */
      readonly kind: 'adopt';
    }
  | {
      /** Adds a sense, by a description, lines or both. */
      readonly kind: 'create';
      /** 1 to 200 characters. */
      readonly label: string;
      /** 2,000 characters at most. */
      readonly description?: string;
      /** Token ids of lines that have it. */
      readonly lines?: readonly number[];
    }
  | {
      /** Gives a sense another label. */
      readonly kind: 'rename';
      /** Id. */
      readonly sense: string;
      /** 1 to 200 characters. */
      readonly label: string;
      /** 1 to 2,000 characters; the old one stays when it is left out. */
      readonly description?: string;
    }
  | {
      /** Makes one of several. */
      readonly kind: 'merge';
      /** Ids of two or more; the first gives the label. */
      readonly senses: readonly string[];
    }
  | {
      /** Divides a sense in two by its lines. */
      readonly kind: 'split';
      /** Id of one with at least two lines. */
      readonly sense: string;
    }
  | {
      /** Takes a sense away; its lines get others. */
      readonly kind: 'delete';
      /** Id. */
      readonly sense: string;
    }
  | {
      /** Gives lines to a sense by hand. */
      readonly kind: 'move';
      /** Token ids, at least one. */
      readonly lines: readonly number[];
      /** Id. */
      readonly to: string;
    };

/** A change as it is kept. */
export interface SenseEditRecord {
  /** As `undoSenseChange` takes it. */
  readonly id: number;
  /** Speaks of senses by the ids they have as the word's own. */
  readonly edit: SenseEdit;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  /** ISO 8601, UTC; null while it holds. */
  readonly undoneAt: string | null;
}

/** A word that tells a sense from the others, or stands in for it. */
export interface SenseWord {
  /** As words are looked up: lower case. */
  readonly lemma: string;
  /** Lines of the sense that it stands in, or whose occurrence it is near to. */
  readonly count: number;
}

/** One sense of a word in a collection. */
export interface Sense {
  /** Sense key of the dictionary, or i1, i2 … of induced senses, or s1, s2 … of one's own. */
  readonly id: string;
  /** Up to three synonyms, or else the start of the gloss; of an induced sense its words; or the user's. */
  readonly label: string;
  /** Gloss or description; null for an induced sense. */
  readonly gloss: string | null;
  /** Where it is told from: `mine` for one's own, whatever they were adopted from. */
  readonly origin: Inventory;
  /** Other words of the same synset; empty but for the dictionary. */
  readonly synonyms: readonly string[];
  /** Words of the next more general synset; empty but for the dictionary. */
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
  /** Other words whose occurrences lie nearest; count is the number of lines looked at that it is near to. */
  readonly substitutes: readonly SenseWord[];
}

/** How far the senses of a frequent word are. */
export interface SensesProgress {
  /** Lines are assigned to senses, then senses are described one by one. */
  readonly phase: 'assigning' | 'describing';
  /** Occurrences of the word. */
  readonly lines: number;
  /** Senses described so far, and all. */
  readonly done: number;
  /** 0 while lines are assigned. */
  readonly total: number;
}

/** The senses of a word in a collection, by one inventory. */
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
  /** Of induced senses: agreement of the split with clusters of half the lines, up to 1; null for one sense. */
  readonly stability: number | null;
  /** Lines that substitutes were looked up for, for each sense. */
  readonly substitutesFrom: number;
  /** Changes to its own senses, oldest first, undone ones too; whatever the inventory. */
  readonly edits: readonly SenseEditRecord[];
}

/** The line of an occurrence, without what a search adds to it. */
export interface TokenLine
  extends Omit<Hit, 'tokenId' | 'lemma' | 'score' | 'cosine' | 'metadata' | 'sentence'> {
  /** Lasts until its passage is encoded anew or removed. */
  readonly tokenId: number;
  /** As words are looked up: lower case. */
  readonly lemma: string;
}

/** A line with the sense that was told for it. */
export interface AssignedLine extends TokenLine {
  /** Sense key or id; empty for none of them. */
  readonly sense: string;
  /** Empty for none of them. */
  readonly label: string;
  /** 0 to 1; 1 where a person gave the sense. */
  readonly confidence: number;
  /** Id of the second best, or of the best where none is told; empty where there is no other. */
  readonly runnerUp: string;
}

/** The sense of one occurrence. An induced one has no label here: `senses` names it. */
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
  /** Empty for none of them. */
  readonly label: string;
  /** On an axis the cosine with `to` less that with `from`: -2 to 2. */
  readonly x: number;
  /** Null on a single axis. */
  readonly y: number | null;
}

/** A sense as far as a chart needs it. */
export type NamedSense = Pick<Sense, 'id' | 'label' | 'count'>;

interface ViewOfWord {
  /** The first of its lemmas, as in `senses`. */
  readonly word: string;
  /** Where the senses are from. */
  readonly inventory: Inventory;
  /** All, also where not all are shown. */
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
  /** Numbers rising, what has no value last; anything else by count, largest first. */
  readonly groups: readonly SenseShare[];
}

/** How often each sense is meant in one group of documents. */
export interface SenseShare {
  /** A document's URI, a value, or a range `1900–1909`; empty for documents without the field. */
  readonly group: string;
  /** Occurrences of the word in it. */
  readonly count: number;
  /** [senses] lines with each sense. */
  readonly counts: readonly number[];
  /** Lines with none of them. */
  readonly none: number;
}

/** Two opposite descriptions. */
export interface AxisEnds {
  /** Lines nearer to it lie below 0. */
  readonly from: string;
  /** Lines nearer to it lie above 0. */
  readonly to: string;
}

/** Lines by where they lie between two descriptions, on one axis or two. */
export interface WordOnAxes extends ViewOfWord {
  /** As they were asked for: that of x, then that of y. */
  readonly axes: readonly AxisEnds[];
  /** The asked for part of all lines by x, nearest to the first axis's `to` first. */
  readonly lines: readonly PlacedLine[];
  /** For a chart: of a word with more than 1,000 occurrences every so many-th. */
  readonly sample: readonly PlacedLine[];
}

/** A word, or one of its senses. */
export interface SenseReference {
  /** In any of its forms. */
  readonly word: string;
  /** Id as `senses` gives it; the whole word when left out. */
  readonly sense?: string;
  /** Default: one's own senses where there are any, else the induced ones. */
  readonly inventory?: Inventory;
}

/** One of two words, or senses, that are compared. */
export interface ComparedSide {
  /** The first of its lemmas, as in `senses`. */
  readonly word: string;
  /** Null for the whole word. */
  readonly sense: string | null;
  /** Of the sense; the word for the whole word. */
  readonly label: string;
  /** Where the sense is from. */
  readonly inventory: Inventory;
  /** Lines of the word, or of the sense. */
  readonly count: number;
  /** Nearest to its own centre. */
  readonly lines: readonly Hit[];
  /** Nearest to the other's lines. */
  readonly towardsOther: readonly Hit[];
  /** Words that stand in its lines more than in the other's. */
  readonly words: readonly SenseWord[];
}

/** Two words, or senses, side by side. */
export interface Comparison {
  /** In the order in which they were asked for. */
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
  /** Another word, not one that shares the line's stem. */
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
/** ip: inner product. l2: Euclidean distance. */
export type Metric = (typeof metrics)[number];

/** A vector of somebody else's, on its way in. */
export interface VectorItem {
  /** Its owner's id: the same again replaces the vector. */
  readonly id: string | number | bigint;
  /** Finite numbers, as many as the collection's dimension; for the cosine not all zero. */
  readonly vector: ArrayLike<number>;
  /** To filter by; default none. */
  readonly metadata?: Metadata;
}

/** A collection of vectors that somebody else has made. */
export interface VectorCollection {
  /** Collections of texts have ids of their own. */
  readonly id: number;
  /** As `addVectors` and `nearest` take it. */
  readonly name: string;
  /** Components of a vector. */
  readonly dim: number;
  /** Decided with the first vector. */
  readonly metric: Metric;
  /** int8: a byte for each component. float32: as they were given. */
  readonly storage: 'int8' | 'float32';
  /** As its owner names it. */
  readonly model: string;
}

/** The same, with its counts and sizes. */
export interface VectorCollectionStats extends VectorCollection {
  /** All that are there now. */
  readonly vectors: number;
  /** Bytes of the index cache beside the database. */
  readonly annBytes: number;
  /** Of the index as it is loaded now. */
  readonly annState: AnnState;
}

/** One of the nearest vectors. */
export interface VectorHit {
  /** Its owner's; a whole number is a bigint only where a number cannot hold it. */
  readonly id: RowKey;
  /** Smaller is nearer: 1 - cosine (0 to 2), the negative inner product, or the Euclidean distance. */
  readonly distance: number;
  /** As it was added; empty when there was none. */
  readonly metadata: Metadata;
}
