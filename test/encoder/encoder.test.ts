// The encoder against an independent computation of the same graph, and what it says of models that cannot be used.
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AutoTokenizer, env } from '@xenova/transformers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DownloadProgress } from '#src/domain/reports.js';
import { type Encoder, openEncoder } from '#src/encoder/encoder.js';
import { resolveModel } from '#src/encoder/model-files.js';
import { splitWords } from '#src/text/words.js';

const modelFolder = fileURLToPath(new URL('../../data/models/sense-minilm', import.meta.url));
const graph = 'onnx/model_quantized.onnx';
const modelFiles = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'SHA256SUMS',
  graph,
];

let base: string;
let encoder: Encoder;
beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'polyseme-encoder-'));
  encoder = await openEncoder(await resolveModel(), { workers: 2 });
});
afterAll(() => rmSync(base, { recursive: true }));

const sentences = [
  'We sat on the bank of the river, and watched the boats.',
  'The bank raised its interest rates; customers weren’t overjoyed (to say the least).',
  'A café in Zürich re-opened: unbelievably, its coffee-grinder outlasted 3.14 owners!',
  'Bats.',
];

describe('openEncoder', () => {
  it('gives the vectors of words and sentences that the graph gives, run by hand', async () => {
    const byHand = await reference();
    for (const text of sentences) {
      const words = splitWords(text);
      const whole = [{ startChar: 0, endChar: text.length }];
      const encoded = await encoder.encode(text, words, whole);
      const expected = await byHand(text, words);
      expect(encoded.dim).toBe(384);
      expect(encoded.words.length).toBe(words.length * encoded.dim);
      expect(largestDifference(encoded.words, expected.words)).toBeLessThan(1e-5);
      expect(largestDifference(encoded.sentences, expected.sentence)).toBeLessThan(1e-5);
    }
  });

  it('gives each sentence of a passage the mean of its own pieces, of one run over both', async () => {
    const [first, second] = sentences as [string, string];
    const text = `${first} ${second}`;
    const ranges = [
      { startChar: 0, endChar: first.length },
      { startChar: first.length + 1, endChar: text.length },
    ];
    const encoded = await encoder.encode(text, [], ranges);
    const byHand = await reference();
    const expected = await byHand(text, ranges);
    expect(largestDifference(encoded.sentences, expected.words)).toBeLessThan(1e-5);
  });

  it('gives a passage the same vectors, bit for bit, alone and among twenty others', async () => {
    const novel = readFileSync(
      new URL('../../data/corpora/demo/almayers-folly.txt', import.meta.url),
      'utf8',
    );
    const others = Array.from({ length: 20 }, (_, i) => novel.slice(5000 + i * 450, 5400 + i * 450));
    const text = novel.slice(40_000, 40_400);
    const encode = (one: string) =>
      encoder.encode(one, splitWords(one), [{ startChar: 0, endChar: one.length }]);
    const alone = await encode(text);
    const all = await Promise.all([...others, text, ...others, text].map(encode));
    for (const again of [all[20], all[41]]) {
      expect(Buffer.from(again?.words.slice().buffer as ArrayBuffer)).toEqual(
        Buffer.from(alone.words.slice().buffer),
      );
      expect(again?.sentences).toEqual(alone.sentences);
    }
  });

  it('gives a unit vector to every word of a text longer than the window', async () => {
    const text = Array.from({ length: 600 }, (_, i) => ['river', 'bank', 'money', 'loan'][i % 4]).join(' ');
    const words = splitWords(text);
    const encoded = await encoder.encode(text, words, [{ startChar: 0, endChar: text.length }]);
    expect(words.length).toBe(600);
    expect(encoded.words.length).toBe(600 * encoded.dim);
    for (let w = 0; w < 600; w++) {
      const length = Math.hypot(...encoded.words.subarray(w * encoded.dim, (w + 1) * encoded.dim));
      if (!(Math.abs(length - 1) < 1e-5)) expect({ w, length }).toBe('of length 1');
    }
    expect(Math.hypot(...encoded.sentences)).toBeCloseTo(1, 5);
  });
});

