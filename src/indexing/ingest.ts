// File or table to database: records are analysed, cut into passages, encoded, and written document by document.
//
//   source ─▶ record ─▶ passages ─▶ (kept | staged | encoded) ─▶ one transaction for whole documents
//
// A document appears all at once. Whatever happens, what is committed stays, and the same call goes on from there:
// documents that are unchanged are skipped, passages that are unchanged are kept, staged ones are used.
import { createHash } from 'node:crypto';
import { PolysemeError } from '../domain/errors.js';
import type { IndexProgress, IndexReport, Problem } from '../domain/reports.js';
import type { TrackedTable } from '../domain/tables.js';
import type { EncodedPassage, Passage, SourceRecord } from '../domain/text.js';
import type { Encoder } from '../encoder/encoder.js';
import { type ImportOptions, type ReadItem, readRecords, type SourceFile } from '../import/records.js';
import { quantise } from '../math/vector.js';
import type { Collection, DocumentWrite, PassageWrite, SettledRow, Store } from '../store/store.js';
import { splitPassages } from '../text/passages.js';
import { type RowItem, readRows } from './changed-rows.js';

/** Where records come from: a file, or the changed rows of a table. */
export interface Source {
  readonly uri: string;
  readonly sizeBytes: number;
  /** True when it gives all its records, so that documents it no longer gives are removed. */
  readonly isWhole: boolean;
  read(): AsyncIterable<ReadItem> | Iterable<RowItem>;
  /** An error of reading as it is told. */
  told(message: string): string;
}

/** What to read: files, or the changed rows of a tracked table. */
export type IndexFrom =
  | { readonly files: readonly SourceFile[]; readonly importOptions: ImportOptions }
  | { readonly trackedId: number };

export function sourcesOf(store: Store, from: IndexFrom): Source[] {
  if ('files' in from) return from.files.map((file) => fileSource(file, from.importOptions));
  const tracked = store.trackedTable(from.trackedId);
  return tracked ? [tableSource(store, tracked)] : [];
}

/** What was uploaded is read from a folder that nobody knows, so errors name the URI. */
function fileSource(file: SourceFile, options: ImportOptions): Source {
  const { path, uri, sizeBytes } = file;
  const told = (message: string): string => message.replaceAll(path, uri);
  return { uri, sizeBytes, isWhole: true, read: () => readRecords(file, options), told };
}

function tableSource(store: Store, tracked: TrackedTable): Source {
  const until = store.lastQueued();
  return {
    uri: tracked.name,
    sizeBytes: store.queuedBytes(tracked, until),
    isWhole: false,
    read: () => readRows(store, tracked, until),
    told: (message) => message,
  };
}

export interface IngestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
}

/** Tokens in one transaction: about a tenth of a second of writing. */
const tokensPerCommit = 4000;
/** Complete documents wait no longer than this, however slow the encoder is. */
const commitEveryMs = 2000;
/** A document with more new passages than this is written to the staging table as it is encoded, to bound memory. */
const passagesInMemory = 2048;
const passagesPerStaging = 256;
const progressEveryMs = 200;

/** Rows that ask for no encoding are taken out of the queue this many at once. */
const rowsPerSettling = 500;

/** Passages under way for each encoder, so that none ever waits. */
const passagesPerWorker = 6;

interface PendingDocument {
  readonly record: SourceRecord;
  readonly sha256: Buffer;
  readonly passages: (PassageWrite | Promise<PassageWrite>)[];
  /** Passages still being encoded, and whether all have been handed over. */
  underWay: number;
  isCut: boolean;
}

/**
 * Adds what the sources hold to a collection. The encoder is opened for the first record that is new or changed. Throws `cancelled`
 * after it has saved what is complete.
 */
export async function ingest(
  store: Store,
  openedEncoder: () => Promise<Encoder>,
  collection: Collection,
  sources: readonly Source[],
  options: IngestOptions = {},
): Promise<IndexReport> {
  const run = new IngestRun(store, openedEncoder, collection, sources, options);
  return run.all();
}

