// A folder of files of every kind, one in twenty of them bad: each bad one is named in the one report, and nothing of the
// others is lost; the memory of all processes together stays within bounds.
// POLYSEME_SOAK_MIXED (default 60) says how many files, POLYSEME_SEED which.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type IndexReport, Polyseme } from '#src/index.js';
import { chance, soakSeed } from './random.js';

const numFiles = Number(process.env.POLYSEME_SOAK_MIXED ?? 60);
const fixtures = path.join(import.meta.dirname, '../fixtures/formats');
const draws = chance(soakSeed);
const maxMegabytes = 1536;

/** Sound files of the fixtures, each of one document. */
const sound = [
  ...[
    'docx/pandoc.docx',
    'docx/python-docx.docx',
    'odt/libreoffice.odt',
    'rtf/libreoffice.rtf',
    'rtf/by-hand.rtf',
  ],
  ...[
    'html/news.html',
    'html/pandoc.html',
    'html/windows-1251.html',
    'epub/pandoc-3.epub',
    'epub/ebooklib.epub',
  ],
  ...['pdf/essay.pdf', 'pdf/columns.pdf', 'mail/plain.eml', 'mail/html.eml', 'letters.md'],
];

/** Ways to make a bad file of a sound one, or of nothing. */
const bad: readonly (readonly [extension: string, make: (bytes: Buffer) => Buffer])[] = [
  ['.docx', (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2))],
  ['.odt', () => Buffer.from('PK\u0003\u0004 and nothing more', 'latin1')],
  ['.epub', () => Buffer.from('not a book')],
  ['.pdf', () => Buffer.from('%PDF-1.7\n1 0 obj\n<<')],
  ['.rtf', () => Buffer.from(`{\\rtf1 ${'{'.repeat(100_000)}`)],
  ['.html', () => Buffer.from(`<!doctype html>${'<div>'.repeat(100_000)}`)],
  ['.zip', (bytes) => bytes.subarray(0, 100)],
  ['.tar.gz', () => Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3])],
  ['.eml', () => Buffer.from([0, 1, 2, 3, 4, 5, 6, 7])],
  ['.txt', () => Buffer.from('\u0089PNG\r\n\u001a\n and so on', 'latin1')],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-mixed-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Resident megabytes of this process and those that it has started. */
function megabytes(): number {
  const processes = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/u).map(Number) as [number, number, number]);
  const ours = new Set([process.pid]);
  for (const [pid, parent] of processes.sort((a, b) => a[0] - b[0])) if (ours.has(parent)) ours.add(pid);
  return processes.filter(([pid]) => ours.has(pid)).reduce((sum, [, , rss]) => sum + rss, 0) / 1024;
}

it(
  'reads what can be read of a mixed folder, and names what cannot',
  async () => {
    process.stdout.write(`POLYSEME_SEED=${soakSeed} POLYSEME_SOAK_MIXED=${numFiles}\n`);
    const texts = path.join(folder, 'texts');
    const badNames = new Set<string>();
    const soundNames = new Set<string>();
    for (let i = 0; i < numFiles; i++) {
      const below = path.join(texts, `part ${i % 7}`);
      mkdirSync(below, { recursive: true });
      if (i % 20 === 7) {
        const [extension, make] = bad[Math.floor(i / 20) % bad.length] as (typeof bad)[number];
        const whole = readFileSync(path.join(fixtures, 'docx/pandoc.docx'));
        writeFileSync(path.join(below, `bad ${i}${extension}`), make(whole));
        badNames.add(`texts/part ${i % 7}/bad ${i}${extension}`);
      } else {
        const from = draws.oneOf(sound);
        const name = `file ${i}${path.extname(from)}`;
        copyFileSync(path.join(fixtures, from), path.join(below, name));
        soundNames.add(`texts/part ${i % 7}/${name}`);
      }
    }
    const polyseme = await Polyseme.open({ db: path.join(folder, 'mixed.db') });
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, megabytes());
    }, 500);
    let report: IndexReport;
    try {
      report = await polyseme.index([texts]);
    } finally {
      clearInterval(watch);
    }
    const files = new Set((await polyseme.documents({ limit: 1_000_000 })).map(({ uri }) => uri));
    await polyseme.close();
    process.stdout.write(
      `${report.seconds.toFixed(1)} s, ${report.words} words, ${Math.round(most)} MB at most\n`,
    );

    expect(new Set(report.problems.map(({ uri }) => uri))).toEqual(badNames);
    expect(files).toEqual(soundNames);
    expect(report.added).toBe(soundNames.size);
    expect(most).toBeLessThan(maxMegabytes);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('polyseme-member-'))).toEqual([]);
  },
  numFiles * 2000 + 120_000,
);
