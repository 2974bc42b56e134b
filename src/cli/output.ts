// What the command line prints: one function per shape of result, for people, for pipes and for programs.
import stringWidth from 'string-width';
import type { Hit } from '../domain/search.js';
import { formatHitRows, type TableFormat } from '../format/format.js';

export type OutputFormat = 'text' | TableFormat;

export interface Terminal {
  readonly isTty: boolean;
  readonly columns: number;
  readonly hasColour: boolean;
}

/** Hits as text for people or pipes, a JSON array, or a table with a header row. */
export function formatHits(hits: readonly Hit[], format: OutputFormat, terminal: Terminal): string {
  if (format === 'text') return terminal.isTty ? kwicTable(hits, terminal) : tabbedLines(hits);
  return formatHitRows(hits, format);
}

function tabbedLines(hits: readonly Hit[]): string {
  return hits
    .map(({ left, form, right, score, uri, start }) => {
      const cells = [left, form, right, score?.toFixed(3) ?? '', `${uri}:${start}`];
      return `${cells.map((cell) => cell.replaceAll('\t', ' ')).join('\t')}\n`;
    })
    .join('');
}

/** Left context │ form │ right context │ score │ document, the form in one column, cut to the terminal's width. */
function kwicTable(hits: readonly Hit[], { columns, hasColour }: Terminal): string {
  const place = hits.map(({ uri }) => uri.split('/').at(-1) as string);
  const placeWidth = Math.min(28, Math.max(0, ...place.map((name) => stringWidth(name))));
  const numberWidth = String(hits.length).length;
  const room = Math.max(20, columns - placeWidth - numberWidth - 12);
  return hits
    .map((hit, i) => {
      const number = String(i + 1).padStart(numberWidth);
      const score = (hit.score?.toFixed(3) ?? '').padStart(6);
      const name = clipEnd(place[i] as string, placeWidth);
      if (hit.tokenId === null) {
        return `${number}  ${padEnd(clipEnd(hit.sentence, room), room)}  ${score}  ${name}\n`;
      }
      const formWidth = stringWidth(hit.form);
      const leftWidth = Math.max(5, Math.floor((room - formWidth - 2) * 0.45));
      const rightWidth = Math.max(5, room - leftWidth - formWidth);
      const form = hasColour ? `\u001b[1m${hit.form}\u001b[22m` : hit.form;
      const left = padStart(clipStart(hit.left, leftWidth), leftWidth);
      const right = padEnd(clipEnd(hit.right, rightWidth), rightWidth);
      return `${number}  ${left}${form}${right}  ${score}  ${name}\n`;
    })
    .join('');
}

function clipStart(text: string, width: number): string {
  const characters = [...text];
  while (stringWidth(characters.join('')) > width)
    characters.splice(0, Math.max(1, characters.length - width));
  return characters.join('');
}

function clipEnd(text: string, width: number): string {
  const characters = [...text].slice(0, width);
  while (stringWidth(characters.join('')) > width) characters.pop();
  return characters.join('');
}

const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - stringWidth(text))) + text;
const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stringWidth(text)));
