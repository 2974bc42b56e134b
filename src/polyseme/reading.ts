// The part of the facade that reads and removes texts: documents, files, lines and words.
import type { LineInContext, TokenLine } from '../domain/search.js';
import type {
  DocumentInfo,
  DocumentOptions,
  DocumentsOptions,
  DocumentText,
  FileInfo,
} from '../domain/text.js';
import { OpenDatabase } from './database.js';
import { operations as does } from './operations/index.js';
import { call } from './operations/operation.js';

/** An open database whose texts can be read and removed. */
export abstract class ReadableDatabase extends OpenDatabase {
  /** Returns the line of one occurrence, by its token id, with the passages around it. Throws `not_found`. */
  async line(tokenId: number, collection?: string): Promise<LineInContext> {
    return call(does.line, this.session, tokenId, collection);
  }

  /** Iterates over the content words in the documents of a name, as in `remove`, in order. Throws `not_found`. */
  async *tokens(name: string, collection?: string): AsyncGenerator<TokenLine> {
    yield* call(does.tokens, this.session, name, collection);
  }

  /**
   * Lists documents, by URI where no other order is named. match: a part of the URI. Throws `not_found`.
   * @example
   * ```ts
   * const documents = await polyseme.documents({ match: 'letters/', limit: 20 });
   * ```
   */
  async documents(options: DocumentsOptions = {}): Promise<DocumentInfo[]> {
    return call(does.documents, this.session, options);
  }

  /** Iterates over all documents by URI, read in batches. Throws `not_found`. */
  async *eachDocument(
    options: Pick<DocumentsOptions, 'collection' | 'match'> = {},
  ): AsyncGenerator<DocumentInfo> {
    yield* call(does.eachDocument, this.session, options);
  }

  /** Lists files with their totals, one entry for a file of many records; none if there is no such collection yet. */
  async files(collection?: string): Promise<FileInfo[]> {
    return call(does.files, this.session, collection);
  }

  /**
   * Returns a document's text, and where a word occurs in it. id: its row, or a name as `remove` takes it. Throws
   * `not_found`, or `invalid_input` where a name fits several.
   * @example
   * ```ts
   * const [{ id }] = await polyseme.documents({ limit: 1 });
   * const { text, marks } = await polyseme.document(id, { word: 'bank' });
   * ```
   */
  async document(id: number | string, options: DocumentOptions = {}): Promise<DocumentText> {
    return call(does.document, this.session, id, options);
  }

  /** Returns the folder that all files of a collection lie in, with a slash at its end: names are shown from there on. */
  async commonFolder(collection?: string): Promise<string> {
    return call(does.commonFolder, this.session, collection);
  }

  /** Lists URIs of files with `match` in their path within that folder. limit: at most so many. */
  async filesLike(match: string, limit: number, collection?: string): Promise<string[]> {
    return call(does.filesLike, this.session, match, limit, collection);
  }

  /** Returns the first words of each document, by its row. */
  async openings(ids: readonly number[]): Promise<Map<number, string>> {
    return call(does.openings, this.session, ids);
  }

  /** Counts the documents that a name stands for, as in `remove`. Throws `not_found`. */
  async countNamed(name: string, collection?: string): Promise<number> {
    return call(does.countNamed, this.session, name, collection);
  }

  /**
   * Removes documents, each named by URI, file URI (all its records) or document id, by the end of its path
   * (`letters/1901.txt`), or by a part of its path within the collection. Returns those removed. leaveOut: files (not
   * records of them) stay away when their folder is indexed again, until they are named themselves. Throws `not_found`,
   * or `invalid_input` where a name fits several files.
   */
  async remove(names: readonly string[], collection?: string, leaveOut?: boolean): Promise<DocumentInfo[]> {
    return call(does.remove, this.session, names, collection, leaveOut);
  }
}
