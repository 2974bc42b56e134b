// Requests that somebody might send, by chance: most go to a route and give it what it takes, with some of it spoilt.
import { anyCharacter, type Chance } from './random.js';

/** A route as the app has it, with what it takes. */
export interface RoutePattern {
  readonly method: string;
  readonly path: string;
  /** Names in the address, and in the body. */
  readonly query: readonly string[];
  readonly body: readonly string[];
}

export interface SoakRequest {
  readonly method: string;
  /** Path and query, percent-encoded or wrongly so; in characters up to U+00FF, one a byte. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** Good values by parameter, so that many requests reach the library. */
const good: Readonly<Record<string, readonly string[]>> = {
  word: ['bank', 'river', 'banks', 'bank of', 'pear', 'money', 'farmers', 'zebra'],
  meaning: ['land beside a river', 'a [bank] lends money', 'fruit'],
  example: ['We sat on the [bank].', 'The [bank] lends.'],
  about: ['a river', 'fruit and trees'],
  other: ['river', 'money', 'pear'],
  one: ['bank', 'a river'],
  from: ['money', 'river', '0'],
  to: ['river', 'fruit', 's1', 's2'],
  find: ['words', 'sentences'],
  form: ['lemma', 'exact'],
  pos: ['NOUN', 'VERB', 'noun'],
  where: ['year=1900', 'year>=1900', 'year<1999', 'place=home'],
  documents: ['bank.txt', 'pears.jsonl', '*.jsonl'],
  inventory: ['wordnet', 'induced', 'mine'],
  by: ['document', 'year', 'place'],
  collection: [...Array<string>(8).fill('default'), 'items', 'nowhere'],
  names: ['uploads/a.txt', 'uploads/b.csv', 'uploads/c.jsonl', 'nowhere'],
  path: ['pear.txt'],
  name: ['uploads/', 'uploads/a.txt', 'nowhere'],
  table: ['notes', 'nowhere'],
  format: ['csv', 'json'],
  theme: ['dark', 'light', 'system'],
  action: ['adopt', 'rename', 'merge', 'split', 'create', 'delete', 'move'],
  kind: ['adopt', 'rename', 'merge', 'split', 'create', 'delete', 'move'],
  sense: ['s1', 's2', 's3', 'i1', 'bank%1:17:01::'],
  encoding: ['utf-8', 'windows-1252', 'klingon'],
  contextWindow: ['sentence', '96', '256'],
  storage: ['int8', 'float32'],
  metric: ['cosine', 'l2'],
  match: ['ba', 'pear', '.txt'],
  label: ['a label'],
  description: ['land beside water'],
  text: ['We sat on the bank.'],
  back: ['/?word=bank', '//evil.example/'],
};
const numbers = ['1', '2', '3', '0', '7', '20'];
const flags = ['true', 'false', '1', '0'];

/** What no route expects. */
function badValue(chance: Chance): string {
  const { below, oneOf, times } = chance;
  return oneOf([
    () =>
      oneOf(['', ' ', '0', '-1', '1.5', '1e9', '1e308', '-0', 'NaN', '0x10', '99999999999999999999', '１２']),
    () => oneOf(['null', 'undefined', '[]', '{}', '[object Object]', '__proto__', 'constructor', 'toString']),
    () =>
      oneOf(['<zqx onzq="1">&"\'</zqx>', '" onzq="1', "'><zqx>", '</title><zqx>', ']]><zqx>', '&lt;zqx&#0;']),
    () =>
      oneOf(['../../../etc/passwd', '/etc/passwd', '..\\..\\x', 'C:\\x', '~', '.', '..', '/', '//', '\\']),
    () =>
      oneOf(["'; DROP TABLE x; --", '%', '_', '*', '**', '[', ']', '[[a]]', '[]', '((((', '(a+)+$', '\\']),
    () => oneOf(['a=b', 'year=', '=1900', 'year>=x', 'year<=>1', 'a>=1e400', '"year"=1', 'year==1']),
    () => oneOf(['a', 'bank ', '€', '\u{1f600}', '[', '"', '\n', ',', '1,']).repeat(1 + below(3000)),
    () => times(1 + below(30), () => anyCharacter(chance)).join(''),
    () => `bank${anyCharacter(chance)}`,
  ])();
}

function sampleOf(chance: Chance, name: string): string {
  const { oneOf, percent } = chance;
  if (percent(12)) return badValue(chance);
  const values = Object.hasOwn(good, name) ? good[name] : undefined;
  if (values) return oneOf(values);
  return /^(?:is|uses|any|own|keep|remove|exact|rank|fold|redo|senses|everything)/u.test(name)
    ? oneOf(flags)
    : oneOf(numbers);
}

/** A text percent-encoded, or not as it ought to be. */
function encoded(chance: Chance, text: string): string {
  const { oneOf, percent } = chance;
  const well = encodeURIComponent(text.toWellFormed());
  if (percent(94)) return well;
  return oneOf([
    `${well}%`,
    `${well}%zz`,
    `${well}%e9`,
    `%c3%28${well}`,
    '%ED%A0%80',
    '%00',
    well.replaceAll('%', '%25'),
    well.replaceAll('%20', '+'),
    Buffer.from(text.toWellFormed().replaceAll(/[\s#?]|\p{Cc}/gu, '_')).toString('latin1'),
  ]);
}

const extraNames = [
  ...['wrod', '__proto__', 'constructor', 'word[]', 'word[a][b]', 'word.a', '', 'token', 'hasOwnProperty'],
  ...['doc', 'not', 'min', 'any', 'own', 'size', 'reverse', 'with', 'rank', 'sort'],
];

/** Names without which little happens. */
const needed = [
  ...['word', 'other', 'one', 'from', 'to', 'table', 'name', 'names', 'ids', 'labels', 'path'],
  ...['vector', 'items', 'text', 'kind', 'action', 'sense', 'senses', 'lines'],
];

/** Some of the names that a route takes, now and then with another. */
function someOf({ oneOf, percent, times, below }: Chance, names: readonly string[]): string[] {
  const chosen = names.filter((name) => percent(needed.includes(name) ? 92 : 12));
  if (percent(4)) chosen.push(...times(1 + below(2), () => oneOf(extraNames)));
  if (percent(2)) chosen.push(oneOf([...names, 'word']));
  return chosen;
}

function queryString(chance: Chance, names: readonly string[]): string {
  const { below, oneOf, percent } = chance;
  const parameters = someOf(chance, names).map(
    (name) => `${encoded(chance, name)}=${encoded(chance, sampleOf(chance, name))}`,
  );
  if (percent(2))
    parameters.push(oneOf(['&&&', '=', '=&=', 'word', `a=${'b&a='.repeat(below(2000))}`, '?', '??']));
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`;
}

function pathOf(chance: Chance, pattern: string): string {
  const { below, oneOf, percent } = chance;
  const path = pattern
    .replaceAll(/\/:(\w+)/gu, (_, part: string) => `/${encoded(chance, partOf(chance, part))}`)
    .replace('.:format', () => `.${oneOf(['csv', 'json', 'xml'])}`);
  if (percent(92)) return path;
  return oneOf([
    `/${path}`,
    `${path}/`,
    `${path}//`,
    path.toUpperCase(),
    `/..${path}`,
    `/.${path}`,
    `${path}/../..${path}`,
    path.replace('/', '/%2e%2e/'),
    path.replaceAll('/', '%2F'),
    `${path};a=b`,
    `${path}/${'x'.repeat(below(9000))}`,
    `/assets/..${path}`,
    '/assets/%2e%2e/%2e%2e/package.json',
    `/${encoded(chance, badValue(chance))}`,
    '/favicon.ico',
    '*',
    `http://127.0.0.1${path}`,
  ]);
}

function partOf(chance: Chance, part: string): string {
  if (chance.percent(18)) return badValue(chance) || ' ';
  if (part === 'word') return chance.oneOf(good.word as string[]);
  return part === 'name' ? chance.oneOf(['items', 'others']) : chance.oneOf(numbers);
}

/** A value of JSON for a field of a body. */
function jsonOf(chance: Chance, name: string, depth = 0): unknown {
  const { below, oneOf, percent, random, times } = chance;
  if (percent(15)) {
    return oneOf([
      () => null,
      () => 1e308,
      () => -1,
      () => true,
      () => [],
      () => ({}),
      () => badValue(chance),
      () => (depth > 3 ? '' : times(below(4), () => jsonOf(chance, name, depth + 1))),
      () => (depth > 3 ? '' : { [oneOf(extraNames)]: jsonOf(chance, name, depth + 1) }),
    ])();
  }
  const vector = (): number[] => times(percent(95) ? 4 : below(6), () => random() - 0.5);
  switch (name) {
    case 'vector':
      return vector();
    case 'items':
      return times(1 + below(3), () => ({
        id: oneOf([1, 2, 'a', 2 ** 40]),
        vector: vector(),
        metadata: { n: 1 },
      }));
    case 'ids':
    case 'among':
      return times(below(3), () => oneOf([1, 2, 'a', '9007199254740993']));
    case 'lines':
    case 'like':
    case 'unlike':
      return times(below(3), () => below(20));
    case 'labels':
      return times(below(3), () => ({ word: 'bank', tokenId: below(20), sense: oneOf(['s1', 'i1']) }));
    case 'words':
    case 'paths':
      return times(below(3), () => oneOf(['bank', 'river', 'zebra']));
    case 'senses':
      return times(below(3), () => oneOf(['s1', 's2', 'i1']));
    case 'filters':
    case 'where':
      return {
        documents: ['bank.txt'],
        metadata: [{ field: 'year', op: oneOf(['=', '>=', '~']), value: 1900 }],
      };
    default: {
      const text = sampleOf(chance, name);
      if (flags.includes(text) && text.length > 1) return text === 'true';
      return /^\d+$/u.test(text) && percent(80) ? Number(text) : text;
    }
  }
}

/** What each change of senses takes. */
const changeFields = {
  adopt: [],
  create: ['label', 'description', 'lines'],
  rename: ['sense', 'label'],
  merge: ['senses'],
  split: ['sense'],
  delete: ['sense'],
  move: ['lines', 'to'],
} as const;

function jsonBody(chance: Chance, names: readonly string[]): Buffer {
  const { below, oneOf, percent } = chance;
  if (percent(5)) {
    const deep = 1 + below(20_000);
    const broken = [
      '{',
      '',
      '[',
      '"',
      'nul',
      '{"word":"bank"',
      '[1,2]',
      '1',
      '"text"',
      'null',
      '{"a":1}{"b":2}',
      '\ufeff{}',
    ];
    const nested = [
      `${'['.repeat(deep)}${']'.repeat(deep)}`,
      `{"word":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}}`,
    ];
    return Buffer.from(oneOf([...broken, ...nested, `{"text":"${'a'.repeat(70_000)}"}`]));
  }
  const isChange = names.includes('kind') && percent(85);
  const changes = Object.keys(changeFields) as (keyof typeof changeFields)[];
  const kind = oneOf(changes);
  const chosen = isChange ? changeFields[kind] : someOf(chance, names);
  const fields: Record<string, unknown> = isChange ? { kind } : {};
  for (const name of chosen) fields[name] = jsonOf(chance, name);
  const json = Buffer.from(JSON.stringify(fields));
  if (percent(4)) json[below(json.length)] = below(256);
  return json;
}

function formBody(chance: Chance, names: readonly string[]): Buffer {
  return Buffer.from(queryString(chance, names).slice(1), 'latin1');
}

const oddNames = [
  ...[
    'a.txt',
    'b.csv',
    'c.jsonl',
    'd.md',
    'e.exe',
    'noextension',
    '.txt',
    '..',
    '../../x.txt',
    'a/b/c.txt',
    'C:\\x.txt',
  ],
  ...[
    '<zqx onzq=1>.txt',
    "'.txt",
    'a#b.txt',
    'a:1.txt',
    '%2e%2e.txt',
    ' .txt',
    'CON.txt',
    '日本.txt',
    '\u202e.txt',
    '',
  ],
  ...[`${'x'.repeat(300)}.txt`, `a.${'t'.repeat(300)}`, 'a.TXT', 'a.txt/', 'uploads.txt', '"; x="y.txt'],
];

function uploadBody(chance: Chance, names: readonly string[], boundary: string): Buffer {
  const { below, oneOf, percent, times } = chance;
  const contents = (): Buffer =>
    oneOf([
      Buffer.from(`The ${oneOf(['pear', 'wombat', 'heron'])} sat on the bank ${below(50)}.\n`),
      Buffer.from('id,text\n1,"A bank\n2,b'),
      Buffer.from('{"text":"A bank lends."}\n{bad\n'),
      Buffer.alloc(0),
      Buffer.from(times(below(200), () => below(256))),
      Buffer.from(times(below(60), () => anyCharacter(chance)).join('')),
    ]);
  const parts = times(1 + below(3), () => {
    const field = percent(95) ? 'files' : oneOf(['file', '', 'files[]', '__proto__']);
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${oneOf(oddNames)}"\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), contents(), Buffer.from('\r\n')]);
  });
  for (const name of percent(50) ? [] : someOf(chance, names)) {
    const field = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${sampleOf(chance, name)}\r\n`;
    parts.push(Buffer.from(field));
  }
  const whole = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return percent(92) ? whole : whole.subarray(0, below(whole.length));
}

function someHeaders({ oneOf, percent }: Chance): Record<string, string> {
  const headers: Record<string, string> = {};
  const maybe = (name: string, values: readonly string[], n = 8): void => {
    if (percent(n)) headers[name] = oneOf(values);
  };
  maybe('accept', ['text/html', 'application/json', '*/*', 'image/webp', 'garbage', ',,,', '*/*;q=0']);
  maybe('hx-request', ['true', 'false', 'maybe'], 20);
  maybe('hx-history-restore-request', ['true'], 3);
  maybe('range', ['bytes=0-10', 'bytes=5-1', 'bytes=-1', 'bytes=0-0,2-2', 'lines=1-2', 'bytes=999999-']);
  maybe('if-none-match', ['*', 'W/"1-a"', '"', 'garbage']);
  maybe('if-modified-since', ['yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT']);
  maybe('if-match', ['"x"', '*'], 2);
  maybe('cookie', ['polyseme_theme=dark', 'polyseme_theme=%zz', '=;=;;', 'polyseme_theme="<zqx>"'], 10);
  maybe('accept-encoding', ['gzip', 'br', 'identity;q=0', '*;q=0'], 5);
  maybe('sec-fetch-site', ['same-origin', 'none', 'cross-site'], 4);
  maybe('origin', ['null', 'http://evil.example', 'garbage'], 3);
  maybe('host', ['127.0.0.1', 'localhost:1', 'evil.example', '[::1]:9', 'a b', ''], 2);
  maybe('authorization', ['Bearer x', 'Basic eA==', 'Bearer '], 2);
  maybe('x-http-method-override', ['DELETE'], 2);
  maybe('expect', ['200-ok'], 1);
  return headers;
}

/** The next request. */
export function makeRequest(chance: Chance, routes: readonly RoutePattern[]): SoakRequest {
  const { oneOf, percent } = chance;
  const route = oneOf(routes);
  const others = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'REPORT'];
  const method = percent(95) ? route.method.toUpperCase() : oneOf(others);
  const isForm = !route.path.startsWith('/api') && method === 'POST';
  const query = queryString(chance, route.query);
  const names = route.body;
  const headers = someHeaders(chance);
  const target = `${pathOf(chance, route.path)}${query}`;
  const isBare = method === 'GET' || method === 'HEAD' || (names.length === 0 && percent(90)) || percent(3);
  if (isBare) return { method, target, headers, body: undefined };
  const kind = route.path.endsWith('upload') ? 'upload' : isForm ? 'form' : 'json';
  const sent = percent(94) ? kind : oneOf(['upload', 'form', 'json', 'other']);
  const boundary = percent(97) ? 'zqboundary' : oneOf(['', 'x y', '"', '-'.repeat(100)]);
  const type = {
    upload: `multipart/form-data; boundary=${boundary}`,
    form: 'application/x-www-form-urlencoded',
    json: 'application/json',
    other: oneOf([
      'text/plain',
      'application/json; charset=klingon',
      'garbage',
      'multipart/form-data',
      'a/b;c',
    ]),
  }[sent as 'upload'];
  const bodies: Record<string, () => Buffer> = {
    upload: () => uploadBody(chance, names, boundary),
    form: () => formBody(chance, names),
  };
  const body = (bodies[sent] ?? (() => jsonBody(chance, names)))();
  if (percent(2)) headers['content-encoding'] = oneOf(['gzip', 'deflate', 'br', 'klingon']);
  return { method, target, headers: { ...headers, 'content-type': type }, body };
}
