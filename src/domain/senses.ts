// Senses of a word, the changes a person makes to them, and the lines that have them.
import type { Hit, TokenLine } from './search.js';

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
