import { describe, expect, it } from 'vitest';
import { maxMessageBytes, readMbox } from '#src/import/formats/mbox.js';
import { collect, fixture, partsOf, useFolder, write } from './collect-items.js';

useFolder();

const textsOf = async (content: string | Buffer): Promise<Record<string, string>> => {
  const { documents } = await collect(readMbox, write('box.mbox', content));
  return Object.fromEntries(documents.map(({ id, text }) => [id, text]));
};

describe('readMbox', () => {
  it('yields each message with its number, and its attachments', async () => {
    const { documents, members, problems } = await collect(readMbox, fixture('mbox/letters.mbox'));
    expect(problems).toEqual([]);
    expect(documents.map(({ id, text, metadata }) => [id, text, metadata.subject])).toEqual([
      ['1', 'From here I saw the bank.\n\nFrom there, nothing.', 'First'],
      ['2', 'The spring is near.', 'Second'],
      ['3', 'No more light.', 'Third'],
    ]);
    expect(documents.flatMap(partsOf)).toContain('message|2|The spring is near.');
    expect(members.map(({ name }) => name)).toEqual(['message 2/note.txt']);
  });

  it('does not part a message at a line that begins with From', async () => {
    const box =
      'From a@b.c Sat May  4 09:30:00 2024\nFrom: a@b.c\n\nDear Bob,\n\nFrom the bank I saw it: a boat.\n';
    expect(await textsOf(`${box}\n${box}`)).toEqual({
      1: 'Dear Bob,\n\nFrom the bank I saw it: a boat.',
      2: 'Dear Bob,\n\nFrom the bank I saw it: a boat.',
    });
  });

  it('parts messages without a date, with CRLF, and without a blank line between', async () => {
    const plain =
      'From - \r\nX-Mozilla-Status: 0001\r\nFrom: a@b.c\r\n\r\nOne\r\n\r\nFrom ???@???\r\nFrom: a@b.c\r\n\r\nTwo';
    expect(await textsOf(plain)).toEqual({ 1: 'One', 2: 'Two' });
    const dense =
      'From a@b.c Sat, 04 May 2024 09:30:00 +0200\nFrom: a@b.c\n\nOne\nFrom b Sun May  5 09:30:00 2024\nTo: a@b.c\n\nTwo';
    expect(await textsOf(dense)).toEqual({ 1: 'One', 2: 'Two' });
  });

  it('takes one mark of quotation from lines with From', async () => {
    const box = 'From a@b.c Sat May  4 09:30:00 2024\nFrom: a@b.c\n\n>From one\n\n>>From two\n';
    expect(await textsOf(box)).toEqual({ 1: 'From one\n\nFrom two' });
  });

  it('names a bad message, and one over the limit, and reads on', async () => {
    const start = 'From a@b.c Sat May  4 09:30:00 2024\n';
    const large = Buffer.alloc(maxMessageBytes + 1, `${'a'.repeat(999)}\n`);
    const box = [`${start}no header\n\n${start}From: a@b.c\n\n`, large, `\n\n${start}From: a@b.c\n\nThree`];
    const { documents, problems } = await collect(
      readMbox,
      write('box.mbox', Buffer.concat(box.map((part) => Buffer.from(part)))),
    );
    expect(documents.map(({ id, text }) => [id, text])).toEqual([['3', 'Three']]);
    expect(problems.map(({ message }) => message)).toEqual([
      'message 1: it cannot be read as a mail: it has none of the headers of a mail',
      `message 2: it has more than ${maxMessageBytes} bytes, the limit of a message`,
    ]);
  });

  it('yields nothing for an empty mailbox', async () => {
    expect(await textsOf('')).toEqual({});
  });

  it('throws for what is no mailbox', async () => {
    await expect(textsOf('From: a@b.c\n\nA mail.')).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/^box\.mbox cannot be read as a mailbox: /u),
    });
  });
});
