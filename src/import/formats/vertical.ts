// Vertical text (.vert, .vrt), as Sketch Engine and the Corpus Workbench have it: a word a line, its annotation behind
// tabs, and structures as tags on lines of their own. Each `doc` or `text`, whichever is the outer one, is a document with
// its attributes as metadata; `p` and its like, and blank lines, part paragraphs. `<g/>` says that there is no blank
// between two words; in a file without it, marks decide.
import { PolysemeError } from '../../domain/errors.js';
import { AnnotatedText, oneLine } from './annotated-text.js';
import { MemberNames } from './member-names.js';
import { ProblemList } from './problem-list.js';
import type { Reader, ReaderInput, ReaderItem } from './reader.js';
import { coarseTag } from './tag-sets.js';
import { encodingProblems, readFileLines, recogniseFile } from './text-file.js';
import { declaredColumns, recognisedColumns, type VerticalColumns } from './vertical-columns.js';

const cure = 'Write one word a line with tabs before its annotation, and each tag on a line of its own.';

/** Words by which the columns are recognised. */
const numSampled = 1000;
/** Lines in which they are looked for. */
const mostSampledLines = 20_000;

/** Yields each document as it ends. Throws `data` for what has no word, `too_large`, and errors of reading files. */
export const readVertical: Reader = async function* (input) {
  const file = await recogniseFile(input);
  yield* encodingProblems(file);
  const lines = readFileLines(input, file);
  const sample = await firstLines(lines);
  if (!isVertical(sample)) throw noVertical(input);
  const problems = new ProblemList();
  const documents = new Documents(input.name, sample);
  let number = 0;
  const read = function* (line: string): Generator<ReaderItem> {
    number++;
    if (isTag(line)) yield* documents.tag(line);
    else if (line.trim() === '') documents.blank();
    else if (!documents.word(line))
      yield* problems.add(number, `"${line.slice(0, 60)}" is no word and no tag`, cure);
  };
  for (const line of sample) yield* read(line);
  for await (const line of lines) yield* read(line);
  yield* documents.end();
  yield* problems.rest('bad lines', cure);
  if (documents.count === 0 && number > 0) throw noVertical(input);
};

const noVertical = ({ name }: ReaderInput): PolysemeError =>
  new PolysemeError('data', `${name} cannot be read as vertical text: it has not one word a line`, { cure });

async function firstLines(lines: AsyncGenerator<string>): Promise<string[]> {
  const first: string[] = [];
  for (let numWords = 0; numWords < numSampled && first.length < mostSampledLines; ) {
    const next = await lines.next();
    if (next.done) break;
    first.push(next.value);
    if (!next.value.startsWith('<')) numWords++;
  }
  return first;
}

/** False where most lines are of running text. */
function isVertical(sample: readonly string[]): boolean {
  const words = sample.filter((line) => line.trim() !== '' && !isTag(line));
  const running = words.filter((line) => !line.includes('\t') && /\S\s+\S/u.test(line));
  return running.length * 2 <= words.length;
}

/** A line with a tag alone; a word that begins with `<` has its annotation behind a tab. */
const isTag = (line: string): boolean =>
  /^<(?:[!?]|\/?[\p{L}_][\p{L}\p{N}_.:-]*[\s/>])/u.test(line) &&
  !line.includes('\t') &&
  line.trimEnd().endsWith('>');

const breaks = new Set([
  'p',
  'para',
  'paragraph',
  'head',
  'h',
  'heading',
  'title',
  'div',
  'l',
  'lg',
  'item',
  'list',
  'quote',
]);
const documentTags = /^<(doc|document|text)(?=[\s/>])/iu;

/** Documents as they grow from lines. */
class Documents {
  count = 0;
  readonly #ids = new MemberNames();
  readonly #columns: VerticalColumns;
  readonly #hasGlue: boolean;
  readonly #documentTag: string | undefined;
  readonly #file: string;
  #text: AnnotatedText;
  #id: string | null = null;
  #metadata: Record<string, string> = {};
  #isGlued = false;
  /** Straight quotation marks of the paragraph that are open. */
  #isQuoteOpen = false;
  #last = '';

