// Documents on their way to the store, in the order of their records. Each is written whole, once all its passages are
// encoded, with others in one transaction. A long one is staged while it is encoded, which bounds memory.
import type { EncodedPassage, SourceRecord } from '../domain/text.js';
import type { DocumentWrite, PassageWrite, Store } from '../store/store.js';
import { rulesVersion } from '../text/rules.js';

/** Tokens in one transaction: about a tenth of a second of writing. */
const tokensPerCommit = 4000;
/** Complete documents wait no longer than this, however slow the encoder is. */
const commitEveryMs = 2000;
/** What is encoded of a document that is not complete yet is staged so often, or when there is so much of it. */
const stageEveryMs = 1000;
const passagesPerStaging = 100;

export interface PendingDocument {
  readonly record: SourceRecord;
  readonly sha256: Buffer;
  /** See `DocumentWrite`. */
  readonly recutId: number | undefined;
  /** A promise gives way to its value. */
  readonly passages: (PassageWrite | Promise<PassageWrite>)[];
  /** Places of the passages that are encoded and not staged yet. */
  encoded: number[];
  /** When passages were staged last, or the document began. */
  stagedAt: number;
  /** Passages still being encoded. */
  numUnderWay: number;
  /** True once all its passages have been added. */
  isCut: boolean;
}

export interface DocumentQueue {
  /** Adds a document without passages to the end of the queue. recutId: see `DocumentWrite`. */
  begin(record: SourceRecord, sha256: Buffer, recutId?: number): PendingDocument;
  /** Adds a passage being encoded; `writeDue`, `writeAll` or `stageDue` throws what the encoding throws. */
  addEncoding(document: PendingDocument, encoding: Promise<EncodedPassage>): void;
  /** Stages what is encoded of a long document, once a second: a crash loses no more, and memory is bounded. */
  stageDue(document: PendingDocument): Promise<void>;
  /** Writes the complete documents at the front of the queue when there are many, or they have waited long. */
  writeDue(): Promise<void>;
  /** Waits for every document, and writes it. */
  writeAll(): Promise<void>;
  /** After a failure: writes complete documents, and stages what is encoded of the last one. Never throws. */
  save(): Promise<void>;
}

/** Longer than a screen, as all that follows shares the queue and nothing else does. */
export function documentQueue(store: Store, collectionId: number): DocumentQueue {
  const queue: PendingDocument[] = [];
  let numTokens = 0;
  let writtenAt = performance.now();

  async function write(documents: readonly PendingDocument[]): Promise<void> {
    if (documents.length === 0) return;
    numTokens = 0;
    let batch: DocumentWrite[] = [];
    let batchTokens = 0;
    for (const { record, sha256, recutId, passages } of documents) {
      const encoded = await Promise.all(passages);
      batch.push({ record, sha256, rules: rulesVersion, recutId, passages: encoded });
      batchTokens += countTokens(encoded);
      if (batchTokens < tokensPerCommit) continue;
      await store.writeDocuments(collectionId, batch);
      batch = [];
      batchTokens = 0;
    }
    if (batch.length > 0) await store.writeDocuments(collectionId, batch);
    writtenAt = performance.now();
  }

  return {
    begin(record, sha256, recutId) {
      const document: PendingDocument = {
        ...{ record, sha256, recutId, passages: [], encoded: [] },
        ...{ stagedAt: performance.now(), numUnderWay: 0, isCut: false },
      };
      queue.push(document);
      return document;
    },

    addEncoding(document, encoding) {
      const place = document.passages.length;
      document.numUnderWay++;
      const written = encoding
        .then((passage): PassageWrite => {
          numTokens += passage.tokenVectors.length;
          const write: PassageWrite = { kind: 'encoded', passage };
          document.passages[place] = write;
          document.encoded.push(place);
          return write;
        })
        .finally(() => document.numUnderWay--);
      written.catch(() => {}); // thrown where it is awaited
      document.passages.push(written);
    },

    async stageDue(document) {
      if (document.encoded.length === 0) return;
      const isDue =
        document.encoded.length >= passagesPerStaging || performance.now() - document.stagedAt > stageEveryMs;
      if (isDue) await stage(store, collectionId, document);
    },

    async writeDue() {
      const isDue = numTokens >= tokensPerCommit || performance.now() - writtenAt > commitEveryMs;
      if (!isDue) return;
      const firstUnderWay = queue.findIndex(({ numUnderWay, isCut }) => numUnderWay > 0 || !isCut);
      await write(queue.splice(0, firstUnderWay < 0 ? queue.length : firstUnderWay));
    },

    writeAll: () => write(queue.splice(0)),

    async save() {
      for (const { passages } of queue) await Promise.allSettled(passages);
      try {
        for (const document of queue.splice(0)) {
          if (document.isCut) await write([document]);
          else await stage(store, collectionId, document);
        }
      } catch {
        // the failure that led here is the one to report
      }
    },
  };
}

/** Stages the passages of a document that are encoded and not staged yet. */
async function stage(store: Store, collectionId: number, document: PendingDocument): Promise<void> {
  document.stagedAt = performance.now();
  const places = document.encoded;
  document.encoded = [];
  const encoded = places.flatMap((place) => {
    const one = document.passages[place] as PassageWrite;
    return isStageable(one) ? [{ place, passage: one.passage }] : [];
  });
  await store.stagePassages(
    collectionId,
    rulesVersion,
    encoded.map(({ passage }) => passage),
  );
  for (const { place, passage } of encoded) {
    const { sha256, startChar } = passage;
    document.passages[place] = { kind: 'staged', sha256, startChar };
  }
}

/** One that replaces another takes over more than is staged. */
const isStageable = (one: PassageWrite): one is PassageWrite & { kind: 'encoded' } =>
  one.kind === 'encoded' && one.replaces === undefined;

const countTokens = (passages: readonly PassageWrite[]): number =>
  passages.reduce((sum, one) => sum + (one.kind === 'encoded' ? one.passage.tokenVectors.length : 0), 0);
