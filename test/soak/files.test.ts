// Files of every kind, by chance, some of them damaged: each is either in the database as it is on the disk, or the
// report says what is wrong with it; none stops the others, and none takes longer than its length allows.
// POLYSEME_SOAK_FILES (default 60) and POLYSEME_SEED say how many and which.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Encoding } from 'iconv-lite';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isStructured } from '#src/import/formats.js';
import { type IndexReport, Polyseme } from '#src/index.js';
import { makeFile } from './make-files.js';
import { chance, soakSeed } from './random.js';

const numFiles = Number(process.env.POLYSEME_SOAK_FILES ?? 60);
const filesPerBatch = 60;
const isShort = process.env.POLYSEME_SOAK_FILES === undefined;
const mostChars = isShort ? 3000 : 20_000;
/** Analysis and encoding of so many bytes take a second at most, whatever they are. */
const leastBytesPerSecond = 2000;
const readable = /\.(?:txt|md|csv|jsonl)$/iu;
const draws = chance(soakSeed);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file below the batch's folder; false where a folder of that name is there, or the disk does not allow it. */
function write(batch: string): void {
  const { name, bytes } = makeFile(draws, mostChars);
  const below = draws.percent(70)
    ? batch
    : path.join(batch, draws.oneOf(['sub', 'sub/deep', 'a#b', 'x.csv']));
  mkdirSync(below, { recursive: true });
  const place = Buffer.concat([Buffer.from(`${below}/`), Buffer.from(name)]);
  writeFileSync(place, bytes);
}

/** Paths of the files below a folder, by their names as they are decoded. */
const filesBelow = (batch: string): string[] =>
  readdirSync(batch, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name));

type Documents = ReadonlyMap<string, readonly { readonly uri: string; readonly text: string }[]>;

/** Texts of all documents, by their file. */
async function storedTexts(polyseme: Polyseme, database: string): Promise<Documents> {
  const db = new Database(database, { readonly: true });
  const rows = db.prepare('SELECT id, uri, file_uri AS fileUri FROM polyseme_document').all();
  db.close();
  const stored = new Map<string, { uri: string; text: string }[]>();
  for (const { id, uri, fileUri } of rows as { id: number; uri: string; fileUri: string }[]) {
    const { text } = await polyseme.document(id);
    stored.set(fileUri, [...(stored.get(fileUri) ?? []), { uri, text }]);
  }
  return stored;
}

/** A file as the report says that it was read. */
function decoded(bytes: Buffer, named: string | undefined): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding =
    named ?? ({ fffe: 'UTF-16LE', feff: 'UTF-16BE' } as Record<string, string>)[mark] ?? 'UTF-8';
  return /^UTF-(?:8|16)/u.test(encoding)
    ? new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
    : iconv.decode(bytes, encoding as Encoding, { stripBOM: false });
}

