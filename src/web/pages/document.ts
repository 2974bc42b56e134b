// One document with its text, a part at a time: the occurrences of a word marked in it, or all words with their senses.
import { setTimeout } from 'node:timers/promises';
import type { Express, Request, Response } from 'express';
import { h } from 'preact';
import type { ListedMark } from '../../../views/_document-side.js';
import {
  DocumentPage,
  type DocumentPageData,
  type SensesOfPart,
  SensesSide,
  type Steps,
} from '../../../views/document.js';
import { documentAddress, lineAddress, placeAddress, type SensesInDocument } from '../../../views/links.js';
import { PolysemeError } from '../../domain/errors.js';
import { placesIn } from '../../domain/parts.js';
import {
  defaultDictionary,
  type SensesInText,
  type SensesOfLines,
  type WordInText,
} from '../../domain/senses.js';
import type { DocumentText } from '../../domain/text.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { nameOn } from '../collection-folder.js';
import { sendFragment, sendPage, wantsFragment } from '../render.js';
import { collection, idOrName, match, offset, oldOffset, page, pageOnly } from '../request.js';
import type { Site } from '../site.js';
import { cutPart, type Marked, partAt } from './document-part.js';
import { outlineOf, partsOf } from './outline.js';

const partChars = 60_000;
/** With the senses of all words: what is read at one sitting, and computed in the blink of an eye. */
const sensesChars = 6_000;
/** A page waits so long for the senses of the marked word; after that it is shown without them. */
const patienceMs = 300;
/** Occurrences listed beside the text, some of them before the chosen one, and what is shown around each. */
const marksListed = 50;
const marksBefore = 10;
const contextChars = 30;

/** What a request asks for. */
interface Wish {
  readonly word: string;
  readonly name: string | undefined;
  readonly shows: SensesInDocument;
  /** Where the chosen word starts; null where none is chosen. */
  readonly at: number | null;
  readonly offset: number;
}

export function documentPage(app: Express, { polyseme, options: { log } }: Site): void {
  const prepare = eachOnce((cause) => log.warn(cause));
  app.get(
    '/documents/:id',
    page(
      { collection, word: match, offset, at: pageOnly.at, senses: pageOnly.senses },
      async (
        { collection: name, word = '', offset = 0, at = null, senses: shows = '' },
        request,
        response,
      ) => {
        const wish: Wish = { word, name, shows: shows as SensesInDocument, at, offset: at ?? offset };
        const id = idOrName(request);
        const whole = await readDocument(polyseme, id, wish);
        if (typeof id === 'string') return response.redirect(302, addressOf(whole, request));
        const data =
          shows === 'all'
            ? await withAllSenses(polyseme, whole, wish, prepare)
            : await withMarks(polyseme, whole, wish);
        answer(request, response, data);
      },
      oldOffset,
    ),
  );
}

function answer(request: Request, response: Response, data: DocumentPageData): void {
  const { document, word, all } = data;
  if (all && wantsFragment(request)) return sendFragment(response, h(SensesSide, { ...data, all }));
  const name = nameOn(response, document.uri);
  const title = `${word === '' ? name : `${word} in ${name}`} – Polyseme`;
  sendPage(request, response, { title, current: 'documents' }, h(DocumentPage, data));
}

function readDocument(polyseme: Polyseme, id: number | string, { word, name }: Wish): Promise<DocumentText> {
  return polyseme.document(id, { word, ...(name === undefined ? {} : { collection: name }) });
}

/** The address of a named document by its row, with the rest as it is. */
const addressOf = ({ document: { id } }: DocumentText, { originalUrl }: Request): string => {
  const [, query] = originalUrl.split(/\?(.*)/su, 2);
  return `${documentAddress(id, { collection: '' })}${query ? `?${query}` : ''}`;
};

/** What pages of both kinds have in common. */
const common = (whole: DocumentText, { word, name, shows, at }: Wish) => ({
  ...{ document: whole.document, word, shows, at, outline: outlineOf(partsOf(whole)) },
  collection: name ?? '',
});

async function withMarks(polyseme: Polyseme, whole: DocumentText, wish: Wish): Promise<DocumentPageData> {
  const { marks } = whole;
  const { at, shows, word } = wish;
  const senses = marks.length === 0 || shows === '0' ? null : await sensesOf(polyseme, wish);
  const senseOf = (tokenId: number): number | null =>
    senses ? (senses.numberOf.get(tokenId) ?? null) : null;
  const marked = marks.map(
    ({ tokenId, start, end }): Marked => ({
      ...{ tokenId, start, end, sense: senseOf(tokenId) },
      isChosen: start === at,
      address: lineAddress(tokenId, wish.name ?? ''),
      label: '',
      isAmongAll: false,
    }),
  );
  const place = at === null || marks.some(({ start }) => start === at) ? [] : placeMarked(whole.text, at);
  const all = [...marked, ...place].sort((a, b) => a.start - b.start);
  const part = cutPart(whole, wish.offset, partChars, all);
  const addresses = marks.map(({ start }) =>
    placeAddress(whole.document.id, start, { word, senses: shows, collection: wish.name ?? '' }),
  );
  const steps = stepsTo(marks, addresses, at, part.startChar);
  return {
    ...common(whole, wish),
    ...{ part, steps, senses: senses?.senses ?? null, all: null },
    listed: listedMarks(whole, addresses, at ?? part.startChar, senseOf),
  };
}

/** The word at a place that a link leads to, where it is no occurrence of the word that is marked. */
function placeMarked(text: string, start: number): Marked[] {
  const [word] = /^[\p{L}\p{M}\p{N}]+/u.exec(text.slice(start, start + 100)) ?? [];
  if (word === undefined) return [];
  const at = { tokenId: 0, start, end: start + word.length };
  return [{ ...at, sense: null, isChosen: true, address: '#at', label: '', isAmongAll: false }];
}