  constructor(file: string, sample: readonly string[]) {
    this.#file = file;
    this.#text = new AnnotatedText(file);
    const rows = sample.filter((line) => line.trim() !== '' && !isTag(line)).map(cellsOf);
    const declared = sample
      .slice(0, 100)
      .map(declaredColumns)
      .find((columns) => columns !== undefined);
    this.#columns = declared ?? recognisedColumns(rows);
    this.#hasGlue = sample.some((line) => /^<g\s*\/>/u.test(line));
    this.#documentTag = sample.map((line) => documentTags.exec(line)?.[1]).find((tag) => tag !== undefined);
  }

  *tag(line: string): Generator<ReaderItem> {
    const [, slash, name] = /^<(\/?)([^\s/>]*)/u.exec(line) as unknown as [string, string, string];
    if (name === 'g') this.#isGlued = true;
    else if (name === 's' || name === 'sentence') this.#text.endSentence();
    else if (breaks.has(name.toLowerCase())) this.blank();
    else if (name === this.#documentTag) {
      yield* this.end();
      if (slash === '') this.#begin(attributesOf(line));
    }
  }

  blank(): void {
    this.#text.endParagraph();
    [this.#isGlued, this.#isQuoteOpen, this.#last] = [false, false, ''];
  }

  /** Returns false for a line without a word. */
  word(line: string): boolean {
    const cells = cellsOf(line);
    const form = oneLine(cells[0] as string);
    const isBroken = cells.length === 1 && line.startsWith('<') && line.length > 1;
    if (form === '' || isBroken) return false;
    const lemma = this.#columns.lemma === undefined ? '' : oneLine(cells[this.#columns.lemma] ?? '');
    const tag = this.#columns.tag === undefined ? '' : (cells[this.#columns.tag] ?? '').trim();
    const annotation = {
      form,
      lemma: lemma === '' || lemma === '<unknown>' ? null : lemma,
      pos: coarseTag(tag),
    };
    this.#text.add(form, [annotation], this.#hasSpaceBefore(form));
    [this.#isGlued, this.#last] = [false, form];
    return true;
  }

  *end(): Generator<ReaderItem> {
    if (!this.#text.isEmpty) {
      this.count++;
      const id = this.#id === null ? null : this.#ids.unique(this.#id);
      yield { document: { id, metadata: this.#metadata, ...this.#text.finish() } };
    }
    [this.#text, this.#id, this.#metadata] = [new AnnotatedText(this.#file), null, {}];
    this.blank();
  }

  #begin(attributes: Record<string, string>): void {
    this.#metadata = attributes;
    this.#id = attributes.id ?? attributes['xml:id'] ?? String(this.count + 1);
  }

  #hasSpaceBefore(form: string): boolean {
    if (this.#hasGlue) return !this.#isGlued;
    const isAfterQuote = this.#last === '"' && this.#isQuoteOpen;
    if (form === '"') this.#isQuoteOpen = !this.#isQuoteOpen;
    const closes = form === '"' ? !this.#isQuoteOpen : closing.test(form);
    return !closes && !isAfterQuote && !opening.test(this.#last);
  }
}

/** Marks before which there is no blank, and what is cut off from a word. */
const closing = /^(?:[.,;:!?…)\]}%’”»]+|['’](?:s|S|d|ll|m|re|ve|t)?|n['’]t)$/u;
const opening = /^[([{¿¡“‘„«]$/u;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const withEntities = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|apos);/gu, (_, name: string) => entities[name] as string);

const cellsOf = (line: string): string[] => line.split('\t').map(withEntities);

function attributesOf(line: string): Record<string, string> {
  const pairs = line.matchAll(/([\p{L}_][\p{L}\p{N}_.:-]*)\s*=\s*"([^"]*)"/gu);
  return Object.fromEntries(
    [...pairs].flatMap(([, key, value]) => {
      const text = withEntities(value as string).trim();
      return text === '' ? [] : [[(key as string).toLowerCase(), text]];
    }),
  );
}
