import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openZip, type Zip } from '#src/import/formats/zip.js';
import { fileOf, fixture, zipOf } from './read-file.js';

async function withZip<T>(file: string, use: (zip: Zip) => T | Promise<T>): Promise<T> {
  const zip = await openZip({ name: path.basename(file), path: file });
  try {
    return await use(zip);
  } finally {
    zip.close();
  }
}

const namesIn = (file: string): Promise<string[]> =>
  withZip(file, (zip) => zip.members.map(({ name }) => name));

describe('a zip file', () => {
  it('gives its members and what they unpack to', async () => {
    const members = [
      { name: 'letters/', content: '' },
      { name: 'letters/1851.txt', content: 'The bank.' },
      { name: 'Übung.txt', content: Buffer.from([0, 255]), isStored: true },
    ];
    await withZip(fileOf('plain.zip', zipOf(members)), async (zip) => {
      expect(zip.members.map(({ name }) => name)).toEqual(['letters/1851.txt', 'Übung.txt']);
      expect(zip.has('letters/1851.txt')).toBe(true);
      expect((await zip.readNamed('letters/1851.txt')).toString()).toBe('The bank.');
      expect([...(await zip.readNamed('Übung.txt'))]).toEqual([0, 255]);
    });
  });

  it('leads out of no folder, and gives each member a name of its own', async () => {
    const names = [
      '../../etc/passwd',
      '/root/a.txt',
      'C:\\Users\\a.txt',
      'a/./b/../c.txt',
      'x',
      'x',
      'x (2)',
      '..',
    ];
    const file = fileOf('paths.zip', zipOf(names.map((name) => ({ name, content: name }))));
    expect(await namesIn(file)).toEqual([
      ...['etc/passwd', 'root/a.txt', 'Users/a.txt', 'a/b/c.txt', 'x', 'x (2)', 'x (2) (2)', 'unnamed'],
    ]);
  });

  it('is read to its end when one member is encrypted, and names that', async () => {
    const members = [
      { name: 'secret.txt', content: 'x', isEncrypted: true },
      { name: 'open.txt', content: 'y' },
    ];
    await withZip(fileOf('half.zip', zipOf(members)), async (zip) => {
      expect(zip.members.map(({ isEncrypted }) => isEncrypted)).toEqual([true, false]);
      await expect(zip.readNamed('secret.txt')).rejects.toMatchObject({
        code: 'data',
        message: 'half.zip: secret.txt is encrypted',
      });
      expect((await zip.readNamed('open.txt')).toString()).toBe('y');
    });
  });

  it('refuses a member that unpacks to another size than it states', async () => {
    const member = { name: 'bomb', content: Buffer.alloc(20 * 1024 * 1024), statedBytes: 100 };
    await withZip(fileOf('bomb.zip', zipOf([member])), (zip) =>
      expect(zip.readNamed('bomb')).rejects.toMatchObject({
        code: 'data',
        message: expect.stringMatching(/^bomb\.zip: bomb cannot be unpacked: /u),
      }),
    );
  });

  it('refuses a member over the limit', async () => {
    const member = { name: 'bomb', content: 'x', statedBytes: 257 * 1024 * 1024 };
    await withZip(fileOf('large.zip', zipOf([member])), (zip) =>
      expect(zip.readNamed('bomb')).rejects.toMatchObject({ code: 'too_large' }),
    );
  });

  it.each([
    ['of nothing', ''],
    ['of text', 'The bank of the river.'],
    ['cut off', zipOf([{ name: 'a', content: 'The bank' }]).subarray(0, 30)],
  ])('that is %s is named as damaged', async (_, content) => {
    await expect(openZip({ name: 'bad.zip', path: fileOf('bad.zip', content) })).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/^bad\.zip cannot be unpacked/u),
      cure: expect.stringContaining('once more'),
    });
  });

  it('names what it does not hold', async () => {
    await withZip(fixture('docx/pandoc.docx'), (zip) =>
      expect(zip.readNamed('content.xml')).rejects.toMatchObject({
        message: 'pandoc.docx cannot be unpacked: it has no content.xml',
      }),
    );
  });
});
