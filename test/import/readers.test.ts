// Files are read in a process of their own, which no file can make more than one bad file: one that takes too long, too
// much memory, or ends the process; the next file is read as if nothing had been.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileReaders, openReaders, type ReadLimits } from '#src/import/readers.js';
import type { ReadItem } from '#src/import/records.js';

let folder: string;
const shared = openReaders();
const opened = [shared];
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-readers-'));
});
afterAll(() => {
  for (const readers of opened) readers.close();
  rmSync(folder, { recursive: true });
});

const fixture = (name: string): string => path.join(import.meta.dirname, '../fixtures/formats', name);

function open(limits?: ReadLimits, signal?: AbortSignal): FileReaders {
  const readers = openReaders(signal, limits);
  opened.push(readers);
  return readers;
}

async function read(readers: FileReaders, file: string, sizeBytes = 1000): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const item of readers.read({ path: file, uri: `texts/${path.basename(file)}`, sizeBytes }))
    items.push(item);
  return items;
}

const write = (name: string, content: string | Buffer): string => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

const textsOf = (items: readonly ReadItem[]): string[] =>
  items.flatMap((item) => ('record' in item ? [item.record.text] : []));
const uris = (items: readonly ReadItem[]): string[] =>
  items.flatMap((item) => ('record' in item ? [item.record.uri] : []));

/** A page of unclosed paragraphs: it takes its reader seconds, and hundreds of megabytes. */
const long = (): string =>
  write('long.html', `<!doctype html><p>The bank${'<p>We sat on the bank.'.repeat(200_000)}`);

describe('a file that its reader cannot cope with', () => {
  it('is named when it takes too long, and the next is read', async () => {
    const readers = open({ baseMs: 1500 });
    const muchTime = 10_000_000; // bytes, for which it gets 100 s
    await read(readers, fixture('html/news.html'), muchTime); // the process is there
    await expect(read(readers, long())).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/^it could not be read within 2 s$/u),
    });
    expect(textsOf(await read(readers, fixture('html/news.html'), muchTime))).toHaveLength(1);
  });

  it('is named when it takes too much memory, and the next is read', async () => {
    const readers = open({ maxHeapMegabytes: 60 });
    await expect(read(readers, long())).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/^its reader ended: it took too much memory/u),
    });
    expect(textsOf(await read(readers, fixture('mail/plain.eml')))).toHaveLength(1);
  });

  it('is given up at once when the run is stopped', async () => {
    const stop = new AbortController();
    const readers = open({}, stop.signal);
    setTimeout(() => stop.abort(), 700);
    await expect(read(readers, long())).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a file is what its bytes are', () => {
  it.each([
    ['pdf/owned.pdf', 'price.txt'],
    ['docx/pandoc.docx', 'letters.zip'],
    ['odt/libreoffice.odt', 'letters.docx'],
    ['epub/pandoc-3.epub', 'book'],
    ['rtf/pandoc.rtf', 'letters.doc.txt'],
    ['html/news.html', 'page.txt'],
    ['archive/notes.tar.gz', 'notes.md'],
  ])('%s called %s', async (from, name) => {
    const misnamed = write(name, readFileSync(fixture(from)));
    expect(textsOf(await read(shared, misnamed))).toEqual(textsOf(await read(shared, fixture(from))));
  });
});

describe('a text that speaks of a format stays a text', () => {
  it.each([
    ['about-pdf.txt', 'A file that begins with %PDF-1.4 is a PDF.'],
    ['about-tei.md', 'Write `<TEI xmlns="…">` as the root of the bank.'],
    ['from.txt', 'From me to you 1999\nSubject-line: the bank'],
    ['vtt.md', 'WEBVTT is a format of subtitles.\n\nThe bank.'],
    ['table.csv', '<html>,text\n1,The bank\n'],
    ['records.jsonl', '{"text":"WEBVTT"}\n'],
  ])('%s', async (name, content) => {
    const items = await read(shared, write(name, content));
    expect(items.filter((item) => 'problem' in item)).toEqual([]);
    expect(textsOf(items)).toEqual([
      name.endsWith('.csv') ? 'The bank' : name.endsWith('l') ? 'WEBVTT' : content,
    ]);
  });
});

