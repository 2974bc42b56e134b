// The collocates of a word's senses: the words that tell each sense from the others, with what was counted.
import type { SensesOptions } from '../../domain/senses.js';
import type {
  Collocate,
  CollocateSort,
  CollocatesOptions,
  SenseCollocates,
} from '../../domain/word-views.js';
import { rounded } from '../../search/lines.js';
import { keywordsOf, maxCountedLines, wordsBesideSenses } from '../beside.js';
import type { SenseContext } from '../sense-context.js';
import { type DescribedWord, describedWord } from '../word-senses.js';
import { viewOf } from './places.js';

/** A table also has what may be chance: its reader sees the figures. */
const leastZ = 0;

/** Throws as `senses` does. */
export async function senseCollocates(
  context: SenseContext,
  word: string,
  { sort = 'z', limit, offset = 0, ...options }: CollocatesOptions & SensesOptions = {},
): Promise<SenseCollocates> {
  const described = await describedWord(context, word, options);
  const collocates = await collocatesOf(described);
  const sorted = collocates.sort(orderOf(sort, described));
  return {
    ...viewOf(described),
    countedLines: Math.min(described.described.occurrences, maxCountedLines),
    total: sorted.length,
    collocates: sorted.slice(offset, limit === undefined ? undefined : offset + limit),
  };
}

async function collocatesOf({ context, assigned, described }: DescribedWord): Promise<Collocate[]> {
  const beside = await wordsBesideSenses(context, assigned);
  const labels = new Map(described.senses.map(({ id, label }) => [id, label]));
  return assigned.candidates.flatMap(({ id }, sense) =>
    keywordsOf(beside, sense, Number.MAX_SAFE_INTEGER, leastZ).map(({ lemma, count, others, z }) => ({
      ...{ sense: id, label: labels.get(id) ?? '', lemma },
      ...{ lines: count, otherLines: others, z: rounded(z) },
    })),
  );
}

type Order = (a: Collocate, b: Collocate) => number;

/** Equal ones: the most indicative first, then by word and sense. */
function orderOf(sort: NonNullable<CollocatesOptions['sort']>, { described }: DescribedWord): Order {
  const numbers = new Map(described.senses.map(({ id }, i) => [id, i]));
  const bySense: Order = (a, b) => (numbers.get(a.sense) ?? 0) - (numbers.get(b.sense) ?? 0);
  const byWord: Order = (a, b) => (a.lemma === b.lemma ? 0 : a.lemma < b.lemma ? -1 : 1);
  const orders: Readonly<Record<CollocateSort, Order>> = {
    z: (a, b) => b.z - a.z,
    sense: bySense,
    lemma: byWord,
    lines: (a, b) => b.lines - a.lines,
    otherLines: (a, b) => b.otherLines - a.otherLines,
  };
  const isTurned = sort.startsWith('-');
  const first = orders[sort.replace('-', '') as CollocateSort];
  return (a, b) => (isTurned ? first(b, a) : first(a, b)) || orders.z(a, b) || byWord(a, b) || bySense(a, b);
}
