// The senses of all ambiguous words of a stretch of text, fast enough for a page that is read: no word's other lines are
// looked at, unless the user has senses of their own for it.
import { assignSenses } from '../analysis/assign.js';
import { rowLengths, scoreDictionary } from '../analysis/score.js';
import { addTo } from '../domain/groups.js';
import {
  defaultDictionary,
  type SensesInText,
  type StretchOptions,
  type WordInText,
} from '../domain/senses.js';
import { everydaySenses } from '../lexicon/everyday.js';
import { rounded } from '../search/lines.js';
import type { TokenInStretch } from '../store/store.js';
import { encodeDescriptions, encodedSenses, posVotes, wordsToEncode } from './dictionary.js';
import { assignWord, dictionaryOptions, meantWord } from './inventory.js';
import type { EncodedSense, SenseContext } from './sense-context.js';

const mostChars = 20_000;

type Senses = SensesInText['senses'] extends ReadonlyMap<string, infer S> ? S : never;
/** The sense of each token of a word. */
interface WordSenses extends Senses {
  readonly words: readonly WordInText[];
}

/** Throws `model`. */
export async function sensesInText(
  context: SenseContext,
  documentId: number,
  { from = 0, to = from + mostChars, waits = true }: StretchOptions,
): Promise<SensesInText> {
  const { store, collection } = context;
  const tokens = await store.tokensInStretch(documentId, from, Math.min(to, from + mostChars));
  const byLemma = new Map<string, TokenInStretch[]>();
  for (const token of tokens) addTo(byLemma, token.lemma, token);
  const edited = new Set(await store.editedWords(collection.id));
  const own = [...byLemma.keys()].filter((lemma) => edited.has(lemma));
  const ambiguous = [...byLemma.keys()].filter(
    (lemma) => !edited.has(lemma) && everydaySenses(lemma).length > 1,
  );
  const { encoded } = context.cache;
  const unread = ambiguous.filter((lemma) => !encoded.has(lemma));
  const unready = await wordsToEncode(context, defaultDictionary, unread);
  if (waits && unready.size > 0) await encodeDescriptions(context, defaultDictionary, unready);
  const ready = waits ? ambiguous : ambiguous.filter((lemma) => !unready.has(lemma));
  const words: WordInText[] = [];
  const senses = new Map<string, Senses>();
  const add = (lemma: string, { words: more, ...of }: WordSenses): void => {
    senses.set(lemma, of);
    words.push(...more);
  };
  for (const lemma of own) add(lemma, await byOwnSenses(context, lemma, byLemma.get(lemma) ?? []));
  for (const [lemma, ofWord] of await byDictionary(context, ready, byLemma)) add(lemma, ofWord);
  return { words: words.sort((a, b) => a.start - b.start), senses, waiting: waits ? 0 : unready.size };
}

const placeOf = ({ tokenId, start, end, lemma }: TokenInStretch) => ({ tokenId, start, end, lemma });

/** By all lines of the word, as its own page shows them. */
async function byOwnSenses(
  context: SenseContext,
  lemma: string,
  tokens: readonly TokenInStretch[],
): Promise<WordSenses> {
  const meant = await meantWord(context, lemma);
  const inventory = meant.inventory === 'mine' ? 'mine' : defaultDictionary;
  const { occurrences, candidates, assignment } = await assignWord(context, { ...meant, inventory });
  const rowOf = new Map(Array.from(occurrences.tokenIds, (id, row) => [id, row]));
  const words = tokens.flatMap((token): WordInText[] => {
    const row = rowOf.get(token.tokenId);
    if (row === undefined) return [];
    const sense = assignment.senses[row] as number;
    const confidence = rounded(assignment.confidences[row] as number);
    return [{ ...placeOf(token), sense, confidence, by: 'mine' }];
  });
  return { inventory, senses: candidates.map(({ id, label, gloss }) => ({ id, label, gloss })), words };
}

/** As last assigned; other tokens by what the dictionary says of their own vectors. */
async function byDictionary(
  context: SenseContext,
  lemmas: readonly string[],
  byLemma: ReadonlyMap<string, readonly TokenInStretch[]>,
): Promise<Map<string, WordSenses>> {
  const { store, collection } = context;
  const ids = lemmas.flatMap((lemma) => (byLemma.get(lemma) ?? []).map(({ tokenId }) => tokenId));
  const assigned = await store.assignmentsOfTokens(ids, defaultDictionary);
  const { ids: read, codes } = await store.tokenVectors(ids, collection.dim);
  const rowOf = new Map(read.map((id, row) => [id, row]));
  const all = new Map<string, WordSenses>();
  for (const lemma of lemmas) {
    const senses = await sensesOf(context, lemma);
    const words = (byLemma.get(lemma) ?? []).flatMap((token): WordInText[] => {
      const last = assigned.get(token.tokenId);
      const sense = senses.findIndex(({ candidate: { id } }) => id === last?.sense);
      if (last && (sense >= 0 || last.sense === ''))
        return [{ ...placeOf(token), sense, confidence: rounded(last.confidence), by: 'assigned' }];
      const row = rowOf.get(token.tokenId);
      if (row === undefined) return [];
      const vector = codes.subarray(row * collection.dim, (row + 1) * collection.dim);
      return [{ ...placeOf(token), ...senseOfLine(vector, token.pos, senses), by: 'line' }];
    });
    const described = senses.map(({ candidate: { id, label, gloss } }) => ({ id, label, gloss }));
    all.set(lemma, { inventory: defaultDictionary, senses: described, words });
  }
  return all;
}

async function sensesOf(context: SenseContext, lemma: string): Promise<readonly EncodedSense[]> {
  const { encoded } = context.cache;
  const senses = encoded.get(lemma) ?? (await encodedSenses(context, defaultDictionary, lemma));
  encoded.set(lemma, senses);
  return senses;
}

/** Without its nearest lines, which would have to be sought among all of the word. */
function senseOfLine(
  codes: Int8Array,
  pos: number,
  senses: readonly EncodedSense[],
): Pick<WordInText, 'sense' | 'confidence'> {
  const dim = codes.length;
  const norms = rowLengths(codes, dim);
  const line = { dim, codes, norms, sentenceCodes: new Int8Array(dim), sentenceNorms: norms };
  const scores = scoreDictionary(
    line,
    senses.map(({ vectors }) => vectors),
    { usesRank: true },
  );
  const votes = posVotes(senses, Uint8Array.of(pos));
  const options = { ...dictionaryOptions(defaultDictionary), votes };
  const assignment = assignSenses(line, scores, senses.length, options);
  return { sense: assignment.senses[0] as number, confidence: rounded(assignment.confidences[0] as number) };
}
