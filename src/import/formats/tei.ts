// TEI XML, with namespace or without: each text is a document with the metadata of its header; those of a teiCorpus have
// its header's below their own.
import { open } from 'node:fs/promises';
import { PolysemeError } from '../../domain/errors.js';
import type { Metadata } from '../../domain/text.js';
import { MemberNames } from './member-names.js';
import type { ReadDocument, Reader, ReaderInput } from './reader.js';
import { XmlError, type XmlEvents, XmlReader } from './sax-events.js';
import { TeiHeader } from './tei-header.js';
import { TeiText } from './tei-text.js';
import { encodingProblems, readFileText, recogniseFile } from './text-file.js';

const cure = 'Check the file with a validator of XML, and mend it.';
const chunkChars = 1 << 18;

/** Yields each text as it ends. Throws `data` for what is no TEI, or damaged, `too_large`, and errors of reading files. */
export const readTei: Reader = async function* (input) {
  const file = await recogniseFile(input, await declaredEncoding(input));
  yield* encodingProblems(file);
  const text = await readFileText(input, file);
  const events = new TeiEvents(input);
  const xml = new XmlReader(events);
  let count = 0;
  try {
    for (let start = 0; start < text.length; start += chunkChars) {
      xml.write(text.slice(start, start + chunkChars));
      for (const document of events.take()) {
        count++;
        yield { document };
      }
    }
    xml.end();
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    const message = `${input.name} cannot be read as XML: ${cause.message}`;
    if (count === 0) throw new PolysemeError('data', message, { cure, cause });
    yield { problem: { message: `${cause.message}; what stands behind is left out`, cure } };
  }
  if (xml.entities.size > 0) {
    const names = [...xml.entities].slice(0, 10).map((name) => `&${name};`);
    const message = `entities that the file or its DTD declares are not read: ${names.join(' ')}`;
    yield { problem: { message, cure: 'Write the characters themselves.' } };
  }
};

/** An encoding that cannot be recognised as surely as it is declared; undefined for Unicode, which is. */
async function declaredEncoding({ path }: ReaderInput): Promise<string | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(200), 0, 200, 0);
    const start = buffer.toString('latin1', 0, bytesRead);
    const name = /^<\?xml[^>]*\bencoding\s*=\s*["']([\w-]+)["']/u.exec(start)?.[1];
    return name && /^(?:iso-8859-\d+|windows-\d+|koi8-\w|shift_jis|euc-\w+|gb\w+|big5)$/iu.test(name)
      ? name
      : undefined;
  } finally {
    await file.close();
  }
}

type Attributes = Readonly<Record<string, string>>;

const corpora = new Set(['teiCorpus', 'teiCorpus.2']);
const texts = new Set(['TEI', 'TEI.2']);

/** A text that is being read. */
interface OpenText {
  header: TeiHeader | undefined;
  readonly text: TeiText;
  readonly id: string | null;
  /** Elements around it. */
  readonly depth: number;
}

/** Sends events to the header or the text that they belong to, and gathers the documents. */
class TeiEvents implements XmlEvents {
  readonly #input: ReaderInput;
  readonly #ids = new MemberNames();
  /** Headers of the corpora around a text, the outermost first. */
  readonly #corpora: { header: TeiHeader | undefined }[] = [];
  #documents: ReadDocument[] = [];
  #count = 0;
  #current: OpenText | undefined;
  #header: { header: TeiHeader; depth: number } | undefined;
  #depth = 0;

  constructor(input: ReaderInput) {
    this.#input = input;
  }

  take(): ReadDocument[] {
    const documents = this.#documents;
    this.#documents = [];
    return documents;
  }

  open(name: string, attributes: Attributes): void {
    const isRoot = this.#depth++ === 0;
    if (isRoot && !corpora.has(name) && !texts.has(name)) {
      const message = `${this.#input.name} is not TEI: its outermost element is <${name}>`;
      throw new PolysemeError('data', message, {
        cure: 'Give a file whose outermost element is TEI or teiCorpus.',
      });
    }
    if (this.#header) this.#header.header.open(name, attributes);
    else if (name === 'teiHeader') this.#beginHeader();
    else if (this.#current) this.#current.text.open(name, attributes);
    else if (corpora.has(name)) this.#corpora.push({ header: undefined });
    else if (texts.has(name)) this.#begin(attributes);
  }

  text(text: string): void {
    if (this.#header) this.#header.header.text(text);
    else this.#current?.text.text(text);
  }

  close(name: string): void {
    this.#depth--;
    if (this.#header) {
      if (this.#depth === this.#header.depth) this.#header = undefined;
      else this.#header.header.close();
    } else if (this.#current) {
      if (this.#depth === this.#current.depth) this.#end();
      else this.#current.text.close();
    } else if (corpora.has(name)) this.#corpora.pop();
  }

  #beginHeader(): void {
    const header = new TeiHeader();
    this.#header = { header, depth: this.#depth - 1 };
    const owner = this.#current ?? this.#corpora.at(-1);
    if (owner) owner.header = header;
  }

  #begin(attributes: Attributes): void {
    this.#count++;
    const named = attributes['xml:id'] ?? attributes.id ?? attributes.n ?? String(this.#count);
    const id = this.#corpora.length > 0 ? this.#ids.unique(named) : null;
    const text = new TeiText(this.#input.name, attributes['xml:lang'] ?? attributes.lang);
    this.#current = { header: undefined, text, id, depth: this.#depth - 1 };
  }

  #end(): void {
    const { header, text, id } = this.#current as OpenText;
    this.#current = undefined;
    const { language, words, ...document } = text.finish();
    const above = this.#corpora.map((corpus): Metadata => corpus.header?.metadata() ?? {});
    const metadata = Object.assign(
      {},
      ...above,
      header?.metadata(language) ?? (language ? { language } : {}),
    );
    this.#documents.push({ id, metadata, ...document, ...(words ? { words } : {}) });
  }
}
