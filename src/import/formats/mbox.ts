// .mbox: a mailbox, message by message, each a document with its number.
//
// Split by own code: node-mbox 2 takes each line that begins with `From ` for the start of a message, loses a last line
// without a line end, hands on messages joined where they are read by `for await`, and keeps a message of any size.
import { PolysemeError } from '../../domain/errors.js';
import { readBytes } from '../bytes.js';
import { mailItems, noMailCure, parseMail } from './mail.js';
import type { Reader } from './reader.js';

/** Bytes of one message. */
export const maxMessageBytes = 64 * 1024 * 1024;

/** Yields the mails, and the attachments of each behind it. Throws `data` for what is no mailbox, and errors of reading. */
export const readMbox: Reader = async function* ({ name, path }) {
  let number = 0;
  for await (const bytes of messages(name, readLines(path))) {
    const place = `message ${++number}`;
    if (bytes === undefined) {
      const message = `${place}: it has more than ${maxMessageBytes} bytes, the limit of a message`;
      yield { problem: { message, cure: 'Save its attachments from the mail program.' } };
      continue;
    }
    const mail = await parseMail(bytes);
    if (mail instanceof Error) {
      const message = `${place}: it cannot be read as a mail: ${mail.message}`;
      yield { problem: { message, cure: noMailCure } };
    } else yield* mailItems(mail, { id: String(number), label: String(number), place });
  }
};

/** The bytes of each message; undefined for one over the limit. */
async function* messages(name: string, lines: AsyncIterable<Buffer>): AsyncGenerator<Buffer | undefined> {
  let message: Buffer[] | undefined;
  let numBytes = 0;
  /** A line that is the start of a message if a header follows. */
  let held: Buffer | undefined;
  let isAfterBlank = true;
  const joined = (): Buffer | undefined =>
    numBytes > maxMessageBytes ? undefined : Buffer.concat(message as Buffer[], numBytes);
  const add = (line: Buffer): void => {
    const plain = escaped.test(line.toString('latin1', 0, 64)) ? line.subarray(1) : line;
    numBytes += plain.length;
    if (numBytes > maxMessageBytes) message = [];
    else message?.push(plain);
  };
  for await (const line of lines) {
    const start = line.toString('latin1', 0, 200);
    const isStart = held !== undefined && header.test(start);
    if (isStart || (held === undefined && postmark.test(start))) {
      if (message) yield joined();
      [message, numBytes] = [[], 0];
      if (isStart) add(line);
      held = undefined;
    } else {
      if (held) add(held);
      held = undefined;
      if (isAfterBlank && start.startsWith('From ')) held = line;
      else if (message) add(line);
      else if (!/^(?:\u00ef\u00bb\u00bf)?\s*$/u.test(start)) throw noMailbox(name);
    }
    isAfterBlank = /^\r?\n?$/u.test(start);
  }
  if (held) add(held);
  if (message) yield joined();
}

/** How programs begin a message: `From anna@example.com Sat May  4 09:30:00 2024`. */
const postmark =
  /^From .{0,150}\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+(?:[A-Z][a-z]{2}\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2})\s.{0,6}\d{1,2}:\d{2}/u;
/** A line that begins so after a blank one, without a date, starts a message where a header follows it. */
const header =
  /^(?:from|to|cc|subject|date|message-id|received|return-path|delivered-to|mime-version|content-type|status|reply-to|x-[\w-]+):/iu;
/** A line of a text that begins with `From ` has a `>` before it, and one that begins so has another. */
const escaped = /^>+From /u;

const noMailbox = (name: string): PolysemeError =>
  new PolysemeError('data', `${name} cannot be read as a mailbox: it does not begin with a line "From …"`, {
    cure: 'Export the folder from the mail program again, as .mbox.',
  });

/** Lines longer than this come in pieces. */
const maxLineBytes = 1 << 20;

/** Lines with their ends. */
async function* readLines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of readBytes(path)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      yield bytes.subarray(start, end + 1);
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length <= maxLineBytes) continue;
    yield rest;
    rest = Buffer.alloc(0);
  }
  if (rest.length > 0) yield rest;
}
