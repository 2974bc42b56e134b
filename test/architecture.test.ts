// Holds the dependency rule of ARCHITECTURE.md: a reader can follow a sentence from the file to the screen without
// going back, and what is foreign is known in one place.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files and rooms of src in reading order; a file imports only from earlier lines (types apart) or its own room. */
const order = [
  ...[
    'errors',
    'domain',
    'vector',
    'dot-rows',
    'import',
    'text',
    'encoder',
    'store',
    'ann',
    'senses',
    'ann-sync',
    'rank',
  ],
  ...[
    'concordance',
    'query',
    'query-vector',
    'word-cache',
    'search',
    'vector-search',
    'tracked-source',
    'ingest',
    'index-worker',
    'index-job',
  ],
  ...[
    'sense-inventory',
    'substitutes',
    'word-senses',
    'sense-views',
    'sense-editing',
    'disambiguate',
    'disambiguate-job',
    'evaluate',
  ],
  ...[
    'options',
    'check',
    'index-process',
    'watch',
    'recall',
    'polyseme',
    'sql-worker',
    'plugin',
    'index',
    'format',
    'web',
    'cli',
  ],
];
const apart = ['import', 'text', 'encoder', 'store', 'ann', 'senses'];
const belowSurfaces = ['errors', 'domain', 'polyseme', 'index-job', 'disambiguate-job', 'format'];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isType: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/u.test(name) && !name.startsWith('wasm') && !name.endsWith('.d.ts'))
    .map((name) => `${folder}/${name}`);
}

function importsOf(file: string): Import[] {
  const source = readFileSync(path.join(root, file), 'utf8');
  const found = [
    ...source.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?from\s+)?'([^']+)';/gmu),
    // loaded when first needed; the group before is that of a type
    ...source.matchAll(/(?:(\btypeof )import|\bimport|\brequire)\('([^']+)'\)/gu),
  ];
  return found.map(([, type, target]) => ({
    file,
    target: target as string,
    isType: type !== undefined,
  }));
}

/** `src/store/sqlite/open.ts` → store; `src/rank.ts` → rank. */
const roomOf = (file: string): string => (file.split('/')[1] as string).replace(/\.(?:tsx?|js)$/u, '');

const resolved = ({ file, target }: Import): string => path.posix.join(path.posix.dirname(file), target);

const imports = sourceFiles('src').flatMap(importsOf);
const ours = imports.filter(({ target }) => target.startsWith('.'));
const told = ({ file, target }: Import): string => `${file} imports ${target}`;

describe('the dependency rule', () => {
  it('knows every file of src', () => {
    const rooms = new Set(sourceFiles('src').map(roomOf));
    expect([...rooms].filter((room) => !order.includes(room))).toEqual([]);
  });

  it('lets a file import only from earlier rooms or its own', () => {
    const later = ours.filter((one) => {
      const target = resolved(one);
      if (one.isType || !target.startsWith('src/')) return false;
      return order.indexOf(roomOf(target)) > order.indexOf(roomOf(one.file));
    });
    expect(later.map(told)).toEqual([]);
  });

  it('keeps import, text, encoder, store, ann and senses apart from each other', () => {
    const across = ours.filter((one) => {
      const [from, to] = [roomOf(one.file), roomOf(resolved(one))];
      return from !== to && apart.includes(from) && apart.includes(to);
    });
    expect(across.map(told)).toEqual([]);
  });

  it('lets surfaces and views see nothing below the facade', () => {
    const files = [...sourceFiles('src/web'), ...sourceFiles('src/cli'), ...sourceFiles('views')];
    const below = files.flatMap(importsOf).filter((one) => {
      const target = resolved(one);
      if (!one.target.startsWith('.') || target.startsWith('views/')) return false;
      return ![...belowSurfaces, 'web', 'cli'].includes(roomOf(target));
    });
    expect(below.map(told)).toEqual([]);
  });

  it('knows each foreign engine in one room', () => {
    const homes: Record<string, RegExp> = {
      'better-sqlite3': /^src\/store\//u,
      'sqlite-vec': /^src\/store\//u,
      'hnswlib-node': /^src\/ann\/hnsw-graph\.ts$/u,
      'onnxruntime-common': /^src\/encoder\/encode-worker\.ts$/u,
      '@xenova/transformers': /^src\/encoder\//u,
      'wink-nlp': /^src\/text\/lemmas\.ts$/u,
      'umap-js': /^src\/senses\/project\.ts$/u,
      'ml-kmeans': /^src\/senses\/induce\.ts$/u,
      '@observablehq/plot': /^src\/web\/charts\.ts$/u,
      express: /^src\/web\//u,
      commander: /^src\/cli\//u,
    };
    for (const [name, home] of Object.entries(homes)) {
      const users = imports.filter(({ target, isType }) => target === name && !isType);
      expect(users.length, `${name} is used`).toBeGreaterThan(0);
      expect(users.filter(({ file }) => !home.test(file)).map(told)).toEqual([]);
    }
  });

  it('keeps SQL in the store', () => {
    const withSql = sourceFiles('src').filter((file) => {
      const source = readFileSync(path.join(root, file), 'utf8');
      return /\b(?:SELECT\s[\s\S]{1,200}?\bFROM|INSERT INTO|DELETE FROM)\b/u.test(source);
    });
    expect(withSql.filter((file) => roomOf(file) !== 'store')).toEqual([]);
  });
});