/** The user's own senses of the marked word, or the dictionary's; null for several words, or while they take long. */
async function sensesOf(polyseme: Polyseme, { word, name, shows }: Wish): Promise<SensesOfLines | null> {
  const from = name === undefined ? {} : { collection: name };
  const working = (async () => {
    const isOwn = await polyseme.hasOwnSenses(word, name);
    const inventory = isOwn ? ('mine' as const) : defaultDictionary;
    const senses = await polyseme.sensesOfLines(word, { ...from, inventory, usesSubstitutes: false });
    return senses.senses.filter(({ count }) => count > 0).length > 1 || isOwn ? senses : null;
  })().catch((cause) => {
    if (cause instanceof PolysemeError && ['not_found', 'invalid_input'].includes(cause.code)) return null;
    throw cause;
  });
  if (shows === '1') return working;
  working.catch(() => {}); // the page is shown whatever becomes of them
  return Promise.race([working.catch(() => null), setTimeout(patienceMs, null, { ref: false })]);
}

/** The chosen one of several words, and those beside it. */
function stepsTo(
  words: readonly { readonly start: number }[],
  addresses: readonly string[],
  at: number | null,
  startChar: number,
): Steps {
  const chosen = at === null ? -1 : words.findIndex(({ start }) => start === at);
  const first = words.findIndex(({ start }) => start >= (at ?? startChar));
  const following = first < 0 ? words.length : first;
  return {
    number: chosen < 0 ? null : chosen + 1,
    count: words.length,
    previous: addresses[(chosen < 0 ? following : chosen) - 1] ?? null,
    next: addresses[chosen < 0 ? following : chosen + 1] ?? null,
  };
}

function listedMarks(
  whole: DocumentText,
  addresses: readonly string[],
  from: number,
  senseOf: (tokenId: number) => number | null,
): DocumentPageData['listed'] {
  const { text, marks } = whole;
  const placeOf = placesIn(partsOf(whole));
  const first = marks.findIndex(({ start }) => start >= from);
  const chosen = first < 0 ? marks.length : first;
  const before = Math.max(0, Math.min(chosen - marksBefore, marks.length - marksListed));
  const shown = marks.slice(before, before + marksListed).map(
    ({ tokenId, start, end }, i): ListedMark => ({
      address: addresses[before + i] as string,
      place: placeOf(start, end) ?? `${Math.round((100 * start) / text.length)} %`,
      left: text.slice(Math.max(0, start - contextChars), start).replace(/^\S*\s/u, ''),
      form: text.slice(start, end),
      right: text.slice(end, end + contextChars).replace(/\s\S*$/u, ''),
      isChosen: start === from,
      sense: senseOf(tokenId),
    }),
  );
  return { marks: shown, before };
}

/** Work in the background; what is under way is not begun again. */
function eachOnce(onFailure: (cause: unknown) => void): (key: string, work: () => Promise<unknown>) => void {
  const underWay = new Set<string>();
  return (key, work) => {
    if (underWay.has(key)) return;
    underWay.add(key);
    work()
      .catch(onFailure)
      .finally(() => underWay.delete(key));
  };
}

async function withAllSenses(
  polyseme: Polyseme,
  whole: DocumentText,
  wish: Wish,
  prepare: (key: string, work: () => Promise<unknown>) => void,
): Promise<DocumentPageData> {
  const { document, text } = whole;
  const { name, at } = wish;
  const { from, to } = partAt(text, wish.offset, sensesChars);
  const stretch = { from, to, ...(name === undefined ? {} : { collection: name }) };
  const senses = await polyseme.sensesInText(document.id, { ...stretch, waits: false });
  // prepared meanwhile, so that they are there when the page is shown again
  if (senses.waiting > 0)
    prepare(`${document.id} ${from}`, () => polyseme.sensesInText(document.id, stretch));
  const words = senses.words.filter(({ start }) => start >= from && start < to);
  const addressAt = (start: number): string =>
    placeAddress(document.id, start, { word: wish.word, senses: 'all', collection: name ?? '' });
  const marks = words.map(
    (word): Marked => ({
      ...{ tokenId: word.tokenId, start: word.start, end: word.end, sense: word.sense },
      isChosen: word.start === at,
      address: addressAt(word.start),
      label: labelOf(senses, word),
      isAmongAll: true,
    }),
  );
  const part = cutPart(whole, wish.offset, sensesChars, marks);
  const chosen = words.find(({ start }) => start === at);
  const all: SensesOfPart = {
    panel: chosen
      ? panelOf(senses, chosen, text.slice(chosen.start, chosen.end), name ?? '', addressAt(chosen.start))
      : null,
    words: words.map(({ start, end }) => ({ start, form: text.slice(start, end) })),
    waiting: senses.waiting,
  };
  const addresses = words.map(({ start }) => addressAt(start));
  return {
    ...common(whole, wish),
    ...{ part, all, senses: null, listed: { marks: [], before: 0 } },
    steps: stepsTo(words, addresses, at, part.startChar),
  };
}

const labelOf = ({ senses }: SensesInText, { lemma, sense }: WordInText): string =>
  senses.get(lemma)?.senses[sense]?.label ?? 'none of its senses';

/** What one word may mean. back: where a correction leads back to. */
export function panelOf(
  { senses }: SensesInText,
  word: WordInText,
  form: string,
  name: string,
  back: string,
) {
  const of = senses.get(word.lemma);
  return {
    word,
    form,
    inventory: of?.inventory ?? defaultDictionary,
    senses: of?.senses ?? [],
    collection: name,
    back,
  };
}
