// The facade: every ability of the project, once. Library, command line, HTTP and pages call this and nothing below.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { senseThread } from '../analysis/thread.js';
import { type AnnIndex, type AnnSyncOptions, annIndexOf, tokenSource } from '../ann/ann-index.js';
import { throwIfCancelled, waitFor } from '../domain/cancel.js';
import {
  checkContextWindow,
  checkItem,
  checkItemId,
  checkItems,
  checkMetadata,
  checkOptions,
  checkTrack,
  checkVectorOptions,
} from '../domain/check.js';
import { PolysemeError } from '../domain/errors.js';
import type { IndexReport, Stats } from '../domain/reports.js';
import type { Hit, Query, SearchResult, Suggestion, TokenLine } from '../domain/search.js';
import type {
  AssignedLine,
  Inventory,
  Sense,
  SenseChange,
  Substitute,
  TokenSense,
  WordSenses,
} from '../domain/senses.js';
import type { RowKey, TrackedTable, TrackOptions } from '../domain/tables.js';
import type { DocumentInfo } from '../domain/text.js';
import type { VectorCollection, VectorCollectionStats, VectorHit, VectorItem } from '../domain/vectors.js';
import type {
  AxisEnds,
  Comparison,
  SenseReference,
  SenseShares,
  WordMap,
  WordOnAxes,
} from '../domain/word-views.js';
import { type Encoder, openEncoder } from '../encoder/encoder.js';
import {
  type DownloadProgress,
  type ModelFiles,
  resolveModel,
  shippedModel,
} from '../encoder/model-files.js';
import { findFiles } from '../import/files.js';
import type { LabelRow } from '../import/labels.js';
import type { ImportOptions } from '../import/records.js';
import { type IndexFrom, ingest, sourcesOf } from '../indexing/ingest.js';
import { runIndexWorker } from '../indexing/process.js';
import { defaultEveryMs, watchTables } from '../indexing/watch.js';
import { readSenseExamples, type SenseExamples } from '../lexicon/examples.js';
import { dot, normalise } from '../math/vector.js';
import { type LineInContext, lineOf, rounded, toTokenLine } from '../search/lines.js';
import { type WordCache, type WordOccurrences, wordCacheOf } from '../search/occurrences.js';
import {
  checkFilters,
  checkFlag,
  checkList,
  checkQuery,
  checkWhole,
  defaultEfSearch,
  parseText,
} from '../search/query.js';
import { type QueryVectors, queryVectors, vectorOfLine } from '../search/query-vectors.js';
import { search } from '../search/search.js';
import { editsFor } from '../senses/change.js';
import { describeSenses } from '../senses/describe.js';
import { assignedLines, type DisambiguationReport, disambiguate } from '../senses/disambiguate.js';
import { type Evaluation, evaluate, type JudgedLine } from '../senses/evaluate.js';
import { type AssignedWord, assignWord, type SenseContext, senseWord } from '../senses/inventory.js';
import { ownSenses } from '../senses/own.js';
import { substitutesOfLine } from '../senses/substitutes.js';
import {
  type AxisOptions,
  compareSides,
  mapOfWord,
  senseNumbers,
  sharesOfWord,
  type ToldWord,
  wordOnAxes,
} from '../senses/views.js';
import {
  type BackupOptions,
  type Collection,
  type FileInfo,
  openStore,
  type Store,
  type TokenPosition,
  type VectorRow,
} from '../store/store.js';
import { loadEnglish } from '../text/lemmas.js';
import { type RecallSample, recallOf } from '../upkeep/recall.js';
import {
  checkVector,
  fromRow,
  toRow,
  type VectorSearch,
  vectorSearch,
  vectorSource,
} from '../vectors/nearest.js';
import { type DisambiguationJobs, disambiguationJobs } from './disambiguate-job.js';
import { type IndexJobs, indexJobs } from './index-job.js';
import {
  type AddVectorsOptions,
  type AssignmentsOptions,
  type Compaction,
  type DisambiguationOptions,
  type DocumentText,
  defaultCollection,
  defaultContextWindow,
  type IndexOptions,
  type NearestOptions,
  type NeighboursOptions,
  type PolysemeOptions,
  type Recall,
  type RecallOptions,
  type SensesOptions,
  type SyncOptions,
  type Verification,
  type Watcher,
  type WatchOptions,
} from './options.js';

export type { AnnProgress } from '../ann/ann-index.js';
export { present } from '../domain/check.js';
// what surfaces need besides the class, so that they import nothing below this file
export { shippedModel } from '../encoder/model-files.js';
export { isAllowedPath } from '../import/files.js';
export { readLabels } from '../import/labels.js';
export { parseMetadataFilter } from '../search/query.js';
export type { DisambiguationProgress } from '../senses/disambiguate.js';
export type { EvaluationRow } from '../senses/evaluate.js';
export type { DisambiguationStatus } from './disambiguate-job.js';
export type { JobStatus } from './index-job.js';
export type * from './options.js';
export { defaultCollection, defaultContextWindow } from './options.js';
export type {
  AnnSyncOptions,
  AxisOptions,
  BackupOptions,
  DisambiguationJobs,
  DisambiguationReport,
  DownloadProgress,
  Evaluation,
  FileInfo,
  IndexJobs,
  LabelRow,
  LineInContext,
  TokenPosition,
};

/** The texts that come with the project. */
export const demoFolder = fileURLToPath(new URL('../../../data/corpora/demo', import.meta.url));

const hitsPerPage = 200;
const vectorsPerCommit = 1000;
const defaultVectorEf = 100;

/** So few changed rows are indexed here and now; for more a process is started. */
const rowsInThisProcess = 200;

const nothingDone: IndexReport = {
  ...{ added: 0, changed: 0, unchanged: 0, removed: 0, passagesEncoded: 0, passagesReused: 0 },
  ...{ words: 0, seconds: 0, problems: [] },
};

/** What is kept open for one collection. */
interface OpenCollection {
  readonly collection: Collection;
  readonly words: WordCache;
  readonly vectors: QueryVectors;
  readonly ann: AnnIndex;
}

interface OpenVectors {
  readonly collection: VectorCollection;
  readonly ann: AnnIndex;
  readonly search: VectorSearch;
}

/** An open database, and all that can be done with it; to be closed after use. */
export class Polyseme {
  #openStore: Store | undefined;
  readonly #options: PolysemeOptions;
  readonly #open = new Map<number, OpenCollection>();
  readonly #openVectors = new Map<number, OpenVectors>();
  #modelFiles: Promise<ModelFiles> | undefined;
  #encoder: Promise<Encoder> | undefined;
  readonly #descriptions = new WeakMap<AssignedWord, { key: string; senses: Promise<WordSenses> }>();
  #examples: SenseExamples | undefined;
  readonly #texts: QueryVectors;
  readonly #assignments = new WeakMap<WordOccurrences, Map<string, Promise<AssignedWord>>>();
  readonly #onChange: (() => void)[] = [];
  readonly #onClose: (() => void)[] = [];
  readonly #watchers = new Set<Watcher>();
  #isIndexing = false;
  #syncing: Promise<unknown> = Promise.resolve();
  /** Indexing in the background. */
  readonly jobs: IndexJobs = indexJobs(this);
  /** Disambiguation in the background. */
  readonly disambiguations: DisambiguationJobs = disambiguationJobs(this);

