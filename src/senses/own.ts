// A person's own senses of a word, derived from the edits that are not undone. An edit of a missing sense has no
// effect, so any edit can be undone, not only the last. Pure.
import type { LineAnchor, SenseEdit, SenseEditRecord, SenseSeed } from '../domain/sense-changes.js';
import { noSense } from '../domain/senses.js';

export type Adoption = Extract<SenseEdit, { kind: 'adopt' }>;

/** A sense of the person's own: where it came from, and the lines given to it. */
export interface OwnSense {
  readonly id: string;
  readonly label: string;
  readonly description: string | undefined;
  /** One for each sense merged into it; a line has the sense when it fits any of them. */
  readonly parts: readonly SenseSeed[];
  /** Ids of the adopted senses whose lines it has, or after a split shares; none for one that was made. */
  readonly heirOf: readonly string[];
  /** Lines moved to it, or from which it was made. */
  readonly lines: readonly LineAnchor[];
}

export const ownSenses = (records: readonly SenseEditRecord[]): OwnSense[] =>
  withNone(records).filter(({ id }) => id !== noSense);

/** The same, and last `none` where a person said of lines that they have none of the senses. */
export function withNone(records: readonly SenseEditRecord[]): OwnSense[] {
  const senses = records
    .filter(({ undoneAt }) => undoneAt === null)
    .reduce(applyRecord, [fromSeed({ id: noSense, label: noSense })]);
  return senses.filter(({ id, lines }) => id !== noSense || lines.length > 0);
}

/** Lines of which a person said that they have none of the senses. */
export const linesOfNone = (records: readonly SenseEditRecord[]): readonly LineAnchor[] =>
  withNone(records).find(({ id }) => id === noSense)?.lines ?? [];

/** An id that no edit, even undone, has used: the first for `step` 0, the next for 1 … */
export function nextSenseId(records: readonly SenseEditRecord[], step = 0): string {
  const used = records.flatMap(({ edit }) => seedsOf(edit).map(({ id }) => Number(id.slice(1))));
  return `s${Math.max(0, ...used) + 1 + step}`;
}

function seedsOf(edit: SenseEdit): readonly SenseSeed[] {
  if (edit.kind === 'adopt') return edit.senses;
  if (edit.kind === 'create') return [edit.sense];
  return edit.kind === 'split' ? edit.into : [];
}

/** senses: `none` is the last of them. */
function applyRecord(senses: readonly OwnSense[], { edit }: SenseEditRecord): OwnSense[] {
  switch (edit.kind) {
    case 'adopt':
      if (senses.length > 1) return [...senses];
      return [...edit.senses.map((seed) => fromSeed(seed, [seed.id])), ...senses];
    case 'create':
      return withLines(
        [...senses.slice(0, -1), fromSeed({ ...edit.sense, lines: [] }), ...senses.slice(-1)],
        edit.sense.lines ?? [],
        edit.sense.id,
      );
    case 'rename':
      return senses.map((sense) =>
        sense.id === edit.sense
          ? { ...sense, label: edit.label, description: edit.description ?? sense.description }
          : sense,
      );
    case 'merge': {
      const merged = senses.filter(({ id }) => edit.senses.includes(id));
      if (merged.length < 2 || !merged.some(({ id }) => id === edit.into)) return [...senses];
      return senses.flatMap((sense) => {
        if (!edit.senses.includes(sense.id)) return [sense];
        if (sense.id !== edit.into) return [];
        const parts = merged.flatMap((one) => one.parts);
        const heirOf = [...new Set(merged.flatMap((one) => one.heirOf))];
        return [{ ...sense, parts, heirOf, lines: merged.flatMap((one) => one.lines) }];
      });
    }
    case 'split':
      return senses.flatMap((sense) =>
        sense.id === edit.sense ? edit.into.map((seed) => fromSeed(seed, sense.heirOf)) : [sense],
      );
    case 'delete':
      return senses.filter(({ id }) => id !== edit.sense);
    case 'move':
      return withLines(senses, edit.lines, edit.to);
  }
}

function fromSeed(seed: SenseSeed, heirOf: readonly string[] = []): OwnSense {
  const { id, label, description, lines = [] } = seed;
  return { id, label, description, parts: id === noSense ? [] : [seed], heirOf, lines };
}

/** The adoption that the own senses come from; undefined where all were made. */
export function adoptionOf(records: readonly SenseEditRecord[]): Adoption | undefined {
  const heirs = new Set(ownSenses(records).flatMap(({ heirOf }) => heirOf));
  return records
    .filter(({ undoneAt }) => undoneAt === null)
    .map(({ edit }) => edit)
    .filter((edit) => edit.kind === 'adopt')
    .find(({ senses }) => senses.some(({ id }) => heirs.has(id)));
}

/** A line belongs to one sense: when moved to one it leaves the others. */
function withLines(senses: readonly OwnSense[], lines: readonly LineAnchor[], to: string): OwnSense[] {
  if (!senses.some(({ id }) => id === to)) return [...senses];
  const moved = new Set(lines.map(keyOf));
  return senses.map((sense) => {
    const rest = sense.lines.filter((line) => !moved.has(keyOf(line)));
    return { ...sense, lines: sense.id === to ? [...rest, ...lines] : rest };
  });
}

/** Names a line among those of a word: the same for every label of one line, also after its text was changed. */
export const keyOf = ({ key, uri, start, sentence, startInSentence }: LineAnchor): string =>
  key ?? JSON.stringify([uri, start, sentence, startInSentence]);

/** The lines that an edit gives to a sense. */
export function linesGivenBy(edit: SenseEdit): readonly LineAnchor[] {
  return edit.kind === 'move' ? edit.lines : seedsOf(edit).flatMap(({ lines = [] }) => lines);
}

/** The edit with other anchors for its lines. */
export function withLinesAs(edit: SenseEdit, toLine: (line: LineAnchor) => LineAnchor): SenseEdit {
  const inSeed = (seed: SenseSeed): SenseSeed =>
    seed.lines ? { ...seed, lines: seed.lines.map(toLine) } : seed;
  switch (edit.kind) {
    case 'move':
      return { ...edit, lines: edit.lines.map(toLine) };
    case 'create':
      return { ...edit, sense: inSeed(edit.sense) };
    case 'adopt':
      return { ...edit, senses: edit.senses.map(inSeed) };
    case 'split':
      return { ...edit, into: edit.into.map(inSeed) };
    default:
      return edit;
  }
}
