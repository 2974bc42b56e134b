// What a collection holds, in words: its files by kind, and the records of its tables.
import type { FileInfo } from '../domain/text.js';
import { plural } from './figures.js';

/** The texts that come with the project, each with its kind. */
const demoKinds: Readonly<Record<string, string>> = {
  'almayers-folly.txt': 'novel',
  'the-lost-world.txt': 'novel',
  'money-and-banking.md': 'textbook',
  'stars.md': 'textbook',
  'sentences.csv': 'single sentence',
};

/** Endings of files, each with the kind as a person names it. */
const kinds: Readonly<Record<string, string>> = {
  pdf: 'PDF',
  docx: 'Word document',
  odt: 'document',
  rtf: 'document',
  html: 'web page',
  htm: 'web page',
  epub: 'e-book',
  srt: 'subtitle file',
  vtt: 'subtitle file',
  eml: 'mail',
  mbox: 'mail',
  xml: 'XML file',
  txt: 'text',
  md: 'text',
};

const mostKinds = 4;

const demoName = ({ fileUri }: FileInfo): string | undefined =>
  /\/corpora\/demo\/([^/]+)$/u.exec(fileUri)?.[1];

/** True when all files are texts that come with the project. */
export const isDemo = (files: readonly FileInfo[]): boolean =>
  files.length > 0 && files.every((file) => Object.hasOwn(demoKinds, demoName(file) ?? ''));

/** `two novels, two textbooks and 6 568 single sentences`; the most numerous kinds first where they are not the demo's. */
export function holdingsOf(files: readonly FileInfo[]): string {
  const isOfDemo = isDemo(files);
  const counts = new Map<string, number>();
  for (const file of files) {
    const kind = isOfDemo ? (demoKinds[demoName(file) as string] as string) : kindOf(file);
    counts.set(kind, (counts.get(kind) ?? 0) + file.documents);
  }
  const sorted = [...counts].sort(isOfDemo ? () => 0 : ([, a], [, b]) => b - a);
  const phrases = sorted.slice(0, mostKinds).map(([kind, count]) => counted(count, kind));
  const others = sorted.slice(mostKinds).reduce((sum, [, count]) => sum + count, 0);
  return listed(others === 0 ? phrases : [...phrases, counted(others, 'other document')]);
}

/** A file of many records, or a table, by what it holds. */
function kindOf({ fileUri, documents }: FileInfo): string {
  const ending = /\.([a-z\d]+)$/iu.exec(fileUri)?.[1]?.toLowerCase() ?? '';
  const kind = Object.hasOwn(kinds, ending) ? (kinds[ending] as string) : undefined;
  if (kind !== undefined) return kind;
  return documents > 1 || ['csv', 'jsonl', 'tsv'].includes(ending) ? 'record' : 'document';
}

const numerals = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** `two novels`: small numbers in words. */
function counted(count: number, noun: string): string {
  const numeral = numerals[count];
  return numeral === undefined ? plural(count, noun) : `${numeral} ${noun}${count === 1 ? '' : 's'}`;
}

/** `a, b and c` */
const listed = (phrases: readonly string[]): string =>
  phrases.length < 2 ? phrases.join('') : `${phrases.slice(0, -1).join(', ')} and ${phrases.at(-1)}`;
