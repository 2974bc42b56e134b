// Which documents a name stands for. An exact name wins over the end of a path, and that over a part of one:
//
//   whole   a URI, a file's URI (all its records), the id of a document; the name that is shown
//   end     the end of a path, from a slash on: `almayers-folly.txt`, `letters/1901.txt`, `sentences.csv#d05`
//   part    a part of the path within the folder that all files of the collection lie in
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { type DocumentsNamed, mostNamed } from '../../domain/document-names.js';
import { PolysemeError } from '../../domain/errors.js';
import type { NamedDocuments } from '../document-names.js';

interface Fit {
  readonly id: number;
  readonly uri: string;
  readonly fileUri: string;
  /** The name fits the file, and so all its records. */
  readonly isFile: 0 | 1;
}

interface Pattern {
  readonly collectionId: number;
  readonly pattern: string;
  readonly from: number;
}

/** Names in one filter that are not whole. */
const mostParts = 5;

const escaped = (text: string): string => text.replace(/[\\%_]/gu, '\\$&');

function nameStatements(db: Database) {
  // apart, so that each reads an index
  const select =
    'SELECT id, uri, file_uri AS fileUri, file_uri = @name AS isFile FROM polyseme_document WHERE collection_id = @collectionId AND';
  const whole = db.prepare<{ readonly collectionId: number; readonly name: string }, Fit>(
    `${select} uri = @name UNION ${select} file_uri = @name UNION ${select} external_id = @name ORDER BY id`,
  );
  // two statements, each of which reads an index alone; `from`: the part of the path that is looked at begins there
  const filesAlike = db
    .prepare<Pattern, string>(
      `SELECT DISTINCT file_uri FROM polyseme_document
       WHERE collection_id = @collectionId AND substr(file_uri, @from) LIKE @pattern ESCAPE '\\' ORDER BY file_uri`,
    )
    .pluck();
  const urisAlike = db
    .prepare<Pattern, string>(
      `SELECT uri FROM polyseme_document
       WHERE collection_id = @collectionId AND substr(uri, @from) LIKE @pattern ESCAPE '\\' ORDER BY uri`,
    )
    .pluck();
  const ofFiles = db.prepare<[number, string], { readonly id: number; readonly fileUri: string }>(
    `SELECT d.id, d.file_uri AS fileUri FROM polyseme_document d
     WHERE d.collection_id = ? AND d.file_uri IN (SELECT value FROM json_each(?)) ORDER BY d.file_uri, d.id`,
  );
  const byUri = db.prepare<[number, string], { readonly id: number; readonly fileUri: string }>(
    'SELECT id, file_uri AS fileUri FROM polyseme_document WHERE collection_id = ? AND uri = ?',
  );

  const bounds = db
    .prepare<[number, string, string], [first: string | null, last: string | null]>(
      `SELECT min(file_uri), max(file_uri) FROM polyseme_document
       WHERE collection_id = ? AND file_uri >= ? AND file_uri < ?`,
    )
    .raw();
  const isSource = db
    .prepare<{ readonly collectionId: number; readonly name: string }, 0 | 1>(
      `SELECT EXISTS (SELECT 1 FROM polyseme_document WHERE collection_id = @collectionId AND file_uri = @name)
         OR EXISTS (SELECT 1 FROM polyseme_tracked WHERE name = @name)`,
    )
    .pluck();
  const filesLike = db
    .prepare<[number, number, string, number], string>(
      `SELECT DISTINCT file_uri FROM polyseme_document
       WHERE collection_id = ? AND substr(file_uri, ?) LIKE ? ESCAPE '\\' ORDER BY file_uri LIMIT ?`,
    )
    .pluck();

  return { whole, filesAlike, urisAlike, ofFiles, byUri, bounds, isSource, filesLike };
}

