// Sources to database: records are analysed, cut into passages, encoded, and written document by document.
//
//   source ─▶ record ─▶ passages ─▶ (kept | staged | encoded) ─▶ one transaction for whole documents
//
// A document appears all at once. Whatever happens, what is committed stays, and the same call resumes from there:
// unchanged documents are skipped, unchanged passages are kept, staged ones are used.
import { PolysemeError } from '../domain/errors.js';
import type { IndexProgress, IndexReport, Problem } from '../domain/reports.js';
import { type Passage, type SourceRecord, tokensOf } from '../domain/text.js';
import type { Encoder } from '../encoder/encoder.js';
import { isDictionaryEntry } from '../lexicon/wordnet.js';
import { annotatedPassageHash, earlyPassageHash, passageHash } from '../store/passage-hash.js';
import type {
  Collection,
  PassageWrite,
  ReadFile,
  SettledRow,
  Store,
  StoredDocument,
} from '../store/store.js';
import { splitPassages } from '../text/passages.js';
import { rulesVersion } from '../text/rules.js';
import { type DocumentQueue, documentQueue, type PendingDocument } from './document-queue.js';
import { earlierPassages, withVectorsOf } from './earlier-passages.js';
import { type PassageEncoder, passageEncoder } from './encode-passages.js';
import type { GoneFiles, GoneReport } from './gone-files.js';
import { ingestProgress, type Progress } from './progress.js';
import { recordHash } from './record-hash.js';
import { joinCounts } from './report.js';
import type { Source } from './sources.js';

/** How an ingest is watched and stopped. */
export interface IngestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called several times a second. */
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
  /** Files that are gone from an indexed folder. */
  readonly gone?: GoneFiles | undefined;
  /** Leaves what an interrupted run has encoded, since this run does not go on with its files. */
  readonly keepsStaged?: boolean;
}

/** Files noted at once; until then an interrupted run reads them again. */
const filesPerNote = 200;
/** Rows that need no encoding are taken off the queue this many at once. */
const rowsPerSettling = 500;
const nothingGone: GoneReport = { removed: 0, removedFiles: [], missingFiles: [], problems: [] };
/** The word pieces that the encoder adds before and after a passage's own. */
const numSpecialPieces = 2;

/** One call of `ingest` under way. */
interface Run {
  readonly store: Store;
  readonly collection: Collection;
  readonly signal: AbortSignal | undefined;
  /** Opened for the first new or changed record. */
  readonly encoder: () => Promise<PassageEncoder>;
  readonly documents: DocumentQueue;
  /** An interrupted run under earlier rules has left passages. */
  readonly hasEarlierStaged: boolean;
  readonly gone: GoneFiles | undefined;
  readonly settled: SettledRow[];
  /** Files read to their end without a problem, which the store is to note. */
  readonly readWhole: ReadFile[];
  readonly progress: Progress;
  readonly problems: Problem[];
  readonly counts: {
    added: number;
    changed: number;
    unchanged: number;
    recut: number;
    removed: number;
    moved: number;
    empty: number;
    leftOut: number;
    passagesEncoded: number;
    passagesReused: number;
  };
}

/**
 * Adds the sources' documents to a collection. Removes those that a whole source no longer holds, and in the end those
 * of files that are gone. What cannot be read is listed in the report. The encoder is opened for the first new or changed
 * record. Throws `cancelled`, after saving what is complete, and whatever the store and the encoder throw.
 */
export async function ingest(
  store: Store,
  openEncoder: () => Promise<Encoder>,
  collection: Collection,
  sources: readonly Source[],
  { signal, onProgress, gone, keepsStaged = false }: IngestOptions = {},
): Promise<IndexReport> {
  let encoder: Promise<PassageEncoder> | undefined;
  const { contextWindow } = collection;
  const windowPieces = contextWindow === 'sentence' ? undefined : contextWindow;
  const run: Run = {
    store,
    collection,
    signal,
    encoder: () => (encoder ??= openEncoder().then((one) => passageEncoder(one, windowPieces))),
    documents: documentQueue(store, collection.id),
    hasEarlierStaged: await store.hasEarlierStaged(collection.id, rulesVersion),
    gone,
    settled: [],
    readWhole: [],
    progress: ingestProgress(sources, onProgress),
    problems: [],
    counts: {
      added: 0,
      changed: 0,
      unchanged: 0,
      recut: 0,
      removed: 0,
      moved: 0,
      empty: 0,
      leftOut: 0,
      passagesEncoded: 0,
      passagesReused: 0,
    },
  };
  try {
    for (const source of sources) {
      throwIfStopped(signal);
      await ingestSource(run, source);
    }
    await run.documents.writeAll();
    await settleRows(run);
    await noteReadFiles(run);
    if (!keepsStaged) await store.clearStaged(collection.id);
  } catch (cause) {
    await run.documents.save();
    throw cause;
  }
  const rest = (await gone?.removeRest(signal)) ?? nothingGone;
  run.progress.report();
  const { counts, progress } = run;
  return {
    ...counts,
    ...{ words: progress.words(), seconds: progress.seconds() },
    encodings: sources.flatMap(({ encodings = [] }) => encodings),
    notRead: joinCounts(sources.flatMap(({ notRead = [] }) => notRead).map((kind) => ({ kind, files: 1 }))),
    ...{ ...rest, removed: counts.removed + rest.removed, problems: [...run.problems, ...rest.problems] },
  };
}

