import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFiles } from '#src/import/files.js';

let base: string;
beforeAll(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'polyseme-')));
  for (const name of [
    'b.txt',
    'a.MD',
    'c.png',
    '.hidden.txt',
    'sub/d.jsonl',
    'sub/e.csv',
    'sub/.git/f.txt',
  ]) {
    mkdirSync(path.dirname(path.join(base, name)), { recursive: true });
    writeFileSync(path.join(base, name), 'bank');
  }
  mkdirSync(path.join(base, 'empty'));
  writeFileSync(path.join(base, 'x [1].txt'), 'Ω');
});
afterAll(() => rmSync(base, { recursive: true }));

async function uris(...paths: string[]): Promise<string[]> {
  const whole = paths.map((name) => path.join(base, name));
  return (await findFiles(whole, base)).files.map(({ uri }) => uri);
}

describe('findFiles', () => {
  it('finds the readable files of a folder in order, hidden ones apart', async () => {
    expect(await uris('.')).toEqual(['a.MD', 'b.txt', 'sub/d.jsonl', 'sub/e.csv', 'x [1].txt']);
  });

  it('gives path, URI and size', async () => {
    const file = path.join(base, 'x [1].txt');
    expect(await findFiles([file], base)).toMatchObject({
      files: [{ path: file, uri: 'x [1].txt', sizeBytes: 2 }],
      ...{ folders: [], notRead: [] },
      problems: [],
    });
  });

  it('finds files by a pattern', async () => {
    expect(await uris('**/*.{csv,jsonl}')).toEqual(['sub/d.jsonl', 'sub/e.csv']);
    expect(await uris('?.txt')).toEqual(['b.txt']);
  });

  it('takes a file that is named, whatever its ending', async () => {
    expect(await uris('c.png', '.hidden.txt')).toEqual(['c.png', '.hidden.txt']);
  });

  it('keeps the order of the paths and gives each file once', async () => {
    expect(await uris('sub', 'b.txt', '.', 'sub/../b.txt')).toEqual([
      'sub/d.jsonl',
      'sub/e.csv',
      'b.txt',
      'a.MD',
      'x [1].txt',
    ]);
  });

  it('gives an absolute URI to a file outside the base', async () => {
    const { files } = await findFiles([path.join(base, 'b.txt')], path.join(base, 'sub'));
    expect(files.map(({ uri }) => uri)).toEqual([path.join(base, 'b.txt')]);
  });

  it('finds nothing for no paths', async () => {
    expect(await findFiles([], base)).toEqual({ files: [], folders: [], notRead: [], problems: [] });
  });

  it.each([
    ['missing.txt', 'there is no such file or folder', 'Check the path.'],
    ['*.docx', 'no file matches this pattern', 'Check the pattern.'],
    [
      'empty',
      'the folder holds no file that can be read',
      'Put files into it that can be read, such as .txt, .csv, .pdf, .docx, .odt, .epub, .html or .eml.',
    ],
  ])('tells that there is nothing at %s, and finds the rest', async (name, message, cure) => {
    const uri = path.join(base, name);
    const { files, problems } = await findFiles([uri, path.join(base, 'b.txt')], base);
    expect(problems).toEqual([{ uri, message, cure }]);
    expect(files).toHaveLength(1);
  });

  it('refuses a text for a list, whose letters would be paths', async () => {
    await expect(findFiles('letters/' as never, base)).rejects.toThrow(/paths: it is not a list/u);
  });

  // root may list every folder
  it.skipIf(process.getuid?.() === 0)('lists a folder that it may not read, and finds the rest', async () => {
    const place = path.join(base, 'closed');
    mkdirSync(path.join(place, 'secret'), { recursive: true });
    writeFileSync(path.join(place, 'open.txt'), 'bank');
    chmodSync(path.join(place, 'secret'), 0);
    const { files, problems } = await findFiles([place], base);
    expect(files.map(({ uri }) => uri)).toEqual(['closed/open.txt']);
    expect(problems).toMatchObject([
      { uri: path.join(place, 'secret'), message: expect.stringContaining('EACCES') },
    ]);
    rmSync(place, { recursive: true });
  });
});
