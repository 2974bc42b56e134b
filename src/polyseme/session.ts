// An open database: the store, its collections with their caches, the model, and the listeners. The operations work
// with it; surfaces do not see it.
import { availableParallelism } from 'node:os';
import { senseThread } from '../analysis/thread.js';
import { AnnIndex } from '../ann/ann-index.js';
import { defaultCollection } from '../domain/defaults.js';
import { PolysemeError } from '../domain/errors.js';
import type { Watcher } from '../domain/tables.js';
import type { VectorCollection } from '../domain/vectors.js';
import { type Encoder, openEncoder } from '../encoder/encoder.js';
import { type ModelFiles, resolveModel, shippedModel } from '../encoder/model-files.js';
import type { IngestContext } from '../indexing/process.js';
import { noShippedVectors, readShippedVectors, type ShippedVectors } from '../lexicon/sense-vectors.js';
import { wordCache } from '../search/occurrences.js';
import { phraseCache } from '../search/phrases.js';
import { type QueryVectors, queryVectors } from '../search/query-vectors.js';
import { tokenSource } from '../search/token-source.js';
import { rowsOfSense } from '../senses/counts.js';
import { type SenseContext, senseCache } from '../senses/sense-context.js';
import { openStore } from '../store/open.js';
import type { Collection, Store } from '../store/store.js';
import { loadEnglish } from '../text/lemmas.js';
import type { NamedIndex } from '../upkeep/rebuild.js';
import { type OpenVectors, openVectors } from '../vectors/collection.js';
import type { PolysemeOptions } from './options.js';

type Listener = () => void;

/** How a session ends. */
interface Ending {
  readonly uninstalls?: boolean;
  /** Ends the jobs in the background. */
  readonly settle: () => Promise<void>;
}

/** An open database. Each method that reads it throws `invalid_input` after it is closed. */
export class Session {
  readonly options: PolysemeOptions;
  /** Vectors of texts that belong to no collection. */
  readonly texts: QueryVectors;
  readonly watchers = new Set<Watcher>();
  /** The last run of a watcher of tables or folders: the next one waits for it. */
  syncing: Promise<unknown> = Promise.resolve();
  #store: Store | undefined;
  /** Goes on with the file that has taken the place of this one's. */
  #next: Session | undefined;
  readonly #collections = new Map<number, SenseContext>();
  readonly #vectors = new Map<number, OpenVectors>();
  #modelFiles: Promise<ModelFiles> | undefined;
  #encoder: Promise<Encoder> | undefined;
  #shippedVectors: ShippedVectors | undefined;
  #writing: Writing | undefined;
  readonly #running = new Set<Promise<unknown>>();
  #closing = new AbortController();
  #ending: Promise<void> | undefined;
  readonly #listeners = { change: [] as Listener[], close: [] as Listener[], replace: [] as Listener[] };

  /** before: whose model, listeners and work under way are taken over. */
  private constructor(store: Store, options: PolysemeOptions, before?: Session) {
    this.#store = store;
    this.options = options;
    this.texts = queryVectors(store, () => this.encoder());
    if (!before) return;
    this.watchers = before.watchers;
    this.#running = before.#running;
    this.#closing = before.#closing;
    this.#listeners = before.#listeners;
    this.#modelFiles = before.#modelFiles;
    this.#encoder = before.#encoder;
    this.#shippedVectors = before.#shippedVectors;
  }

  /** Opens only the store; the model is loaded when first needed. Throws as `openStore` does. */
  static async open(options: PolysemeOptions): Promise<Session> {
    const { db, mustExist = false, besideOthers = false } = options;
    return new Session(await openStore(db, { mustExist, besideOthers }), options);
  }

