import { describe, expect, it } from 'vitest';
import { readMail } from '#src/import/formats/mail.js';
import { collect, expectedText, fixture, partsOf, useFolder, write } from './collect-items.js';

useFolder();

const read = (name: string) => collect(readMail, fixture(`mail/${name}`));

/** The text and parts of a mail with this body, but for the part of the whole. */
async function bodyOf(body: string, type = 'text/plain; charset=utf-8') {
  const source = `From: anna@example.com\nSubject: A\nContent-Type: ${type}\n\n${body}`;
  const { documents } = await collect(readMail, write('body.eml', source));
  const [document] = documents;
  if (!document) throw new Error('no document');
  return { text: document.text, parts: partsOf(document).slice(1) };
}

describe('readMail', () => {
  it('joins broken lines, and keeps lists, verse, quoted lines and a signature', async () => {
    const { documents, problems } = await read('plain.eml');
    expect(problems).toEqual([]);
    expect(documents[0]?.id).toBeNull();
    expect(documents[0]?.text).toBe(expectedText('mail/plain.expected.txt'));
    expect(documents[0]?.metadata).toEqual({
      title: 'Das Boot am Ufer – Sunday?',
      subject: 'Das Boot am Ufer – Sunday?',
      from: 'Anna Bäcker <anna@example.com>',
      to: 'Bob Miller <bob@example.com>; carol@example.org',
      cc: 'Dörte <doerte@example.com>',
      date: '2024-05-04T07:30:00Z',
    });
    const [whole, ...others] = documents[0] ? partsOf(documents[0]) : [];
    expect(whole).toBe(`message|Das Boot am Ufer – Sunday?|${documents[0]?.text}`);
    expect(others).toEqual([
      'signature||Best regards,\nAnna',
      'quoted||On Fri, 3 May 2024 at 10:00, Bob Miller\n<bob@example.com> wrote:\n\nWhere is the boat?\n\nIt was at the bank.\n\nBob',
    ]);
  });

  it('prefers plain text, and yields attachments and mails within under names of their own', async () => {
    const { documents, members } = await read('attachments.eml');
    expect(documents[0]?.text).toBe('The plain text.');
    const own = { from: 'Anna Bäcker <anna@example.com>', date: '2024-05-04T07:30:00Z', subject: 'Both' };
    expect(members.map(({ name, metadata }) => ({ name, metadata }))).toEqual(
      ['Frühling.txt', 'attachment 2.pdf', 'older mail.eml', 'Frühling (2).txt'].map((name) => ({
        name,
        metadata: own,
      })),
    );
    const within = await collect(readMail, write('within.eml', members[2]?.bytes ?? ''));
    expect(within.documents[0]).toMatchObject({ text: 'A mail within.', metadata: { subject: 'Attached' } });
  });

  it('reads HTML where there is no plain text, and what is quoted in it', async () => {
    const { documents } = await read('html.eml');
    const parts = documents[0] ? partsOf(documents[0]).slice(1) : [];
    expect(documents[0]?.text).toBe(expectedText('mail/html.expected.txt'));
    expect(parts).toEqual(['quoted||On 3 May 2024 Bob wrote:\n\nWhere?\n\nEarlier.']);
  });

  it.each([
    ['windows-1252', 'Grüße “vom Ufer” – 5 €'],
    ['iso-2022-jp', '川の岸で会いましょう。'],
    ['gb2312', '我们在河岸见面。'],
  ])('reads %s in text and subject', async (name, text) => {
    const { documents } = await read(`${name}.eml`);
    expect(documents[0]).toMatchObject({ text, metadata: { title: text } });
  });

  it('reads headers in windows-1252', async () => {
    const source = 'From: =?windows-1252?Q?=93Anna=94?= <a@b.c>\nSubject: =?windows-1252?B?gA==?=\n\nx';
    const { documents } = await collect(readMail, write('head.eml', source));
    expect(documents[0]?.metadata).toMatchObject({ from: '“Anna” <a@b.c>', title: '€' });
  });

  it('reads a signed mail, without its proof', async () => {
    expect(await read('signed.eml')).toMatchObject({
      documents: [{ text: 'I was at the bank.' }],
      members: [],
    });
    const armoured = [
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nI was at the bank.',
      '-----BEGIN PGP SIGNATURE-----\n\niQEzBAEB\n-----END PGP SIGNATURE-----\n',
    ].join('\n');
    expect((await bodyOf(armoured)).text).toBe('I was at the bank.');
  });

  it.each([
    ['pgp.eml', 'it is encrypted (PGP)'],
    ['smime.eml', 'it is encrypted (S/MIME)'],
  ])('says that %s is encrypted', async (name, message) => {
    const { documents, problems, members } = await read(name);
    expect(documents[0]?.text).toBe('');
    expect(problems).toEqual([{ message, cure: expect.stringContaining('decrypted') }]);
    expect(members).toEqual([]);
  });

  it('says that a part is encrypted, and reads the rest', async () => {
    const body = 'See below.\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n';
    const { documents, problems } = await collect(readMail, write('inline.eml', `From: a@b.c\n\n${body}`));
    expect(documents[0]?.text).toBe('See below.');
    expect(problems[0]?.message).toBe('a part of it is encrypted (PGP)');
  });

  it('says how many characters cannot be read', async () => {
    const source = Buffer.from('From: a@b.c\n\nBr\xfccke und Fl\xfcsse', 'latin1');
    const { problems } = await collect(readMail, write('bytes.eml', source));
    expect(problems[0]?.message).toBe(
      '2 characters cannot be read in the encoding that it names, and became U+FFFD',
    );
  });

  it('reads a mail of headers alone, and one with a mark and a line of a mailbox before it', async () => {
    const empty = await collect(readMail, write('empty.eml', 'From: a@b.c\nSubject: A\n'));
    expect(empty.documents).toEqual([
      { id: null, text: '', metadata: { title: 'A', subject: 'A', from: 'a@b.c' }, parts: [] },
    ]);
    const marked = '\ufeffFrom a@b.c Sat May  4 09:30:00 2024\r\nFrom: a@b.c\r\n\r\nText\r\n';
    expect((await collect(readMail, write('marked.eml', marked))).documents[0]?.text).toBe('Text');
  });

  it.each([
    ['an empty file', ''],
    ['a text', 'She sat on the bank: it was warm.\n\nThe end.'],
    ['multiparts without end', nested(100)],
  ])('throws for %s', async (_, source) => {
    await expect(collect(readMail, write('bad.eml', source))).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/^bad\.eml cannot be read as a mail: /u),
      cure: expect.stringContaining('.eml'),
    });
  });

  it('reads a few multiparts one inside another', async () => {
    const { documents } = await collect(readMail, write('deep.eml', nested(20)));
    expect(documents[0]?.text).toBe('deep');
  });
});

