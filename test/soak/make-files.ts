// Files that somebody might have, by chance: of every kind that is read, in many encodings, some of them damaged, under
// names that a disk allows.
import type { Encoding } from 'iconv-lite';
import iconv from 'iconv-lite';
import { anyCharacter, type Chance } from './random.js';

export interface SoakFile {
  /** Without its folder; bytes where it is not UTF-8. */
  readonly name: string | Buffer;
  readonly bytes: Buffer;
}

const words = [
  ...[
    'The',
    'old',
    'bank',
    'of',
    'the',
    'river',
    'lends',
    'money',
    'to',
    'farmers',
    'who',
    'sat',
    'near',
    'it',
  ],
  ...["don't", 'mother-in-law', 'e.g.', 'Mr.', 'U.S.', '3.14', 'café', 'naïve', 'Zürich', 'piñata', '1,000'],
];
const ends = ['. ', '.\n', '! ', '?\n\n', '.\r\n', '…\r', '." ', '.\u2028', '\t', '.) '];

/** What makes programs slow or unsure, many times over. */
const repeated = [
  ...[
    'a',
    ' ',
    '\n',
    '\r',
    '\r\n',
    '"',
    "'",
    '(',
    '[',
    '{',
    '-',
    '- ',
    '-\n',
    '.',
    '. ',
    '…',
    '\u00ad',
    '\u0301',
  ],
  ...[
    '\u200d',
    '\u202e',
    'A.',
    'a.b',
    '1',
    '1,',
    'Mr. ',
    '<b>',
    '&amp;',
    '\\',
    '\\"',
    '\u{1f468}\u200d',
    'ab-\n',
    '“',
    ',',
    ';',
  ],
];

function text(chance: Chance, mostChars: number): string {
  const { below, oneOf, percent, times } = chance;
  if (percent(4)) return oneOf(['', ' ', '\n\n', '\ufeff', '...', '—', '\u0000', '\u200b']);
  const size = below(percent(85) ? Math.min(600, mostChars) : mostChars);
  if (percent(8)) return oneOf(repeated).repeat(1 + size / 2);
  if (percent(8)) return times(size / 4, () => anyCharacter(chance)).join('');
  let whole = '';
  while (whole.length < size) {
    whole += times(2 + below(12), () => oneOf(words)).join(percent(97) ? ' ' : '') + oneOf(ends);
    if (percent(6)) whole += anyCharacter(chance);
  }
  return whole;
}

