// .eml: one mail, by postal-mime. Its text is the plain one, or else that of its HTML; attachments and messages attached
// are files within. Also reads the messages of an .mbox.
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { present } from '../../domain/check.js';
import { PolysemeError } from '../../domain/errors.js';
import type { TextPart } from '../../domain/parts.js';
import type { Metadata } from '../../domain/text.js';
import { mailHtmlText } from './mail-html.js';
import { type MailText, plainMailText } from './mail-text.js';
import { MemberNames, safeSegments } from './member-names.js';
import type { Reader, ReaderItem } from './reader.js';
import { refuseLongDocument } from './text-file.js';
import { readWholeFile } from './whole-file.js';
import { withWindowsLetters } from './windows-letters.js';

/** Yields the mail, and each of its attachments. Throws `data` for what is no mail, `too_large`, and errors of reading. */
export const readMail: Reader = async function* (input) {
  const mail = await parseMail(await readWholeFile(input));
  if (mail instanceof Error) {
    throw new PolysemeError('data', `${input.name} cannot be read as a mail: ${mail.message}`, {
      cure: noMailCure,
    });
  }
  for (const item of mailItems(mail, { id: null, label: mail.email.subject?.trim() ?? '', place: '' })) {
    if ('document' in item) refuseLongDocument(input.name, item.document.text.length);
    yield item;
  }
};

export const noMailCure = 'Save it again from the mail program, as .eml.';

export interface Mail {
  readonly email: Email;
  readonly isFlowed: boolean;
}

/** Multiparts one inside another. */
const maxMultiparts = 64;

/** Returns why, for what cannot be read as a mail. */
export async function parseMail(bytes: Buffer): Promise<Mail | Error> {
  const { source, isFlowed } = hideFlowed(withoutPostmark(bytes));
  try {
    const email = await PostalMime.parse(source, {
      forceRfc822Attachments: true,
      maxNestingDepth: maxMultiparts,
    });
    if (email.headers.some(({ key }) => mailHeaders.has(key))) return { email, isFlowed };
    return new Error('it has none of the headers of a mail');
  } catch (cause) {
    return cause as Error;
  }
}

const mailHeaders = new Set([
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'received',
  'return-path',
  'delivered-to',
]);

/** Without a mark of the byte order, blank lines, and the line with which a mailbox begins a message. */
function withoutPostmark(bytes: Buffer): Buffer {
  const [start] = /^(?:\u00ef\u00bb\u00bf)?\s*(?:>?From [^\n]*\n)?/u.exec(
    bytes.toString('latin1', 0, 4096),
  ) ?? [''];
  return bytes.subarray(start.length);
}

/**
 * postal-mime joins flowed lines without a look at their marks of quotation, so that it puts marks into the text, and a
 * reply behind what it answers. So it is not shown that they are flowed.
 */
