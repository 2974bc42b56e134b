// The part of the facade about the database as a whole: tracked tables, vectors made elsewhere, its words, upkeep, and
// closing.
import type { FollowedFolder, FollowOptions, WatchFoldersOptions } from '../domain/folders.js';
import type {
  BackupOptions,
  Compaction,
  CompactOptions,
  IndexReport,
  RebuildOptions,
  Recall,
  RecallOptions,
  RecutOptions,
  SignalOptions,
  Stats,
  SyncIndexOptions,
  Verification,
} from '../domain/reports.js';
import type { SyncOptions, TrackedTable, TrackOptions, Watcher, WatchOptions } from '../domain/tables.js';
import type {
  AddVectorsOptions,
  NearestOptions,
  VectorCollectionStats,
  VectorHit,
  VectorItem,
} from '../domain/vectors.js';
import type {
  CountWordsOptions,
  ListedWord,
  WordsFor,
  WordsForQuery,
  WordsOptions,
} from '../domain/words.js';
import { operations as does } from './operations/index.js';
import { call } from './operations/operation.js';
import type { Session } from './session.js';

/** What can be done with any open database, and its words as a list. `Polyseme` adds texts, search and senses. */
export abstract class OpenDatabase {
  /** @internal What is open. */
  protected readonly session: Session;

  /** @internal Made by `Polyseme.open`. */
  protected constructor(session: Session) {
    this.session = session;
  }

  /** The database file, or `:memory:`. */
  get file(): string {
    return this.session.latest.store.file;
  }

  /**
   * Keeps the rows of one of the caller's tables indexed: from now on `sync` picks up inserts, updates and deletes,
   * even by another process. The first `sync` indexes all rows. Tracking a table again changes its columns.
   * Throws `invalid_input`, `not_found`, `conflict` or `busy`.
   * @example
   * ```ts
   * await polyseme.track('articles', { id: 'id', text: ['title', 'body'], metadata: 'year' });
   * await polyseme.sync();
   * ```
   */
  async track(table: string, options: TrackOptions): Promise<TrackedTable> {
    return call(does.track, this.session, table, options);
  }

  /** Lists the tables whose rows are kept indexed, by name. */
  async tracked(): Promise<TrackedTable[]> {
    return call(does.tracked, this.session);
  }

  /** Returns one of them, by its current name or the name it was tracked under. Throws `not_found`. */
  async trackedTable(name: string): Promise<TrackedTable> {
    return call(does.trackedTable, this.session, name);
  }

  /**
   * Stops tracking a table and removes its documents; returns how it was tracked. Throws `not_found` or `busy`.
   */
  async untrack(table: string): Promise<TrackedTable> {
    return call(does.untrack, this.session, table);
  }

  /**
   * Returns the name that documents of a tracked table, or of a file, begin with: `articles` in `articles#7`. A table
   * is known by its current name, and by the name it was tracked under. Throws `not_found`.
   */
  async sourceName(name: string, collection?: string): Promise<string> {
    return call(does.sourceName, this.session, name, collection);
  }

  /**
   * Indexes what has changed in the tracked tables: only rows whose text or metadata changed, and only the passages
   * that changed in them. Rows that cannot be read are listed in the report. It can be stopped; the next call resumes.
   * Throws `cancelled`, `conflict`, `busy` or `model`.
   * @example
   * ```ts
   * const { added, changed, removed, problems } = await polyseme.sync();
   * ```
   */
  async sync(options: SyncOptions = {}): Promise<IndexReport> {
    return call(does.sync, this.session, options);
  }

  /**
   * Syncs whenever rows have changed, checking every `everyMs` (50 or more, default 1,000), until it is stopped or this
   * is closed. It does not keep the process alive. Throws `invalid_input`. Later errors go to `onError`, and the sync
   * is tried again. Problems in a report are tried again when something has changed.
   */
  watch(options: WatchOptions = {}): Watcher {
    return call(does.watch, this.session, options);
  }

  /**
   * Indexes folders, and then whatever changes in them, until it is stopped or this is closed; a change can be searched a
   * second or so after it. Deleted files leave, moved ones keep their vectors; but where a folder is gone or empty, its
   * documents stay. It keeps the process alive. Throws `invalid_input`. Later errors go to `onError`, and are tried again.
   * @example
   * ```ts
   * const watcher = polyseme.watchFolders(['letters/'], { onReport: ({ added }) => console.log(added) });
   * await watcher.stop();
   * ```
   */
  watchFolders(folders: readonly string[], options: WatchFoldersOptions = {}): Watcher {
    return call(does.watchFolders, this.session, folders, options);
  }

