// Progress of an ingest: bytes and words done, their rate, and the time left.
import type { IndexProgress } from '../domain/reports.js';
import type { Passage, SourceRecord } from '../domain/text.js';
import type { Source } from './sources.js';

/** Between two calls of `onProgress`. */
const progressEveryMs = 200;

export interface Progress {
  /** Reading goes on with this source. */
  startSource(source: Source): void;
  /** Counts the source as done, with the bytes that no record stood for. */
  endSource(source: Source): void;
  countRecord(record: SourceRecord): void;
  /** Counts a passage whose vectors are kept from before. */
  countKept(record: SourceRecord, passage: Passage): void;
  countEncoded(record: SourceRecord, passage: Passage): void;
  /** Reports progress now; between sources and passages it is reported five times a second. */
  report(): void;
  /** Running words encoded so far. */
  words(): number;
  /** Since the run began. */
  seconds(): number;
}

/** The clock starts with this call. Longer than a screen, as all that follows shares its counters. */
export function ingestProgress(
  sources: readonly Source[],
  onProgress: ((progress: IndexProgress) => void) | undefined,
): Progress {
  const startedAt = performance.now();
  const bytesTotal = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let reportedAt = 0;
  let sourcesDone = 0;
  let bytesEncoded = 0;
  let bytesSkipped = 0;
  let bytesBeforeSource = 0;
  let words = 0;
  let currentUri = '';

  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const bytesOf = (record: SourceRecord, passage: Passage): number =>
    (record.sizeBytes * passage.text.length) / record.text.length;

  function report(): void {
    reportedAt = performance.now();
    const elapsed = seconds();
    const bytesDone = Math.min(bytesTotal, bytesEncoded + bytesSkipped);
    const bytesPerSecond = bytesEncoded / elapsed;
    onProgress?.({
      filesDone: sourcesDone,
      filesTotal: sources.length,
      bytesDone: Math.round(bytesDone),
      bytesTotal,
      words,
      wordsPerSecond: Math.round(words / elapsed),
      secondsLeft: bytesPerSecond > 0 ? Math.round((bytesTotal - bytesDone) / bytesPerSecond) : null,
      currentUri,
    });
  }

  function reportIfDue(): void {
    if (performance.now() - reportedAt >= progressEveryMs) report();
  }

  return {
    startSource({ uri }) {
      currentUri = uri;
      bytesBeforeSource = bytesEncoded + bytesSkipped;
    },
    endSource({ sizeBytes }) {
      bytesSkipped += sizeBytes - (bytesEncoded + bytesSkipped - bytesBeforeSource);
      sourcesDone++;
      reportIfDue();
    },
    countRecord({ sizeBytes }) {
      bytesSkipped += sizeBytes;
    },
    countKept(record, passage) {
      bytesSkipped += bytesOf(record, passage);
      reportIfDue();
    },
    countEncoded(record, passage) {
      // a passage without words takes no time to encode
      if (passage.numWords > 0) bytesEncoded += bytesOf(record, passage);
      else bytesSkipped += bytesOf(record, passage);
      words += passage.numWords;
      reportIfDue();
    },
    report,
    words: () => words,
    seconds,
  };
}