function hideFlowed(bytes: Buffer): { source: Buffer; isFlowed: boolean } {
  const text = bytes.toString('latin1');
  const flowed = /^(content-type:[^\n]*(?:\n[ \t][^\n]*)*?\bformat="?)flowed/gimu;
  const hidden = text.replaceAll(flowed, `$1${hiddenFlowed}`);
  return hidden === text
    ? { source: bytes, isFlowed: false }
    : { source: Buffer.from(hidden, 'latin1'), isFlowed: true };
}

const hiddenFlowed = 'fl0wed';
const showFlowed = (text: string): string => text.replaceAll(/(\bformat="?)fl0wed/gu, '$1flowed');

/** How a mail is called in its file. */
export interface MailPlace {
  readonly id: string | null;
  readonly label: string;
  /** Before the names of its members, and in its problems: `message 3`; empty for the only one. */
  readonly place: string;
}

export function* mailItems(mail: Mail, { id, label, place }: MailPlace): Generator<ReaderItem> {
  const { email } = mail;
  const metadata = metadataOf(email);
  const lock = lockOf(email);
  const { text, parts } = lock ? { text: '', parts: [] } : textOf(mail, place === '' ? label : place);
  const message: TextPart[] = text === '' ? [] : [{ kind: 'message', start: 0, end: text.length, label }];
  yield { document: { id, text, metadata, parts: [...message, ...parts] } };
  for (const problem of lock ? [lock] : problemsOf(mail, text)) {
    yield {
      problem: { ...problem, message: place === '' ? problem.message : `${place}: ${problem.message}` },
    };
  }
  if (lock) return;
  const { from, date, subject } = metadata;
  const own = present<Metadata>({ from, date, subject });
  const names = new MemberNames();
  const attachments = email.attachments.filter(({ mimeType }) => !proofs.test(mimeType));
  for (const [i, attachment] of attachments.entries()) {
    const name = names.unique(nameOf(attachment, i + 1));
    yield {
      member: { name: place === '' ? name : `${place}/${name}`, bytes: bytesOf(attachment), metadata: own },
    };
  }
}

/** Proof of who wrote a mail: nothing to read. */
const proofs = /^application\/(?:pgp-signature|(?:x-)?pkcs7-signature)$/u;

function textOf({ email, isFlowed }: Mail, name: string): MailText {
  const plain = withWindowsLetters(showFlowed(email.text ?? '').replaceAll(armour, ''));
  if (plain.trim() !== '' || !email.html) return plainMailText(plain, isFlowed);
  return mailHtmlText(withWindowsLetters(email.html), name);
}

const pgpBlock = (what: string): string =>
  `-----BEGIN PGP ${what}-----[^]*?(?:-----END PGP ${what}-----|$(?![^]))`;
/** What PGP writes around and into a text. */
const armour = new RegExp(
  String.raw`${pgpBlock('MESSAGE')}|${pgpBlock('SIGNATURE')}|${pgpBlock('PUBLIC KEY BLOCK')}|^-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:\S+: .*\r?\n)*`,
  'gmu',
);

interface MailProblem {
  readonly message: string;
  readonly cure: string;
}

const lockedCure = 'Save a copy of the mail from your mail program, decrypted.';

/** Of a mail that is encrypted as a whole. */
function lockOf({ headers }: Email): MailProblem | undefined {
  const type = headers.find(({ key }) => key === 'content-type')?.value ?? '';
  if (/^application\/(?:x-)?pkcs7-mime/iu.test(type)) {
    return /smime-type="?signed-data/iu.test(type)
      ? { message: 'it is signed in a form of S/MIME that is not read', cure: lockedCure }
      : { message: 'it is encrypted (S/MIME)', cure: lockedCure };
  }
  return /^multipart\/encrypted/iu.test(type)
    ? { message: 'it is encrypted (PGP)', cure: lockedCure }
    : undefined;
}

function problemsOf({ email }: Mail, text: string): MailProblem[] {
  const problems: MailProblem[] = [];
  if (/^-----BEGIN PGP MESSAGE-----/mu.test(email.text ?? '')) {
    problems.push({ message: 'a part of it is encrypted (PGP)', cure: lockedCure });
  }
  const unreadable = text.match(/\ufffd/gu)?.length ?? 0;
  if (unreadable > 0) {
    const what = unreadable === 1 ? '1 character' : `${unreadable} characters`;
    const message = `${what} cannot be read in the encoding that it names, and became U+FFFD`;
    problems.push({ message, cure: 'Save the mail again from the mail program.' });
  }
  return problems;
}

function metadataOf({ from, to, cc, date, subject }: Email): Metadata {
  const title = subject?.replaceAll(/\s+/gu, ' ').trim();
  const entries = {
    title,
    subject: title,
    from: from && addressesOf([from]),
    to: to && addressesOf(to),
    cc: cc && addressesOf(cc),
    date: date?.replace(/\.000Z$/u, 'Z').trim(),
  };
  return Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) => (value ? [[key, withWindowsLetters(value)]] : [])),
  );
}

/** `Anna Bell <anna@example.com>; bob@example.com`. */
const addressesOf = (addresses: readonly Address[]): string =>
  addresses
    .flatMap((one) => one.group ?? [one])
    .map(({ name, address }) => (name && address ? `${name} <${address}>` : name || address || ''))
    .filter((one) => one !== '')
    .join('; ');

/** Endings of parts that have no name, for those that are read. */
const endings: Readonly<Record<string, string>> = {
  'message/rfc822': '.eml',
  'text/plain': '.txt',
  'text/html': '.html',
  'text/csv': '.csv',
  'text/calendar': '.ics',
  'application/pdf': '.pdf',
  'application/rtf': '.rtf',
  'application/zip': '.zip',
};

function nameOf({ filename, mimeType }: Attachment, number: number): string {
  const ending = endings[mimeType] ?? '';
  const name = safeSegments(withWindowsLetters(filename ?? '')).join('/');
  if (name === '') return `attachment ${number}${ending}`;
  return mimeType === 'message/rfc822' && !/\.eml$/iu.test(name) ? `${name}.eml` : name;
}

function bytesOf({ content }: Attachment): Uint8Array {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as ArrayBuffer);
  return bytes.includes(hiddenFlowed) ? Buffer.from(showFlowed(bytes.toString('latin1')), 'latin1') : bytes;
}