const cell = (value: string): string =>
  /[",;\t\r\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

function csv(chance: Chance, mostChars: number): string {
  const { below, oneOf, percent, times } = chance;
  const mark = oneOf([',', ',', ';', '\t']);
  const end = oneOf(['\n', '\r\n', '\r']);
  const names = oneOf([
    ['id', 'text', 'year'],
    ['text'],
    ['text', 'place'],
    ['Id', 'Text'],
    ['id', 'id', 'text'],
    ['text', ''],
  ]);
  const id = (i: number): string => oneOf([String(i), `n${i}`, '1', '', `a#${i}`, `${i}:1`, '#', 'x.csv#1']);
  const rows = times(below(6), (i) =>
    names.map((name) =>
      cell(name === 'text' ? text(chance, mostChars / 4) : name === 'id' ? id(i) : `${1900 + i}`),
    ),
  );
  const head = percent(5) ? [`sep=${mark}`] : [];
  return [...head, names.join(mark), ...rows.map((row) => row.slice(0, percent(95) ? 9 : 1).join(mark))].join(
    end,
  );
}

function jsonl(chance: Chance, mostChars: number): string {
  const { below, oneOf, percent, times } = chance;
  const lines = times(below(6), (i) => {
    if (percent(6)) {
      const deep = 1 + below(5000);
      return oneOf([
        ...[
          '',
          '{',
          '[]',
          'null',
          '1',
          '"text"',
          '{"text":1}',
          '{"text":null}',
          '{"id":{},"text":"a bank"}',
          'NaN',
        ],
        `{"text":"a bank","m":${'['.repeat(deep)}${']'.repeat(deep)}}`,
        `{"text":"a bank","n":1e999}`,
        `{"text":"a bank","n":123456789012345678901234567890}`,
        `{"text":"\\ud800 bank","id":"\\udfff"}`,
        `{"text":"a","text":"a second bank"}`,
        `{"__proto__":{"text":"a"},"text":"a bank","constructor":1}`,
      ]);
    }
    const id = oneOf([
      undefined,
      i,
      String(i),
      `n${i}`,
      '',
      null,
      'a#b',
      `1:${i}`,
      2 ** 60,
      -0.5,
      ' ',
      'x'.repeat(below(900)),
    ]);
    const record = { ...(id === undefined ? {} : { id }), text: text(chance, mostChars / 4), year: 1900 + i };
    return JSON.stringify(
      percent(90) ? record : { ...record, tags: ['a', { b: null }], odd: anyCharacter(chance) },
    );
  });
  return lines.join(oneOf(['\n', '\n', '\r\n'])) + (percent(50) ? '\n' : '');
}

const encodings = [
  'windows-1252',
  'ISO-8859-2',
  'KOI8-R',
  'Shift_JIS',
  'GB18030',
  'macintosh',
  'UTF-16LE',
  'UTF-16BE',
  'UTF-32LE',
];

function encode({ oneOf, percent }: Chance, content: string): Buffer {
  if (percent(70)) return Buffer.from(percent(90) ? content : `\ufeff${content}`);
  return iconv.encode(content, oneOf(encodings) as Encoding, { addBOM: percent(50) });
}

function damage(chance: Chance, bytes: Buffer): Buffer {
  const { below, oneOf, times } = chance;
  const copy = Buffer.from(bytes);
  const at = below(bytes.length + 1);
  switch (below(7)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      for (let n = 1 + below(20); n > 0 && copy.length > 0; n--) copy[below(copy.length)] = below(256);
      return copy;
    case 2:
      return Buffer.concat([copy.subarray(0, at), Buffer.alloc(1 + below(300)), copy.subarray(at)]);
    case 3:
      return Buffer.concat([copy.subarray(0, at), Buffer.from('"'), copy.subarray(at)]);
    case 4:
      return Buffer.from(times(below(3000), () => below(256)));
    case 5:
      return Buffer.concat([
        Buffer.from(
          oneOf(
            [
              '%PDF-1.7\n',
              'PK\u0003\u0004',
              '\u0089PNG\r\n',
              '\u001f\u008b\u0008',
              'SQLite format 3\0',
              '{\\rtf1',
            ].concat('GIF89a'),
          ),
          'latin1',
        ),
        copy,
      ]);
    default:
      return Buffer.concat([copy, copy.subarray(at)]);
  }
}

const stems = [
  ...[
    'a',
    'b',
    'notes',
    'a b',
    'a#b',
    'a%20b',
    'a:1',
    'x.csv#1',
    'x.jsonl',
    '[a]',
    '{a,b}',
    '(a|b)',
    '!a',
    '*',
    '?',
    '-a',
  ],
  ...[
    '~',
    '"',
    "'",
    '\\',
    'a\nb',
    'a\tb',
    '\u001b[31m',
    '\u202etxt',
    'é',
    'e\u0301',
    '日本',
    '\u{1f600}',
    'a..b',
    'a.',
    'A',
  ],
  ...[
    'con',
    'uploads',
    '__proto__',
    'x'.repeat(240),
    'é'.repeat(120),
    ' ',
    'a ',
    '&',
    '<b>',
    ';',
    '|',
    '`id`',
    '$HOME',
    '=1+1',
  ],
];

/** The next file. mostChars: of its text, about. */
export function makeFile(chance: Chance, mostChars: number): SoakFile {
  const { oneOf, percent } = chance;
  const kind = oneOf(['txt', 'txt', 'md', 'csv', 'jsonl']);
  const makers: Record<string, typeof text> = { csv, jsonl };
  const content = (makers[kind] ?? text)(chance, mostChars);
  const sound = encode(chance, content);
  const bytes = percent(65) ? sound : damage(chance, sound);
  const extension = percent(90) ? kind : oneOf(['txt', 'csv', 'jsonl', 'TXT', 'Csv', 'pdf', 'exe', 'txt.gz']);
  const stem = percent(50) ? `f${chance.below(1e6)}` : oneOf(stems);
  const name = `${stem}.${extension}`;
  return {
    name: percent(98) ? name : Buffer.concat([Buffer.from([0xff, 0xe9]), Buffer.from(`.${extension}`)]),
    bytes,
  };
}
