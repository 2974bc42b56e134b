// Holds the rule of rooms in ARCHITECTURE.md with one list: a reader can follow a sentence from the file to the screen
// without going back. Also: each foreign engine is known in one place, SQL stands in the store, files stay short.
// Functions are kept short by biome's noExcessiveLinesPerFunction; a longer one says why in a biome-ignore comment.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A room imports only from rooms above it, types included, or from itself. Leaves never import each other. */
const rooms = [
  ...['domain', 'math'],
  ...['import', 'text', 'encoder', 'lexicon', 'analysis', 'store', 'ann'],
  ...['indexing', 'search', 'vectors', 'senses', 'upkeep', 'polyseme'],
  ...['format', 'views', 'sql', 'web', 'cli', 'index.ts'],
];
const leaves = ['import', 'text', 'encoder', 'lexicon', 'analysis', 'store', 'ann'];

/** All that a surface may import besides itself. */
const seenBy: Readonly<Record<string, readonly string[]>> = {
  format: ['domain', 'polyseme'],
  views: ['domain', 'polyseme', 'format'],
  sql: ['domain', 'polyseme', 'format'],
  web: ['domain', 'polyseme', 'format', 'views'],
  cli: ['domain', 'polyseme', 'format'],
  'index.ts': ['domain', 'polyseme', 'sql'],
};
/** The one command that starts another surface. */
const startsTheServer = { file: 'src/cli/commands/serve.ts', target: 'src/web/serve.ts' };

/** The only place that knows an engine; types may be named elsewhere. */
const homes: Readonly<Record<string, RegExp>> = {
  zod: /^src\/(?:domain|polyseme\/operations)\//u,
  'better-sqlite3': /^src\/store\//u,
  'sqlite-vec': /^src\/store\//u,
  'hnswlib-node': /^src\/ann\/hnsw-graph\.ts$/u,
  'onnxruntime-node': /^src\/encoder\/encode-worker\.ts$/u,
  '@xenova/transformers': /^src\/encoder\//u,
  sentencex: /^src\/text\/sentences\.ts$/u,
  'wink-nlp': /^src\/text\/lemmas\.ts$/u,
  'wink-lemmatizer': /^src\/text\/lemmas\.ts$/u,
  'umap-js': /^src\/analysis\/project\.ts$/u,
  'ml-kmeans': /^src\/analysis\/induce\.ts$/u,
  'csv-parse': /^src\/import\//u,
  tinyglobby: /^src\/import\//u,
  chardet: /^src\/import\/encoding\.ts$/u,
  'pdfjs-dist': /^src\/import\/formats\/pdf\/open\.ts$/u,
  'iconv-lite': /^src\/import\/codecs\.ts$/u,
  yauzl: /^src\/import\/formats\/(?:archive|zip)\.ts$/u,
  'tar-stream': /^src\/import\/formats\/tarball\.ts$/u,
  'postal-mime': /^src\/import\/formats\/mail\.ts$/u,
  subtitle: /^src\/import\/formats\/subtitle-cues\.ts$/u,
  'csv-stringify/sync': /^src\/format\//u,
  synckit: /^src\/sql\//u,
  linkedom: /^src\/import\/formats\/html-page\.ts$/u,
  '@mozilla/readability': /^src\/import\/formats\/html\.ts$/u,
  mammoth: /^src\/import\/formats\/docx\.ts$/u,
  saxes: /^src\/import\/formats\/(?:xml|sax-events)\.ts$/u,
  chokidar: /^src\/indexing\/folder-events\.ts$/u,
  express: /^src\/web\//u,
  helmet: /^src\/web\//u,
  multer: /^src\/web\//u,
  pino: /^src\/web\//u,
  commander: /^src\/cli\//u,
  'cli-progress': /^src\/cli\//u,
};

const maxLines = 400;

interface Import {
  readonly file: string;
  /** As it is written; of a file of ours, its path from the root. */
  readonly target: string;
  readonly isType: boolean;
}