  /** Lists the folders that the database follows: servers, and `polyseme watch`, keep them indexed. */
  async followed(): Promise<FollowedFolder[]> {
    return call(does.followed, this.session);
  }

  /** Follows a folder, or changes how it is followed. Throws `invalid_input` where there is none. */
  async follow(folder: string, options: FollowOptions = {}): Promise<FollowedFolder> {
    return call(does.follow, this.session, folder, options);
  }

  /** Follows a folder no longer; its documents stay. Returns how it was followed. Throws `not_found`. */
  async unfollow(folder: string): Promise<FollowedFolder> {
    return call(does.unfollow, this.session, folder);
  }

  /**
   * Adds vectors made elsewhere to a collection of vectors, created with the first; an existing id gets the new vector.
   * They are found at once; `syncIndex` makes that fast for many. It can be stopped after any thousand; what was added
   * stays. Throws `invalid_input`, `conflict`, `busy` or `cancelled`.
   * @example
   * ```ts
   * await polyseme.addVectors('pictures', [{ id: 1, vector: [0.1, 0.9], metadata: { year: 1929 } }]);
   * ```
   */
  async addVectors(
    collection: string,
    items: Iterable<VectorItem> | AsyncIterable<VectorItem>,
    options: AddVectorsOptions = {},
  ): Promise<{
    /** Vectors with a new id. */
    readonly added: number;
    /** Vectors with an existing id. */
    readonly replaced: number;
  }> {
    return call(does.addVectors, this.session, collection, items, options);
  }

  /** Removes vectors by their ids; returns how many there were. Throws `not_found` or `busy`. */
  async removeVectors(collection: string, ids: readonly VectorItem['id'][]): Promise<number> {
    return call(does.removeVectors, this.session, collection, ids);
  }

  /** Removes a collection of vectors with its index. Throws `not_found` or `busy`. */
  async dropVectors(collection: string): Promise<void> {
    return call(does.dropVectors, this.session, collection);
  }

  /** Lists the collections of vectors made elsewhere, by name. */
  async vectorCollections(): Promise<VectorCollectionStats[]> {
    return call(does.vectorCollections, this.session);
  }

  /**
   * Returns the vectors nearest to one, nearest first: k (1 to 10,000, default 10), or as many as the filters leave;
   * where they leave none, `onNothing` hears why.
   * Throws `not_found` or `invalid_input`.
   * @example
   * ```ts
   * await polyseme.addVectors('colours', [{ id: 'red', vector: [1, 0] }, { id: 'blue', vector: [0, 1] }]);
   * const [nearest] = await polyseme.nearest('colours', [0.9, 0.1], { k: 1 });
   * ```
   */
  async nearest(
    collection: string,
    vector: ArrayLike<number>,
    options: NearestOptions = {},
  ): Promise<VectorHit[]> {
    return call(does.nearest, this.session, collection, vector, options);
  }

  /**
   * Returns counts and sizes of a collection. Throws `not_found`.
   * @example
   * ```ts
   * const { documents, words, fileBytes } = await polyseme.stats();
   * ```
   */
  async stats(collection?: string): Promise<Stats> {
    return call(does.stats, this.session, collection);
  }

  /** Lists the names of the collections of texts, in order. */
  async collections(): Promise<string[]> {
    return call(does.collections, this.session);
  }

  /** True when the collection exists and holds a document. */
  async hasTexts(collection?: string): Promise<boolean> {
    return call(does.hasTexts, this.session, collection);
  }

  /**
   * Lists words with their counts, documents and senses, the most frequent first.
   * @example
   * ```ts
   * const verbs = await polyseme.words({ pos: ['VERB'], minCount: 10, sort: 'senses', limit: 50 });
   * ```
   */
  async words(options: WordsOptions = {}): Promise<ListedWord[]> {
    return call(does.words, this.session, options);
  }

  /** Counts the words that `words` lists without a limit. */
  async countWords(options: CountWordsOptions = {}): Promise<number> {
    return call(does.countWords, this.session, options);
  }

  /**
   * Finds the words whose lines fit a meaning, or are like examples. Throws as `search` does.
   * @example
   * ```ts
   * const { words } = await polyseme.wordsFor({ meaning: 'side of a river' });
   * for (const { lemma, lines } of words) console.log(lemma, lines);
   * ```
   */
  async wordsFor(query: WordsForQuery): Promise<WordsFor> {
    return call(does.wordsFor, this.session, query);
  }