/** Reads a source to its end, unless it is as it was. Its documents all stay when any of it could not be read. */
async function ingestSource(run: Run, source: Source): Promise<void> {
  run.progress.startSource(source);
  if (!(await isAsBefore(run, source))) await readSource(run, source);
  run.progress.endSource(source);
}

/** True for a file that was read before and has not changed, whose documents are counted, and for one left out. */
async function isAsBefore(
  { store, collection, counts }: Run,
  { uri, stamp, isWhole, isNamed }: Source,
): Promise<boolean> {
  const before = isWhole ? await store.readFile(collection.id, uri) : undefined;
  if (before?.stamp === null && !isNamed) {
    counts.leftOut++;
    return true;
  }
  if (stamp === undefined || before?.stamp !== stamp) return false;
  counts.unchanged += before.numDocuments;
  counts.empty += before.numEmpty;
  return true;
}

async function readSource(run: Run, source: Source): Promise<void> {
  const problemsBefore = run.problems.length;
  const emptyBefore = run.counts.empty;
  const uris = new Set<string>();
  for await (const item of source.read()) {
    throwIfStopped(run.signal);
    const blank = 'blank' in item ? item.blank : undefined;
    if (blank && (await run.store.findDocument(run.collection.id, blank.uri))) {
      uris.add(blank.uri);
      await ingestRecord(run, blank); // what was in its document is removed
    } else if ('problem' in item) run.problems.push(item.problem);
    else if ('empty' in item) run.counts.empty++;
    else if ('earlier' in item) {
      run.counts.unchanged++;
      await cutAgain(run, item.earlier.record, item.earlier.stored);
    } else if ('gone' in item) await settle(run, { ...item.gone, sha256: null });
    else {
      if (source.isWhole) uris.add(item.record.uri);
      await ingestRecord(run, item.record);
    }
    await run.documents.writeDue();
  }
  if (!source.isWhole) return;
  if (run.problems.length > problemsBefore) {
    if (uris.size > 0) await nameKept(run, source, uris);
    return;
  }
  await removeVanished(run, source, uris);
  // a file without a document costs little, or has a problem
  if (source.stamp === undefined || uris.size === 0) return;
  run.readWhole.push({
    ...{ fileUri: source.uri, stamp: source.stamp },
    ...{ numDocuments: uris.size, numEmpty: run.counts.empty - emptyBefore },
  });
  if (run.readWhole.length < filesPerNote) return;
  await run.documents.writeAll(); // a file is noted after its documents
  await noteReadFiles(run);
}

/** Notes files whose documents are all written, so that they are not read again. */
async function noteReadFiles({ store, collection, readWhole }: Run): Promise<void> {
  if (readWhole.length > 0) await store.writeReadFiles(collection.id, readWhole.splice(0));
}

/** Starts the encoding of a record; waits only while too many passages are under way. */
async function ingestRecord(run: Run, record: SourceRecord): Promise<void> {
  const { store, collection, counts } = run;
  const sha256 = recordHash(record);
  const stored = await store.findDocument(collection.id, record.uri);
  if (stored?.sha256.equals(sha256)) {
    counts.unchanged++;
    if (stored.rules < rulesVersion) await cutAgain(run, record, stored);
    else run.progress.countRecord(record);
    if (record.claim) await settle(run, { claim: record.claim, uri: record.uri, sha256 });
    else if (stored.fileUri !== record.fileUri) await moveToFile(run, record, stored);
    return;
  }
  if (!stored && (await run.gone?.takeOver(record, sha256))) {
    counts.moved++;
    run.progress.countRecord(record);
    return;
  }
  await cutDocument(run, run.documents.begin(record, sha256), stored);
  if (stored) counts.changed++;
  else counts.added++;
}

/** An archive may have given way to a folder of its name, or the other way round: the document is the new file's. */
async function moveToFile(
  { store, collection, gone }: Run,
  { uri, externalId, fileUri }: SourceRecord,
  { id, sha256 }: StoredDocument,
): Promise<void> {
  await store.moveDocument(collection.id, id, { uri, externalId, fileUri, sha256 });
  gone?.release(id);
}

/** Cuts a stored document by the rules of today; all else of it stays. */
async function cutAgain(run: Run, record: SourceRecord, stored: StoredDocument): Promise<void> {
  run.counts.recut++;
  await cutDocument(
    run,
    run.documents.begin({ ...record, claim: undefined }, stored.sha256, stored.id),
    stored,
  );
}

