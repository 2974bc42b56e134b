// What a search prints for people and pipes: its lines, a summary, and why nothing was found. Tables for programs come
// from format/tables.

import stringWidth from 'string-width';
import { shownFits, shownName } from '../domain/document-names.js';
import type { Hit, Query, SearchResult, Suggestion } from '../domain/search.js';
import { withoutControls } from '../format/controls.js';
import { formatCount, plural } from '../format/figures.js';
import { nothingReason } from '../format/nothing.js';
import { placeOf } from '../format/place.js';
import { clipEnd, clipStart, padEnd, padStart } from './clip.js';
import type { Terminal } from './run.js';

/** Characters of context on each side of a form in lines listed beneath a sense. */
const shortContextChars = 40;
/** A place takes so much of a narrow terminal, or this share of a wide one. */
const [leastPlaceColumns, placeShare] = [28, 0.3];

/** A form holds the line end that divides it. */
const onOneLine = (text: string): string => text.replace(/[\t\r\n\u2028]+/gu, ' ');

/** A line as listed beneath a sense, cut at words on both sides. */
export const shortLine = ({ left, form, right }: Pick<Hit, 'left' | 'form' | 'right'>): string =>
  `${clipStart(left, shortContextChars)}[${onOneLine(form)}]${clipEnd(right, shortContextChars)}`;

/**
 * Turns one page of hits after another into lines. On a terminal they are numbered and aligned to the columns of the
 * first page; in a pipe they are tab-separated. lines: how many there will be at most; folder: documents are named from
 * there on.
 */
export function hitPrinter(terminal: Terminal, lines: number, folder = ''): (hits: readonly Hit[]) => string {
  if (!terminal.isTty) return (hits) => withoutControls(tabbedLines(hits));
  const numberWidth = String(lines).length;
  let printed = 0;
  let placeWidth: number | undefined;
  return (page) => {
    const hits = page.map(shownHit);
    const most = Math.max(leastPlaceColumns, Math.floor(placeShare * terminal.columns));
    placeWidth ??= Math.min(most, Math.max(0, ...hits.map((hit) => widthOfPlace(hit, folder))));
    const columns = { numberWidth, placeWidth, folder, first: printed + 1 };
    printed += hits.length;
    return kwicTable(hits, terminal, columns);
  };
}

/** A hit whose texts cannot control a terminal. */
const shownHit = (hit: Hit): Hit => ({
  ...hit,
  ...{
    left: withoutControls(hit.left),
    form: withoutControls(onOneLine(hit.form)),
    right: withoutControls(hit.right),
  },
  ...{ sentence: withoutControls(hit.sentence), uri: withoutControls(hit.uri) },
});

/** Left context, form, right context, score, place, token id; for other programs these are the columns to cut. */
function tabbedLines(hits: readonly Hit[]): string {
  return hits
    .map((hit) => {
      const { left, form, right, score, uri, start, tokenId } = hit;
      const place = [`${uri}:${start}`, ...(hit.place ? [`(${hit.place})`] : []), ...notesOf(hit)].join(' ');
      const cells = [left, form, right, score?.toFixed(3) ?? '', place, String(tokenId ?? '')];
      return `${cells.map(onOneLine).join('\t')}\n`;
    })
    .join('');
}

/** `×900` for a line that stands for 900 that say the same; and what its word is the opposite of. */
const notesOf = ({ copies, oppositeOf }: Hit): string[] => [
  ...(copies === 0 ? [] : [`×${copies + 1}`]),
  ...(oppositeOf === null ? [] : [`opposite of ${oppositeOf}`]),
];

/** Of copies the name gives way to their number. */
const widthOfPlace = (hit: Hit, folder: string): number =>
  stringWidth(`${shownName(hit.uri, folder)}, ${placeOf(hit)}`) +
  (hit.oppositeOf === null ? 0 : stringWidth(`  opposite of ${hit.oppositeOf}`));

/** Document and place; the name gives way, from its start where it is that of a record. */
function documentAndPlace(hit: Hit, folder: string, width: number): string {
  const name = shownName(hit.uri, folder);
  const place = `, ${placeOf(hit)}`;
  const room = width - stringWidth(place);
  if (room < Math.min(leastNameColumns, stringWidth(name))) return clipName(name, Math.max(1, width));
  return `${clipName(name, room)}${place}`;
}

