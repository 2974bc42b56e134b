// Keeps a collection's rows in memory in step with the store, which is the truth.
//
//   nothing written since ─▶ as it is        something written ─▶ deletions since ─▶ rows since
//   another history, or many deleted ─▶ read again, into a new matrix: searches under way keep theirs
import type { VectorCollection } from '../domain/vectors.js';
import type { Store, WriteMark } from '../store/store.js';
import { Matrix } from './matrix.js';

const rowsPerRead = 5000;
/** With a larger share of deleted rows all are read again: comparing runs over the deleted ones too. */
const maxDeletedShare = 0.25;
/** Before the first write. */
const noWrite: WriteMark = { id: 0, mark: '' };

/** The rows of one collection as they are now. */
export class LiveMatrix {
  readonly #store: Store;
  readonly #collection: VectorCollection;
  #matrix: Matrix;
  #version = 0;
  #lastNumber = 0;
  #lastDeletion = 0;
  #lastWrite = noWrite;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(store: Store, collection: VectorCollection) {
    this.#store = store;
    this.#collection = collection;
    this.#matrix = new Matrix(collection);
  }

  /**
   * Everything written before the call is in the matrix; its rows stay where they are. version: changes whenever a
   * filter may allow other rows. Throws `too_large`.
   */
  current(): Promise<{ readonly matrix: Matrix; readonly version: number }> {
    const refreshed = this.#queue.then(() => this.#refresh());
    this.#queue = refreshed.catch(() => {});
    return refreshed.then(() => ({ matrix: this.#matrix, version: this.#version }));
  }

  async #refresh(): Promise<void> {
    const lastWrite = (await this.#store.lastWrite()) ?? noWrite;
    if (lastWrite.id === this.#lastWrite.id && lastWrite.mark === this.#lastWrite.mark) return;
    await this.#followDeletions();
    if (this.#matrix.numRows - this.#matrix.numLive > maxDeletedShare * this.#matrix.numRows) this.#clear();
    for (;;) {
      const rows = await this.#store.vectorsAfter(this.#collection.id, this.#lastNumber, rowsPerRead);
      const last = rows.at(-1);
      if (!last) break;
      this.#matrix.append(rows);
      this.#lastNumber = last.number;
    }
    this.#lastWrite = lastWrite;
    this.#version++;
  }

  async #followDeletions(): Promise<void> {
    // after a ROLLBACK, or in another file, numbers stand for other vectors
    const isOther = this.#lastWrite.id > 0 && !(await this.#store.hasWrite(this.#lastWrite));
    const deletions = await this.#store.vectorDeletionsAfter(this.#collection.id, this.#lastDeletion);
    // deletions no longer on record cannot be made up for
    const { first, last } = await this.#store.vectorDeletionBounds();
    if (isOther || first > this.#lastDeletion + 1) {
      this.#clear();
      this.#lastDeletion = last;
      return;
    }
    for (const [deletion, number] of deletions) {
      this.#matrix.delete(number);
      this.#lastDeletion = deletion;
    }
  }

  #clear(): void {
    this.#matrix = new Matrix(this.#collection);
    this.#lastNumber = 0;
  }
}
