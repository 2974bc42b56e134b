// File to database: records are analysed, cut into passages, encoded, and written document by document.
//
//   file ─▶ record ─▶ passages ─▶ (kept | staged | encoded) ─▶ one transaction for whole documents
//
// A document appears all at once. Whatever happens, what is committed stays, and the same call goes on from there:
// documents that are unchanged are skipped, passages that are unchanged are kept, staged ones are used.
import { createHash } from 'node:crypto';
import type { EncodedPassage, IndexProgress, IndexReport, Passage, Problem, SourceRecord } from './domain.js';
import type { Encoder } from './encoder/encoder.js';
import { PolysemeError } from './errors.js';
import { type ImportOptions, readRecords, type SourceFile } from './import/records.js';
import type { Collection, DocumentWrite, PassageWrite, Store } from './store/store.js';
import { splitPassages } from './text/passages.js';
import { quantise } from './vector.js';

export interface IngestOptions extends ImportOptions {
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
 * Adds files to a collection. The encoder is opened for the first record that is new or changed. Throws `cancelled`
 * after it has saved what is complete.
 */
export async function ingest(
  store: Store,
  openedEncoder: () => Promise<Encoder>,
  collection: Collection,
  files: readonly SourceFile[],
  options: IngestOptions = {},
): Promise<IndexReport> {
  const run = new IngestRun(store, openedEncoder, collection, files, options);
  return run.all();
}

class IngestRun {
  readonly #store: Store;
  readonly #openedEncoder: () => Promise<Encoder>;
  readonly #collection: Collection;
  readonly #files: readonly SourceFile[];
  readonly #options: IngestOptions;
  readonly #queue: PendingDocument[] = [];
  #queuedTokens = 0;
  #committedAt = performance.now();
  #inFlight = 0;
  #slotFreed: (() => void) | undefined;

  readonly #startedAt = performance.now();
  #reportedAt = 0;
  #filesDone = 0;
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
    files: readonly SourceFile[],
    options: IngestOptions,
  ) {
    this.#store = store;
    this.#openedEncoder = openedEncoder;
    this.#collection = collection;
    this.#files = files;
    this.#options = options;
  }

  async all(): Promise<IndexReport> {
    try {
      for (const file of this.#files) {
        this.#stopIfCancelled();
        await this.#file(file);
        this.#filesDone++;
        this.#report('encoding');
      }
      await this.#commit({ all: true });
      this.#store.clearStaged(this.#collection.id);
    } catch (cause) {
      await this.#saveWhatIsDone();
      throw cause;
    }
    this.#report('encoding', { force: true });
    return {
      ...this.#counts,
      words: this.#words,
      seconds: (performance.now() - this.#startedAt) / 1000,
      problems: this.#problems,
    };
  }

  async #file(file: SourceFile): Promise<void> {
    this.#currentUri = file.uri;
    const bytesBefore = this.#bytesDone + this.#bytesSkipped;
    const problemsBefore = this.#problems.length;
    const seen = new Set<string>();
    try {
      for await (const item of readRecords(file, this.#options)) {
        this.#stopIfCancelled();
        if ('problem' in item) {
          this.#problems.push(item.problem);
          continue;
        }
        seen.add(item.record.uri);
        await this.#record(item.record);
        await this.#commit();
      }
      if (this.#problems.length === problemsBefore) this.#removeVanished(file, seen);
    } catch (cause) {
      if (!isProblemOfFile(cause)) throw cause;
      this.#problems.push(toProblem(file, cause));
    }
    this.#bytesSkipped += file.sizeBytes - (this.#bytesDone + this.#bytesSkipped - bytesBefore);
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

  #removeVanished(file: SourceFile, seen: ReadonlySet<string>): void {
    const vanished = this.#store
      .documentsOfFile(this.#collection.id, file.uri)
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
    this.#report('encoding');
  }

  #report(phase: IndexProgress['phase'], { force = false } = {}): void {
    const now = performance.now();
    if (!force && now - this.#reportedAt < progressEveryMs) return;
    this.#reportedAt = now;
    const seconds = (now - this.#startedAt) / 1000;
    const bytesTotal = this.#files.reduce((sum, file) => sum + file.sizeBytes, 0);
    const bytesDone = Math.min(bytesTotal, this.#bytesDone + this.#bytesSkipped);
    const bytesPerSecond = this.#bytesDone / seconds;
    this.#options.onProgress?.({
      phase,
      filesDone: this.#filesDone,
      filesTotal: this.#files.length,
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

/** Errors that concern one file: it is listed and the rest goes on. */
function isProblemOfFile(cause: unknown): boolean {
  if (cause instanceof PolysemeError) return cause.code === 'data' || cause.code === 'too_large';
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  return ['EACCES', 'EPERM', 'ENOENT', 'EISDIR', 'EIO'].includes(code);
}

/** A file is told by its URI: what was uploaded is read from a folder that nobody knows. */
function toProblem({ path, uri }: SourceFile, cause: unknown): Problem {
  if (cause instanceof PolysemeError) {
    const told = (text: string): string => text.replaceAll(path, uri);
    return { uri, message: told(cause.message), cure: told(cause.cure) };
  }
  return { uri, message: (cause as Error).message, cure: 'Check that the file exists and may be read.' };
}
