// The part of the facade that searches: lines of words and meanings, how they are spread, and single vectors.
import type { Dispersion, DispersionQuery } from '../domain/dispersion.js';
import type { SignalOptions } from '../domain/reports.js';
import type { Hit, NeighboursOptions, Query, SearchResult } from '../domain/search.js';
import type { RowKey } from '../domain/tables.js';
import { operations as does } from './operations/index.js';
import { call } from './operations/operation.js';
import { ReadableDatabase } from './reading.js';

/** What can be searched in the texts of an open database. `Polyseme` adds indexing, and senses. */
export abstract class SearchedTexts extends ReadableDatabase {
  /**
   * Searches a collection; of lines that say the same one is shown. Throws `invalid_input`, `not_found` (collection,
   * liked line), `model` or `cancelled`.
   * @example
   * ```ts
   * const { hits, total } = await polyseme.search({ word: 'bank', meaning: 'land beside a river' });
   * for (const { left, form, right, score } of hits) console.log(left, form, right, score);
   * ```
   */
  async search(query: Query, options: SignalOptions = {}): Promise<SearchResult> {
    return call(does.search, this.session, query, options);
  }

  /**
   * Iterates over all lines that a query finds, copies included, in their order, read in batches. `limit` and `offset`
   * bound them; `limit` may be any number. Throws as `search` does.
   * @example
   * ```ts
   * for await (const { uri, sentence } of polyseme.hits({ word: 'bank' })) console.log(uri, sentence);
   * ```
   */
  async *hits(query: Query, options: SignalOptions = {}): AsyncGenerator<Hit> {
    yield* call(does.hits, this.session, query, options);
  }

  /**
   * Tells how the lines of a query are spread: over their probabilities (or scores), as a histogram, and over the
   * documents, or along a metadata field of numbers or dates. All lines count, copies too. Throws as `search` does, and
   * `invalid_input` for a field without numbers and dates.
   * @example
   * ```ts
   * const { histogram, rows } = await polyseme.dispersion({ word: 'bank', meaning: 'land beside a river' });
   * for (const { uri, likely, strokes } of rows) console.log(uri, likely, strokes.map(({ percent }) => percent));
   * ```
   */
  async dispersion(query: DispersionQuery, options: SignalOptions = {}): Promise<Dispersion> {
    return call(does.dispersion, this.session, query, options);
  }

  /**
   * Returns the occurrences, of any word, nearest to one, without itself; of those that say the same, one. options:
   * filters, limit (1 to 1,000, default 20) and how to search, as in a query. Throws `not_found` or `invalid_input`.
   * @example
   * ```ts
   * const { hits } = await polyseme.search({ word: 'bank', limit: 1 });
   * const near = await polyseme.neighbours(hits[0].tokenId, { limit: 5 });
   * ```
   */
  async neighbours(tokenId: number, options: NeighboursOptions = {}): Promise<Hit[]> {
    return call(does.neighbours, this.session, tokenId, options);
  }

  /**
   * Returns the vector of a text, of length 1: that of its word in [brackets], or else the mean of all its words.
   * Throws `invalid_input`, `too_large` or `model`.
   * @example
   * ```ts
   * const vector = await polyseme.encode('We sat on the [bank] of the river.');
   * ```
   */
  async encode(text: string): Promise<Float32Array> {
    return call(does.encode, this.session, text);
  }

  /**
   * Returns the cosine of two texts, as `encode` takes them, or of two vectors of equal length: -1 to 1.
   * Throws `invalid_input`, `too_large` or `model`.
   * @example
   * ```ts
   * const cosine = await polyseme.similarity('the [bank] of the river', 'the sandy [shore]');
   * ```
   */
  async similarity(one: string | Float32Array, other: string | Float32Array): Promise<number> {
    return call(does.similarity, this.session, one, other);
  }

  /** Returns the vector of an occurrence, of length 1 and the model's `dim`. Throws `not_found`. */
  async vectorOf(tokenId: number, collection?: string): Promise<Float32Array> {
    return call(does.vectorOf, this.session, tokenId, collection);
  }

  /** Returns the keys of the rows that lines stand in, as their table holds them; for files the document's id. */
  async keysOf(lines: readonly Pick<Hit, 'sentenceId'>[]): Promise<RowKey[]> {
    return call(does.keysOf, this.session, lines);
  }
}
