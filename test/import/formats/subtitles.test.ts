import { describe, expect, it } from 'vitest';
import { readSubtitles } from '#src/import/formats/subtitles.js';
import { collect, partsOf, useFolder, write } from './collect-items.js';

useFolder();

async function read(content: string | Uint8Array, name = 'film.srt') {
  const { documents, problems } = await collect(readSubtitles, write(name, content));
  const [document] = documents;
  if (!document) throw new Error('no document');
  return {
    text: document.text,
    parts: partsOf(document),
    problems: problems.map(({ message }) => message),
    document,
  };
}

describe('readSubtitles of .srt', () => {
  it('joins sentences over cues, and ends a paragraph at a pause and a dash', async () => {
    const { text, parts, problems, document } = await read(
      [
        '1\n00:14:07,100 --> 00:14:09,000\nShe sat on the\nbank of the river\n',
        '2\n00:14:09,000 --> 00:14:11,000\nuntil it was dark.\n',
        '3\n00:14:12,000 --> 00:14:14,000\n- Is it <i>spring</i>?\n- Nearly.\n',
        '4\n01:00:00,500 --> 01:00:02,000\n{\\an8}Later &amp; elsewhere.\n',
      ].join('\n'),
    );
    expect(text).toBe(
      'She sat on the bank of the river until it was dark.\n\nIs it spring?\n\nNearly.\n\nLater & elsewhere.',
    );
    expect(parts).toEqual([
      'time|00:14:07|She sat on the bank of the river ',
      'time|00:14:09|until it was dark.\n\n',
      'time|00:14:12|Is it spring?\n\nNearly.\n\n',
      'time|01:00:00|Later & elsewhere.',
    ]);
    expect(document.parts.map(({ end }) => end).slice(0, -1)).toEqual(
      document.parts.map(({ start }) => start).slice(1),
    );
    expect(problems).toEqual([]);
  });

  it('reads a mark of the byte order, CRLF, missing numbers, blanks in a text, and loose times', async () => {
    const source = [
      '\ufeff00:00:01,000 --> 00:00:02,000\nOne\n',
      '7\n0:00:02.5-->0:00:03.5 X1:10 X2:20\nNOTE this,\n\nand that.\n',
      '00:00:04 --> 00:00:05\n\n',
      '9\n00:00:05,000\t-->\t00:00:06,000\n\nthe end\n\n\n',
    ].join('\n');
    const { text, problems } = await read(source.replaceAll('\n', '\r\n'));
    expect(text).toBe('One NOTE this, and that. the end');
    expect(problems).toEqual([]);
  });

  it('recognises the encoding', async () => {
    const source =
      '1\n00:00:01,000 --> 00:00:02,000\nDie Brücke über den Fluß führt weiter zum größeren Ufer.\n';
    expect((await read(Buffer.from(source, 'latin1'))).text).toContain('Brücke über den Fluß');
    expect((await read(Buffer.from(`\ufeff${source}`, 'utf16le'))).text).toContain('Brücke');
  });

  it('names the line of a bad cue, and reads the others', async () => {
    const source = [
      '1\n00:00:01,000 --> 00:00:02,000\nOne\n',
      '2\n00:00:xx,000 --> 00:00:03,000\nlost\n',
      '3\n00:00:03,000 -> 00:00:04,000\nlost too\n',
      '4\n00:00:05,000 --> 00:00:06,000\nTwo',
    ].join('\n');
    const { text, problems } = await read(source);
    expect(text).toBe('One Two');
    expect(problems).toEqual([
      'line 6: "00:00:xx,000 --> 00:00:03,000" are no times',
      'line 9: no times before "3"',
    ]);
  });

  it('names twenty bad cues, and counts the rest', async () => {
    const bad = '1\nx --> y\nlost\n\n'.repeat(25);
    const { problems } = await read(`${bad}1\n00:00:01,000 --> 00:00:02,000\nOne\n`);
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('5 more cues cannot be read');
  });

  it('keeps a stammer, a sign, and what is said again', async () => {
    const source = [
      '00:00:01,000 --> 00:00:02,000\n-5 degrees, w-wait.\n',
      '00:00:02,000 --> 00:00:03,000\nNo!\n',
      '00:00:03,000 --> 00:00:04,000\nNo!\n',
    ].join('\n');
    expect((await read(source)).text).toBe('-5 degrees, w-wait. No! No!');
  });

  it('puts cues in the order of their times', async () => {
    const source = '00:00:05,000 --> 00:00:06,000\ntwo\n\n00:00:04,000 --> 00:00:05,000\none\n';
    expect((await read(source)).text).toBe('one two');
  });

  it('throws for what has no cue, and yields no text for an empty file', async () => {
    await expect(read('She sat on the bank.')).rejects.toMatchObject({
      code: 'data',
      message: 'film.srt cannot be read as subtitles: it has no cue',
    });
    expect(await read('')).toMatchObject({ text: '', parts: [] });
    await expect(read(Buffer.from('%PDF-1.4'))).rejects.toMatchObject({
      message: 'film.srt is not text: it is a PDF',
    });
  });
});

describe('readSubtitles of .vtt', () => {
  it('reads past notes, styles, regions, settings, names of cues, and voices', async () => {
    const source = `WEBVTT - A film
Kind: captions

STYLE
::cue { color: red }

REGION
id:a
width:40%

NOTE 00:00 --> 00:01
not shown

intro
00:01.000 --> 00:02.500 align:start position:0%
<v Anna>By the <c.loud>bank</c>,</v>

00:02.500 --> 00:04.000
<v.low Bob>&lt;the river&gt;&nbsp;<00:03.000><b>bank</b>.
`;
    const { text, parts, problems } = await read(source, 'film.vtt');
    expect(text).toBe('By the bank, <the river> bank.');
    expect(parts).toEqual(['time|00:00:01|By the bank, ', 'time|00:00:02|<the river> bank.']);
    expect(problems).toEqual([]);
  });

  it('reads rolling captions once', async () => {
    const source = `WEBVTT

00:00:01.000 --> 00:00:03.000
she<00:00:01.500><c> sat</c>

00:00:03.000 --> 00:00:03.010
she sat

00:00:03.010 --> 00:00:05.000
she sat
on<00:00:03.500><c> the</c><00:00:04.000><c> bank</c>

00:00:05.000 --> 00:00:05.010
on the bank

00:00:05.010 --> 00:00:07.000
on the bank
of the river
`;
    const { text, parts } = await read(source, 'film.vtt');
    expect(text).toBe('she sat on the bank of the river');
    expect(parts).toEqual([
      'time|00:00:01|she sat ',
      'time|00:00:03|on the bank ',
      'time|00:00:05|of the river',
    ]);
  });

  it('takes a file of notes alone for one without text', async () => {
    expect(await read('WEBVTT\n\nNOTE nothing here\n', 'film.vtt')).toMatchObject({ text: '', problems: [] });
  });
});
