// CoNLL-U, the format of Universal Dependencies: a word a line, with its lemma and part of speech. Text and spaces are
// those of `# text` where the words fit it, else as SpaceAfter says. A document begins at `# newdoc`, a paragraph at
// `# newpar`, or where SpacesAfter has two line ends.
import { PolysemeError } from '../../domain/errors.js';
import { AnnotatedText, type Annotation, oneLine } from './annotated-text.js';
import { MemberNames } from './member-names.js';
import { ProblemList } from './problem-list.js';
import type { Reader, ReaderInput, ReaderItem } from './reader.js';
import { coarseTag } from './tag-sets.js';
import { encodingProblems, readFileLines, recogniseFile } from './text-file.js';

const cure = 'Write ten columns with tabs between them, and a blank line behind each sentence.';

/** Yields each document as it ends. Throws `data` for what has no word, `too_large`, and errors of reading files. */
export const readConllu: Reader = async function* (input) {
  const file = await recogniseFile(input);
  yield* encodingProblems(file);
  const problems = new ProblemList();
  const documents = new Documents(input.name);
  let block: Block = { comments: [], tokens: [] };
  let number = 0;
  for await (const line of readFileLines(input, file)) {
    number++;
    if (line.trim() === '') {
      yield* documents.add(block);
      block = { comments: [], tokens: [] };
    } else if (line.startsWith('#')) block.comments.push(line.slice(1).trim());
    else {
      const fault = addLine(line, block);
      if (fault) yield* problems.add(number, fault, cure);
    }
  }
  yield* documents.add(block);
  yield* documents.end();
  yield* problems.rest('bad lines', cure);
  if (documents.count === 0 && number > 0) throw noWords(input);
};

const noWords = ({ name }: ReaderInput): PolysemeError =>
  new PolysemeError('data', `${name} cannot be read as CoNLL-U: it has no word`, { cure });

interface Token {
  readonly form: string;
  /** The words that it stands for: `im` for `in` and `dem`. */
  readonly words: (Annotation & { form: string })[];
  readonly misc: string;
}

/** Comments and tokens up to a blank line. */
interface Block {
  readonly comments: string[];
  readonly tokens: Token[];
  /** The last word of a token of several. */
  lastOfToken?: number;
}

/** Adds a line's token or word; returns what is wrong with it. */
function addLine(line: string, block: Block): string | undefined {
  const columns = line.split('\t');
  if (columns.length !== 10) return `its number of columns is ${columns.length}, not 10`;
  const [id, written, lemma, upos, , , , , , misc] = columns as [string, string, string, string, ...string[]];
  const [, first, last, empty] = /^(\d+)(?:-(\d+)|(\.\d+))?$/u.exec(id) ?? [];
  if (first === undefined) return `"${id.slice(0, 20)}" is no number of a word`;
  if (empty !== undefined) return undefined; // a word that is not in the text
  const form = oneLine(written);
  if (form === '') return 'it has no word';
  if (last !== undefined) {
    block.tokens.push({ form, words: [], misc: misc as string });
    block.lastOfToken = Number(last);
    return undefined;
  }
  const word = {
    form,
    lemma: lemma === '_' && form !== '_' ? null : oneLine(lemma),
    pos: upos === '_' ? null : coarseTag(upos),
  };
  if (Number(first) <= (block.lastOfToken ?? 0)) block.tokens.at(-1)?.words.push(word);
  else block.tokens.push({ form, words: [word], misc: misc as string });
  return undefined;
}

/** Documents as they grow from blocks. */
class Documents {
  count = 0;
  readonly #ids = new MemberNames();
  readonly #file: string;
  #text: AnnotatedText;
  #id: string | null = null;
  #metadata: Record<string, string> = {};
  #hasSpace = true;

  constructor(file: string) {
    this.#file = file;
    this.#text = new AnnotatedText(file);
  }

  *add({ comments, tokens }: Block): Generator<ReaderItem> {
    const values = comments.map(toValue);
    const newDocument = values.find(({ key }) => key === 'newdoc' || key === 'newdoc id');
    if (newDocument) {
      yield* this.end();
      this.#id = newDocument.value || String(this.count + 1);
      this.#metadata = metadataOf(values);
    }
    if (values.some(({ key }) => key === 'newpar' || key === 'newpar id')) this.#text.endParagraph();
    if (tokens.length === 0) return;
    const spaces = spacesBefore(values.find(({ key }) => key === 'text')?.value ?? '', tokens);
    tokens.forEach((token, i) => {
      this.#text.add(token.form, annotationsOf(token), i === 0 ? this.#hasSpace : (spaces[i] as boolean));
      if (/(?:^|\|)SpacesAfter=[^|]*\\n[^|]*\\n/u.test(token.misc)) this.#text.endParagraph();
    });
    this.#hasSpace = hasSpaceAfter(tokens.at(-1) as Token);
    this.#text.endSentence();
  }

  *end(): Generator<ReaderItem> {
    if (this.#text.isEmpty) return;
    this.count++;
    const id = this.#id === null ? null : this.#ids.unique(this.#id);
    yield { document: { id, metadata: this.#metadata, ...this.#text.finish() } };
    [this.#text, this.#id, this.#metadata, this.#hasSpace] = [new AnnotatedText(this.#file), null, {}, true];
  }
}

interface Value {
  readonly key: string;
  readonly value: string;
}

function toValue(comment: string): Value {
  const equals = comment.indexOf('=');
  if (equals < 0) return { key: comment.trim(), value: '' };
  return { key: comment.slice(0, equals).trim(), value: comment.slice(equals + 1).trim() };
}

/** Comments of the block with which a document begins; some corpora write `meta::title`. */
const metadataOf = (values: readonly Value[]): Record<string, string> =>
  Object.fromEntries(
    values
      .filter(
        ({ key, value }) =>
          value !== '' && !/^(?:newdoc|newpar|sent_id|text(?:_\w+)?|global\b|s_type)/u.test(key),
      )
      .map(({ key, value }) => [key.replace(/^meta::/u, '').toLowerCase(), value]),
  );

const hasSpaceAfter = ({ misc }: Token): boolean => !/(?:^|\|)SpaceAfter=No(?:\||$)/u.test(misc);

/** Whether there is a blank before each token: as the text has it, if the tokens are in it one after another. */
function spacesBefore(text: string, tokens: readonly Token[]): boolean[] {
  const bySpaceAfter = tokens.map((_, i) => i === 0 || hasSpaceAfter(tokens[i - 1] as Token));
  const line = oneLine(text);
  const spaces: boolean[] = [];
  let at = 0;
  for (const { form } of tokens) {
    const hasSpace = line[at] === ' ';
    if (hasSpace) at++;
    if (!line.startsWith(form, at)) return bySpaceAfter;
    spaces.push(hasSpace);
    at += form.length;
  }
  return spaces;
}

/** A token of several words is one with the annotation of its first content word, unless they are written in it. */
function annotationsOf({ form, words }: Token): readonly (Annotation & { form: string })[] {
  if (words.map((word) => word.form).join('') === form) return words;
  const main = words.find(({ pos }) => pos !== null && pos !== 'OTHER') ?? words[0];
  return main ? [{ form, lemma: main.lemma, pos: main.pos }] : [];
}
