// How many of the words of a PDF are read rightly and in order, beside pdftotext where it is installed, and how many pages
// a second. For each fixture: the longest common subsequence of the words read and the words expected, as a share of the
// expected ones (recall) and of those read (precision). Run: node test/bench/pdf-words.mjs [a.pdf for the speed]
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readPdf } from '../../dist/src/import/formats/pdf.js';

const folder = fileURLToPath(new URL('../fixtures/formats/pdf/', import.meta.url));

const wordsOf = (text) =>
  text.match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+(?:[-'’][\p{L}\p{M}\p{N}]+)*/gu) ?? [];

async function read(file) {
  for await (const item of readPdf({ name: file, path: file }, {})) if (item.document) return item.document;
}

function popplerText(file, ...options) {
  try {
    return execFileSync('pdftotext', [...options, file, '-'], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}

/** Length of the longest common subsequence. */
function common(a, b) {
  let row = new Uint32Array(b.length + 1);
  for (const word of a) {
    const next = new Uint32Array(b.length + 1);
    b.forEach((other, j) => {
      next[j + 1] = word === other ? row[j] + 1 : Math.max(row[j + 1], next[j]);
    });
    row = next;
  }
  return row[b.length];
}

function score(text, expected) {
  if (text === undefined) return '—';
  const [read, wanted] = [wordsOf(text), wordsOf(expected)];
  const right = common(read, wanted);
  return `${((100 * right) / wanted.length).toFixed(1)} / ${((100 * right) / read.length).toFixed(1)}`;
}

const rows = [];
for (const name of readdirSync(folder).filter((one) => one.endsWith('.expected.txt'))) {
  const file = folder + name.replace('.expected.txt', '.pdf');
  const expected = readFileSync(folder + name, 'utf8');
  rows.push({
    file: name.replace('.expected.txt', ''),
    words: wordsOf(expected).length,
    ours: score((await read(file)).text, expected),
    pdftotext: score(popplerText(file), expected),
    'pdftotext -layout': score(popplerText(file, '-layout'), expected),
  });
}
console.log('right words: % of the expected / % of those read');
console.table(rows);

const [, , large] = process.argv;
if (large) {
  const start = performance.now();
  const { parts } = await read(large);
  const pages = parts.filter((part) => part.kind === 'page').length;
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${large}: ${pages} pages in ${seconds.toFixed(1)} s, ${(pages / seconds).toFixed(0)} a second`,
  );
}