  /**
   * Brings the approximate index up to date and saves it beside the database. Search works without it, only slower, so
   * this is a separate call for after indexing. Throws `not_found` or `cancelled`.
   * @example
   * ```ts
   * await polyseme.syncIndex({ onProgress: ({ done, total }) => console.log(`${done} of ${total}`) });
   * ```
   */
  async syncIndex(options: SyncIndexOptions = {}): Promise<void> {
    return call(does.syncIndex, this.session, options);
  }

  /** Loads the saved index, if there is one and it is intact. */
  async loadIndex(collection?: string): Promise<void> {
    return call(does.loadIndex, this.session, collection);
  }

  /** Loads the saved indexes of all collections that have one. */
  async loadIndexes(): Promise<void> {
    return call(does.loadIndexes, this.session);
  }

  /**
   * Measures recall of a collection's approximate index: the share it finds of the true `k` nearest to random
   * occurrences, or to vectors made elsewhere. queries: 1 to 10,000, default 100. Throws `not_found`, `invalid_input`
   * or `cancelled`.
   */
  async measureRecall(options: RecallOptions = {}): Promise<Recall> {
    return call(does.measureRecall, this.session, options);
  }

  /**
   * Checks that the database is sound: SQLite's pages, counts, references, hashes, tracked tables and index caches.
   * Reads everything once. Throws `cancelled`.
   * @example
   * ```ts
   * const { isSound, problems } = await polyseme.verify();
   * ```
   */
  async verify(options: SignalOptions = {}): Promise<Verification> {
    return call(does.verify, this.session, options);
  }

  /**
   * Builds the approximate index of a collection, or of all, from the database; returns their names.
   * Throws `not_found` or `cancelled`.
   */
  async rebuild(options: RebuildOptions = {}): Promise<string[]> {
    return call(does.rebuild, this.session, options);
  }

  /**
   * Cuts documents into words again that an earlier version has cut, from the stored text; only what is read otherwise
   * now is encoded. It gives way to other runs of this process (`cancelled`) and can be stopped; the next call goes on
   * from there. Throws `cancelled`, `not_found`, `busy` or `model`.
   * @example
   * ```ts
   * if ((await polyseme.stats()).earlierDocuments > 0) await polyseme.recut();
   * ```
   */
  async recut(options: RecutOptions = {}): Promise<IndexReport> {
    return call(does.recut, this.session, options);
  }

  /**
   * Frees space: rewrites the database file without gaps, and index caches that hold deleted points. Afterwards no file
   * holds anything that was deleted. In a shared database this is SQLite's VACUUM of the whole, which may change the
   * rowids of tables without an INTEGER PRIMARY KEY. Throws `busy` or `cancelled`.
   */
  async compact(options: CompactOptions = {}): Promise<Compaction> {
    return call(does.compact, this.session, options);
  }

  /**
   * Copies the whole database, as it is at one moment, into a new file, while reading and writing go on. To restore it,
   * open the copy, or put it in the database's place: whoever has that open by its name goes on with the copy, and runs
   * under way end with `conflict`. Index caches are rebuilt.
   * Throws `conflict` when the file exists, `cancelled` or `data`.
   * @example
   * ```ts
   * await polyseme.backup('copy.db');
   * ```
   */
  async backup(file: string, options: BackupOptions = {}): Promise<void> {
    return call(does.backup, this.session, file, options);
  }

  /** Returns a value kept with the database for a surface's own use. */
  async setting(name: string): Promise<string | undefined> {
    return call(does.setting, this.session, name);
  }

  /** Stores such a value in place of the previous one. */
  async setSetting(name: string, value: string): Promise<void> {
    return call(does.setSetting, this.session, name, value);
  }

  /** Calls `listener` after each change of texts, senses or vectors made here. */
  onChange(listener: () => void): void {
    this.session.onChange(listener);
  }

  /** Calls `listener` when this is closed or uninstalled, before the database is. */
  onClose(listener: () => void): void {
    this.session.onClose(listener);
  }

  /** @internal Calls `listener` when another file has taken the database's place, and work goes on with that. */
  onReplace(listener: () => void): void {
    this.session.onReplace(listener);
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Stops what is running and closes the database, unless it is the caller's own. May be called again.
   * @example
   * ```ts
   * const other = await Polyseme.open({ db: ':memory:' });
   * await other.close();
   * ```
   */
  abstract close(): Promise<void>;
}
