// Which reader takes which file: one line for each format. What a file is, its bytes say where they can (a PDF called
// .txt is one), and its name elsewhere.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { PolysemeError } from '../domain/errors.js';
import type { Reader } from './formats/reader.js';

/** A format, and how its reader is loaded when it is first needed. */
export interface Format {
  /** As people call it. */
  readonly name: string;
  readonly extensions: readonly string[];
  /** True for the first bytes of such a file, as Latin-1; only where they say it beyond doubt. */
  readonly begins?: (start: string) => boolean;
  /** These are text, which a table or records may hold as well. */
  readonly isText?: true;
  /** What a member of a zip is called that only this format has. */
  readonly member?: RegExp;
  /** It may hold several documents. */
  readonly holdsSeveral?: true;
  /** It holds files. */
  readonly isArchive?: true;
  readonly load: () => Promise<Reader>;
}

/** Raised when a reader makes other documents of the same file: files are read again, and equal text keeps its vectors. */
export const readersVersion = 1;

/** Texts without structure, which are read in this process. */
export const plainExtensions = ['.txt', '.md', '.jsonl', '.csv'] as const;

const startsWith =
  (...signatures: readonly string[]) =>
  (start: string): boolean =>
    signatures.some((signature) => start.startsWith(signature));
const matches =
  (pattern: RegExp) =>
  (start: string): boolean =>
    pattern.test(start.replace(/^\u00ef\u00bb\u00bf/u, ''));
const isZip = startsWith('PK\u0003\u0004', 'PK\u0005\u0006');

/** All others; a file whose bytes say nothing is held against their extensions. */
export const formats: readonly Format[] = [
  {
    ...{ name: 'PDF', extensions: ['.pdf'], begins: startsWith('%PDF-') },
    load: async () => (await import('./formats/pdf.js')).readPdf,
  },
  {
    ...{ name: 'Word', extensions: ['.docx', '.docm'], member: /^word\/document\d*\.xml$/u },
    load: async () => (await import('./formats/docx.js')).readDocx,
  },
  {
    ...{ name: 'OpenDocument', extensions: ['.odt', '.ott', '.fodt'], member: /^content\.xml$/u },
    load: async () => (await import('./formats/odt.js')).readOdt,
  },
  {
    ...{ name: 'RTF', extensions: ['.rtf'], begins: startsWith('{\\rtf') },
    load: async () => (await import('./formats/rtf.js')).readRtf,
  },
  {
    ...{ name: 'EPUB', extensions: ['.epub'], member: /^META-INF\/container\.xml$/u },
    load: async () => (await import('./formats/epub.js')).readEpub,
  },
  {
    ...{ name: 'web page', extensions: ['.html', '.htm', '.xhtml'], isText: true },
    begins: matches(/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*>\s*)?<(?:!doctype html|html[\s>])/iu),
    load: async () => (await import('./formats/html.js')).readHtml,
  },
  {
    ...{ name: 'subtitles', extensions: ['.srt', '.vtt'], isText: true },
    begins: matches(/^WEBVTT(?:[ \t][^\n]*)?\r?\n[\s\S]*?-->/u),
    load: async () => (await import('./formats/subtitles.js')).readSubtitles,
  },
  {
    ...{ name: 'TEI', extensions: ['.tei', '.xml'], holdsSeveral: true, isText: true },
    begins: matches(/^\s*(?:<[?!][^>]*>\s*)*<(?:\w+:)?(?:TEI|teiCorpus)[\s>]/u),
    load: async () => (await import('./formats/tei.js')).readTei,
  },
  {
    ...{ name: 'vertical text', extensions: ['.vert', '.vrt'], holdsSeveral: true },
    load: async () => (await import('./formats/vertical.js')).readVertical,
  },
  {
    ...{ name: 'CoNLL-U', extensions: ['.conllu'], holdsSeveral: true },
    load: async () => (await import('./formats/conllu.js')).readConllu,
  },
  {
    ...{ name: 'mail', extensions: ['.eml'], holdsSeveral: true },
    load: async () => (await import('./formats/mail.js')).readMail,
  },
  {
    ...{ name: 'mailbox', extensions: ['.mbox'], holdsSeveral: true, isText: true },
    begins: matches(/^From \S[^\n]*\d\d:\d\d[^\n]*\d{4}\r?\n[\w-]+:/u),
    load: async () => (await import('./formats/mbox.js')).readMbox,
  },
  {
    ...{ name: 'zip', extensions: ['.zip'], isArchive: true, holdsSeveral: true },
    load: async () => (await import('./formats/archive.js')).readZip,
  },
  {
    ...{ name: 'tar', extensions: ['.tar'], isArchive: true, holdsSeveral: true },
    begins: (start) => start.startsWith('ustar', 257),
    load: async () => (await import('./formats/archive.js')).readTar,
  },
  {
    ...{ name: 'gzip', extensions: ['.tar.gz', '.tgz', '.gz'], isArchive: true, holdsSeveral: true },
    begins: startsWith('\u001f\u008b'),
    load: async () => (await import('./formats/archive.js')).readGzip,
  },
];

