// The changes a person makes to the senses of a word.

import { z } from 'zod';
import { choice, custom, describeValue, fault, fields, flag, list, text, whole } from './check.js';
import type { Inventory } from './senses.js';
import { senseFields } from './senses.js';

/**
 * What stands beside an occurrence: words without case, punctuation, hyphens or line ends, so that these may change. Of
 * each only a salted digest is kept, so that no word of a removed text stays.
 */
export interface LineWords {
  /** The form as written: one of the word itself, which is kept with the change. */
  readonly form: string;
  /** Digests, 6 characters each, of at most 10 words before it, the nearest first; across sentences. */
  readonly before: string;
  /** The same after it. */
  readonly after: string;
  /** How many of these words, before and after it, are of its sentence. */
  readonly inSentence: readonly [number, number];
  /** Digest of the words of its sentence and its place among them. */
  readonly sentence: string;
  /** Which of the lines of the document with these very words, from 0, and how many there were; left out for one. */
  readonly ordinal?: readonly [number, number];
  /** Digests of the most similar other lines of its document: the label never passes to these. */
  readonly others: readonly string[];
  /** The word's last token then: whatever has an id up to this was another line. */
  readonly lastTokenId: number;
}

/** Finds a line again after its text was changed. */
export interface LineAnchor {
  /** Tried first: it is valid until the passage is re-encoded. After that the rest decides. */
  readonly tokenId: number;
  /** Of its document. */
  readonly uri: string;
  /** Offset of the form in the document, and in its sentence. */
  readonly start: number;
  /** Must be the same where there are no `words`; `start` then decides between several such lines. */
  readonly startInSentence: number;
  /** SHA-256 of the sentence, hex. */
  readonly sentence: string;
  /** Missing from labels of earlier versions whose line has not been seen since. */
  readonly words?: LineWords;
  /** Names the line where an earlier label of the same line has other values above; made of these by default. */
  readonly key?: string;
}

/** A new sense of the user's own, made from a description, from lines, or from another inventory's sense. */
export interface SenseSeed {
  /** s1, s2 …: never reused for a word. */
  readonly id: string;
  /** Empty for the parts of a split: their words name them. */
  readonly label: string;
  /** For one taken from the dictionary, its gloss. */
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
      /** Takes over the senses shown from another inventory; has no effect when the word has its own. */
      readonly kind: 'adopt';
      /** The inventory. */
      readonly from: Exclude<Inventory, 'mine'>;
      /** All of them, in the order of the inventory; changes of version 0.1 hold only those that had lines. */
      readonly senses: readonly SenseSeed[];
      /** Whether the dictionary's order counted for their lines: true when left out. */
      readonly usesRank?: boolean;
      /** A change to them took them over: both are one step, undone and redone as one. */
      readonly byChange?: true;
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
      /** Makes one of several; a line then has it when it fits any of them. */
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
      /** Id, or `none`. */
      readonly to: string;
    };

/** A requested change to the senses of a word: senses by their ids, lines by their token ids. */
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
      /** Id, or `none` for lines that have none of the senses. */
      readonly to: string;
    };

/** A change as stored. */
export interface SenseEditRecord {
  /** As `undoSenseChange` takes it. */
  readonly id: number;
  /** Names senses by their ids among the word's own. */
  readonly edit: SenseEdit;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  /** ISO 8601, UTC; null while it holds. */
  readonly undoneAt: string | null;
}

/** A user takes a change and the senses that it took over for one step: the change stands for both. */
export const isStep = ({ edit }: SenseEditRecord): boolean => !(edit.kind === 'adopt' && edit.byChange);

/** A name or description. Leading and trailing white space does not count. */
const sized = (most: number, least: 0 | 1 = 1) =>
  z
    .string({
      error: ({ input }) => fault(`it is no text: ${describeValue(input)}`, `Write 1 to ${most} characters.`),
    })
    .trim()
    .min(least, { error: fault('it is empty', `Write 1 to ${most} characters.`) })
    .max(most, {
      error: ({ input }) =>
        fault(`it has ${(input as string).length} characters`, `Write 1 to ${most} characters.`),
    });

const id = custom<string>(
  (value) => typeof value === 'string',
  '% is not the id of a sense',
  'Give an id as `senses` gives it.',
)
  .meta({ type: 'text' })
  .describe('a sense, by its id');
const label = sized(200).describe('name of a sense');
const description = sized(2000).describe('description of a sense');
const lines = list(whole(1, Number.MAX_SAFE_INTEGER), '"lines": [tokenId, …]').describe('a line (tokenId)');

/** As SenseChange, checked: what each kind of change takes. */
export const senseChangeKinds = {
  adopt: z.strictObject({ kind: z.literal('adopt') }),
  create: z.strictObject({
    kind: z.literal('create'),
    label,
    description: sized(2000, 0).describe('description of a sense').optional(),
    lines: lines.optional(),
  }),
  rename: z.strictObject({
    kind: z.literal('rename'),
    sense: id,
    label,
    description: description.optional(),
  }),
  merge: z.strictObject({ kind: z.literal('merge'), senses: list(id, '"senses": [id, …]') }),
  split: z.strictObject({ kind: z.literal('split'), sense: id }),
  delete: z.strictObject({ kind: z.literal('delete'), sense: id }),
  move: z.strictObject({ kind: z.literal('move'), lines, to: id }),
};

const kinds = Object.keys(senseChangeKinds).join(', ');

/** A change of any kind. */
export const senseChangeSchema: z.ZodType<SenseChange> = z.discriminatedUnion(
  'kind',
  Object.values(senseChangeKinds) as unknown as [typeof senseChangeKinds.adopt],
  {
    error: ({ input }) =>
      fault(
        `${describeValue((input as { kind?: unknown } | null)?.kind)} is no change of senses`,
        `Use ${kinds}.`,
        { name: 'kind' },
      ),
  },
);

/** A change as surfaces spell it. */
export const senseChangeParameters = {
  kind: choice(Object.keys(senseChangeKinds)).describe('what to do'),
  senses: list(text()).describe('senses by their ids').optional(),
  label: label.optional(),
  description: description.optional(),
  lines: lines.optional(),
};

/** How a change of senses is undone or redone. */
export interface UndoOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** Redoes it instead; default false. */
  readonly redo?: boolean;
}

/** As UndoOptions, checked. */
export const undoSchema = fields<UndoOptions>()({
  collection: senseFields.collection,
  redo: flag().describe('redo it instead').optional(),
});