describe('a member that its reader cannot cope with', () => {
  it('is named, the others are read, and no copy of it is left', async () => {
    const page = `<!doctype html>${'<p>We sat on the bank.'.repeat(150_000)}`;
    const part = (name: string, content: string): string =>
      [
        ...[
          '--x',
          `Content-Disposition: attachment; filename="${name}"`,
          'Content-Type: application/octet-stream',
        ],
        ...['Content-Transfer-Encoding: base64', '', Buffer.from(content).toString('base64')],
      ].join('\n');
    const mail = [
      ...['From: a@example.com', 'Subject: three', 'MIME-Version: 1.0'],
      ...[
        'Content-Type: multipart/mixed; boundary="x"',
        '',
        '--x',
        'Content-Type: text/plain',
        '',
        'The bank.',
      ],
      ...[part('one.txt', 'One.'), part('long.html', page), part('three.txt', 'Three.'), '--x--', ''],
    ].join('\n');
    const readers = open({ maxHeapMegabytes: 100 });
    const items = await read(readers, write('three.eml', mail));
    expect(uris(items)).toEqual(['texts/three.eml', 'texts/three.eml/one.txt', 'texts/three.eml/three.txt']);
    expect(items.flatMap((item) => ('problem' in item ? [item.problem] : []))).toEqual([
      expect.objectContaining({
        uri: 'texts/three.eml/long.html',
        message: expect.stringMatching(/^its reader ended/u),
      }),
    ]);
    readers.close();
    const ours = readdirSync(tmpdir()).filter((name) => name.startsWith('polyseme-member-'));
    expect(ours.flatMap((name) => readdirSync(path.join(tmpdir(), name)))).toEqual([]);
  });
});

describe('files within files', () => {
  it('of one name are told apart, or named', async () => {
    const items = await read(shared, fixture('archive/collide.zip'));
    expect(textsOf(items).map((text) => text.trim())).toEqual([
      ...['We sat on the bank.', 'The text of the attachment.'],
    ]);
    expect(items.flatMap((item) => ('problem' in item ? [item.problem.uri] : []))).toEqual([
      'texts/collide.zip/m.eml/in.txt',
    ]);
  });

  it('are documents of the outer one, named by their path in it', async () => {
    const items = await read(shared, fixture('archive/notes.zip'));
    expect(uris(items)).toEqual([
      'texts/notes.zip/notes.txt',
      'texts/notes.zip/letters/Brücke.txt',
      'texts/notes.zip/letters/1851.txt',
    ]);
    for (const item of items) if ('record' in item) expect(item.record.fileUri).toBe('texts/notes.zip');
  });

  it('of a mail have its sender and date', async () => {
    const items = await read(shared, fixture('mail/attachments.eml'));
    const attached = items.flatMap((item) =>
      'record' in item && item.record.uri.endsWith('/Frühling.txt') ? [item.record.metadata] : [],
    );
    expect(attached).toEqual([
      expect.objectContaining({
        from: expect.stringContaining('@'),
        date: expect.stringMatching(/^20\d\d-/u),
      }),
    ]);
  });

  it('are opened one archive deep', async () => {
    const items = await read(shared, fixture('archive/nested.zip'));
    expect(items.flatMap((item) => ('problem' in item ? [item.problem.message] : []))).toEqual([
      'it is an archive in an archive in an archive',
    ]);
  });
});

it('an office document of a kind that is not read is named, not unpacked', async () => {
  const zip = write(
    'table.xlsx.zip',
    Buffer.from(
      // an empty zip with the one member [Content_Types].xml, made by Python's zipfile
      'UEsDBBQAAAAAAA1TfF0AAAAAAAAAAAAAAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbFBLAQIUAxQAAAAAAA1TfF0AAAAAAAAAAAAAAAATAAAAAAAAAAAAAACAAQAAAABbQ29udGVudF9UeXBlc10ueG1sUEsFBgAAAAABAAEAQQAAADEAAAAAAA==',
      'base64',
    ),
  );
  await expect(read(shared, zip)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('an office document of a kind that is not read'),
  });
});