class IngestRun {
  readonly #store: Store;
  readonly #openedEncoder: () => Promise<Encoder>;
  readonly #collection: Collection;
  readonly #sources: readonly Source[];
  readonly #options: IngestOptions;
  readonly #queue: PendingDocument[] = [];
  readonly #settled: SettledRow[] = [];
  #queuedTokens = 0;
  #committedAt = performance.now();
  #inFlight = 0;
  #slotFreed: (() => void) | undefined;

  readonly #startedAt = performance.now();
  #reportedAt = 0;
  #sourcesDone = 0;
  #bytesDone = 0;
  #bytesSkipped = 0;
  #words = 0;
  #currentUri = '';
  readonly #problems: Problem[] = [];
  readonly #counts = {
    added: 0,
    changed: 0,
    unchanged: 0,
    removed: 0,
    passagesEncoded: 0,
    passagesReused: 0,
  };

  constructor(
    store: Store,
    openedEncoder: () => Promise<Encoder>,
    collection: Collection,
    sources: readonly Source[],
    options: IngestOptions,
  ) {
    this.#store = store;
    this.#openedEncoder = openedEncoder;
    this.#collection = collection;
    this.#sources = sources;
    this.#options = options;
  }

  async all(): Promise<IndexReport> {
    try {
      for (const source of this.#sources) {
        this.#stopIfCancelled();
        await this.#source(source);
        this.#sourcesDone++;
        this.#report();
      }
      await this.#commit({ all: true });
      this.#settleRows();
      this.#store.clearStaged(this.#collection.id);
    } catch (cause) {
      await this.#saveWhatIsDone();
      throw cause;
    }
    this.#report({ force: true });
    return {
      ...this.#counts,
      words: this.#words,
      seconds: (performance.now() - this.#startedAt) / 1000,
      problems: this.#problems,
    };
  }

  async #source(source: Source): Promise<void> {
    this.#currentUri = source.uri;
    const bytesBefore = this.#bytesDone + this.#bytesSkipped;
    const problemsBefore = this.#problems.length;
    const seen = new Set<string>();
    try {
      for await (const item of source.read()) {
        this.#stopIfCancelled();
        if ('problem' in item) this.#problems.push(item.problem);
        else if ('gone' in item) this.#settle({ ...item.gone, sha256: null });
        else {
          if (source.isWhole) seen.add(item.record.uri);
          await this.#record(item.record);
        }
        await this.#commit();
      }
      if (source.isWhole && this.#problems.length === problemsBefore) this.#removeVanished(source, seen);
    } catch (cause) {
      if (!isProblemOfSource(cause)) throw cause;
      this.#problems.push(toProblem(source, cause));
    }
    this.#bytesSkipped += source.sizeBytes - (this.#bytesDone + this.#bytesSkipped - bytesBefore);
  }

  #settle(row: SettledRow): void {
    this.#settled.push(row);
    if (this.#settled.length >= rowsPerSettling) this.#settleRows();
  }

  #settleRows(): void {
    if (this.#settled.length === 0) return;
    this.#counts.removed += this.#store.settleRows(this.#collection.id, this.#settled.splice(0));
  }

  /** Starts the encoding of a record; waits only while too many passages are under way. */
  async #record(record: SourceRecord): Promise<void> {
    const sha256 = createHash('sha256')
      .update(JSON.stringify([record.text, record.metadata]))
      .digest();
    const stored = this.#store.findDocument(this.#collection.id, record.uri);
    if (stored?.sha256.equals(sha256)) {
      this.#counts.unchanged++;
      this.#bytesSkipped += record.sizeBytes;
      if (record.claim) this.#settle({ claim: record.claim, uri: record.uri, sha256 });
      return;
    }
    const encoder = await this.#openedEncoder();
    const kept = new Map<string, number[]>();
    for (const { id, sha256: hash } of stored ? this.#store.passagesOf(stored.id) : []) {
      const key = hash.toString('hex');
      kept.set(key, [...(kept.get(key) ?? []), id]);
    }
    const document: PendingDocument = { record, sha256, passages: [], underWay: 0, isCut: false };
    this.#queue.push(document);
    const specials = 2;
    const { contextWindow } = this.#collection;
    const passages = splitPassages(record.text, {
      contextWindow: contextWindow === 'sentence' ? contextWindow : contextWindow - specials,
      countPieces: (text) => encoder.countPieces(text),
    });
    let encoding = 0;
    for (const passage of passages) {
      this.#stopIfCancelled();
      const hash = hashPassage(passage);
      const passageId = kept.get(hash.toString('hex'))?.shift();
      if (passageId !== undefined) {
        this.#counts.passagesReused++;
        document.passages.push({ kind: 'kept', passageId, startChar: passage.startChar });
        this.#progress(record, passage, 0);
      } else if (this.#store.isStaged(this.#collection.id, hash)) {
        this.#counts.passagesReused++;
        document.passages.push({ kind: 'staged', sha256: hash, startChar: passage.startChar });
        this.#progress(record, passage, 0);
      } else {
        await this.#slot(encoder.workers * passagesPerWorker);
        document.underWay++;
        const encoded = this.#encode(encoder, record, passage, hash).finally(() => document.underWay--);
        encoded.catch(() => {}); // told where it is awaited
        document.passages.push(encoded);
        if (++encoding > passagesInMemory && encoding % passagesPerStaging === 0) await this.#stage(document);
      }
    }
    document.isCut = true;
    if (stored) this.#counts.changed++;
    else this.#counts.added++;
  }

  async #encode(
    encoder: Encoder,
    record: SourceRecord,
    passage: Passage,
    sha256: Buffer,
  ): Promise<PassageWrite> {
    const tokens = passage.sentences.flatMap((sentence) => sentence.tokens);
    const { words, sentences, dim } = await encoder
      .encode(passage.text, tokens, passage.sentences)
      .finally(() => {
        this.#inFlight--;
        this.#slotFreed?.();
      });
    const row = (rows: Float32Array, i: number) => quantise(rows.subarray(i * dim, (i + 1) * dim));
    const encoded: EncodedPassage = {
      ...passage,
      sha256,
      tokenVectors: tokens.map((_, i) => row(words, i)),
      sentenceVectors: passage.sentences.map((_, i) => row(sentences, i)),
    };
    this.#counts.passagesEncoded++;
    this.#queuedTokens += tokens.length;
    this.#progress(record, passage, passage.numWords);
    return { kind: 'encoded', passage: encoded };
  }

  async #slot(maxInFlight: number): Promise<void> {
    while (this.#inFlight >= maxInFlight) {
      await new Promise<void>((resolve) => {
        this.#slotFreed = resolve;
      });
    }
    this.#inFlight++;
  }

  /** Writes the documents at the front of the queue that are complete; with `all`, waits for every one. */
  async #commit({ all = false } = {}): Promise<void> {
    const isDue = performance.now() - this.#committedAt > commitEveryMs;
    if (!all && !isDue && this.#queuedTokens < tokensPerCommit) return;
    const isUnderWay = ({ underWay, isCut }: PendingDocument): boolean => underWay > 0 || !isCut;
    const firstUnderWay = this.#queue.findIndex(isUnderWay);
    const ready = this.#queue.splice(0, all || firstUnderWay < 0 ? this.#queue.length : firstUnderWay);
    if (ready.length === 0) return;
    let batch: DocumentWrite[] = [];
    let tokens = 0;
    const write = (): void => {
      if (batch.length > 0) this.#store.writeDocuments(this.#collection.id, batch);
      batch = [];
      tokens = 0;
    };
    for (const { record, sha256, passages } of ready) {
      const done = await Promise.all(passages);
      batch.push({ record, sha256, passages: done });
      tokens += done.reduce((sum, p) => sum + (p.kind === 'encoded' ? p.passage.tokenVectors.length : 0), 0);
      if (tokens >= tokensPerCommit) write();
    }
    write();
    this.#queuedTokens = 0;
    this.#committedAt = performance.now();
  }

  /** Moves the encoded passages of a document to the staging table. */
  async #stage(document: PendingDocument): Promise<void> {
    const done = await Promise.all(document.passages);
    const encoded = done.flatMap((p) => (p.kind === 'encoded' ? [p.passage] : []));
    this.#store.stagePassages(this.#collection.id, encoded);
    done.forEach((p, i) => {
      if (p.kind !== 'encoded') return;
      const { sha256, startChar } = p.passage;
      document.passages[i] = { kind: 'staged', sha256, startChar };
    });
  }

  /** Before an error or a cancellation leaves: complete documents are written, passages of the last one staged. */
  async #saveWhatIsDone(): Promise<void> {
    for (const { passages } of this.#queue) await Promise.allSettled(passages);
    try {
      for (const document of this.#queue.splice(0)) {
        if (document.isCut) {
          const passages = await Promise.all(document.passages);
          this.#store.writeDocuments(this.#collection.id, [{ ...document, passages }]);
        } else await this.#stage(document);
      }
    } catch {
      // the error that brought us here is the one to tell
    }
  }

  #removeVanished({ uri: sourceUri }: Source, seen: ReadonlySet<string>): void {
    const vanished = this.#store
      .documentsOfFile(this.#collection.id, sourceUri)
      .filter(({ uri }) => !seen.has(uri));
    if (vanished.length === 0) return;
    this.#store.removeDocuments(
      this.#collection.id,
      vanished.map(({ id }) => id),
    );
    this.#counts.removed += vanished.length;
  }

  #stopIfCancelled(): void {
    if (this.#options.signal?.aborted)
      throw new PolysemeError('cancelled', 'indexing was stopped; what was added stays', {
        cure: 'Run the same again to go on from there.',
      });
  }

  #progress(record: SourceRecord, passage: Passage, words: number): void {
    const bytes = (record.sizeBytes * passage.text.length) / record.text.length;
    if (words > 0) this.#bytesDone += bytes;
    else this.#bytesSkipped += bytes;
    this.#words += words;
    this.#report();
  }

  #report({ force = false } = {}): void {
    const now = performance.now();
    if (!force && now - this.#reportedAt < progressEveryMs) return;
    this.#reportedAt = now;
    const seconds = (now - this.#startedAt) / 1000;
    const bytesTotal = this.#sources.reduce((sum, file) => sum + file.sizeBytes, 0);
    const bytesDone = Math.min(bytesTotal, this.#bytesDone + this.#bytesSkipped);
    const bytesPerSecond = this.#bytesDone / seconds;
    this.#options.onProgress?.({
      filesDone: this.#sourcesDone,
      filesTotal: this.#sources.length,
      bytesDone: Math.round(bytesDone),
      bytesTotal,
      words: this.#words,
      wordsPerSecond: Math.round(this.#words / seconds),
      secondsLeft: bytesPerSecond > 0 ? Math.round((bytesTotal - bytesDone) / bytesPerSecond) : null,
      currentUri: this.#currentUri,
    });
  }
}

/** Text and sentences of a passage decide its vectors; the model and the window are the collection's. */
function hashPassage(passage: Passage): Buffer {
  const ranges = passage.sentences.map(({ startChar, endChar }) => [startChar, endChar]);
  return createHash('sha256')
    .update(JSON.stringify([passage.text, ranges]))
    .digest();
}

/** Errors that concern one source: it is listed and the rest goes on. */
function isProblemOfSource(cause: unknown): boolean {
  if (cause instanceof PolysemeError) return cause.code === 'data' || cause.code === 'too_large';
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  return ['EACCES', 'EPERM', 'ENOENT', 'EISDIR', 'EIO'].includes(code);
}

function toProblem({ uri, told }: Source, cause: unknown): Problem {
  if (cause instanceof PolysemeError) {
    return { uri, message: told(cause.message), cure: told(cause.cure) };
  }
  return { uri, message: (cause as Error).message, cure: 'Check that the file exists and may be read.' };
}
