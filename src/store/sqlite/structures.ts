// The structure of documents: pages, chapters, times, and the words of annotated corpora. Only texts that have any have a
// row; what is stored is read back as it was written.
import type { Database } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import {
  type AnnotatedWord,
  type PlaceOf,
  placesIn,
  stretchesAt,
  type TextPart,
  type TextStructure,
} from '../../domain/parts.js';
import type { SourceRecord } from '../../domain/text.js';
import type { AtPlaces } from '../rows.js';
import { insertSql } from './checksums.js';
import { atOneMoment } from './connection.js';

type PartRow = [kind: TextPart['kind'], start: number, end: number, label: string, level?: number];
type WordRow = [start: number, end: number, lemma: string | null, pos: AnnotatedWord['pos']];

interface StructureRow {
  readonly parts: string;
  readonly words: string | null;
}

/** Documents whose places are kept at hand. */
const documentsAtHand = 200;

export function structureQueries(db: Database) {
  const read = db.prepare<[number], StructureRow>(
    'SELECT parts, words FROM polyseme_structure WHERE document_id = ?',
  );
  const readAt = placeFinder(db);
  return {
    atPlaces: (
      collectionId: number,
      places: readonly string[],
      documents: ReadonlySet<number> | undefined,
    ): AtPlaces => atOneMoment(db, () => readAt(collectionId, places, documents)),
    structure(documentId: number): TextStructure | undefined {
      const row = read.get(documentId);
      return row && { parts: partsOf(row.parts), words: row.words === null ? null : wordsOf(row.words) };
    },
  };
}

function placeFinder(db: Database) {
  const all = db
    .prepare<[number], number>(
      `SELECT d.id FROM polyseme_document d JOIN polyseme_structure u ON u.document_id = d.id
       WHERE d.collection_id = ?`,
    )
    .pluck();
  const read = db
    .prepare<[number], string>('SELECT parts FROM polyseme_structure WHERE document_id = ?')
    .pluck();
  const sentences = db
    .prepare<
      { documentId: number; start: number; end: number },
      [id: number, firstTokenId: number, numTokens: number, passageStart: number, startChar: number]
    >(
      `SELECT s.id, s.first_token_id, s.num_tokens, p.start_char, p.start_char + s.start_char
       FROM polyseme_passage p JOIN polyseme_sentence s ON s.passage_id = p.id
       WHERE p.document_id = @documentId AND p.start_char + s.start_char < @end AND p.start_char + s.end_char > @start`,
    )
    .raw();
  const tokens = db
    .prepare<[number, number], [id: number, startChar: number]>(
      'SELECT id, start_char FROM polyseme_token WHERE id >= ? AND id < ?',
    )
    .raw();

  return (
    collectionId: number,
    places: readonly string[],
    documents: ReadonlySet<number> | undefined,
  ): AtPlaces => {
    const at = { tokens: new Set<number>(), sentences: new Set<number>() };
    for (const documentId of all.all(collectionId)) {
      if (documents && !documents.has(documentId)) continue;
      const parts = partsOf(read.get(documentId) as string);
      for (const { start, end } of places.flatMap((place) => stretchesAt(parts, place))) {
        for (const [id, first, count, passageStart, from] of sentences.all({ documentId, start, end })) {
          if (from >= start) at.sentences.add(id);
          for (const [tokenId, inPassage] of tokens.all(first, first + count)) {
            const place = passageStart + inPassage;
            if (place >= start && place < end) at.tokens.add(tokenId);
          }
        }
      }
    }
    return at;
  };
}

const partsOf = (json: string): TextPart[] =>
  (JSON.parse(json) as PartRow[]).map(([kind, start, end, label, level]) => ({
    ...{ kind, start, end, label },
    ...(level === undefined ? {} : { level }),
  }));

const wordsOf = (json: string): AnnotatedWord[] =>
  (JSON.parse(json) as WordRow[]).map(([start, end, lemma, pos]) => ({ start, end, lemma, pos }));

/** Writes, or deletes, the structure of a document, inside a transaction. */
export function structureWriter(db: Database) {
  const columns = ['document_id', 'parts', 'num_pages', 'words'];
  const write = db.prepare(`INSERT OR REPLACE ${insertSql(db, 'polyseme_structure', columns)}`);
  const remove = structureRemover(db);
  return (documentId: number, { parts = [], words }: SourceRecord): void => {
    if (parts.length === 0 && !words) return remove(documentId);
    write.run({
      document_id: documentId,
      parts: JSON.stringify(
        parts.map(({ kind, start, end, label, level }): PartRow => {
          return level === undefined ? [kind, start, end, label] : [kind, start, end, label, level];
        }),
      ),
      num_pages: parts.filter(({ kind }) => kind === 'page').length,
      words: words
        ? JSON.stringify(words.map(({ start, end, lemma, pos }): WordRow => [start, end, lemma, pos]))
        : null,
    });
  };
}

export function structureRemover(db: Database): (documentId: number) => void {
  const remove = db.prepare('DELETE FROM polyseme_structure WHERE document_id = ?');
  return (documentId) => void remove.run(documentId);
}

/**
 * Returns how places in a document are said; undefined for one without a structure. version: the row's checksum, which
 * tells whether what is at hand still holds; null for none.
 */
export function placeReader(
  db: Database,
): (documentId: number, version: number | null) => PlaceOf | undefined {
  const read = db
    .prepare<[number], string>('SELECT parts FROM polyseme_structure WHERE document_id = ?')
    .pluck();
  const atHand = new LRUCache<number, { readonly version: number; readonly places: PlaceOf }>({
    max: documentsAtHand,
  });
  return (documentId, version) => {
    if (version === null) return undefined;
    const before = atHand.get(documentId);
    if (before?.version === version) return before.places;
    const json = read.get(documentId);
    if (json === undefined) return undefined;
    const places = placesIn(partsOf(json));
    atHand.set(documentId, { version, places });
    return places;
  };
}
