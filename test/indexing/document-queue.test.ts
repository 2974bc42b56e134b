// Documents are written whole and in order, whatever order their passages are encoded in.
import { beforeEach, describe, expect, it } from 'vitest';
import type { EncodedPassage, SourceRecord } from '#src/domain/text.js';
import { type DocumentQueue, documentQueue } from '#src/indexing/document-queue.js';
import type { DocumentWrite, Store } from '#src/store/store.js';

let written: string[][];
let staged: number;
let queue: DocumentQueue;
beforeEach(() => {
  written = [];
  staged = 0;
  const store = {
    writeDocuments: async (_: number, writes: readonly DocumentWrite[]) => {
      written.push(writes.map(({ record, passages }) => `${record.uri}:${passages.length}`));
    },
    stagePassages: async (_: number, _rules: number, passages: readonly EncodedPassage[]) => {
      staged += passages.length;
    },
  } as unknown as Store;
  queue = documentQueue(store, 1);
});

const record = (uri: string) => ({ uri }) as SourceRecord;
const passage = (numTokens: number) =>
  ({
    startChar: 0,
    sha256: Buffer.alloc(1),
    tokenVectors: new Array(numTokens),
  }) as unknown as EncodedPassage;

describe('documentQueue', () => {
  it('writes nothing while there is nothing, or little', async () => {
    await queue.writeAll();
    const document = queue.begin(record('a'), Buffer.alloc(1));
    queue.addEncoding(document, Promise.resolve(passage(10)));
    document.isCut = true;
    await Promise.all(document.passages);
    await queue.writeDue();
    expect(written).toEqual([]);
  });

  it('writes complete documents up to the first that is not, when they are due', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((uri) => queue.begin(record(uri), Buffer.alloc(1)));
    if (!a || !b || !c) throw new Error('three');
    let finishB = (_: EncodedPassage): void => {};
    queue.addEncoding(a, Promise.resolve(passage(5000)));
    queue.addEncoding(
      b,
      new Promise((resolve) => {
        finishB = resolve;
      }),
    );
    queue.addEncoding(c, Promise.resolve(passage(10)));
    for (const document of [a, b, c]) document.isCut = true;
    await Promise.all([...a.passages, ...c.passages]);
    await queue.writeDue();
    expect(written).toEqual([['a:1']]);
    finishB(passage(10));
    await queue.writeAll();
    expect(written).toEqual([['a:1'], ['b:1', 'c:1']]);
  });

  it('throws what the encoder has thrown, and then saves what is complete', async () => {
    const [a, b] = ['a', 'b'].map((uri) => queue.begin(record(uri), Buffer.alloc(1)));
    if (!a || !b) throw new Error('two');
    queue.addEncoding(a, Promise.resolve(passage(10)));
    a.isCut = true;
    queue.addEncoding(b, Promise.resolve(passage(10)));
    queue.addEncoding(b, Promise.reject(new Error('no model')));
    await queue.save();
    expect(written).toEqual([['a:1']]);
    const c = queue.begin(record('c'), Buffer.alloc(1));
    queue.addEncoding(c, Promise.reject(new Error('no model')));
    c.isCut = true;
    await expect(queue.writeAll()).rejects.toThrow('no model');
  });

  it('stages what is encoded of a document that is still read when it has to save', async () => {
    const document = queue.begin(record('a'), Buffer.alloc(1));
    for (let i = 0; i < 3; i++) queue.addEncoding(document, Promise.resolve(passage(10)));
    await queue.stageDue(document);
    expect(staged).toBe(0);
    await queue.save();
    expect([written, staged]).toEqual([[], 3]);
  });

  it('stages what is encoded of a long document, without waiting for what is not', async () => {
    const document = queue.begin(record('a'), Buffer.alloc(1));
    for (let i = 0; i < 100; i++) queue.addEncoding(document, Promise.resolve(passage(10)));
    queue.addEncoding(document, new Promise(() => {}));
    await Promise.all(document.passages.slice(0, 100));
    await queue.stageDue(document);
    expect(staged).toBe(100);
    await queue.stageDue(document);
    expect(staged).toBe(100);
  });

  it('stages little once a second', async () => {
    const document = queue.begin(record('a'), Buffer.alloc(1));
    queue.addEncoding(document, Promise.resolve(passage(10)));
    await Promise.all(document.passages);
    await queue.stageDue(document);
    expect(staged).toBe(0);
    document.stagedAt -= 1001;
    await queue.stageDue(document);
    expect(staged).toBe(1);
  });
});
