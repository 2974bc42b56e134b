import { readFileSync } from 'node:fs';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readGzip, readTar, readZip } from '#src/import/formats/archive.js';
import { ArchiveMembers } from '#src/import/formats/archive-members.js';
import { maxMemberBytes, maxMembers, maxUnpackedBytes } from '#src/import/formats/limits.js';
import { type Collected, collect, fixture, useFolder, write } from './collect-items.js';

useFolder();

const bytesOf = (name: string): Buffer => readFileSync(fixture(`archive/${name}`));
const textsOf = ({ members }: Collected): Record<string, string> =>
  Object.fromEntries(members.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]));
const messagesOf = ({ problems }: Collected): string[] => problems.map(({ message }) => message);

const notes = {
  'notes.txt': 'She sat on the bank of the river.\n',
  'letters/Brücke.txt': 'Die Brücke über den Fluß.\n',
  'letters/1851.txt': 'A spring of clear water.\n',
};

describe('readZip', () => {
  it('yields each file with its path, and counts what it leaves out', async () => {
    const items = await collect(readZip, fixture('archive/notes.zip'));
    expect(textsOf(items)).toEqual(notes);
    expect([...items.notRead].sort()).toEqual(['hidden file', 'hidden file', 'hidden file', 'link']);
  });

  it('reads names in CP437 and UTF-8, and makes those that lead out of it, or come twice, safe', async () => {
    expect(textsOf(await collect(readZip, fixture('archive/names.zip')))).toEqual({
      'Straße.txt': 'CP437',
      'Füße.txt': 'UTF-8, marked',
      'Töne.txt': 'UTF-8, not marked',
      'etc/passwd.txt': 'out of the archive',
      'tmp/root.txt': 'from the root',
      'Users/anna.txt': 'from a drive',
      'twice.txt': 'first',
      'twice (2).txt': 'second',
      'member 9': 'no name',
    });
  });

  it('yields an archive within as a member', async () => {
    const { members } = await collect(readZip, fixture('archive/nested.zip'));
    expect(members.map(({ name }) => name)).toEqual(['inner.zip']);
    expect(textsOf(await collect(readZip, write('inner.zip', members[0]?.bytes ?? '')))).toHaveProperty(
      'notes.zip',
    );
  });

  it.each(['encrypted.zip', 'aes.zip'])(
    'names encrypted members of %s, and reads the others',
    async (name) => {
      const items = await collect(readZip, fixture(`archive/${name}`));
      expect(messagesOf(items)).toContain('notes.txt: it is encrypted');
      expect(items.problems[0]?.cure).toContain('without a password');
      expect(items.members).toHaveLength(name === 'aes.zip' ? 0 : 1);
    },
  );

  it('names ten encrypted members, and counts the rest', async () => {
    const members = Array.from({ length: 25 }, (_, i) => ({
      name: `${i}.txt`,
      data: Buffer.from('x'),
      flags: 1,
    }));
    const messages = messagesOf(await collect(readZip, write('locked.zip', zipOf(members))));
    expect(messages).toHaveLength(11);
    expect(messages.at(-1)).toBe('15 more members: it is encrypted');
  });

  it('says which compression it does not read', async () => {
    const messages = messagesOf(await collect(readZip, fixture('archive/lzma.zip')));
    expect(messages).toEqual(['long.txt: it is compressed by method 14, which is not read']);
  });

  it('reads on behind a member with wrong bytes, stored or compressed', async () => {
    const stored = zipOf([
      { name: 'a.txt', data: Buffer.from('bank') },
      { name: 'b.txt', data: Buffer.from('spring') },
    ]);
    stored[stored.indexOf('bank')] = 0x42;
    const items = await collect(readZip, write('stored.zip', stored));
    expect(messagesOf(items)).toEqual(['a.txt: it is damaged']);
    expect(textsOf(items)).toEqual({ 'b.txt': 'spring' });
    const packed = bytesOf('notes.zip');
    packed.fill(0xff, 67, 80);
    const rest = await collect(readZip, write('packed.zip', packed));
    expect(messagesOf(rest)[0]).toBe('notes.txt: it is damaged');
    expect(rest.members).toHaveLength(2);
  });

  it('does not trust the size a member claims', async () => {
    const bomb = zlib.deflateRawSync(Buffer.alloc(8 << 20));
    const items = await collect(
      readZip,
      write('bomb.zip', zipOf([{ name: 'small.txt', data: bomb, method: 8, size: 10 }])),
    );
    expect(messagesOf(items)).toEqual(['small.txt: it is damaged']);
    const claims = zipOf([{ name: 'large.txt', data: bomb, method: 8, size: maxMemberBytes + 1 }]);
    const [message] = messagesOf(await collect(readZip, write('claims.zip', claims)));
    expect(message).toBe(`large.txt: it unpacks to more than ${maxMemberBytes} bytes, the limit of a member`);
  });

  it('refuses more members than the limit', async () => {
    const end = zipOf([]);
    end.writeUInt16LE(0xffff, 8);
    end.writeUInt16LE(0xffff, 10);
    const zip64 = Buffer.alloc(56 + 20);
    zip64.write('PK\x06\x06', 0, 'latin1');
    zip64.writeBigUInt64LE(44n, 4);
    zip64.writeBigUInt64LE(BigInt(maxMembers + 1), 24);
    zip64.writeBigUInt64LE(BigInt(maxMembers + 1), 32);
    zip64.write('PK\x06\x07', 56, 'latin1');
    zip64.writeUInt32LE(1, 72);
    await expect(collect(readZip, write('many.zip', Buffer.concat([zip64, end])))).rejects.toMatchObject({
      code: 'too_large',
      message: 'many.zip has more than 100000 members',
    });
  });

  it('says where the list of members is damaged', async () => {
    const bytes = bytesOf('notes.zip');
    bytes[bytes.lastIndexOf('PK\x01\x02')] = 0;
    const items = await collect(readZip, write('list.zip', bytes));
    expect(textsOf(items)).toHaveProperty('notes.txt');
    expect(messagesOf(items)[0]).toMatch(/^the list of its members is damaged behind member \d+: /u);
  });

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['a text', Buffer.from('no zip')],
    ['one that is cut off', bytesOf('notes.zip').subarray(0, 900)],
  ])('throws for %s', async (_, bytes) => {
    await expect(collect(readZip, write('bad.zip', bytes))).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/^bad\.zip cannot be read as a zip archive: /u),
      cure: expect.stringContaining('Pack its files again'),
    });
  });

  it('passes on errors of reading files', async () => {
    await expect(collect(readZip, '/nowhere.zip')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('ArchiveMembers', () => {
  const members = new ArchiveMembers({ name: 'huge.tar', path: '' });

  it('stops where all members together are over the limit', () => {
    members.countBytes(maxUnpackedBytes);
    const message = 'huge.tar unpacks to more than 1073741824 bytes, the limit of an archive';
    expect(() => members.countBytes(1)).toThrow(expect.objectContaining({ code: 'too_large', message }));
  });

  it('stops at more members than the limit, whatever they are', () => {
    for (let i = 0; i < maxMembers; i++) members.countOne();
    const message = 'huge.tar has more than 100000 members';
    expect(() => members.countOne()).toThrow(expect.objectContaining({ code: 'too_large', message }));
  });

  it('numbers many members of one name without delay', () => {
    const names = Array.from({ length: 20_000 }, () => members.nameOf('a.txt'));
    expect([names[0], names[1], names.at(-1)]).toEqual(['a.txt', 'a (2).txt', 'a (20000).txt']);
  });
});

describe('readTar and readGzip', () => {
  it('yield each file with its path, and count what they leave out', async () => {
    const items = await collect(readTar, fixture('archive/notes.tar'));
    expect(textsOf(items)).toEqual(notes);
    expect([...items.notRead].sort()).toEqual(['hidden file', 'link']);
    expect(textsOf(await collect(readGzip, fixture('archive/notes.tar.gz')))).toEqual(notes);
  });

  it('read the format of the oldest programs, and a single file by its name', async () => {
    const one = { 'notes.txt': notes['notes.txt'] };
    expect(textsOf(await collect(readGzip, fixture('archive/notes.tgz')))).toEqual(one);
    expect(textsOf(await collect(readGzip, fixture('archive/notes.txt.gz')))).toEqual(one);
  });

  it('recognise a tar in a .gz by its content', async () => {
    const file = write('backup.gz', bytesOf('notes.tar.gz'));
    expect(textsOf(await collect(readGzip, file))).toEqual(notes);
  });

  it('make a name that leads out of the archive safe', async () => {
    const tar = withHeader(bytesOf('notes.tar'), (header) => header.write('../../etc/passwd\0', 0));
    expect(Object.keys(textsOf(await collect(readTar, write('out.tar', tar))))[0]).toBe('etc/passwd');
  });

  it('name the member that claims to be longer than the file', async () => {
    const tar = withHeader(bytesOf('notes.tar'), (header) => header.write('77777777777', 124));
    const items = await collect(readTar, write('lie.tar', tar));
    expect(items.members).toEqual([]);
    expect(messagesOf(items)[0]).toMatch(/^the archive is damaged in member 1 or behind it: /u);
  });

  it('read what stands before a damaged or missing end', async () => {
    const items = await collect(readTar, write('cut.tar', bytesOf('notes.tar').subarray(0, 2600)));
    expect(textsOf(items)).toHaveProperty('notes.txt');
    expect(messagesOf(items)[0]).toMatch(/^the archive is damaged in member \d or behind it: /u);
  });

  it('refuse a .gz that unpacks to more than the limit', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(maxMemberBytes + 1), { level: 1 });
    await expect(collect(readGzip, write('bomb.txt.gz', bomb))).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringMatching(/^bomb\.txt\.gz unpacks to more than/u),
    });
  });

  it('throw for what is no archive, or is cut off', async () => {
    const noTar = {
      code: 'data',
      message: expect.stringMatching(/^bad\.tar cannot be read as a tar archive: /u),
    };
    await expect(collect(readTar, write('bad.tar', 'x'.repeat(600)))).rejects.toMatchObject(noTar);
    const noGzip = { code: 'data', message: expect.stringMatching(/^bad\.gz cannot be unpacked: /u) };
    await expect(collect(readGzip, write('bad.gz', 'no gzip'))).rejects.toMatchObject(noGzip);
    const cut = bytesOf('notes.txt.gz').subarray(0, 40);
    await expect(collect(readGzip, write('bad.gz', cut))).rejects.toMatchObject(noGzip);
  });

  it('yield nothing for a tar without members', async () => {
    expect(await collect(readTar, write('empty.tar', Buffer.alloc(10240)))).toEqual({
      documents: [],
      members: [],
      notRead: [],
      problems: [],
    });
  });
});

interface ZipMember {
  readonly name: string;
  readonly data: Buffer;
  readonly flags?: number;
  readonly method?: number;
  /** As it is claimed. */
  readonly size?: number;
}

/** A zip written byte by byte, so that it can lie. */
function zipOf(members: readonly ZipMember[]): Buffer {
  const [files, list]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const { name, data, flags = 0, method = 0, size = data.length } of members) {
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(flags, 2);
    head.writeUInt16LE(method, 4);
    head.writeUInt32LE(zlib.crc32(data), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(size, 18);
    head.writeUInt16LE(name.length, 22);
    const behind = Buffer.alloc(14);
    behind.writeUInt32LE(offset, 10);
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), data]);
    list.push(Buffer.from('PK\x01\x02\x14\x00'), head, behind, Buffer.from(name));
    files.push(file);
    offset += file.length;
  }
  const central = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, central, end]);
}

/** A tar with its first header changed, and the checksum to fit. */
function withHeader(tar: Buffer, change: (header: Buffer) => void): Buffer {
  const header = tar.subarray(0, 512);
  change(header);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return tar;
}