  private constructor(store: Store, options: PolysemeOptions) {
    this.#openStore = store;
    this.#options = options;
    this.#texts = queryVectors(store, () => this.#openedEncoder());
  }

  /** Opens a database. Throws `invalid_input`, `data` or `busy`; the model is loaded when it is first needed. */
  static open(options: PolysemeOptions): Polyseme {
    if (!options.db) throw new PolysemeError('invalid_input', 'db: no file is named', { cure: 'Name one.' });
    const { workers } = options;
    if (workers !== undefined && !(Number.isInteger(workers) && workers >= 1 && workers <= 64)) {
      throw new PolysemeError('invalid_input', `workers: ${workers} is not a whole number from 1 to 64`, {
        cure: 'Leave it out for the number of processors.',
      });
    }
    return new Polyseme(
      openStore(options.db, {
        mustExist: options.mustExist ?? false,
        besideOthers: options.besideOthers ?? false,
      }),
      options,
    );
  }

  /**
   * Adds files, folders and globs. Unchanged documents are skipped, changed ones re-encoded where they changed.
   * Files that cannot be read are listed in the report. Throws `cancelled`, `conflict` (another model made the
   * collection), `busy` (another run is under way) or `model`.
   */
  async index(paths: readonly string[], options: IndexOptions = {}): Promise<IndexReport> {
    if (paths.length === 0) {
      throw new PolysemeError('invalid_input', 'paths: none is given', {
        cure: 'Name files, folders or globs.',
      });
    }
    throwIfCancelled(options.signal);
    this.#store.refuseTransaction();
    checkContextWindow(options.contextWindow);
    await waitFor(this.#syncing, options.signal); // of tracked tables, which mostly takes a moment
    return this.#alone('index', async () => {
      const base = this.#store.isInMemory ? process.cwd() : path.dirname(path.resolve(this.#store.file));
      const { files, problems } = findFiles(paths, base, options.within);
      const named = files.map((file) => ({ ...file, uri: options.uris?.get(file.path) ?? file.uri }));
      const importOptions: ImportOptions = {
        ...(options.textColumn === undefined ? {} : { textColumn: options.textColumn }),
        ...(options.idColumn === undefined ? {} : { idColumn: options.idColumn }),
      };
      const report = await this.#ingest({ files: named, importOptions }, options);
      return { ...report, problems: [...problems, ...report.problems] };
    });
  }

  /** While it works, no other run writes texts here. Throws `busy` when one is under way. */
  async #alone<T>(call: string, work: () => Promise<T>): Promise<T> {
    if (this.#isIndexing) {
      throw new PolysemeError('busy', `${call}: another run is under way`, {
        cure: 'Wait for it, or cancel it.',
      });
    }
    this.#isIndexing = true;
    try {
      return await work();
    } finally {
      this.#isIndexing = false;
      this.#changed();
    }
  }

  /** In a process of its own; in this one for a database in memory, or for what is too little to start one for. */
  async #ingest(
    from: IndexFrom,
    options: Pick<IndexOptions, 'collection' | 'contextWindow' | 'signal' | 'onProgress'>,
    { isSmall = false } = {},
  ): Promise<IndexReport> {
    const modelFiles = await this.#model();
    const name = options.collection ?? defaultCollection;
    const known = this.#store.collection(name);
    const wanted: Omit<Collection, 'id'> = {
      name,
      model: modelFiles.name,
      fingerprint: modelFiles.fingerprint,
      dim: modelFiles.dim,
      contextWindow: options.contextWindow ?? known?.contextWindow ?? defaultContextWindow,
    };
    const collection = this.#store.ensureCollection(wanted);
    if (this.#store.isInMemory || isSmall) {
      const { signal, onProgress } = options;
      const sources = sourcesOf(this.#store, from);
      return ingest(this.#store, () => this.#openedEncoder(), collection, sources, { signal, onProgress });
    }
    const workers = this.#options.workers ?? availableParallelism();
    return runIndexWorker(
      { dbFile: this.#store.file, modelFiles, workers, collection: wanted, from },
      options,
    );
  }

  /**
   * Keeps the rows of one of the caller's tables indexed: from now on inserts, updates and deletes, also by another
   * process, are picked up by `sync`. All its rows are to be indexed first. The same table again changes its columns.
   * Throws `invalid_input`, `not_found`, `conflict` or `busy`.
   */
  track(table: string, options: TrackOptions): TrackedTable {
    checkTrack(table, options);
    const known = this.tracked().find((one) => one.table === table);
    const collection = options.collection ?? known?.collection ?? defaultCollection;
    return this.#store.track(table, { ...options, collection });
  }

  get #store(): Store {
    if (this.#openStore) return this.#openStore;
    throw new PolysemeError('invalid_input', 'polyseme: it was closed', {
      cure: 'Open it again: Polyseme.open({ db }), or await polyseme(db).',
    });
  }

  /** The database file, or `:memory:`. */
  get file(): string {
    return this.#store.file;
  }

  /** Tables whose rows are kept indexed, by name. */
  tracked = (): TrackedTable[] => this.#store.trackedTables();

  /**
   * Stops tracking a table and removes what was indexed of it; returns how it was tracked. Throws `not_found` or `busy`.
   */
  untrack(table: string): TrackedTable {
    this.#store.refuseTransaction();
    const tracked = this.trackedTable(table);
    this.#store.untrack(tracked);
    const collection = this.#store.collection(tracked.collection);
    if (!collection) return tracked;
    const documents = this.#store.documentsOfFile(collection.id, tracked.name);
    this.#store.removeDocuments(
      collection.id,
      documents.map(({ id }) => id),
    );
    this.#changed();
    return tracked;
  }

  /**
   * What documents of a tracked table, or of a file, are named by: `articles` of `articles#7`. A table is known by its
   * name of now, and by that under which it was tracked. Throws `not_found`.
   */
  sourceName(name: string, collection?: string): string {
    const tracked = byTableName(this.#store.trackedNames(), name);
    if (!tracked) this.countNamed(name, collection);
    return tracked?.name ?? name;
  }

  /** One of them, by its name of now, or by that under which it was tracked. Throws `not_found`. */
  trackedTable(name: string): TrackedTable {
    const tables = this.tracked();
    const tracked = byTableName(tables, name);
    if (tracked) return tracked;
    throw new PolysemeError('not_found', `table: "${name}" is not tracked`, {
      cure:
        tables.length === 0 ? 'Track it first.' : `Tracked are: ${tables.map((one) => one.name).join(', ')}.`,
    });
  }

  /**
   * Indexes what has changed in the tracked tables: only rows whose text or metadata changed, and of their texts only
   * passages that changed. What cannot be read is listed in the report. It can be stopped and goes on from there.
   * Throws `cancelled`, `conflict`, `busy` or `model`.
   */
  async sync(options: SyncOptions = {}): Promise<IndexReport> {
    checkOptions('sync', options, ['everything', 'signal', 'onProgress']);
    checkFlag('everything', options.everything, false);
    const run = this.#syncing.then(() => this.#sync(options));
    this.#syncing = run.catch(() => {});
    return run;
  }

  /**
   * Syncs whenever rows have changed, looking for that every `everyMs` (50 or more, default 1,000), until it is stopped
   * or this is closed. It does not keep the process alive. Throws `invalid_input`; what goes wrong later is told to
   * `onError`, and tried again. What is a problem in a report is tried again when something has changed.
   */
  watch(options: WatchOptions = {}): Watcher {
    checkOptions('watch', options, ['everyMs', 'onReport', 'onError']);
    checkWhole('everyMs', options.everyMs ?? defaultEveryMs, 50, 86_400_000);
    const { stop } = watchTables(
      {
        tracked: this.tracked,
        schemaVersion: () => this.#store.schemaVersion(),
        // waiting for a lock would hold everything else up
        isBusy: () => this.#isIndexing || !this.#store.canWrite(),
        sync: (signal) => this.sync({ signal }),
      },
      options,
    );
    const watcher: Watcher = {
      stop: () => {
        this.#watchers.delete(watcher);
        return stop();
      },
    };
    this.#watchers.add(watcher);
    return watcher;
  }

  async #sync({ everything = false, signal, onProgress }: SyncOptions): Promise<IndexReport> {
    throwIfCancelled(signal);
    this.#store.refuseTransaction();
    return this.#alone('sync', async () => {
      const reports: IndexReport[] = [];
      for (const tracked of this.tracked()) {
        let pending: number;
        try {
          pending = this.#store.prepareTracked(tracked, { everything });
        } catch (cause) {
          // one table that is gone does not stop the others
          if (!(cause instanceof PolysemeError) || cause.code === 'busy') throw cause;
          const problem = { uri: tracked.name, message: cause.message, cure: cause.cure };
          reports.push({ ...nothingDone, problems: [problem] });
          continue;
        }
        if (pending === 0) continue;
        const { collection } = tracked;
        const options = { collection, ...(signal && { signal }), ...(onProgress && { onProgress }) };
        const isSmall = pending <= rowsInThisProcess;
        reports.push(await this.#ingest({ trackedId: tracked.id }, options, { isSmall }));
      }
      return reports.reduce(joinReports, nothingDone);
    });
  }

  /**
   * Brings the approximate index up to date and saves it beside the database. Search does without it, only slower;
   * so this is a call of its own, for after indexing.
   */
  async syncIndex(options: AnnSyncOptions & { readonly collection?: string } = {}): Promise<void> {
    const ann = this.#annOf(options.collection);
    if (!ann && options.collection !== undefined) this.#collection(options.collection); // throws
    await ann?.sync(options);
  }

  /** Loads the saved index, if there is one and it is intact. */
  async loadIndex(collection?: string): Promise<void> {
    await this.#annOf(collection)?.load();
  }

  /** Loads the saved indexes of all collections that have one. */
  async loadIndexes(): Promise<void> {
    for (const [, ann] of this.#anns()) await ann.load();
  }

  /** Loads what the first query, and the first look at senses, would otherwise wait for. Throws `model`. */
  async loadModel(): Promise<void> {
    senseThread();
    loadEnglish();
    await this.#openedEncoder();
  }

  /** Searches a collection. Throws `invalid_input`, `not_found` (collection, liked line), `model` or `cancelled`. */
  async search(query: Query, { signal }: { readonly signal?: AbortSignal } = {}): Promise<SearchResult> {
    throwIfCancelled(signal);
    const checked = checkQuery(query);
    const opened = this.#collection(query.collection);
    const result = await search({ store: this.#store, ...opened }, checked);
    throwIfCancelled(signal);
    return result;
  }

  /**
   * All lines that a query finds, best first, a page at a time; `limit` and `offset` bound them. Throws as `search` does,
   * and `cancelled`.
   */
  async *hits(query: Query, { signal }: { readonly signal?: AbortSignal } = {}): AsyncGenerator<Hit> {
    const end = query.limit === undefined ? Number.POSITIVE_INFINITY : (query.offset ?? 0) + query.limit;
    for (let offset = query.offset ?? 0; offset < end; offset += hitsPerPage) {
      throwIfCancelled(signal);
      const limit = Math.min(hitsPerPage, end - offset);
      const { hits, total } = await this.search({ ...query, offset, limit }, signal ? { signal } : {});
      yield* hits;
      if (offset + hits.length >= total || hits.length === 0) return;
    }
  }

  /**
   * Senses of a word in a collection, each with its lines and the words that tell it apart. inventory: `wordnet`,
   * `induced`, or `mine`; by default one's own where there are any, else the induced ones.
   * Throws `not_found` (no such word, or not in the dictionary) or `model`.
   */
  async senses(word: string, options: SensesOptions = {}): Promise<WordSenses> {
    return (await this.#told(word, options)).described;
  }

  /**
   * Changes the senses of a word: what was induced or the dictionary's becomes one's own first. The change is kept
   * with its date, and can be undone. Throws `invalid_input`, `not_found`, or `conflict` when other senses of one's
   * own are there already.
   */
  async changeSenses(word: string, change: SenseChange, options: SensesOptions = {}): Promise<void> {
    const { context, occurrences, inventory } = this.#senseWord(word, options);
    const assigned = await this.#assigned(context, occurrences, inventory, options);
    // how senses are shown matters only where they are taken over
    const shown =
      inventory === 'mine' ? undefined : await this.#described(context, inventory, assigned, options);
    const senses = shown?.senses ?? [];
    const edits = await editsFor(context, inventory, assigned, senses, change);
    this.#store.addSenseEdits(context.collection.id, senseWord(occurrences), edits);
    this.#changed();
  }

  /** Forgets the induced senses of a word: they are made anew from the occurrences of now when they are next asked for. */
  forgetInduced(word: string, options: { readonly collection?: string } = {}): void {
    const { context, occurrences } = this.#senseWord(word, options);
    this.#store.removeInduction(context.collection.id, senseWord(occurrences));
    this.#assignments.delete(occurrences);
    this.#changed();
  }

  /** Undoes a change to senses, whichever it is, or with `redo` makes it again. Throws `not_found`. */
  undoSenseChange(id: number, options: { readonly collection?: string; readonly redo?: boolean } = {}): void {
    const { collection } = this.#collection(options.collection);
    if (Number.isInteger(id) && this.#store.setSenseEditUndone(collection.id, id, !options.redo)) {
      return this.#changed();
    }
    throw new PolysemeError('not_found', `change: there is no change ${id}`, {
      cure: 'Take the number of one that is listed for the word.',
    });
  }

  /**
   * Gives every occurrence a sense and keeps it: of the named words, or of all (for one's own senses, of the words
   * that have any). What has its sense already is left as it is. Throws `invalid_input`, `cancelled` or `model`.
   */
  async disambiguate(options: DisambiguationOptions = {}): Promise<DisambiguationReport> {
    const { collection, inventory = 'wordnet', words, ...rest } = options;
    const opened = this.#collection(collection);
    const workers = this.#options.workers ?? availableParallelism();
    const context = {
      ...this.#senseContext(opened),
      encoder: async () => openEncoder(await this.#modelOf(opened.collection), { workers }),
    };
    const known = inventory === 'mine' ? this.#store.editedWords(opened.collection.id) : undefined;
    const lemmas = words ? words.flatMap((word) => opened.words.of(word)?.lemmas ?? []) : known;
    if (words && lemmas?.length === 0) {
      throw new PolysemeError('not_found', `words: none of ${words.length} occurs`, {
        cure: 'Give words of the collection, or --all.',
      });
    }
    return disambiguate(context, inventory, { ...rest, ...(lemmas ? { lemmas } : {}) });
  }

  /** Lines with the senses that the last `disambiguate` told, by document and place in it. */
  *assignments(options: AssignmentsOptions = {}): Generator<AssignedLine> {
    const { collection, inventory = 'wordnet', words, uris } = options;
    const opened = this.#collection(collection);
    const lemmas = words?.flatMap((word) => opened.words.of(word)?.lemmas ?? []);
    yield* assignedLines(this.#senseContext(opened), inventory, {
      ...(lemmas ? { lemmas } : {}),
      ...(uris ? { uris } : {}),
    });
  }

  /**
   * Measures the senses that are told against a person's labels: the sense of each labelled line is worked out now.
   * Throws `not_found` for a line that is not there.
   */
  async evaluate(labels: readonly LabelRow[], options: SensesOptions = {}): Promise<Evaluation> {
    const opened = this.#collection(options.collection);
    const context = this.#senseContext(opened);
    const inventory = options.inventory ?? 'wordnet';
    const byWord = new Map<string, { tokenId: number; gold: string }[]>();
    for (const label of labels) {
      const tokenId = labelledToken(this.#store, opened.collection.id, label);
      const lemma = this.#store.lemmaOfToken(tokenId) as string;
      byWord.set(lemma, [...(byWord.get(lemma) ?? []), { tokenId, gold: label.sense }]);
    }
    const judged: JudgedLine[] = [];
    for (const [word, lines] of byWord) {
      const occurrences = opened.words.of(word) as WordOccurrences;
      const { candidates, assignment } = await this.#assigned(context, occurrences, inventory, options);
      const rowOf = new Map(Array.from(occurrences.tokenIds, (id, row) => [id, row]));
      for (const { tokenId, gold } of lines) {
        const told = candidates[assignment.senses[rowOf.get(tokenId) as number] as number];
        judged.push({ word, gold, sense: told?.id ?? '', label: told?.label ?? '' });
      }
    }
    return evaluate(inventory, judged);
  }

  #described(
    context: SenseContext,
    inventory: Inventory,
    assigned: AssignedWord,
    { usesSubstitutes = true, onProgress }: SensesOptions,
  ): Promise<WordSenses> {
    const key = `${usesSubstitutes && context.ann.state()}`;
    let known = this.#descriptions.get(assigned);
    if (known?.key !== key) {
      known = { key, senses: describeSenses(context, inventory, assigned, { usesSubstitutes, onProgress }) };
      known.senses.catch(() => this.#descriptions.delete(assigned));
      this.#descriptions.set(assigned, known);
    }
    return known.senses;
  }

  /** Lemmas by frequency, then by letters; match: what they start with. */
  words(options: { readonly collection?: string; readonly match?: string } = {}): Suggestion[] {
    const opened = this.#opened(options.collection);
    const start = (options.match ?? '').toLowerCase();
    const all = opened ? this.#store.lemmas(opened.collection.id) : [];
    return all
      .filter(({ lemma }) => lemma.startsWith(start))
      .sort((a, b) => b.count - a.count || (a.lemma < b.lemma ? -1 : 1));
  }

  /** Which sense each occurrence of a word has: senses as `senses` gives them, and their numbers by token id. */
  async sensesOfLines(
    word: string,
    options: SensesOptions = {},
  ): Promise<{
    /** Largest first. */
    readonly senses: readonly Sense[];
    /** Token id to index in `senses`; what has none of them is left out. */
    readonly numberOf: ReadonlyMap<number, number>;
  }> {
    const told = await this.#told(word, options);
    const numbers = senseNumbers(told);
    const numberOf = new Map<number, number>();
    told.assigned.occurrences.tokenIds.forEach((tokenId, row) => {
      const number = numbers[row] as number;
      if (number >= 0) numberOf.set(tokenId, number);
    });
    return { senses: told.described.senses, numberOf };
  }

  /** Where the occurrences of a word lie among each other, on a plane. Throws as `senses` does. */
  async senseMap(word: string, options: SensesOptions = {}): Promise<WordMap> {
    return mapOfWord(await this.#told(word, options));
  }

  /**
   * How often each sense is meant by document, or by the values of a metadata field (many different numbers as
   * ranges). Throws `invalid_input` for a field that is not there, and as `senses` does.
   */
  async senseShares(
    word: string,
    options: SensesOptions & { readonly by?: string } = {},
  ): Promise<SenseShares> {
    return sharesOfWord(await this.#told(word, options), options.by ?? 'document');
  }

  /**
   * Where each line of a word lies between two descriptions (`finance` and `geography`), on one axis or two: the
   * cosine with `to` less the cosine with `from`. Throws `invalid_input`, and as `senses` does.
   */
  async senseAxis(
    word: string,
    axes: readonly AxisEnds[],
    options: SensesOptions & AxisOptions = {},
  ): Promise<WordOnAxes> {
    return wordOnAxes(await this.#told(word, options), axes, options);
  }

  /**
   * Two words, or senses, side by side by their lines. Throws `not_found` for a sense that is not there,
   * `invalid_input` for the same twice, and as `senses` does.
   */
  async compare(
    one: SenseReference,
    other: SenseReference,
    options: { readonly collection?: string } = {},
  ): Promise<Comparison> {
    const side = async ({ word, sense, inventory }: SenseReference) => {
      const told = await this.#told(word, { ...options, inventory });
      if (sense === undefined) return { ...told, number: undefined };
      const number = told.described.senses.findIndex(({ id }) => id === sense);
      if (number >= 0) return { ...told, number };
      const ids = told.described.senses
        .map(({ id }) => id)
        .sort()
        .join(', ');
      throw new PolysemeError('not_found', `sense: "${word}" has no sense ${sense}`, {
        cure: ids === '' ? 'Compare the whole word.' : `Use one of ${ids}.`,
      });
    };
    const sides = [await side(one), await side(other)] as const;
    const [a, b] = sides.map(({ described, number }) => {
      const sense = number === undefined ? '' : `${described.inventory} ${number}`;
      return `${described.lemmas.join(' ')}: ${sense}`;
    });
    if (a === b) {
      throw new PolysemeError('invalid_input', `sides: both are "${one.word}" in the same sense`, {
        cure: 'Name two words, or two senses of one.',
      });
    }
    return compareSides(...sides);
  }

  /** Words that could stand for one occurrence: those of the nearest occurrences of others. Throws `not_found`. */
  async substitutes(tokenId: number, collection?: string): Promise<Substitute[]> {
    return substitutesOfLine(this.#senseContext(this.#collection(collection)), tokenId);
  }

  async #told(word: string, options: SensesOptions): Promise<ToldWord> {
    const { context, occurrences, inventory } = this.#senseWord(word, options);
    throwIfCancelled(options.signal);
    const assigned = await this.#assigned(context, occurrences, inventory, options);
    throwIfCancelled(options.signal);
    return { context, assigned, described: await this.#described(context, inventory, assigned, options) };
  }

  /** True when a word has senses of the user's own. */
  hasOwnSenses(word: string, collection?: string): boolean {
    return this.#senseWord(word, collection === undefined ? {} : { collection }).own.length > 0;
  }

  /** Which inventory a word's senses are taken from when none is named. */
  #senseWord(word: string, { collection, inventory }: SensesOptions) {
    const opened = this.#collection(collection);
    const occurrences = opened.words.of(word);
    if (!occurrences) {
      throw new PolysemeError('not_found', `word: "${word}" does not occur`, {
        cure: 'Search for it: near spellings and meanings are suggested there.',
      });
    }
    const context = this.#senseContext(opened);
    const own = ownSenses(this.#store.senseEdits(opened.collection.id, senseWord(occurrences)));
    const chosen = inventory ?? (own.length > 0 ? 'mine' : 'induced');
    return { context, occurrences, inventory: chosen, own };
  }

  #senseContext(opened: OpenCollection): SenseContext {
    return {
      store: this.#store,
      ...opened,
      encoder: () => this.#encoderFor(opened.collection),
      examples: () => this.#senseExamples(opened.collection),
    };
  }

  /** Kept as long as the occurrences and the edits of the word are the same. */
  #assigned(
    context: SenseContext,
    occurrences: WordOccurrences,
    inventory: Inventory,
    { usesRank = true, onProgress }: SensesOptions,
  ): Promise<AssignedWord> {
    const edits = context.store.senseEdits(context.collection.id, senseWord(occurrences));
    const key = JSON.stringify([inventory, usesRank, edits.map(({ id, undoneAt }) => [id, undoneAt])]);
    let known = this.#assignments.get(occurrences);
    if (!known) this.#assignments.set(occurrences, (known = new Map()));
    let assigned = known.get(key);
    if (!assigned) {
      if (known.size > 8) known.clear();
      onProgress?.({ phase: 'assigning', lines: occurrences.tokenIds.length, done: 0, total: 0 });
      assigned = assignWord(context, occurrences, inventory, { usesRank });
      assigned.catch(() => known.delete(key));
      known.set(key, assigned);
    }
    return assigned;
  }

  async #senseExamples({ dim }: Collection): Promise<SenseExamples> {
    const { folder } = await this.#model();
    return (this.#examples ??= readSenseExamples(folder, dim));
  }

  /**
   * Occurrences, of any word, that are nearest to one; itself left out. options: filters, limit (1 to 999, default 20)
   * and how to search, as in a query. Throws `not_found` or `invalid_input`.
   */
  async neighbours(tokenId: number, options: NeighboursOptions = {}): Promise<Hit[]> {
    const { limit = 20 } = options;
    const { hits } = await this.search({ ...options, like: [tokenId], limit: limit + 1 });
    return hits.filter((hit) => hit.tokenId !== tokenId).slice(0, limit);
  }

  /** The sense of one occurrence among those that `senses` tells. Throws `not_found` or `model`. */
  async senseOf(tokenId: number, options: SensesOptions = {}): Promise<TokenSense> {
    const { hit } = this.line(tokenId, options.collection);
    // a lemma that is mostly a form of others stands for those; its own occurrences are then found by their form
    const words = [hit.lemma as string, hit.form].map((word) => this.#senseWord(word, options));
    const { context, occurrences, inventory } =
      words.find((word) => word.occurrences.tokenIds.includes(tokenId)) ?? (words[0] as (typeof words)[0]);
    const assigned = await this.#assigned(context, occurrences, inventory, options);
    const row = occurrences.tokenIds.indexOf(tokenId);
    const confidence = rounded(assigned.assignment.confidences[row] ?? 0);
    const candidate = assigned.candidates[assigned.assignment.senses[row] ?? -1];
    if (!candidate) return { inventory, id: '', label: '', gloss: null, confidence };
    const shown = { ...options, usesSubstitutes: false };
    const { senses } = await this.#described(context, inventory, assigned, shown);
    const { id, label, gloss } = senses.find((sense) => sense.id === candidate.id) ?? candidate;
    return { inventory, id, label, gloss, confidence };
  }

  /** Occurrences of content words in the documents of a name, as in `remove`, in their order. Throws `not_found`. */
  *tokens(name: string, collection?: string): Generator<TokenLine> {
    const { collection: of } = this.#collection(collection);
    for (const documentId of this.#namedIds([name], of)) {
      for (const tokenId of this.#store.tokensOfDocument(documentId)) {
        const row = this.#store.occurrence(tokenId);
        if (row) yield toTokenLine(this.#store, row);
      }
    }
  }

  /** The vector of an occurrence: as many components as the collection's model has, length 1. Throws `not_found`. */
  vectorOf(tokenId: number, collection?: string): Float32Array {
    return vectorOfLine(this.#store, this.#collection(collection).collection, tokenId);
  }

  /**
   * The vector of a text, of length 1: of its word in [brackets], or else the mean of all its words.
   * Throws `invalid_input`, `too_large` or `model`.
   */
  async encode(text: string): Promise<Float32Array> {
    const parsed = parseText(text);
    return typeof parsed === 'string' ? this.#texts.ofDescription(parsed) : this.#texts.ofExample(parsed);
  }

  /**
   * Cosine of two texts, as `encode` takes them, or of vectors of the same length: -1 to 1.
   * Throws `invalid_input`, `too_large` or `model`.
   */
  async similarity(one: string | Float32Array, other: string | Float32Array): Promise<number> {
    const vectorOf = async (value: string | Float32Array): Promise<Float32Array> =>
      typeof value === 'string' ? this.encode(value) : normalise(value.slice());
    const [a, b] = [await vectorOf(one), await vectorOf(other)];
    if (a.length === b.length) return rounded(dot(a, b));
    throw new PolysemeError(
      'invalid_input',
      `similarity: the vectors have ${a.length} and ${b.length} components`,
      { cure: 'Compare vectors of one model.' },
    );
  }

  /** Keys of the rows that lines stand in, as their table holds them; of files the document's id. */
  keysOf(lines: readonly Pick<Hit, 'sentenceId'>[]): RowKey[] {
    return lines.map(({ sentenceId }) => this.#store.keyOfSentence(sentenceId) as RowKey);
  }

  /**
   * Adds vectors that were made elsewhere to a collection of such, which is made with the first; an id that is there
   * gets the new vector. They are found at once; `syncIndex` makes that fast for many. It can be stopped between
   * thousands, and what was added stays. Throws `invalid_input`, `conflict`, `busy` or `cancelled`.
   */
  async addVectors(
    collection: string,
    items: Iterable<VectorItem> | AsyncIterable<VectorItem>,
    options: AddVectorsOptions = {},
  ): Promise<{
    /** Vectors whose id was not there. */
    readonly added: number;
    /** Vectors whose id was there. */
    readonly replaced: number;
  }> {
    checkOptions('addVectors', options, ['metric', 'storage', 'model', 'signal']);
    let of = this.#store.vectorCollection(collection);
    // what is not said again stays as it is
    const { metric = of?.metric ?? 'cosine', storage = of?.storage ?? 'int8', signal } = options;
    const { model = of?.model ?? '' } = options;
    checkVectorOptions(collection, metric, storage, model);
    checkItems(items);
    this.#store.refuseTransaction();
    const total = { added: 0, replaced: 0 };
    let rows: VectorRow[] = [];
    const write = (): void => {
      throwIfCancelled(signal);
      if (!of || rows.length === 0) return;
      const replaced = this.#store.writeVectors(of.id, rows);
      total.replaced += replaced;
      total.added += rows.length - replaced;
      rows = [];
    };
    let number = 0;
    try {
      for await (const item of items) {
        const name = `items[${number++}]`;
        const { id, vector, metadata } = checkItem(name, item);
        const checked = checkVector(`${name}.vector`, vector, of?.dim, metric);
        if (number === 1) {
          const wanted = { name: collection, dim: checked.length, metric, storage, model };
          of = this.#store.ensureVectorCollection(wanted);
        }
        const stored = toRow(of as VectorCollection, checked);
        rows.push({ id: checkItemId(name, id), ...stored, metadata: checkMetadata(name, metadata) });
        if (rows.length === vectorsPerCommit) {
          write();
          await setImmediate(); // others get a turn, and may stop it
        }
      }
      write();
    } finally {
      this.#changed();
    }
    return total;
  }

  /** Removes vectors by their ids; returns how many there were. Throws `not_found` or `busy`. */
  removeVectors(collection: string, ids: readonly VectorItem['id'][]): number {
    this.#store.refuseTransaction();
    const { id } = this.#vectors(collection).collection;
    const removed = this.#store.removeVectors(
      id,
      checkList('ids', ids, '[id, …]').map((one, i) => checkItemId(`ids[${i}]`, one)),
    );
    this.#changed();
    return removed;
  }

  /** Removes a collection of vectors with its index. Throws `not_found` or `busy`. */
  async dropVectors(collection: string): Promise<void> {
    this.#store.refuseTransaction();
    const { collection: of, ann } = this.#vectors(collection);
    this.#store.dropVectorCollection(of.id);
    await ann.drop();
    this.#openVectors.delete(of.id);
    this.#changed();
  }

  /** Collections of vectors that were made elsewhere, by name. */
  vectorCollections(): VectorCollectionStats[] {
    return this.#store.vectorCollections().map((collection) => {
      const { ann } = this.#vectors(collection.name);
      const vectors = this.#store.countVectorsAfter(collection.id, 0);
      return { ...collection, vectors, annBytes: ann.bytes(), annState: ann.state() };
    });
  }

  /**
   * The vectors that are nearest to one, nearest first: k (1 to 10,000, default 10), or as many as the filters leave.
   * Throws `not_found` or `invalid_input`.
   */
  async nearest(
    collection: string,
    vector: ArrayLike<number>,
    options: NearestOptions = {},
  ): Promise<VectorHit[]> {
    checkOptions('nearest', options, ['k', 'filters', 'among', 'exact', 'efSearch']);
    const { collection: of, search } = this.#vectors(collection);
    const { filters = [], among, exact = false } = options;
    return search.nearest({
      vector: checkVector('vector', vector, of.dim, of.metric),
      k: checkWhole('k', options.k ?? 10, 1, 10_000),
      metadata: checkFilters({ metadata: filters }).metadata ?? [],
      among: among && checkList('among', among, '[id, …]').map((id, i) => checkItemId(`among[${i}]`, id)),
      exact,
      efSearch: checkWhole('efSearch', options.efSearch ?? defaultVectorEf, 10, 10_000),
    });
  }

  #vectors(name: string): OpenVectors {
    const collection = this.#store.vectorCollection(name);
    if (!collection) {
      const names = this.#store.vectorCollections().map((one) => one.name);
      throw new PolysemeError('not_found', `collection: there is no collection "${name}" of vectors`, {
        cure: names.length === 0 ? 'Add vectors first.' : `There are: ${names.join(', ')}.`,
      });
    }
    let opened = this.#openVectors.get(collection.id);
    if (!opened) {
      const ann = annIndexOf(this.#store, vectorSource(this.#store, collection));
      opened = { collection, ann, search: vectorSearch(this.#store, collection, ann) };
      this.#openVectors.set(collection.id, opened);
    }
    return opened;
  }

  /** The approximate index of a collection of texts, or of vectors; undefined when there is no such collection. */
  #annOf(name: string = defaultCollection): AnnIndex | undefined {
    if (this.#store.vectorCollection(name)) return this.#vectors(name).ann;
    return this.#opened(name)?.ann;
  }

  /** Those of all collections, by name. */
  #anns(): [string, AnnIndex][] {
    const names = [...this.collections(), ...this.#store.vectorCollections().map(({ name }) => name)];
    return names.map((name) => [name, this.#annOf(name) as AnnIndex]);
  }

  /** The line of one occurrence, by its token id, with the passages around it. Throws `not_found`. */
  line(tokenId: number, collection?: string): LineInContext {
    const { collection: of } = this.#collection(collection);
    return lineOf(this.#store, of.id, tokenId);
  }

  /** Documents by URI. match: a part of it. */
  documents(
    options: { collection?: string; match?: string; limit?: number; offset?: number } = {},
  ): DocumentInfo[] {
    const { collection } = this.#collection(options.collection);
    return this.#store.listDocuments(collection.id, options);
  }

  /** Files with their totals: one entry for a file of many records. Empty for a collection that does not exist yet. */
  files(collection?: string): FileInfo[] {
    const opened = this.#opened(collection);
    return opened ? this.#store.listFiles(opened.collection.id) : [];
  }

  /** A document's text, and where a word occurs in it. Throws `not_found`. */
  document(id: number, options: { collection?: string; word?: string } = {}): DocumentText {
    const { words } = this.#collection(options.collection);
    const document = Number.isInteger(id) ? this.#store.document(id) : undefined;
    if (!document) {
      throw new PolysemeError('not_found', `document: there is no document ${id}`, {
        cure: 'It may have been removed; look it up in the collection.',
      });
    }
    const occurrences = options.word ? words.of(options.word) : undefined;
    const tokenIds = occurrences?.tokenIds.filter((_, row) => occurrences.documentIds[row] === id) ?? [];
    return { document, text: this.#store.documentText(id), marks: this.#store.positions([...tokenIds]) };
  }

  /** The row of the document with that URI, as `document` takes it; 0 when there is none. */
  documentRow(uri: string, collection?: string): number {
    const opened = this.#opened(collection);
    return opened ? (this.#store.findDocument(opened.collection.id, uri)?.id ?? 0) : 0;
  }

  /** How many documents a name stands for, as in `remove`. */
  countNamed(name: string, collection?: string): number {
    return this.#namedIds([name], this.#collection(collection).collection).length;
  }

  /** Removes documents: a URI, a file's URI (all its records) or a document id each. Returns what was removed. */
  remove(names: readonly string[], collection?: string): DocumentInfo[] {
    const { collection: of } = this.#collection(collection);
    const ids = this.#namedIds(names, of);
    const removed = ids.map((id) => this.#store.document(id) as DocumentInfo);
    this.#store.removeDocuments(of.id, ids);
    this.#changed();
    return removed;
  }

  #namedIds(names: readonly string[], { id }: Collection): number[] {
    const ids = new Set<number>();
    for (const name of names) {
      const found = this.#store.documentsNamed(id, name);
      if (found.length === 0) {
        throw new PolysemeError('not_found', `documents: there is no document "${name}"`, {
          cure: 'List them with: polyseme documents',
        });
      }
      for (const one of found) ids.add(one);
    }
    return [...ids];
  }

  /** Counts and sizes of a collection. Throws `not_found`. */
  stats(collection?: string): Stats {
    const { collection: of, ann } = this.#collection(collection);
    const totals = this.#store.totals(of.id);
    return {
      collection: of.name,
      ...totals,
      bytesPerToken: totals.tokens === 0 ? 0 : Math.round(this.#store.usedBytes() / totals.tokens),
      fileBytes: this.#store.fileBytes(),
      annBytes: ann.bytes(),
      model: of.model,
      annState: ann.state(),
    };
  }

  /**
   * Measures the approximate index of a collection: the share of the true `k` nearest of random occurrences, or of
   * vectors made elsewhere, that it finds. Queries: 1 to 10,000, default 100. Throws `not_found`, `invalid_input` or
   * `cancelled`.
   */
  async measureRecall(options: RecallOptions = {}): Promise<Recall> {
    checkOptions('measureRecall', options, ['collection', 'queries', 'k', 'efSearch', 'signal']);
    const { collection = defaultCollection, signal } = options;
    const numQueries = checkWhole('queries', options.queries ?? 100, 1, 10_000);
    const k = checkWhole('k', options.k ?? 10, 1, 999);
    const isOfVectors = this.#store.vectorCollection(collection) !== undefined;
    const efSearch = checkWhole(
      'efSearch',
      options.efSearch ?? (isOfVectors ? defaultVectorEf : defaultEfSearch),
      10,
      10_000,
    );
    const sample = isOfVectors
      ? this.#vectorSample(collection, numQueries, k, efSearch)
      : this.#tokenSample(collection, numQueries, k, efSearch);
    await sample.ann.load();
    const recall = await recallOf(sample, signal);
    return { recall, queries: sample.queries.length, k, efSearch, annState: sample.ann.state() };
  }

  /** Random occurrences, and what finds the k nearest of one, itself left out. */
  #tokenSample(
    collection: string,
    count: number,
    k: number,
    efSearch: number,
  ): RecallSample & { readonly ann: AnnIndex } {
    const { collection: of, ann } = this.#collection(collection);
    const nearest = async (tokenId: number, exact: boolean) => {
      const hits = await this.neighbours(tokenId, { collection, limit: k, efSearch, exact });
      return hits.map((hit) => hit.tokenId);
    };
    return { ann, queries: this.#store.randomTokens(of.id, count), nearest };
  }

  /** The same of vectors, by their numbers. */
  #vectorSample(
    collection: string,
    count: number,
    k: number,
    efSearch: number,
  ): RecallSample & { readonly ann: AnnIndex } {
    const { collection: of, ann, search } = this.#vectors(collection);
    const nearest = async (number: number, exact: boolean) => {
      const [row] = this.#store.vectorsOf([number]);
      const [item] = this.#store.vectorItems([number]).values();
      if (!row || !item) return [];
      const checked = { metadata: [], among: undefined, exact, efSearch };
      const hits = await search.nearest({ vector: fromRow(of, row), k: k + 1, ...checked });
      const others = hits.map(({ id }) => id).filter((id) => String(id) !== String(item.id));
      return others.slice(0, k);
    };
    return { ann, queries: this.#store.randomVectors(of.id, count), nearest };
  }

  /**
   * Whether everything is as it must be: SQLite's pages, counts, references and hashes, the tables that are tracked,
   * and the index caches. Reads everything once. Throws `cancelled`.
   */
  async verify(options: { readonly signal?: AbortSignal } = {}): Promise<Verification> {
    const problems = this.#store.read(() => this.#store.contradictions());
    for (const [name, ann] of this.#anns()) {
      throwIfCancelled(options.signal);
      await ann.load();
      problems.push(...(await ann.faults()).map((fault) => `collection "${name}": ${fault}`));
    }
    for (const tracked of this.tracked()) {
      const { name, pending, isFollowed } = tracked;
      const fault = this.#store.faultOf(tracked);
      if (fault) problems.push(fault.message);
      else if (!isFollowed) problems.push(`changes of the table "${name}" are not seen until the next sync`);
      else if (pending === 0) problems.push(...this.#store.strayRows(tracked));
    }
    return { isSound: problems.length === 0, problems };
  }

  /**
   * Builds the approximate index of a collection, or of all, anew from the database; returns their names.
   * Throws `not_found` or `cancelled`.
   */
  async rebuild(options: AnnSyncOptions & { readonly collection?: string } = {}): Promise<string[]> {
    const { collection, ...rest } = options;
    const anns: [string, AnnIndex][] =
      collection === undefined
        ? this.#anns()
        : [[collection, this.#annOf(collection) ?? this.#collection(collection).ann]];
    for (const [, ann] of anns) await ann.sync({ ...rest, anew: true });
    return anns.map(([name]) => name);
  }

  /**
   * Gives space back: rewrites the database file without gaps, and index caches that hold deleted points. Afterwards
   * nothing of what was deleted is in any of the files. In a database that is shared this is SQLite's VACUUM of all of
   * it, which may change the rowids of tables that have no INTEGER PRIMARY KEY. Throws `busy` or `cancelled`.
   */
  async compact(options: AnnSyncOptions = {}): Promise<Compaction> {
    this.#store.refuseTransaction();
    throwIfCancelled(options.signal);
    return this.#alone('compact', () => this.#compact(options));
  }

  async #compact(options: AnnSyncOptions): Promise<Compaction> {
    const bytes = (): number =>
      this.#anns().reduce((sum, [, ann]) => sum + ann.bytes(), this.#store.fileBytes());
    const bytesBefore = bytes();
    for (const [, ann] of this.#anns()) {
      await ann.load();
      if (ann.state() === 'missing') continue;
      await ann.sync(options);
      if (ann.deleted() > 0) await ann.sync({ ...options, anew: true });
    }
    this.#store.trim();
    this.#store.compact();
    return { bytesBefore, bytesAfter: bytes() };
  }

  /**
   * Copies the whole database into a new file, as it is at one moment, while reading and writing go on. To restore it,
   * open the copy, or put it in the place of the database while nobody has that open; index caches are built anew.
   * Throws `conflict` when the file is there, `cancelled` or `data`.
   */
  async backup(file: string, options: BackupOptions = {}): Promise<void> {
    if (typeof file !== 'string' || file === '') {
      throw new PolysemeError('invalid_input', 'file: it is missing or no path', {
        cure: 'Name a new file.',
      });
    }
    try {
      await this.#store.backup(file, options);
    } catch (cause) {
      throw this.#store.asStoreError(cause, file);
    }
  }

  /** True when the collection exists and holds a document. */
  hasTexts(collection?: string): boolean {
    const opened = this.#opened(collection);
    return opened !== undefined && this.#store.totals(opened.collection.id).documents > 0;
  }

  /** Names of the collections, in order. */
  collections(): string[] {
    return this.#store.collections().map(({ name }) => name);
  }

  /** A value kept with the database for a surface's own use. */
  setting = (name: string): string | undefined => this.#store.setting(name);
  /** Keeps such a value in place of the one before. */
  setSetting = (name: string, value: string): void => this.#store.setSetting(name, value);

  /** Calls `listener` after each change of texts or senses that is made here. */
  onChange(listener: () => void): void {
    this.#onChange.push(listener);
  }

  /** Calls `listener` when this is closed or uninstalled, before the database is. */
  onClose(listener: () => void): void {
    this.#onClose.push(listener);
  }

  #changed(): void {
    for (const listener of this.#onChange) listener();
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Stops what is running and closes the database, unless it is the caller's own. */
  async close(): Promise<void> {
    if (!this.#openStore) return;
    await this.#stop();
    for (const { ann } of [...this.#open.values(), ...this.#openVectors.values()]) await ann.close();
    this.#store.close();
    this.#openStore = undefined;
  }

  /**
   * Removes all tables and indexes of this project from the database, and the index caches beside it, and closes.
   * What else is in the database stays as it is; the file stays in WAL, and keeps SQLite's own table
   * `sqlite_sequence`, without our rows. Throws `busy` while another process writes.
   */
  async uninstall(): Promise<void> {
    await this.#stop();
    for (const [, ann] of this.#anns()) await ann.drop();
    this.#store.uninstall();
    this.#store.close();
    this.#openStore = undefined;
  }

  async #stop(): Promise<void> {
    for (const watcher of this.#watchers) await watcher.stop();
    this.jobs.cancel();
    this.disambiguations.cancel();
    await this.jobs.settled();
    await this.disambiguations.settled();
    await this.#syncing;
    for (const listener of this.#onClose) listener();
  }

  #model(): Promise<ModelFiles> {
    const files = (this.#modelFiles ??= resolveModel(
      this.#options.model ?? shippedModel,
      this.#options.onDownload,
    ));
    files.catch(() => {
      this.#modelFiles = undefined;
    });
    return files;
  }

  /** One worker is enough for queries; indexing opens its own. */
  #openedEncoder(): Promise<Encoder> {
    const workers = this.#store.isInMemory ? (this.#options.workers ?? availableParallelism()) : 1;
    const encoder = (this.#encoder ??= this.#model().then((files) => openEncoder(files, { workers })));
    encoder.catch(() => {
      this.#encoder = undefined;
    });
    return encoder;
  }

  async #encoderFor(collection: Collection): Promise<Encoder> {
    await this.#modelOf(collection);
    return this.#openedEncoder();
  }

  /** The model's files. Throws `conflict` when another one made the collection. */
  async #modelOf(collection: Collection): Promise<ModelFiles> {
    const files = await this.#model();
    if (files.fingerprint === collection.fingerprint) return files;
    throw new PolysemeError(
      'conflict',
      `model: collection "${collection.name}" was made with ${collection.model}, not with ${files.name}`,
      { cure: `Use --model ${collection.model}.` },
    );
  }

  #opened(name: string = defaultCollection): OpenCollection | undefined {
    const collection = this.#store.collection(name);
    if (!collection) return undefined;
    let opened = this.#open.get(collection.id);
    // an empty collection may have changed its model
    if (opened?.collection.fingerprint !== collection.fingerprint) {
      opened = {
        collection,
        words: wordCacheOf(this.#store, collection),
        vectors: queryVectors(this.#store, () => this.#encoderFor(collection)),
        ann: annIndexOf(this.#store, tokenSource(this.#store, collection)),
      };
      this.#open.set(collection.id, opened);
    }
    return opened;
  }

  #collection(name: string = defaultCollection): OpenCollection {
    const opened = this.#opened(name);
    if (opened) return opened;
    const names = this.collections();
    throw new PolysemeError('not_found', `collection: there is no collection "${name}"`, {
      cure:
        names.length === 0
          ? 'Index something first: polyseme index PATH; or track a table and sync it.'
          : `There are: ${names.join(', ')}.`,
    });
  }
}

/** The token that a label is about. */
function labelledToken(store: Store, collectionId: number, { tokenId, document, start }: LabelRow): number {
  if (tokenId !== null && store.collectionOfToken(tokenId) === collectionId) return tokenId;
  const documents = store.documentsNamed(collectionId, document);
  for (const id of documents) {
    const found = store.positions(store.tokensOfDocument(id)).find((one) => one.start === start);
    if (found) return found.tokenId;
  }
  throw new PolysemeError(
    'not_found',
    `labels: there is no line ${tokenId ?? `at ${start} in "${document}"`}`,
    {
      cure: 'Take tokenId, or document and start, from a search or from disambiguate on this database.',
    },
  );
}

/** The tracked table of that name now, or else the one that was tracked by it. */
const byTableName = <T extends Pick<TrackedTable, 'name' | 'table'>>(
  tables: readonly T[],
  name: string,
): T | undefined => tables.find((one) => one.table === name) ?? tables.find((one) => one.name === name);

function joinReports(a: IndexReport, b: IndexReport): IndexReport {
  const sum = (key: Exclude<keyof IndexReport, 'problems'>): number => a[key] + b[key];
  return {
    ...{ added: sum('added'), changed: sum('changed'), unchanged: sum('unchanged'), removed: sum('removed') },
    ...{ passagesEncoded: sum('passagesEncoded'), passagesReused: sum('passagesReused') },
    ...{ words: sum('words'), seconds: sum('seconds'), problems: [...a.problems, ...b.problems] },
  };
}