  get store(): Store {
    if (this.#store) return this.#store;
    throw closed();
  }

  /** The session to work with, after any replacement of the file that was noticed. */
  get latest(): Session {
    this.#next &&= this.#next.latest;
    return this.#next ?? this;
  }

  /**
   * The same, after looking whether the file was replaced since. Work under way on the old one ends with `conflict`, and
   * what hangs on it is let go. Throws `data` when no file is there.
   */
  current(): Session {
    const { latest } = this;
    return latest.isClosing || !latest.#store ? latest : latest.#following(latest.#store);
  }

  #following(store: Store): Session {
    const current = store.current();
    if (current === store) return this;
    const next = new Session(current, this.options, this);
    this.#next = next;
    for (const { ann } of [...this.#collections.values(), ...this.#vectors.values()]) {
      next.running(ann.close()).catch(nothing);
    }
    this.#collections.clear();
    this.#vectors.clear();
    for (const listener of this.#listeners.replace) listener();
    return next;
  }

  /** Throws unless new work may begin. */
  refuseWhenClosing(): void {
    if (this.isClosing || !this.#store) throw closed();
  }

  /** True from the first moment of `close`. */
  get isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Stops work when this closes, or when the caller does. */
  stopping(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }

  /** True while a run of this process writes texts. */
  get isIngesting(): boolean {
    return this.#writing !== undefined;
  }

  /** A collection of texts; undefined when there is none of that name. */
  async findTexts(name: string = defaultCollection): Promise<SenseContext | undefined> {
    const collection = await this.store.collection(name);
    return collection && this.#openTexts(collection);
  }

  #openTexts(collection: Collection): SenseContext {
    const { store } = this;
    const open = this.#collections.get(collection.id);
    // an empty collection may have changed its model
    if (open?.collection.fingerprint === collection.fingerprint) return open;
    const words = wordCache(store, collection);
    const context: SenseContext = {
      ...{ store, collection, words },
      phrases: phraseCache(store, collection, words),
      vectors: queryVectors(store, () => this.#encoderOf(collection)),
      ann: this.#closedWithThis(new AnnIndex(tokenSource(store, collection))),
      encoder: () => this.#encoderOf(collection),
      shippedVectors: () => this.#vectorsOfSenses(collection),
      rowsOfSense: (...sense) => rowsOfSense(context, ...sense),
      cache: senseCache(),
    };
    this.#collections.set(collection.id, context);
    return context;
  }

  /** An index that is opened while this closes is closed at once: nobody else would. */
  #closedWithThis(ann: AnnIndex): AnnIndex {
    if (this.isClosing) ann.close().catch(() => {});
    return ann;
  }

  /** The same, but throws `not_found`. */
  async textsOf(name: string = defaultCollection): Promise<SenseContext> {
    const context = await this.findTexts(name);
    if (context) return context;
    const names = await this.collectionNames();
    throw new PolysemeError('not_found', `collection: there is no collection "${name}"`, {
      cure:
        names.length === 0
          ? 'Add texts first: polyseme index FOLDER; or track a table and sync it.'
          : `There are: ${names.join(', ')}.`,
    });
  }

  async collectionNames(): Promise<string[]> {
    return (await this.store.collections()).map(({ name }) => name);
  }

  /** A collection of vectors made elsewhere. Throws `not_found`. */
  async vectorsOf(name: string): Promise<OpenVectors> {
    const collection = await this.store.vectorCollection(name);
    if (collection) return this.openVectors(collection);
    const names = (await this.store.vectorCollections()).map((one) => one.name);
    throw new PolysemeError('not_found', `collection: there is no collection "${name}" of vectors`, {
      cure: names.length === 0 ? 'Add vectors first.' : `There are: ${names.join(', ')}.`,
    });
  }

  /** The same by its row. */
  openVectors(collection: VectorCollection): OpenVectors {
    const open = this.#vectors.get(collection.id);
    if (open) return open;
    const vectors = openVectors(this.store, collection);
    this.#closedWithThis(vectors.ann);
    this.#vectors.set(collection.id, vectors);
    return vectors;
  }

  /** Forgets a collection of vectors that was dropped. */
  forgetVectors(id: number): void {
    this.#vectors.delete(id);
  }

  /** The approximate index of a collection, of texts or of vectors; undefined when there is no such collection. */
  async findIndex(name: string = defaultCollection): Promise<AnnIndex | undefined> {
    const vectors = await this.store.vectorCollection(name);
    return vectors ? this.openVectors(vectors).ann : (await this.findTexts(name))?.ann;
  }

  /** The same, but throws `not_found`. */
  async indexOf(name?: string): Promise<AnnIndex> {
    return (await this.findIndex(name)) ?? (await this.textsOf(name)).ann;
  }

  /** The indexes of all collections, texts first, by name. */
  async indexes(): Promise<NamedIndex[]> {
    const texts = await this.store.collections();
    const vectors = await this.store.vectorCollections();
    return [
      ...texts.map((one): NamedIndex => [one.name, this.#openTexts(one).ann]),
      ...vectors.map((one): NamedIndex => [one.name, this.openVectors(one).ann]),
    ];
  }

  /** What texts are ingested with. */
  get ingest(): IngestContext {
    return {
      store: this.store,
      model: () => this.model(),
      encoder: () => this.encoder(),
      workers: this.options.workers ?? availableParallelism(),
    };
  }

  /**
   * Does work while no other run of this process writes texts. givesWay: another run stops this one, and waits for it.
   * Throws `busy` when one is under way.
   */
  async alone<T>(
    call: string,
    work: (signal: AbortSignal | undefined) => Promise<T>,
    { givesWay = false, signal }: { givesWay?: boolean; signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    while (this.#writing?.stop) {
      this.#writing.stop.abort();
      await this.#writing.ended;
    }
    if (this.#writing) {
      throw new PolysemeError('busy', `${call}: another run is under way`, {
        cure: 'Wait for it, or cancel it.',
      });
    }
    const stop = givesWay ? new AbortController() : undefined;
    const signals = [signal, stop?.signal].filter((one) => one !== undefined);
    const running = work(signals.length > 1 ? AbortSignal.any(signals) : signals[0]);
    const writing = { stop, ended: running.then(nothing, nothing) };
    this.#writing = writing;
    try {
      return await running;
    } finally {
      this.#writing = undefined;
      this.changed();
    }
  }

  /** Makes `close` wait for work, whether it succeeds or fails. */
  running<T>(work: Promise<T>): Promise<T> {
    const end = (): unknown => this.#running.delete(work);
    this.#running.add(work);
    work.then(end, end);
    return work;
  }

  /** The model's files, checked once. Throws `model`. */
  model(): Promise<ModelFiles> {
    const files = (this.#modelFiles ??= resolveModel(
      this.options.model ?? shippedModel,
      this.options.onDownload,
    ));
    files.catch(() => {
      this.#modelFiles = undefined;
    });
    return files;
  }

  /** One worker is enough for queries; an ingest in a separate process opens its own. Throws `model`. */
  encoder(): Promise<Encoder> {
    const workers = this.store.isInMemory ? (this.options.workers ?? availableParallelism()) : 1;
    const encoder = (this.#encoder ??= this.model().then((files) => openEncoder(files, { workers })));
    encoder.catch(() => {
      this.#encoder = undefined;
    });
    return encoder;
  }

  /** The model's files. Throws `model`, or `conflict` when the collection was made with another. */
  async modelOf(collection: Collection): Promise<ModelFiles> {
    const files = await this.model();
    if (files.fingerprint === collection.fingerprint) return files;
    throw new PolysemeError(
      'conflict',
      `model: collection "${collection.name}" was made with ${collection.model}, not with ${files.name}`,
      { cure: `Use --model ${collection.model}.` },
    );
  }

  /** Loads what the first query, and the first look at senses, would wait for. Throws `model`. */
  async loadModel(): Promise<void> {
    senseThread();
    loadEnglish();
    await this.encoder();
  }

  async #encoderOf(collection: Collection): Promise<Encoder> {
    await this.modelOf(collection);
    return this.encoder();
  }

  async #vectorsOfSenses(of: Collection): Promise<ShippedVectors> {
    const { folder, fingerprint } = await this.model();
    if (of.fingerprint !== fingerprint) return noShippedVectors;
    return (this.#shippedVectors ??= readShippedVectors(folder, of.dim));
  }

  /** Calls `listener` after each change of texts, senses or vectors made here. */
  onChange(listener: Listener): void {
    this.#listeners.change.push(listener);
  }

  /** Calls `listener` when this is closed, before the database is. */
  onClose(listener: Listener): void {
    this.#listeners.close.push(listener);
  }

  /** Calls `listener` when another file has taken the place of the database's, and work goes on with that. */
  onReplace(listener: Listener): void {
    this.#listeners.replace.push(listener);
  }

  changed(): void {
    for (const listener of this.#listeners.change) listener();
  }

  /**
   * Stops what is under way, drops everything of ours from the database if it uninstalls, and closes it. Work that
   * begins meanwhile is refused, and calls share one end. When it fails, this stays open.
   */
  close(options: Ending): Promise<void> {
    this.#ending ??= this.#end(options).finally(() => {
      this.#ending = undefined;
    });
    return this.#ending;
  }

  async #end({ uninstalls = false, settle }: Ending): Promise<void> {
    if (!this.#store) return;
    this.#closing.abort();
    try {
      for (const watcher of this.watchers) await watcher.stop();
      await settle();
      await this.syncing;
      for (const listener of this.#listeners.close.splice(0)) listener();
      // ends what builds an index; the searches under way do without
      for (const { ann } of [...this.#collections.values(), ...this.#vectors.values()]) await ann.close();
      await Promise.allSettled(this.#running);
      if (uninstalls) await this.#uninstall();
      await this.#store.close();
      this.#store = undefined;
    } catch (cause) {
      this.#collections.clear();
      this.#vectors.clear();
      this.#closing = new AbortController();
      throw cause;
    }
  }

  async #uninstall(): Promise<void> {
    for (const [, ann] of await this.indexes()) await ann.drop();
    await this.store.uninstall();
  }
}

/** A run that writes texts. */
interface Writing {
  /** Stops it, where it gives way to others. */
  readonly stop: AbortController | undefined;
  /** Never rejects. */
  readonly ended: Promise<void>;
}

const nothing = (): void => {};

const closed = (): PolysemeError =>
  new PolysemeError('invalid_input', 'polyseme: it was closed', {
    cure: 'Open it again: await Polyseme.open({ db }), or await polyseme(db).',
  });