function filesOf(folder: string, pattern: RegExp): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`)
    .filter((file) => pattern.test(file) && !file.endsWith('.d.ts') && !file.startsWith('src/math/wasm/'))
    .sort();
}

const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Static imports and exports, those that are loaded when first needed, and workers that are started by their address. */
function importsOf(file: string): Import[] {
  const source = textOf(file);
  const matches = [
    ...source.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?from\s+)?'([^']+)';/gmu),
    ...source.matchAll(/(?:(\btypeof )import|\bimport|\brequire)\('([^']+)'\)/gu),
    ...source.matchAll(/\bnew URL\(\s*(never)?'(\.[^']+\.js)',\s*import\.meta\.url/gu),
  ];
  return matches.map(([, type, target]) => ({
    file,
    target: resolve(file, target as string),
    isType: type !== undefined,
  }));
}

function resolve(file: string, target: string): string {
  if (!target.startsWith('.')) return target;
  const written = path.posix.join(path.posix.dirname(file), target).replace(/\.js$/u, '.ts');
  return code.includes(written) ? written : written.replace(/\.ts$/u, '.tsx');
}

/** `src/store/sqlite/connection.ts` → store; `views/search.tsx` → views; `src/index.ts` → index.ts. */
function roomOf(file: string): string {
  const [first, second] = file.split('/') as [string, string];
  return first === 'src' ? second : first;
}

const code = [...filesOf('src', /\.tsx?$/u), ...filesOf('views', /\.tsx?$/u)];
const imports = code.flatMap(importsOf);
const betweenRooms = imports.filter(
  ({ file, target }) => code.includes(target) && roomOf(file) !== roomOf(target),
);
const described = ({ file, target }: Import): string => `${file} imports ${target}`;

describe('the rule of rooms', () => {
  it('knows the room of every file', () => {
    expect(code.filter((file) => !rooms.includes(roomOf(file)))).toEqual([]);
    expect(betweenRooms.length).toBeGreaterThan(100);
  });

  it('resolves every import of a file of ours', () => {
    const isOurs = ({ target }: Import): boolean => /^(?:src|views)\/.*\.tsx?$/u.test(target);
    expect(imports.filter((one) => isOurs(one) && !code.includes(one.target)).map(described)).toEqual([]);
  });

  it('lets a file import only from rooms above its own', () => {
    const isBelow = ({ file, target }: Import): boolean =>
      rooms.indexOf(roomOf(target)) > rooms.indexOf(roomOf(file));
    expect(betweenRooms.filter(isBelow).map(described)).toEqual([]);
  });

  it('keeps the leaves apart from each other', () => {
    const isAcross = ({ file, target }: Import): boolean =>
      leaves.includes(roomOf(file)) && leaves.includes(roomOf(target));
    expect(betweenRooms.filter(isAcross).map(described)).toEqual([]);
  });

  it('lets surfaces see nothing below the facade', () => {
    const isForbidden = ({ file, target }: Import): boolean => {
      const allowed = seenBy[roomOf(file)];
      if (file === startsTheServer.file && target === startsTheServer.target) return false;
      return allowed !== undefined && !allowed.includes(roomOf(target));
    };
    expect(betweenRooms.filter(isForbidden).map(described)).toEqual([]);
  });

  it('gives views the types of the facade alone: they run nothing', () => {
    const runs = betweenRooms.filter(
      ({ file, target, isType }) => roomOf(file) === 'views' && roomOf(target) === 'polyseme' && !isType,
    );
    expect(runs.map(described)).toEqual([]);
  });

  it('is the list that ARCHITECTURE.md shows', () => {
    const architecture = textOf('ARCHITECTURE.md');
    const section = architecture.slice(
      architecture.indexOf('\n## Rooms\n'),
      architecture.indexOf('\n## Processes'),
    );
    const listed = [...section.matchAll(/^\| `(?:src\/)?([\w.]+)\/?` \|/gmu)].map(([, room]) => room);
    expect(listed).toEqual(rooms);
  });
});

describe('what is foreign', () => {
  it.each(Object.entries(homes))('knows %s in one place', (name, home) => {
    const users = imports.filter(
      ({ target, isType }) => (target === name || target.startsWith(`${name}/`)) && !isType,
    );
    expect(users.length, `${name} is used`).toBeGreaterThan(0);
    expect(users.filter(({ file }) => !home.test(file)).map(described)).toEqual([]);
  });

  it('speaks SQL in the store alone', () => {
    const statement = /\b(?:SELECT\s[\s\S]{1,200}?\bFROM|INSERT INTO|DELETE FROM)\b/u;
    const withSql = code.filter((file) => statement.test(textOf(file)));
    expect(withSql.filter((file) => roomOf(file) !== 'store')).toEqual([]);
  });
});

describe('every file', () => {
  it(`has at most ${maxLines} lines`, () => {
    const files = [...code, ...filesOf('views', /\.(?:css|js)$/u)];
    const lengths = files.map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }));
    expect(lengths.filter(({ lines }) => lines > maxLines)).toEqual([]);
  });

  it('opens with a comment that says what it is for', () => {
    expect(code.filter((file) => !/^(?:#!.*\n)?(?:\/\/|\/\*\*)/u.test(textOf(file)))).toEqual([]);
  });

  it('names things by words of the field', () => {
    const banned = ['tell', 'told', 'asked', 'given', 'found', 'known', 'opened', 'anew'].join('|');
    const declared = new RegExp(
      `(?:\\b(?:const|let|function|readonly|static)\\s+|[({,;]\\s*|^\\s+)(?:${banned})(?=\\??:\\s|\\(|\\)|,|\\s[=}])`,
      'u',
    );
    const isComment = (line: string): boolean => /^\s*(?:\/\/|\/?\*)/u.test(line);
    const named = code.flatMap((file) =>
      textOf(file)
        .split('\n')
        .flatMap((line, i) =>
          !isComment(line) && declared.test(line.replaceAll(/'[^']*'/gu, "''")) ? [`${file}:${i + 1}`] : [],
        ),
    );
    expect(named).toEqual([]);
  });
});
