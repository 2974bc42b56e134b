// The checksum of a passage over all that was computed of it: its text, sentences and tokens, with their vectors. It is made
// of what is to be written, not of what is read back; only a passage that is cut again in place is read for it.
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { type EncodedPassage, partsOfSpeech } from '../../domain/text.js';

/** A passage as it is covered: rows of its sentences and tokens, then the vectors of both in the same order. */
interface PassageRows {
  readonly passage: readonly [
    id: number,
    documentId: number,
    text: string,
    numWords: number,
    sha256: Uint8Array,
  ];
  readonly sentences: readonly (readonly [
    id: number,
    start: number,
    end: number,
    firstTokenId: number,
    numTokens: number,
    scale: number,
  ])[];
  readonly tokens: readonly (readonly [
    id: number,
    documentId: number,
    sentenceId: number,
    lemma: string,
    form: string,
    pos: number,
    start: number,
    scale: number,
  ])[];
  readonly vectors: readonly Uint8Array[] | readonly Int8Array[];
}

function checksumOf({ passage, sentences, tokens, vectors }: PassageRows): Buffer {
  const [id, documentId, text, numWords, sha256] = passage;
  const scales: number[] = [];
  // written out, which takes a quarter of the time of JSON
  let rows = `${id} ${documentId} ${numWords}\n`;
  for (const [id, start, end, first, count, scale] of sentences) {
    rows += `${id} ${start} ${end} ${first} ${count}\n`;
    scales.push(scale);
  }
  for (const [id, document, sentence, lemma, form, pos, start, scale] of tokens) {
    rows += `${id} ${document} ${sentence} ${pos} ${start} ${lemma} ${form}\n`;
    scales.push(scale);
  }
  const hash = createHash('sha1').update(rows).update(text).update(sha256).update(new Float64Array(scales));
  for (const vector of vectors) hash.update(vector);
  return hash.digest();
}

/** Where a passage was written. */
export interface WrittenPassage {
  readonly id: number;
  readonly documentId: number;
  /** Of its sentences, in order. */
  readonly sentenceIds: readonly number[];
  /** The first of its tokens; the others follow it. */
  readonly firstTokenId: number;
}

/** The checksum of a passage that is being written. */
export function passageChecksum(at: WrittenPassage, encoded: EncodedPassage): Buffer {
  const { id, documentId, sentenceIds, firstTokenId } = at;
  const { text, numWords, sha256, tokenVectors, sentenceVectors } = encoded;
  let tokenId = firstTokenId;
  const sentences: PassageRows['sentences'][number][] = [];
  const tokens: PassageRows['tokens'][number][] = [];
  for (const [s, { startChar, endChar, tokens: own }] of encoded.sentences.entries()) {
    const sentenceId = sentenceIds[s] as number;
    const { scale } = sentenceVectors[s] as EncodedPassage['sentenceVectors'][number];
    sentences.push([sentenceId, startChar, endChar, tokenId, own.length, scale]);
    for (const { lemma, form, pos, startChar: start } of own) {
      const vector = tokenVectors[tokenId - firstTokenId] as EncodedPassage['tokenVectors'][number];
      const number = partsOfSpeech.indexOf(pos);
      tokens.push([tokenId++, documentId, sentenceId, lemma, form, number, start, vector.scale]);
    }
  }
  const vectors = [...sentenceVectors, ...tokenVectors].map(({ codes }) => codes);
  return checksumOf({ passage: [id, documentId, text, numWords, sha256], sentences, tokens, vectors });
}

/** Returns a function that computes the checksum of a passage as it is stored; undefined when it is gone. */
export function storedChecksum(db: Database): (passageId: number) => Buffer | undefined {
  const passages = db
    .prepare<[number], PassageRows['passage']>(
      'SELECT id, document_id, text, num_words, sha256 FROM polyseme_passage WHERE id = ?',
    )
    .raw();
  const sentences = db
    .prepare<[number], [...PassageRows['sentences'][number], Buffer]>(
      `SELECT id, start_char, end_char, first_token_id, num_tokens, scale, vector FROM polyseme_sentence
       WHERE passage_id = ? ORDER BY id`,
    )
    .raw();
  const tokens = db
    .prepare<[number, number], [...PassageRows['tokens'][number], Buffer]>(
      `SELECT t.id, t.document_id, t.sentence_id, l.lemma, f.form, t.pos, t.start_char, t.scale, t.vector
       FROM polyseme_token t JOIN polyseme_form f ON f.id = t.form_id JOIN polyseme_lemma l ON l.id = t.lemma_id
       WHERE t.id >= ? AND t.id < ? ORDER BY t.id`,
    )
    .raw();

  return (passageId) => {
    const passage = passages.get(passageId);
    if (!passage) return undefined;
    const sentenceRows = sentences.all(passageId);
    const tokenRows = sentenceRows.flatMap(([, , , first, count]) => tokens.all(first, first + count));
    const rows = [...sentenceRows, ...tokenRows];
    return checksumOf({
      passage,
      sentences: sentenceRows.map((row) => row.slice(0, -1) as unknown as PassageRows['sentences'][number]),
      tokens: tokenRows.map((row) => row.slice(0, -1) as unknown as PassageRows['tokens'][number]),
      vectors: rows.map((row) => row.at(-1) as Buffer),
    });
  };
}

/** Returns a function that gives a stored passage the checksum of what it holds. */
export function passageSealer(db: Database): (passageId: number) => void {
  const checksum = storedChecksum(db);
  const write = checksumWriter(db);
  return (passageId) => {
    const computed = checksum(passageId);
    if (computed) write(passageId, computed);
  };
}

export function checksumWriter(db: Database): (passageId: number, checksum: Buffer) => void {
  const write = db.prepare('UPDATE polyseme_passage SET checksum = ? WHERE id = ?');
  return (passageId, checksum) => void write.run(checksum, passageId);
}
