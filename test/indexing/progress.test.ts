import { describe, expect, it, vi } from 'vitest';
import type { IndexProgress } from '#src/domain/reports.js';
import type { Passage, SourceRecord } from '#src/domain/text.js';
import { ingestProgress } from '#src/indexing/progress.js';
import type { Source } from '#src/indexing/sources.js';

const source = (uri: string, sizeBytes: number) => ({ uri, sizeBytes }) as Source;
const record = (sizeBytes: number) => ({ sizeBytes, text: 'x'.repeat(100) }) as SourceRecord;
const passage = (chars: number, numWords: number) => ({ text: 'x'.repeat(chars), numWords }) as Passage;

describe('ingestProgress', () => {
  it('counts bytes of sources, records and passages once, and words that are encoded', () => {
    const reports: IndexProgress[] = [];
    const [a, b] = [source('a', 1000), source('b', 500)];
    const progress = ingestProgress([a, b], (one) => reports.push(one));
    progress.startSource(a);
    progress.countRecord(record(100));
    progress.countKept(record(400), passage(50, 9));
    progress.countEncoded(record(400), passage(50, 9));
    progress.report();
    expect(reports.at(-1)).toMatchObject({ filesDone: 0, filesTotal: 2, bytesDone: 500, bytesTotal: 1500 });
    expect(reports.at(-1)).toMatchObject({ words: 9, currentUri: 'a' });
    progress.endSource(a);
    progress.startSource(b);
    progress.report();
    expect(reports.at(-1)).toMatchObject({ filesDone: 1, bytesDone: 1000, currentUri: 'b' });
    expect(progress.words()).toBe(9);
  });

  it('estimates the time that is left by the bytes that were encoded, once some are', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const reports: IndexProgress[] = [];
    const only = source('a', 1000);
    const progress = ingestProgress([only], (one) => reports.push(one));
    progress.startSource(only);
    progress.countRecord(record(200));
    vi.advanceTimersByTime(2000);
    progress.report();
    expect(reports.at(-1)?.secondsLeft).toBe(null);
    progress.countEncoded(record(200), passage(100, 40));
    progress.report();
    expect(reports.at(-1)).toMatchObject({ secondsLeft: 6, wordsPerSecond: 20 });
    expect(progress.seconds()).toBe(2);
    vi.useRealTimers();
  });

  it('reports five times a second at most, unless it is asked to', () => {
    const onProgress = vi.fn();
    const progress = ingestProgress([], onProgress);
    progress.countEncoded(record(1), passage(1, 1));
    progress.countEncoded(record(1), passage(1, 1));
    expect(onProgress.mock.calls.length).toBeLessThan(2);
    progress.report();
    expect(onProgress).toHaveBeenCalledWith(expect.objectContaining({ bytesTotal: 0, bytesDone: 0 }));
  });
});