export function documentNameQueries(db: Database) {
  const { whole, filesAlike, urisAlike, ofFiles, byUri, bounds, isSource, filesLike } = nameStatements(db);

  /** What the first and the last path begin with, all between them do. Only whole paths of this machine share a folder. */
  function commonFolder(collectionId: number): string {
    const [first, last] = bounds.get(collectionId, '/', '0') ?? [null, null];
    if (first === null || last === null) return '';
    let length = 0;
    while (length < first.length && first[length] === last[length]) length++;
    return first.slice(0, first.lastIndexOf('/', first === last ? undefined : length - 1) + 1);
  }

  function alike(pattern: Pattern): Fit[] {
    const { collectionId } = pattern;
    const fileUris = new Set(filesAlike.all(pattern));
    const fits = ofFiles
      .all(collectionId, JSON.stringify([...fileUris]))
      .map(({ id, fileUri }): Fit => ({ id, uri: fileUri, fileUri, isFile: 1 }));
    const isOfFile = (uri: string): boolean =>
      fileUris.has(uri) || beforeMarks(uri).some((before) => fileUris.has(before));
    for (const uri of urisAlike.all(pattern)) {
      const document = isOfFile(uri) ? undefined : byUri.get(collectionId, uri);
      if (document && !fileUris.has(document.fileUri)) fits.push({ ...document, uri, isFile: 0 });
    }
    return fits;
  }

  /** Whole names are URIs and ids, names as they are shown, and paths of this machine below the database's folder. */
  function wholeFits(collectionId: number, names: readonly string[]): Fit[] {
    const folder = commonFolder(collectionId);
    const beside = `${path.dirname(path.resolve(db.name))}/`;
    const below = names.flatMap((name) => (name.startsWith(beside) ? [name.slice(beside.length)] : []));
    const shown = folder === '' ? [] : names.map((name) => folder + name);
    for (const name of [...names, ...below, ...shown]) {
      const fits = whole.all({ collectionId, name });
      if (fits.length > 0) return fits;
    }
    return [];
  }

  function findDocumentsNamed(collectionId: number, wanted: string): NamedDocuments {
    if (wanted === '') return namedBy(wanted, null, []);
    const names = spellingsOf(wanted);
    const exact = wholeFits(collectionId, names);
    if (exact.length > 0) return namedBy(wanted, 'whole', exact);
    // a record of a file or row of a table is meant: one with a longer id is another
    if (
      names.some((name) => beforeMarks(name).some((source) => isSource.get({ collectionId, name: source })))
    )
      return namedBy(wanted, null, []);
    for (const name of names) {
      const fits = alike({ collectionId, pattern: `%/${escaped(name)}`, from: 1 });
      if (fits.length > 0) return namedBy(wanted, 'end', fits);
    }
    const folder = commonFolder(collectionId);
    for (const name of names) {
      const fits = alike({ collectionId, pattern: `%${escaped(name)}%`, from: folder.length + 1 });
      if (fits.length > 0) return namedBy(wanted, 'part', fits);
    }
    return namedBy(wanted, null, []);
  }

  return {
    commonFolder,
    findDocumentsNamed,
    documentsOfNames: (collectionId: number, names: readonly string[]): Set<number> =>
      documentsOfNames(names, (name) => findDocumentsNamed(collectionId, name)),
    documentsNamed: (collectionId: number, name: string): number[] =>
      whole.all({ collectionId, name }).map(({ id }) => id),
    fileUrisLike: (collectionId: number, part: string, limit: number): string[] =>
      filesLike.all(collectionId, commonFolder(collectionId).length + 1, `%${escaped(part)}%`, limit),
  };
}

/** Documents that any of several names stands for. Each name that is not whole reads all names: a few at most. */
function documentsOfNames(names: readonly string[], find: (name: string) => NamedDocuments): Set<number> {
  const ids = new Set<number>();
  let numParts = 0;
  for (const name of names) {
    const { ids: these, named } = find(name);
    if (named.by !== 'whole' && ++numParts > mostParts) {
      throw new PolysemeError('invalid_input', `documents: more than ${mostParts} names are no whole names`, {
        cure: 'Give whole names or ids, as the list of documents shows them, or fewer names.',
      });
    }
    for (const id of these) ids.add(id);
  }
  return ids;
}

/** As it is, and as other systems write it: with backslashes, a dot before it, or accents apart from their letters. */
function spellingsOf(name: string): string[] {
  const slashes = name.replaceAll('\\', '/').replace(/^(?:\.\/)+/u, '');
  return [...new Set([name, slashes, slashes.normalize('NFC'), slashes.normalize('NFD')])].filter(
    (one) => one !== '',
  );
}

/** What stands before each `#` of a name. */
const beforeMarks = (name: string): string[] =>
  [...name.matchAll(/#/gu)].map(({ index }) => name.slice(0, index)).filter((one) => one !== '');

function namedBy(name: string, by: DocumentsNamed['by'], fits: readonly Fit[]): NamedDocuments {
  const uris = [...new Set(fits.map(({ uri, fileUri, isFile }) => (isFile ? fileUri : uri)))];
  const ids = fits.map(({ id }) => id);
  return {
    ids,
    named: { name, documents: ids.length, fits: uris.length, uris: uris.slice(0, mostNamed), by },
  };
}
