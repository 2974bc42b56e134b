// Search: by word, by meaning, by example, by what sentences are about; and single vectors.
import { throwIfCancelled } from '../../domain/cancel.js';
import { custom, list, whole, words } from '../../domain/check.js';
import { dispersionParameters, dispersionSchema } from '../../domain/dispersion.js';
import { PolysemeError } from '../../domain/errors.js';
import { signalSchema } from '../../domain/reports.js';
import {
  collectionName,
  type Hit,
  neighboursParameters,
  neighboursSchema,
  queryParameters,
  querySchema,
} from '../../domain/search.js';
import { dot, normalise } from '../../math/vector.js';
import { dispersionOf } from '../../search/dispersion.js';
import { eachHit } from '../../search/each-hit.js';
import { rounded } from '../../search/lines.js';
import { nearestOccurrences } from '../../search/neighbours.js';
import { parseText, readQuery } from '../../search/query.js';
import { vectorOfLine } from '../../search/query-vectors.js';
import { search as runSearch } from '../../search/search.js';
import type { Session } from '../session.js';
import { operation } from './operation.js';
import { tokenId } from './texts.js';

const collection = collectionName().optional();

const textOrVector = custom<string | Float32Array>(
  (value) => typeof value === 'string' || value instanceof Float32Array,
  '% is neither a text nor a Float32Array',
  'Give a text, or a vector as encode makes one.',
).meta({ type: 'text' });

const isLine = (value: unknown): boolean =>
  Number.isSafeInteger((value as Partial<Hit> | null | undefined)?.sentenceId);

export const search = operation({
  name: 'search',
  does: 'Find lines by meaning.',
  takes: { query: querySchema, options: signalSchema },
  parameters: queryParameters,
  async run(session, { query, options: { signal } }) {
    throwIfCancelled(signal);
    const checked = readQuery(query);
    const result = await runSearch(await session.textsOf(query.collection), checked);
    throwIfCancelled(signal);
    return result;
  },
});

export const hits = operation({
  name: 'hits',
  does: 'Iterate over all lines that a query finds, in their order.',
  takes: {
    query: querySchema.extend({ limit: whole(1, Number.MAX_SAFE_INTEGER).optional() }),
    options: signalSchema,
  },
  parameters: queryParameters,
  async *run(session, { query, options: { signal } }): AsyncGenerator<Hit> {
    throwIfCancelled(signal);
    const { limit, ...rest } = query;
    const context = await session.textsOf(query.collection);
    // a sample is one of the lines that are shown
    const fold = query.thin !== undefined;
    const checked = { ...readQuery({ fold, ...rest }), limit: limit ?? Number.POSITIVE_INFINITY };
    yield* eachHit(context, checked, signal);
  },
});

export const dispersion = operation({
  name: 'dispersion',
  does: 'Tell how the lines of a query are spread over scores and documents.',
  takes: { query: dispersionSchema, options: signalSchema },
  parameters: dispersionParameters,
  async run(session, { query, options: { signal } }) {
    throwIfCancelled(signal);
    const spread = await dispersionOf(await session.textsOf(query.collection), query);
    throwIfCancelled(signal);
    return spread;
  },
});

export const neighbours = operation({
  name: 'neighbours',
  does: 'Find the occurrences, of any word, nearest to one.',
  takes: { tokenId, options: neighboursSchema },
  parameters: { tokenId, ...neighboursParameters },
  async run(session, { tokenId: id, options }) {
    return nearestOccurrences(await session.textsOf(options.collection), id, options);
  },
});

export const vectorOf = operation({
  name: 'vectorOf',
  does: 'Return the vector of an occurrence.',
  takes: { tokenId, collection },
  async run(session, { tokenId: id, collection: from }) {
    const { store, collection: of } = await session.textsOf(from);
    return vectorOfLine(store, of, id);
  },
});

export const keysOf = operation({
  name: 'keysOf',
  does: 'Return the keys of the rows that lines stand in.',
  takes: {
    lines: list(
      custom<Pick<Hit, 'sentenceId'>>(isLine, '% is not a line', 'Give hits of a search.'),
    ).describe('hits of a search'),
  },
  run: (session, { lines }) => session.store.keysOfSentences(lines.map(({ sentenceId }) => sentenceId)),
});

export const encode = operation({
  name: 'encode',
  does: 'Encode a text as a vector.',
  takes: { text: words().describe('a text, with its word in [brackets] or without') },
  run: (session, { text }) => encodeText(session, text, 'text'),
});

export const similarity = operation({
  name: 'similarity',
  does: 'Compare two texts, or two vectors, by their cosine.',
  takes: { one: textOrVector.describe('a text'), other: textOrVector.describe('another text') },
  async run(session, { one, other }) {
    const [a, b] = await Promise.all([vectorFrom(session, one, 'one'), vectorFrom(session, other, 'other')]);
    if (a.length === b.length) return rounded(dot(a, b));
    throw new PolysemeError(
      'invalid_input',
      `similarity: the vectors have ${a.length} and ${b.length} components`,
      { cure: 'Compare vectors of one model.' },
    );
  },
});

async function encodeText({ texts }: Session, text: string, argument: string): Promise<Float32Array> {
  const parsed = parseText(text);
  return typeof parsed === 'string'
    ? texts.ofDescription(parsed, argument)
    : texts.ofExample(parsed, argument);
}

const vectorFrom = async (
  session: Session,
  value: string | Float32Array,
  argument: string,
): Promise<Float32Array> =>
  typeof value === 'string' ? encodeText(session, value, argument) : normalise(value.slice());
