// Which occurrences and vectors a search may find: conditions on documents, parts of speech and metadata.
import { z } from 'zod';
import { choice, custom, describeValue, fields, invalid, list, name } from './check.js';
import { type Metadata, type PartOfSpeech, partsOfSpeech } from './text.js';
import { comparesWith, condition, operators, type Value } from './values.js';

/** Keep only occurrences that satisfy all of these. */
export interface Filters {
  /**
   * URIs or document ids; a file's URI stands for all its records. Where a name is none of these, the end of a path
   * (`letters/1901.txt`); where it is no such end, a part of a path within the collection's folder (`1901`): then all
   * documents that fit are searched, and `documentsNamed` of the result says which. Upper and lower case of A to Z are
   * the same in an end or a part.
   */
  readonly documents?: readonly string[];
  /**
   * Any of these; an empty list allows all. Sentences found by `about` have none and are not filtered by it.
   */
  readonly pos?: readonly PartOfSpeech[];
  /** Any of these, as `place` of a line says them: `page 12`, `chapter 3`, a heading; upper and lower case are the same. */
  readonly places?: readonly string[];
  /** All must hold. */
  readonly metadata?: readonly MetadataFilter[];
}

/**
 * A condition on one field, decided by one rule for documents and vectors. `=` and `!=` compare what is written: `007`
 * is not `7`, `1.10` is not `1.1`. A year, month or day (`1901`, `1901-05`) equals every ISO date in it, and a list
 * equals each of its members. `<`, `<=`, `>` and `>=` compare numbers by size, ISO dates by time (`1901` is then a
 * year), and other texts by code points. A number is what reads back as it was written, or a decimal such as `12.50`;
 * `007`, `7e0`, `+5` and `0x10` are texts. Between unlike kinds only `!=` holds. A missing field or null meets no
 * condition.
 */
export interface MetadataFilter {
  /** Name of the field. */
  readonly key: string;
  /** Texts are compared by code points: upper and lower case count. */
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=';
  /** As it is written. */
  readonly value: string;
}

/** As MetadataFilter, checked. under: what the caller writes it under, for messages. */
export const metadataFilter = (under: string) =>
  fields<MetadataFilter>()({
    key: custom<string>(
      (key) => typeof key === 'string' && key !== '',
      'names no field',
      'Give a key.',
      under,
    ),
    operator: choice(operators, under),
    value: custom<string>(
      (value) => typeof value === 'string',
      'the value is %, not text',
      'Give it as text: { key: "year", operator: "=", value: "1930" }.',
      under,
    ),
  });

/** Characters of a document's name. */
const longestName = 10_000;

/** As Filters, checked. */
export const filtersSchema = fields<Filters>()({
  documents: list(
    custom<string>(
      (value) => typeof value === 'string' && value.length <= longestName,
      'holds %',
      `Name URIs, ids or parts of names, of at most ${longestName} characters.`,
      'filters.documents',
    ),
    'a list of URIs or ids',
  ).optional(),
  pos: list(choice(partsOfSpeech, 'pos')).optional(),
  places: list(name('Give one such as "page 12".')).optional(),
  metadata: list(metadataFilter('filters.metadata')).optional(),
});

/** A condition as a person writes it: `year>=1900`. */
export const conditions = () => list(z.string()).describe('only where metadata match (= != < <= > >=)');

/** `year>=1900` → key, operator, value. Throws `invalid_input`. */
export function parseMetadataFilter(text: string): MetadataFilter {
  const match = /^\s*(\S.*?)\s*(!=|<=|>=|=|<|>)\s*(.*?)\s*$/su.exec(text);
  // nothing is smaller or larger than no value
  const isIncomplete = match?.[3] === '' && /[<>]/u.test(match[2] as string);
  if (!match || isIncomplete || /^[=<>]/u.test(match[3] as string)) {
    throw invalid(
      'where',
      `${describeValue(text)} is not of the form field=value`,
      'Write, for example, year>=1900 or author=Conrad.',
    );
  }
  return {
    key: match[1] as string,
    operator: match[2] as MetadataFilter['operator'],
    value: match[3] as string,
  };
}

/** Whether metadata meet all conditions; see MetadataFilter. Each condition is read once for all metadata. */
export function metadataTest(filters: readonly MetadataFilter[]): (metadata: Metadata) => boolean {
  const conditions = filters.map(({ key, operator, value }) => {
    const isMet = condition(operator, value);
    return (metadata: Metadata): boolean => {
      const stored = fieldOf(metadata, key);
      return stored !== undefined && isMet(stored);
    };
  });
  return (metadata) => conditions.every((isMet) => isMet(metadata));
}

/** The value of a field; undefined for one that is missing or null. */
function fieldOf(metadata: Metadata, key: string): Value | undefined {
  return Object.hasOwn(metadata, key) ? (metadata[key] ?? undefined) : undefined;
}

const mostFieldsNamed = 20;

/**
 * Why no metadata can meet the conditions, in words: one is on a field that none have, or whose values cannot be
 * compared with its own. Null where each condition fits. metadata: of every document, or whatever else `thing` is.
 */
export function explainFilters(
  metadata: Iterable<Metadata>,
  filters: readonly MetadataFilter[],
  thing = 'document',
): string | null {
  const uses = filters.map(({ key, value }) => ({
    key,
    compares: comparesWith(value),
    values: 0,
    comparable: 0,
  }));
  const examples = new Map<string, Value>();
  for (const one of metadata) {
    for (const name of Object.keys(one)) {
      const value = fieldOf(one, name);
      if (value !== undefined && !examples.has(name)) examples.set(name, value);
    }
    for (const use of uses) {
      const value = fieldOf(one, use.key);
      if (value === undefined) continue;
      use.values++;
      if (use.compares(value)) use.comparable++;
    }
  }
  for (const [i, { key, operator, value }] of filters.entries()) {
    const { values, comparable } = uses[i] as (typeof uses)[number];
    if (values === 0)
      return `no ${thing} has a field ${describeValue(key)}; ${namesOf([...examples.keys()])}`;
    if (comparable > 0 || !/[<>]/u.test(operator)) continue;
    return `${key} holds nothing that ${operator} can compare with ${value}: it has, for example, ${describeValue(examples.get(key))}`;
  }
  return null;
}

function namesOf(fields: readonly string[]): string {
  if (fields.length === 0) return 'there are none';
  const names = fields.slice(0, mostFieldsNamed).map(describeValue).join(', ');
  return `there are ${names}${fields.length > mostFieldsNamed ? ' and others' : ''}`;
}
