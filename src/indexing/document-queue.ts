// Documents on their way to the store, in the order of their records. Each is written whole, once all its passages are
// encoded, with others in one transaction. A long one is staged while it is encoded, which bounds memory.
import type { EncodedPassage, SourceRecord } from '../domain/text.js';
import type { DocumentWrite, PassageWrite, Store } from '../store/store.js';
import { rulesVersion } from '../text/rules.js';

/** Tokens in one transaction: about a tenth of a second of writing. */
const tokensPerCommit = 4000;
/** Complete documents wait no longer than this, however slow the encoder is. */
const commitEveryMs = 2000;
/** A document with more new passages than this is written to the staging table as it is encoded. */
const passagesInMemory = 2048;
const passagesPerStaging = 256;

export interface PendingDocument {
  readonly record: SourceRecord;
  readonly sha256: Buffer;
  /** See `DocumentWrite`. */
  readonly recutId: number | undefined;
  readonly passages: (PassageWrite | Promise<PassageWrite>)[];
  numEncoded: number;
  /** Passages still being encoded. */
  numUnderWay: number;
  /** True once all its passages have been added. */
  isCut: boolean;
}

export interface DocumentQueue {
  /** Adds a document without passages to the end of the queue. recutId: see `DocumentWrite`. */
  begin(record: SourceRecord, sha256: Buffer, recutId?: number): PendingDocument;
  /** Adds a passage being encoded; `writeDue`, `writeAll` or `stageIfLong` throws what the encoding throws. */
  addEncoding(document: PendingDocument, encoding: Promise<EncodedPassage>): void;
  /** Moves encoded passages of a long document to the staging table, now and then. */
  stageIfLong(document: PendingDocument): Promise<void>;
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

  async function stage({ passages }: PendingDocument): Promise<void> {
    const encoded = await Promise.all(passages);
    await store.stagePassages(
      collectionId,
      rulesVersion,
      encoded.flatMap((one) => (isStageable(one) ? [one.passage] : [])),
    );
    encoded.forEach((one, i) => {
      if (!isStageable(one)) return;
      const { sha256, startChar } = one.passage;
      passages[i] = { kind: 'staged', sha256, startChar };
    });
  }

  return {
    begin(record, sha256, recutId) {
      const document = { record, sha256, recutId, passages: [], numEncoded: 0, numUnderWay: 0, isCut: false };
      queue.push(document);
      return document;
    },

    addEncoding(document, encoding) {
      document.numEncoded++;
      document.numUnderWay++;
      const written = encoding
        .then((passage): PassageWrite => {
          numTokens += passage.tokenVectors.length;
          return { kind: 'encoded', passage };
        })
        .finally(() => document.numUnderWay--);
      written.catch(() => {}); // thrown where it is awaited
      document.passages.push(written);
    },

    async stageIfLong(document) {
      const { numEncoded } = document;
      if (numEncoded > passagesInMemory && numEncoded % passagesPerStaging === 0) await stage(document);
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
          else await stage(document);
        }
      } catch {
        // the failure that led here is the one to report
      }
    },
  };
}

/** One that replaces another takes over more than is staged. */
const isStageable = (one: PassageWrite): one is PassageWrite & { kind: 'encoded' } =>
  one.kind === 'encoded' && one.replaces === undefined;

const countTokens = (passages: readonly PassageWrite[]): number =>
  passages.reduce((sum, one) => sum + (one.kind === 'encoded' ? one.passage.tokenVectors.length : 0), 0);