/** Extensions of all files that are read. */
export const readableExtensions: readonly string[] = [
  ...plainExtensions,
  ...formats.flatMap(({ extensions }) => extensions),
];

/** True for a name of plain text. */
export const isPlain = (name: string): boolean =>
  (plainExtensions as readonly string[]).includes(path.extname(name).toLowerCase());

/** How files that are not read are counted: by their ending. */
export const kindOf = (name: string): string => path.extname(name).toLowerCase() || 'no ending';

const severalIn = ['.csv', '.jsonl', ...formats.flatMap((one) => (one.holdsSeveral ? one.extensions : []))];
/** Marks behind the name of a file of several documents: what follows them would pass for one of these. */
export const holdsSeveral = new RegExp(
  `(?<=(?:${severalIn.map((extension) => extension.replace('.', '\\.')).join('|')}))[#:%]`,
  'giu',
);

/** Some of them, for messages. */
export const suchAs = '.txt, .csv, .pdf, .docx, .odt, .epub, .html or .eml';

/** Bytes that are looked at: a tar says what it is at 257. */
const headBytes = 1024;

/** Whether a file has a format with a reader; looks at its first bytes alone. Throws errors of reading files. */
export async function isStructured(file: string, name: string): Promise<boolean> {
  const start = await headOf(file);
  return isZip(start) || formatBy(start, name) !== undefined;
}

/**
 * The format of a file; undefined for plain text and for what nobody knows. name: as people know the file. Throws `data`
 * for a zip that is a document of a kind that is not read, and errors of reading files.
 */
export async function formatOf(file: string, name = path.basename(file)): Promise<Format | undefined> {
  const start = await headOf(file);
  if (isZip(start)) return formatOfZip(file, name);
  return formatBy(start, name);
}

function formatBy(start: string, name: string): Format | undefined {
  const lower = name.toLowerCase();
  const isTable = /\.(?:csv|jsonl)$/u.test(lower);
  const byContent = formats.filter(({ begins, isText }) => begins?.(start) && !(isText && isTable));
  const byName = formats.find(({ extensions }) => extensions.some((extension) => lower.endsWith(extension)));
  // its bytes may say too little to choose between two, as in XML
  return byContent.find((one) => one === byName) ?? byContent[0] ?? byName;
}

/** A document may be a zip: what it holds says of which kind. */
async function formatOfZip(file: string, name: string): Promise<Format> {
  const { openZip } = await import('./formats/zip.js');
  const members = await openZip({ name: path.posix.basename(name), path: file });
  members.close();
  const lower = name.toLowerCase();
  // an archive may hold what a book or a document is made of
  const document = formats.find(
    ({ member, extensions, name: kind }) =>
      member &&
      members.members.some((one) => member.test(one.name)) &&
      (kind === 'Word' ||
        members.has('mimetype') ||
        extensions.some((extension) => lower.endsWith(extension))),
  );
  if (document) return document;
  if (members.has('[Content_Types].xml')) {
    throw new PolysemeError('data', `${name}: it is an office document of a kind that is not read`, {
      cure: 'Save a table as .csv, and slides as .pdf.',
    });
  }
  return formats.find(({ extensions }) => extensions.includes('.zip')) as Format;
}

async function headOf(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await handle.stat()).isFile()) return '';
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