describe('a model folder', () => {
  it('is refused when its graph differs from SHA256SUMS, by the name of the file', async () => {
    const folder = copyModel('flipped');
    const bytes = readFileSync(path.join(folder, graph));
    bytes[1_000_000] = (bytes[1_000_000] as number) ^ 0xff;
    writeFileSync(path.join(folder, graph), bytes);
    await expect(resolveModel(folder)).rejects.toMatchObject({
      code: 'model',
      message: expect.stringMatching(/model_quantized\.onnx is damaged/u),
    });
  });

  it.each(['config.json', 'tokenizer.json', 'tokenizer_config.json', graph])(
    'is refused without %s, which is named',
    async (missing) => {
      const folder = copyModel(`without-${path.basename(missing)}`);
      rmSync(path.join(folder, missing));
      await expect(resolveModel(folder)).rejects.toMatchObject({
        code: 'model',
        message: expect.stringContaining(`${path.join(folder, missing)} is missing`),
      });
    },
  );

  it.each([
    ['a graph of garbage', graph],
    ['a tokenizer of garbage', 'tokenizer.json'],
    ['a configuration of garbage', 'config.json'],
  ])('with %s and no SHA256SUMS is refused when it is opened', async (_, file) => {
    const folder = copyModel(`garbage-${path.basename(file)}`);
    rmSync(path.join(folder, 'SHA256SUMS'));
    writeFileSync(path.join(folder, file), 'this is no model '.repeat(1000));
    await expect(
      resolveModel(folder).then((files) => openEncoder(files, { workers: 1 })),
    ).rejects.toMatchObject({
      code: 'model',
      message: expect.stringContaining(file === 'tokenizer.json' ? folder : path.join(folder, file)),
      cure: expect.stringContaining('Restore'),
    });
  });

  it.each([
    [
      'vectors of another length',
      'config.json',
      /"hidden_size": *\d+/u,
      '"hidden_size": 100',
      'of 384 components',
    ],
    [
      'no room for a text',
      'config.json',
      /"max_position_embeddings": *\d+/u,
      '"max_position_embeddings": -3',
      'from 24',
    ],
    ['a tokenizer that is none', 'tokenizer.json', /^.*$/su, '{}', 'parts of it are missing'],
    ['an empty tokenizer', 'tokenizer.json', /^.*$/su, '', 'tokenizer.json is empty'],
  ])('whose files do not go together is refused in words: %s', async (name, file, from, to, message) => {
    const folder = copyModel(`apart-${name.replaceAll(' ', '-')}`);
    rmSync(path.join(folder, 'SHA256SUMS'));
    const place = path.join(folder, file);
    writeFileSync(place, readFileSync(place, 'utf8').replace(from, to));
    await expect(
      resolveModel(folder).then((files) => openEncoder(files, { workers: 1 })),
    ).rejects.toMatchObject({ code: 'model', message: expect.stringContaining(message) });
  });

  it.each(['/etc', tmpdir()])('that holds no model (%s) is refused with what a model has', async (folder) => {
    await expect(resolveModel(folder)).rejects.toMatchObject({
      code: 'model',
      message: `model: ${folder} is a folder, but not of a model`,
      cure: expect.stringContaining('config.json'),
    });
  });

  it.each(['/no/such/folder', './no-such-folder', 'no-such-model', '~/models/x'])(
    'that does not exist (%s) is refused by its name',
    async (name) => {
      await expect(resolveModel(name)).rejects.toMatchObject({
        code: 'model',
        message: expect.stringContaining(`there is no folder "${name}"`),
      });
    },
  );

  it('that is a file is refused', async () => {
    await expect(resolveModel(path.join(modelFolder, 'config.json'))).rejects.toMatchObject({
      code: 'model',
      message: expect.stringContaining('is a file, not a folder'),
    });
  });
});

