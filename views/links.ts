// The address holds the whole state of the search page: read into a Query, and written back with a change.

import { PolysemeError } from '../src/domain/errors.js';
import type { Query } from '../src/domain/search.js';
import { type PartOfSpeech, partsOfSpeech } from '../src/domain/text.js';
import { parseMetadataFilter } from '../src/polyseme/polyseme.js';

/** What the search page's address says; every field is there, empty when not given. */
export interface SearchState {
  readonly word: string;
  /** A description, or an example with [brackets]. */
  readonly meaning: string;
  readonly like: readonly number[];
  readonly not: readonly number[];
  /** occurrences of words, or whole sentences about the meaning */
  readonly find: 'words' | 'sentences';
  readonly form: 'lemma' | 'exact';
  readonly doc: readonly string[];
  readonly pos: readonly PartOfSpeech[];
  /** field=value */
  readonly where: readonly string[];
  readonly min: string;
  readonly any: boolean;
  readonly own: boolean;
  readonly from: number;
  readonly size: number;
  readonly collection: string;
}

export const pageSize = 50;

type Parameters = Record<string, unknown>;

export function readState(parameters: Parameters): SearchState {
  const texts = (name: string): string[] => {
    const value = parameters[name];
    return (Array.isArray(value) ? value : [value]).filter(
      (one): one is string => typeof one === 'string' && one !== '',
    );
  };
  const text = (name: string): string => texts(name)[0] ?? '';
  const ids = (name: string): number[] => [
    ...new Set(
      texts(name)
        .flatMap((value) => value.split(','))
        .map(Number),
    ),
  ];
  return {
    word: text('word').trim(),
    meaning: text('meaning').trim(),
    like: ids('like'),
    not: ids('not'),
    find: text('find') === 'sentences' ? 'sentences' : 'words',
    form: text('form') === 'exact' ? 'exact' : 'lemma',
    doc: texts('doc'),
    pos: texts('pos').map(asPos),
    where: texts('where'),
    min: text('min').trim(),
    any: text('any') === '1',
    own: text('own') === '1',
    from: wholeNumber('from', text('from'), 0),
    size: wholeNumber('size', text('size'), pageSize),
    collection: text('collection'),
  };
}

/** The address of the search page (or of `path`) for a state with some fields changed. */
export function addressOf(state: SearchState, change: Partial<SearchState> = {}, path = '/'): string {
  const next = { ...state, ...change };
  const parameters = new URLSearchParams();
  const add = (name: string, value: string): void => {
    if (value !== '') parameters.append(name, value);
  };
  add('word', next.word);
  add('meaning', next.meaning);
  if (next.find === 'sentences') add('find', next.find);
  if (next.like.length > 0) add('like', next.like.join(','));
  if (next.not.length > 0) add('not', next.not.join(','));
  if (next.form === 'exact') add('form', next.form);
  for (const value of next.doc) add('doc', value);
  for (const value of next.pos) add('pos', value);
  for (const value of next.where) add('where', value);
  add('min', next.min);
  if (next.any) add('any', '1');
  if (next.own) add('own', '1');
  if (next.from > 0) add('from', String(next.from));
  if (next.size !== pageSize) add('size', String(next.size));
  add('collection', next.collection);
  const query = parameters.toString().replaceAll('%2C', ',');
  return query === '' ? path : `${path}?${query}`;
}

/** True when the state asks for something, rather than being a first visit. */
export function asksForSomething({ word, meaning, like }: SearchState): boolean {
  return word !== '' || meaning !== '' || like.length > 0;
}

export function toQuery(state: SearchState): Query {
  const { word, meaning, like, not, form, doc, pos, where, min, any, own, from, size, collection } = state;
  const isAbout = state.find === 'sentences';
  return {
    ...(isAbout ? { about: [word, meaning].filter(Boolean).join(' ') } : { like, unlike: not }),
    ...(word !== '' && !isAbout ? { word } : {}),
    ...(meaning !== '' && !isAbout ? { meaning } : {}),
    ...(min === '' ? {} : { minScore: Number(min) }),
    ...(collection === '' ? {} : { collection }),
    form,
    anyWord: any,
    ownWords: own,
    filters: { documents: doc, pos, metadata: where.map(parseMetadataFilter) },
    limit: size,
    offset: from,
  };
}

function asPos(text: string): PartOfSpeech {
  const tag = text.toUpperCase() as PartOfSpeech;
  if (partsOfSpeech.includes(tag)) return tag;
  throw new PolysemeError('invalid_input', `pos: "${text}" is not known`, {
    cure: `Use ${partsOfSpeech.join(', ')}.`,
  });
}

/** A whole number from 0 in an address; `otherwise` when there is none. Throws `invalid_input`. */
export function wholeNumber(name: string, text: string, otherwise: number): number {
  if (text === '') return otherwise;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new PolysemeError('invalid_input', `${name}: "${text}" is not a whole number`, {
    cure: 'Correct the address.',
  });
}