async function cutDocument(run: Run, document: PendingDocument, stored?: StoredDocument): Promise<void> {
  const { store, collection, counts, progress } = run;
  const encoder = await run.encoder();
  const { contextWindow } = collection;
  const { parts = [], words = null } = document.record;
  const earlier = stored && (await earlierPassages(store, stored, words !== null));
  const passages = splitPassages(document.record.text, {
    contextWindow: contextWindow === 'sentence' ? contextWindow : contextWindow - numSpecialPieces,
    countPieces: encoder.countPieces,
    isEntry: isDictionaryEntry,
    structure: { parts, words },
  });
  for (const passage of passages) {
    throwIfStopped(run.signal);
    const plain = passageHash(passage.text, spansOf(passage.sentences), spansOf(tokensOf(passage)));
    const hash = words ? annotatedPassageHash(plain, tokensOf(passage)) : plain;
    const kept = await earlier?.take(passage, hash);
    if (!kept) await addPassage(run, encoder, document, passage, hash);
    else {
      counts.passagesReused++;
      document.passages.push(kept);
      progress.countKept(document.record, passage);
    }
  }
  document.isCut = true;
}

type Spans = (readonly [start: number, end: number])[];

const spansOf = (parts: readonly { readonly startChar: number; readonly endChar: number }[]): Spans =>
  parts.map(({ startChar, endChar }) => [startChar, endChar]);

/** A passage that the stored document lacks: staged by an interrupted run, or else to be encoded. */
async function addPassage(
  run: Run,
  encoder: PassageEncoder,
  document: PendingDocument,
  passage: Passage,
  sha256: Buffer,
): Promise<void> {
  const { counts, documents, progress } = run;
  const staged = await stagedPassage(run, passage, sha256);
  if (staged) {
    counts.passagesReused++;
    document.passages.push(staged);
    progress.countKept(document.record, passage);
    return;
  }
  await encoder.takePlace();
  const isAtHand = encoder.holds(sha256);
  const encoding = encoder.encode(passage, sha256).then((encoded) => {
    if (isAtHand) counts.passagesReused++;
    else counts.passagesEncoded++;
    progress.countEncoded(document.record, passage);
    return encoded;
  });
  documents.addEncoding(document, encoding);
  await documents.stageDue(document);
}

/** A passage that an interrupted run has left, by the same rules or by earlier ones. */
async function stagedPassage(
  { store, collection, hasEarlierStaged }: Run,
  passage: Passage,
  sha256: Buffer,
): Promise<PassageWrite | undefined> {
  const { startChar, text } = passage;
  if (await store.isStaged(collection.id, rulesVersion, sha256)) return { kind: 'staged', sha256, startChar };
  if (!hasEarlierStaged) return undefined;
  const staged =
    (await store.stagedPassage(collection.id, sha256)) ??
    (await store.stagedPassage(collection.id, earlyPassageHash(text, spansOf(passage.sentences))));
  const encoded = staged && withVectorsOf(staged.passage, staged.rules, passage, sha256);
  return encoded && { kind: 'encoded', passage: encoded };
}

async function settle(run: Run, row: SettledRow): Promise<void> {
  run.settled.push(row);
  if (run.settled.length >= rowsPerSettling) await settleRows(run);
}

async function settleRows({ store, collection, settled, counts }: Run): Promise<void> {
  if (settled.length === 0) return;
  counts.removed += await store.settleRows(collection.id, settled.splice(0));
}

/** Says of how many documents nobody knows whether the source still holds them, as not all of it could be read. */
async function nameKept(run: Run, source: Source, uris: ReadonlySet<string>): Promise<void> {
  const stored = await run.store.documentsOfFile(run.collection.id, source.uri);
  const kept = stored.filter(({ uri }) => !uris.has(uri));
  if (kept.length === 0) return;
  run.problems.push({
    uri: source.uri,
    message: `${kept.length} of its documents were kept, though it may not hold them any more (${kept[0]?.uri}${kept.length > 1 ? ', …' : ''})`,
    cure: 'Mend what could not be read, or remove them: polyseme remove.',
  });
}

/** Documents of the source that it no longer holds. */
async function removeVanished(
  { store, collection, counts }: Run,
  source: Source,
  uris: ReadonlySet<string>,
): Promise<void> {
  const stored = await store.documentsOfFile(collection.id, source.uri);
  const vanished = stored.filter(({ uri }) => !uris.has(uri)).map(({ id }) => id);
  if (vanished.length === 0) return;
  counts.removed += (await store.removeDocuments(collection.id, vanished)).length;
}

function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new PolysemeError('cancelled', 'indexing was stopped; what was added stays', {
      cure: 'Run the same again to go on from there.',
    });
}