/** The end of a path, or of a record's name, tells more. */
const clipName = (name: string, room: number): string =>
  /[#/]/u.test(name) ? clipStart(name, room) : clipEnd(name, room);
const leastNameColumns = 6;

interface Columns {
  readonly numberWidth: number;
  readonly placeWidth: number;
  readonly folder: string;
  /** Number of the first line. */
  readonly first: number;
}

/** Left context │ form │ right context │ score │ document, the form in one column, cut to the terminal's width. */
function kwicTable(
  hits: readonly Hit[],
  { columns, hasColour }: Terminal,
  { numberWidth, placeWidth, folder, first }: Columns,
): string {
  const room = Math.max(20, columns - placeWidth - numberWidth - 12);
  return hits
    .map((hit, i) => {
      const number = String(first + i).padStart(numberWidth);
      const score = (hit.score?.toFixed(3) ?? '').padStart(6);
      const notes = notesOf(hit)
        .map((note) => `  ${note}`)
        .join('');
      const name = documentAndPlace(hit, folder, placeWidth - stringWidth(notes));
      if (hit.tokenId === null) {
        return `${number}  ${padEnd(clipEnd(hit.sentence, room), room)}  ${score}  ${name}${notes}\n`;
      }
      const formWidth = stringWidth(hit.form);
      const leftWidth = Math.max(5, Math.floor((room - formWidth - 2) * 0.45));
      const rightWidth = Math.max(5, room - leftWidth - formWidth);
      const form = hasColour ? `\u001b[1m${hit.form}\u001b[22m` : hit.form;
      const left = padStart(clipStart(hit.left, leftWidth, hit.isCutBefore), leftWidth);
      const right = padEnd(clipEnd(hit.right, rightWidth, hit.isCutAfter), rightWidth);
      return `${number}  ${left}${form}${right}  ${score}  ${name}${notes}\n`;
    })
    .join('');
}

/** The number of lines; says that there are more when it is capped. */
const countOf = ({ total, isCapped }: Pick<SearchResult, 'total' | 'isCapped'>): string =>
  isCapped ? `more than ${plural(total, 'line')}` : plural(total, 'line');

/** The same beside how many of them differ, where some say the same. */
const foldsOf = (result: Pick<SearchResult, 'total' | 'folds' | 'isCapped'>): string =>
  result.folds === result.total
    ? countOf(result)
    : `${formatCount(result.folds)} different of ${countOf(result)}`;

/** One line about a result: how many lines, out of what, how long it took. */
export function describeResult(result: SearchResult): string {
  const { total, occurrences, likely, isExact, tookMs, loadMs, leftOut, sort } = result;
  const of = occurrences === null || occurrences === total ? '' : ` of ${plural(occurrences, 'occurrence')}`;
  const parts = [`${foldsOf(result)}${of}`];
  if (likely === 0) parts.push('no line seems to have this meaning');
  else if (likely !== null) parts.push(`${formatCount(likely)} likely`);
  if (leftOut.length > 0) parts.push(`without lines of ${leftOut.join(', ')} (--own-words shows them)`);
  if (sort.join() !== 'best' && sort.join() !== 'document') parts.push(`sorted by ${sort.join(', then ')}`);
  parts.push(`${formatCount(tookMs)} ms, ${isExact ? 'exact' : 'approximate'}`);
  if (loadMs > 0) parts.push(`loading the model ${formatCount(loadMs)} ms`);
  return withoutControls(`${parts.join('; ')}\n`);
}

/** Says which documents the names of a filter stand for, where a name fits several. */
export function describeNamed(
  { documentsNamed }: Pick<SearchResult, 'documentsNamed'>,
  folder: string,
): string {
  return documentsNamed
    .filter(({ fits }) => fits > 1)
    .map(
      (named) => `"${named.name}" fits ${formatCount(named.fits)} documents: ${shownFits(named, folder)}\n`,
    )
    .join('');
}

/** Says that there are more lines than were printed, and how to see them; empty when there are none. */
export function describeRest(
  printed: number,
  { offset = 0, thin }: Pick<Query, 'offset' | 'thin'>,
  result: Pick<SearchResult, 'total' | 'folds' | 'listed' | 'isCapped'>,
): string {
  const { total, listed, isCapped } = result;
  const isEnd = offset + printed >= listed;
  if (thin !== undefined) {
    const sample = `a random sample of ${plural(listed, 'line')} from ${foldsOf(result)}`;
    return isEnd ? `${sample}\n` : `${formatCount(printed)} of ${sample}; --all prints all of it\n`;
  }
  if (isEnd && !isCapped) return '';
  const of = `${formatCount(printed)} of ${foldsOf(result)}`;
  if (isEnd) return `${of}; a search without a word ranks no more\n`;
  return `${of}; --all prints ${isCapped ? `the first ${formatCount(total)}` : 'all'}\n`;
}

/** Why a search found nothing, and what to try. */
export function explainNothing(
  { word, filters, minScore, minRanking, offset = 0, thin }: Query,
  result: SearchResult,
): string {
  const reason = nothingReason(word, result);
  if (reason) {
    const list = (suggestions: readonly Suggestion[]): string =>
      suggestions.map(({ lemma, count }) => `${lemma} (${formatCount(count)})`).join(', ');
    const { query, hasVectors, why, occurring } = reason;
    const what = `"${query}" ${hasVectors ? 'does not occur' : 'cannot be searched for'}.`;
    const because = why && ` ${why}${occurring.length > 0 ? `: ${list(occurring)}` : ''}.`;
    const spelt = result.nearSpellings.length > 0 ? `\nSpelt like it: ${list(result.nearSpellings)}` : '';
    const meant = result.nearMeanings.length > 0 ? `\nNear in meaning: ${list(result.nearMeanings)}` : '';
    return withoutControls(`${what}${because}${spelt}${meant}\n`);
  }
  if (offset > 0 && result.total > 0)
    return `There are only ${thin === undefined ? foldsOf(result) : plural(result.listed, 'line')}; lower --offset.\n`;
  const hasFilter = Object.values(filters ?? {}).some((values) => values.length > 0);
  if (result.filterProblem) return `The filters leave nothing: ${result.filterProblem}.\n`;
  if (hasFilter || minScore !== undefined || minRanking !== undefined)
    return 'The filters leave nothing; drop one of them.\n';
  return 'Nothing found.\n';
}