/** What is wrong with what became of a file; undefined for nothing. */
function faultOf(
  file: string,
  uri: string,
  documents: Documents,
  { problems, encodings }: IndexReport,
  isPage: boolean,
): string | undefined {
  const texts = documents.get(uri) ?? [];
  const name = uri.replaceAll(/(?<=\.(?:csv|jsonl))[#:%]/giu, encodeURIComponent);
  const isNamed = problems.some((one) =>
    [uri, file, name].some(
      (it) => one.uri === it || [':', '#'].some((mark) => one.uri.startsWith(it + mark)),
    ),
  );
  if (file.includes('\ufffd')) return isNamed ? undefined : 'its name cannot be read, and no problem says so';
  const content = decoded(readFileSync(file), encodings.find((one) => one.uri === uri)?.encoding);
  if (texts.length === 0) {
    if (isNamed || /^\s*$/u.test(content)) return undefined;
    return /\.(?:csv|jsonl)$/iu.test(file) ? emptyRecords(content) : 'it is lost';
  }
  if (!readable.test(file)) return 'it is no text';
  // the source of a web page, say: it is read as one, whatever it is called
  if (isPage) return undefined;
  if (/\.(?:txt|md)$/iu.test(file)) {
    return texts.length === 1 && texts[0]?.text === content.toWellFormed()
      ? undefined
      : 'it has another text';
  }
  const isJson = /\.jsonl$/iu.test(file);
  const held = isJson ? textsOfLines(content) : undefined;
  const strange = texts.find(({ text }) =>
    held
      ? !held.includes(text)
      : ![text, text.replaceAll('"', '""')].some((one) => content.toWellFormed().includes(one)),
  );
  if (strange)
    return `${strange.uri} has a text that the file does not hold: ${JSON.stringify(strange.text.slice(0, 200))}`;
  // each line with a text is a document, or a problem names its number
  const missing = held?.filter(
    (text) => /[\p{L}\p{N}]/u.test(text) && texts.every((one) => one.text !== text),
  );
  return missing?.length && !isNamed ? `a line is lost: ${missing[0]}` : undefined;
}

function textsOfLines(content: string): string[] {
  return content
    .replace(/^\ufeff/u, '')
    .split(/\r?\n/u)
    .flatMap((line) => {
      try {
        const { text } = JSON.parse(line) as { text?: unknown };
        return typeof text === 'string' ? [text.toWellFormed()] : [];
      } catch {
        return [];
      }
    });
}

/** Records whose texts are all blank leave no document, and are no problem. */
function emptyRecords(content: string): string | undefined {
  const texts = textsOfLines(content);
  const isBlank =
    texts.length > 0
      ? texts.every((text) => text.trim() === '')
      : !/[\p{L}\p{N}].*[\r\n].*[\p{L}\p{N}]/su.test(content) || hasBlankCells(content);
  return isBlank ? undefined : 'it is lost';
}

/** True for a table without quotes whose cells under `text` are all blank. */
function hasBlankCells(content: string): boolean {
  const [head = '', ...rows] = content.split(/\r\n|[\r\n]/u).map((line) => line.split(/[,;\t]/u));
  const column = Array.from(head).indexOf('text');
  return column >= 0 && rows.every((cells) => (cells[column] ?? '').trim() === '');
}

/** Indexes a batch, and compares what became of its files with what they hold. */
async function check(polyseme: Polyseme, batch: string, faults: string[]): Promise<IndexReport> {
  const files = filesBelow(batch);
  const bytes = files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
  const others = files.filter((file) => !readable.test(file));
  const began = performance.now();
  const report = await polyseme.index([batch, ...others]);
  const seconds = (performance.now() - began) / 1000;
  if (seconds > 10 + bytes / leastBytesPerSecond) faults.push(`${batch}: ${bytes} bytes took ${seconds} s`);
  const documents = await storedTexts(polyseme, `${batch}.db`);
  for (const file of files) {
    const uri = path.relative(folder, file);
    const fault = faultOf(file, uri, documents, report, await isStructured(file, file).catch(() => false));
    if (fault !== undefined) faults.push(`${JSON.stringify(uri)}: ${fault}`);
  }
  const uris = new Set(files.map((file) => path.relative(folder, file)));
  for (const fileUri of documents.keys())
    if (!uris.has(fileUri)) faults.push(`${fileUri}: there is no such file`);
  const { added, changed, unchanged, moved } = report;
  const count = [...documents.values()].flat().length;
  // documents of a file that can no longer be read stay, and are not counted
  if (added + changed + unchanged + moved > count)
    faults.push(`${batch}: ${JSON.stringify(report)}, ${count} there`);
  for (const { uri, message, cure } of report.problems) {
    if (message === '' || cure === '' || uri === '')
      faults.push(`a problem says nothing: ${uri} ${message} ${cure}`);
  }
  return report;
}

it(`reads ${numFiles} files or says why not (seed ${soakSeed})`, {
  timeout: 60_000 + numFiles * 1000,
}, async () => {
  const faults: string[] = [];
  const counts = { files: 0, documents: 0, problems: 0, seconds: 0 };
  for (let i = 0; counts.files < numFiles && faults.length < 30; i++) {
    const batch = path.join(folder, `texts${i}`);
    mkdirSync(batch);
    draws.times(filesPerBatch, () => write(batch));
    const began = performance.now();
    const polyseme = await Polyseme.open({ db: `${batch}.db`, workers: 1 });
    try {
      const first = await check(polyseme, batch, faults);
      const second = await check(polyseme, batch, faults);
      if (second.added + second.changed + second.removed > 0) {
        faults.push(
          `${batch}: the same again changes something: ${JSON.stringify({ ...second, problems: [] })}`,
        );
      }
      const sound = await polyseme.verify();
      if (!sound.isSound) faults.push(`${batch}: ${sound.problems.join('; ')}`);
      counts.files += filesBelow(batch).length;
      counts.documents += first.added;
      counts.problems += first.problems.length;
      counts.seconds += (performance.now() - began) / 1000;
    } catch (cause) {
      faults.push(`${batch}: ${(cause as Error).stack}`);
    } finally {
      await polyseme.close();
    }
    if (faults.length === 0 || !process.env.POLYSEME_SOAK_KEEP) rmSync(batch, { recursive: true });
  }
  console.log(`soak: seed ${soakSeed}, ${JSON.stringify(counts)}`);
  expect(faults, `seed ${soakSeed}`).toEqual([]);
});
