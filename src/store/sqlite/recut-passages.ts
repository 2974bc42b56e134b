// Passages that newer rules cut into the same sentences and tokens: these keep their ids and vectors, and get other forms,
// lemmas and parts of speech. Where a passage is replaced, the senses that its tokens had go to those in their place.
import type { Database } from 'better-sqlite3';
import { type EncodedPassage, partsOfSpeech, type Token, tokensOf } from '../../domain/text.js';
import { checksumSql } from './checksums.js';
import { passageSealer } from './passage-checksums.js';
import type { TokenCounts } from './token-counts.js';

interface TokenRow {
  readonly id: number;
  readonly lemmaId: number;
  readonly formId: number;
  readonly pos: number;
  readonly startChar: number;
}

/** All inside a transaction. */
export function passageRecutter(db: Database) {
  const storedTokens = tokensOfPassage(db);
  const update = db.prepare(
    'UPDATE polyseme_passage SET ordinal = ?, start_char = ?, sha256 = ?, num_words = ? WHERE id = ?',
  );
  const updateToken = db.prepare(
    'UPDATE polyseme_token SET lemma_id = ?, form_id = ?, pos = ? WHERE lemma_id = ? AND id = ?',
  );
  const seal = passageSealer(db);
  const fold = db.prepare(
    `UPDATE polyseme_form SET folded = @folded, checksum = ${checksumSql(db, 'polyseme_form', { folded: '@folded' })}
     WHERE id = @formId AND folded <> @folded`,
  );

  function recutToken(before: TokenRow, token: Token, counts: TokenCounts): void {
    const lemmaId = counts.lemmaId(token.lemma);
    const formId = counts.formId(lemmaId, token);
    const pos = partsOfSpeech.indexOf(token.pos);
    fold.run({ folded: token.folded, formId });
    if (lemmaId === before.lemmaId && formId === before.formId && pos === before.pos) return;
    updateToken.run(lemmaId, formId, pos, before.lemmaId, before.id);
    counts.count(before.lemmaId, before.formId, -1);
    counts.count(lemmaId, formId, 1);
  }

  return (passageId: number, ordinal: number, passage: EncodedPassage, counts: TokenCounts): void => {
    const { startChar, sha256, numWords } = passage;
    update.run(ordinal, startChar, sha256, numWords, passageId);
    const tokens = tokensOf(passage);
    storedTokens.all(passageId).forEach((before, i) => {
      recutToken(before, tokens[i] as Token, counts);
    });
    seal(passageId);
  };
}

/** In the order of the text. */
const tokensOfPassage = (db: Database) =>
  db.prepare<[number], TokenRow>(
    `SELECT t.id, t.lemma_id AS lemmaId, t.form_id AS formId, t.pos, t.start_char AS startChar
     FROM polyseme_sentence s JOIN polyseme_token t ON t.id >= s.first_token_id AND t.id < s.first_token_id + s.num_tokens
     WHERE s.passage_id = ? ORDER BY t.id`,
  );

/** Returns a function that gives the senses of a passage's tokens to those that stand there now. */
export function assignmentMover(db: Database) {
  const storedTokens = tokensOfPassage(db);
  const move = db.prepare(
    `UPDATE OR REPLACE polyseme_assignment SET token_id = @to, checksum =
       ${checksumSql(db, 'polyseme_assignment', { token_id: '@to' })} WHERE token_id = @from`,
  );
  return (from: number, to: number): void => {
    const before = new Map(storedTokens.all(from).map(({ id, startChar }) => [startChar, id]));
    for (const { id, startChar } of storedTokens.all(to)) {
      const earlier = before.get(startChar);
      if (earlier !== undefined) move.run({ to: id, from: earlier });
    }
  };
}
