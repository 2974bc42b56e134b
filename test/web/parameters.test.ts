// The API takes what the library declares, under the library's names: nothing is missing, and nothing is added but what
// stands in the lists of this file. (Of the command line and of SQL, test/cli/options and test/sql/arguments say it.)
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parametersOf } from '#src/domain/parameters.js';
import { Polyseme } from '#src/index.js';
import { type OperationName, operationNamed, operations } from '#src/polyseme/operations/index.js';
import type { ApiRoute } from '#src/web/api/route.js';
import { apiRoutes, makeSite } from '#src/web/app.js';

const declared = (name: OperationName): string[] =>
  parametersOf(operationNamed(name).parameters).map((parameter) => parameter.name);

describe('HTTP', () => {
  let polyseme: Polyseme;
  let routes: ApiRoute[];
  beforeAll(async () => {
    polyseme = await Polyseme.open({ db: ':memory:' });
    const log = pino({ level: 'silent' });
    const options = { host: '127.0.0.1', token: undefined, allow: [], log };
    routes = apiRoutes(makeSite(polyseme, options));
  });
  afterAll(() => polyseme.close());

  /** Names that a route does not take, or takes besides, and why. */
  const differences: Readonly<Record<string, { without?: string[]; with?: string[]; why: string }>> = {
    'post /api/index': {
      without: ['paths'],
      with: ['path'],
      why: 'one path, below a folder that was allowed',
    },
    'post /api/upload': {
      without: ['paths', 'keepMissing', 'removeMissing'],
      why: 'the files themselves are sent, not a folder that could lack some',
    },
    'post /api/vectors/:name/nearest': {
      ...{ without: ['where'], with: ['filters'] },
      why: 'JSON is the library’s own call, with filters as objects',
    },
    'get /api/backup': { without: ['file'], why: 'the copy itself is the answer' },
  };

  it('takes under each address of the API what the library declares', () => {
    const wrong: string[] = [];
    for (const { method, path, call, parameters, elsewhere } of routes) {
      const key = `${method} ${path}`;
      if (call === null) continue;
      const { without = [], with: more = [] } = differences[key] ?? {};
      const wanted = [...declared(call).filter((one) => !without.includes(one)), ...more].sort();
      const taken = [...new Set([...parameters, ...elsewhere])].sort();
      if (JSON.stringify(taken) !== JSON.stringify(wanted))
        wrong.push(`${key}: ${taken} / ${call}: ${wanted}`);
    }
    expect(wrong).toEqual([]);
  });

  it('offers every ability of the library that makes sense across HTTP', () => {
    const apart: Readonly<Partial<Record<OperationName, string>>> = {
      watch: 'the server watches by itself',
      watchFolders: 'the server watches the folders that are followed',
      hits: 'exports of the search page are whole',
      eachDocument: 'exports of the page are whole',
      files: 'the collection page lists them',
      countNamed: 'asked before a removal on the page',
      countWords: 'the list is whole, and has a length',
      trackedTable: 'one of tracked',
      commonFolder: 'names on pages begin there; programs get URIs',
      filesLike: 'suggested on the page as a name is typed',
      openings: 'of the list on the page',
      sensesInText: 'of the page of a document',
      sourceName: 'for SQL, where rows are named by their key',
      sensesOfLines: 'colours of the document page',
      hasOwnSenses: 'of the page of a word',
      keysOf: 'for SQL',
      hasTexts: 'stats says it',
      assignments: 'the table is an export of the page, streamed: /disambiguate.jsonl',
      setting: 'for surfaces themselves',
      setSetting: 'for surfaces themselves',
      loadIndex: 'the server loads indexes by itself',
      loadIndexes: 'the server loads indexes by itself',
      syncIndex: 'the server keeps indexes up to date by itself',
    };
    const offered = new Set(routes.map(({ call }) => call));
    const missing = (Object.keys(operations) as OperationName[]).filter(
      (name) => !offered.has(name) && !(name in apart),
    );
    expect(missing).toEqual([]);
    for (const name of Object.keys(apart)) expect(offered.has(name as OperationName), name).toBe(false);
  });
});