function nested(depth: number): string {
  let body = 'Content-Type: text/plain\n\ndeep\n';
  for (let i = 0; i < depth; i++)
    body = `Content-Type: multipart/mixed; boundary="b${i}x"\n\n--b${i}x\n${body}\n--b${i}x--\n`;
  return `From: a@b.c\n${body}`;
}

describe('the text of a mail', () => {
  it('joins flowed lines of one depth of quotation, and no others', async () => {
    const body = 'A long line that \ngoes on.\nAnother.\n> quoted and \n> joined \nmine\n-- \nAnna \nBell';
    expect(await bodyOf(body, 'text/plain; format=flowed')).toEqual({
      text: 'A long line that goes on.\nAnother.\n\nquoted and joined\n\nmine\n\nAnna Bell',
      parts: ['quoted||quoted and joined', 'signature||Anna Bell'],
    });
  });

  it('leaves a text alone that speaks of flowed lines', async () => {
    const body = 'Content-Type: text/plain; format=flowed';
    expect((await bodyOf(body, 'text/plain; format=flowed')).text).toBe(body);
  });

  it('keeps the lines of verse, and of a mail that is not broken', async () => {
    const verse = 'Tyger Tyger, burning bright,\nIn the forests of the night;';
    expect((await bodyOf(verse)).text).toBe(verse);
    const long = `${'word '.repeat(30)}end.\n${'word '.repeat(20)}end.`;
    expect((await bodyOf(long)).text).toBe(long);
  });

  it('joins lines in spite of a long address among them', async () => {
    const line = 'It is the length of a line that most of the programs have always used,';
    const address = `https://example.com/${'a'.repeat(90)}`;
    expect((await bodyOf(`${line}\nindeed.\n\n${address}\n`)).text).toBe(`${line} indeed.\n\n${address}`);
  });

  it.each([
    'On 3 May 2024, Bob Miller <bob@example.com> wrote:',
    'Am 03.05.24 um 10:00 schrieb Bob Miller:',
    'Le ven. 3 mai 2024 à 10:00, Bob Miller <bob@example.com> a écrit :',
    'El vie, 3 may 2024 a las 10:00, Bob (<bob@example.com>) escribió:',
    'Il giorno ven 3 mag 2024 alle ore 10:00 Bob <bob@example.com> ha scritto:',
    'Op vr 3 mei 2024 om 10:00 schreef Bob Miller <bob@example.com>:',
    'Bob Miller wrote:',
    '2024-05-03 10:00 GMT+02:00 Bob Miller <bob@example.com>\n wrote:',
  ])('takes "%s" for a part of what is quoted below it', async (introduction) => {
    const { parts } = await bodyOf(`Yes.\n\n${introduction}\n\n> Shall we?\n\nNo.`);
    const joined = introduction.replace('\n ', ' ');
    expect(parts).toEqual([`quoted||${joined}\n\nShall we?`]);
  });

  it.each([
    ['Outlook', '-----Original Message-----\nFrom: Bob\nSent: Friday\nTo: Anna\n\nShall we?'],
    ['Outlook in German', 'Von: Bob\nGesendet: Freitag\nAn: Anna\nBetreff: Boot\n\nShall we?'],
    [
      'Outlook in French',
      '________________________________\nDe : Bob\nEnvoyé : vendredi\nÀ : Anna\n\nShall we?',
    ],
  ])('takes a message below a reply in %s for quoted', async (_, old) => {
    const { parts } = await bodyOf(`Yes.\n\n${old}`);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatch(/^quoted\|\|[-_FV].*Bob.*Shall we\?$/su);
  });

  it('does not take for quoted what is passed on, or follows "wrote:" without a mark', async () => {
    const passedOn =
      '---------- Forwarded message ---------\nFrom: Bob\nDate: Friday\nSubject: Boat\n\nShall we?';
    expect((await bodyOf(`For you.\n\n${passedOn}`)).parts).toEqual([]);
    expect((await bodyOf('What I wrote:\n\nThe bank is closed.')).parts).toEqual([]);
  });

  it.each([
    ['-- \nAnna Bell\nRiver Street', 'Anna Bell\nRiver Street'],
    ['--\nAnna Bell', 'Anna Bell'],
    ['Mit freundlichen Grüßen\n\nAnna', 'Mit freundlichen Grüßen\n\nAnna'],
    ['Cheers,\nAnna', 'Cheers,\nAnna'],
    ['Sent from my phone', 'Sent from my phone'],
  ])('takes %j at the end for a signature', async (signature, text) => {
    expect((await bodyOf(`Yes.\n\n${signature}\n`)).parts).toEqual([`signature||${text}`]);
    expect((await bodyOf(`Yes.\n\n${signature}\n\n> Shall we?`)).parts).toEqual([
      `signature||${text}`,
      'quoted||Shall we?',
    ]);
  });

  it('does not take a closing within a text for a signature', async () => {
    const text = `Cheers,\n\n${'This is a sentence that goes on for quite a while after it. '.repeat(2)}\n\nEnd.`;
    expect((await bodyOf(text)).parts).toEqual([]);
  });
});