describe('a hub id', () => {
  const before = { hub: process.env.POLYSEME_HUB, cache: process.env.XDG_CACHE_HOME };
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
    server = undefined;
    restore('POLYSEME_HUB', before.hub);
    restore('XDG_CACHE_HOME', before.cache);
  });

  /** Serves data/models/NAME as owner/NAME. */
  async function serveHub(): Promise<string[]> {
    const asked: string[] = [];
    server = createServer((request, response) => {
      const match = /^\/owner\/([\w.-]+)\/resolve\/main\/([\w./-]+)$/u.exec(
        decodeURIComponent(request.url ?? ''),
      );
      const file = match && path.join(modelFolder, '..', match[1] as string, match[2] as string);
      asked.push(match?.[2] ?? String(request.url));
      if (!file || !existsSync(file)) {
        response.writeHead(404).end('not found');
        return;
      }
      response.writeHead(200, { 'content-length': statSync(file).size });
      createReadStream(file).pipe(response);
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    process.env.POLYSEME_HUB = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    return asked;
  }

  it('of a hub that cannot be reached says so', async () => {
    process.env.POLYSEME_HUB = 'http://127.0.0.1:9';
    process.env.XDG_CACHE_HOME = path.join(base, 'cache-none');
    await expect(resolveModel('owner/sense-minilm')).rejects.toMatchObject({
      code: 'model',
      message: expect.stringMatching(
        /"owner\/sense-minilm" could not be fetched from http:\/\/127\.0\.0\.1:9\/?:/u,
      ),
      cure: expect.stringContaining('network'),
    });
  });

  it('is downloaded once, with progress, and works', async () => {
    const asked = await serveHub();
    process.env.XDG_CACHE_HOME = path.join(base, 'cache');
    env.useFSCache = true; // as in a process that has not opened a model yet
    const seen: DownloadProgress[] = [];
    const files = await resolveModel('owner/sense-minilm', (progress) => seen.push(progress));
    expect(files.name).toBe('owner/sense-minilm');
    expect(files.fingerprint).toBe(encoder.fingerprint);
    expect(files.graphPath.startsWith(path.join(base, 'cache'))).toBe(true);
    const ofGraph = seen.filter(({ file }) => file === graph);
    const graphBytes = statSync(path.join(modelFolder, graph)).size;
    expect(ofGraph.length).toBeGreaterThan(1);
    expect(ofGraph.at(-1)).toMatchObject({ loadedBytes: graphBytes, totalBytes: graphBytes });

    asked.length = 0;
    await resolveModel('owner/sense-minilm');
    expect(asked).toEqual([]);

    const opened = await openEncoder(files, { workers: 1 });
    const text = sentences[0] as string;
    const [mine, shipped] = await Promise.all(
      [opened, encoder].map((one) =>
        one.encode(text, splitWords(text), [{ startChar: 0, endChar: text.length }]),
      ),
    );
    expect(mine?.words.length).toBeGreaterThan(0);
    expect(mine?.words).toEqual(shipped?.words);
  });

  // loadTokenizer turns the library's file cache off for the whole process, and download() does not turn it on again
  it('is downloaded when another model is open already', async () => {
    await serveHub();
    process.env.XDG_CACHE_HOME = path.join(base, 'cache-second');
    await openEncoder(await resolveModel(), { workers: 1 });
    env.useFSCache = false; // what loading a tokenizer leaves behind
    const files = await resolveModel('owner/sense-minilm');
    expect(files.fingerprint).toBe(encoder.fingerprint);
  });

  it('that the hub does not have is refused by its name', async () => {
    await serveHub();
    process.env.XDG_CACHE_HOME = path.join(base, 'cache-404');
    await expect(resolveModel('owner/no-such-model')).rejects.toMatchObject({
      code: 'model',
      message: expect.stringContaining('"owner/no-such-model" could not be fetched'),
    });
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

function copyModel(name: string): string {
  const folder = path.join(base, name);
  mkdirSync(path.join(folder, 'onnx'), { recursive: true });
  for (const file of modelFiles) copyFileSync(path.join(modelFolder, file), path.join(folder, file));
  return folder;
}

type Range = { readonly startChar: number; readonly endChar: number };

/** The same by other means: the whole text tokenised at once, one run of the graph, pieces found in the text. */
async function reference() {
  env.localModelPath = path.dirname(modelFolder);
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  const tokenizer = await AutoTokenizer.from_pretrained(path.basename(modelFolder));
  const session = await InferenceSession.create(path.join(modelFolder, graph), { intraOpNumThreads: 1 });
  return async (text: string, words: readonly Range[]) => {
    const ids: number[] = tokenizer.encode(text);
    const tensor = (values: number[]) =>
      new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
    const { last_hidden_state: hidden } = await session.run({
      input_ids: tensor(ids),
      attention_mask: tensor(ids.map(() => 1)),
      token_type_ids: tensor(ids.map(() => 0)),
    });
    const rows = hidden?.data as Float32Array;
    const dim = rows.length / ids.length;
    const places = placesOf(text, tokenizer.model.convert_ids_to_tokens(ids) as string[]);
    const meanOf = (range: Range): number[] => {
      const sum = new Array<number>(dim).fill(0);
      places.forEach((place, p) => {
        if (!place || place.startChar < range.startChar || place.endChar > range.endChar) return;
        for (let i = 0; i < dim; i++) sum[i] = (sum[i] as number) + (rows[p * dim + i] as number);
      });
      const length = Math.hypot(...sum);
      return sum.map((value) => value / length);
    };
    return { words: words.flatMap(meanOf), sentence: meanOf({ startChar: 0, endChar: text.length }) };
  };
}

/** Where each piece stands; undefined for the special ones. */
function placesOf(text: string, pieces: readonly string[]): (Range | undefined)[] {
  const folded = [...text].map((char) => char.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()).join('');
  if (folded.length !== text.length)
    throw new Error('the test needs a text that folds character by character');
  let from = 0;
  return pieces.map((piece) => {
    if (/^\[(?:CLS|SEP)\]$/u.test(piece)) return undefined;
    const bare = piece.replace(/^##/u, '');
    const startChar = folded.indexOf(bare, from);
    if (startChar < 0) throw new Error(`piece ${piece} is not in the text`);
    from = startChar + bare.length;
    return { startChar, endChar: from };
  });
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  }
  return largest;
}
