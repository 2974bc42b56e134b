// What the product should compute, written again in a few plain lines and sharing no code with it: onnxruntime and
// the tokenizer directly, float vectors, the whole line in one run, exact cosines, the ranking of ARCHITECTURE.md.
// Slow and short on purpose. A test and the regression benchmark compare the product with it.
import path from 'node:path';
import { AutoTokenizer, env } from '@xenova/transformers';
import onnxruntime from 'onnxruntime-node';

/** Opens a model folder. Returns functions that give unit vectors. */
export async function openReference(modelFolder) {
  env.localModelPath = path.dirname(modelFolder);
  env.allowRemoteModels = false;
  const tokenizer = await AutoTokenizer.from_pretrained(path.basename(modelFolder));
  const session = await onnxruntime.InferenceSession.create(
    path.join(modelFolder, 'onnx/model_quantized.onnx'),
    {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    },
  );
  const idsOf = (text) => tokenizer.encode(text, null, { add_special_tokens: false });

  /** Last-layer vectors of the pieces of texts that stand one after the other, as [text][piece][dim]. */
  async function pieceVectors(texts) {
    const parts = texts.map(idsOf);
    const ids = [101, ...parts.flat(), 102]; // [CLS] … [SEP]
    const tensor = (values) =>
      new onnxruntime.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
    const { last_hidden_state: hidden } = await session.run({
      input_ids: tensor(ids),
      attention_mask: tensor(ids.map(() => 1)),
      token_type_ids: tensor(ids.map(() => 0)),
    });
    const dim = hidden.dims[2];
    let at = 1;
    return parts.map((part) => part.map(() => Array.from(hidden.data.slice(at * dim, ++at * dim))));
  }

  return {
    /** The word at [start, end) in its line: mean of its pieces. */
    async occurrence(text, start, end) {
      const parts = await pieceVectors([text.slice(0, start), text.slice(start, end), text.slice(end)]);
      return unit(meanOf(parts[1]));
    },

    /**
     * A text as a query. pooling: `words`, the mean of the unit vectors of its words (what the product does);
     * `pieces`, the mean of all pieces; `head`, its first word alone.
     */
    async query(text, pooling = 'words') {
      const stretches = text.match(/[\p{L}\p{N}'’]+|[^\p{L}\p{N}'’]+/gu);
      const parts = await pieceVectors(stretches);
      const words = parts
        .filter((_, i) => /[\p{L}\p{N}]/u.test(stretches[i]))
        .map((pieces) => unit(meanOf(pieces)));
      if (pooling === 'head') return words[0];
      return unit(meanOf(pooling === 'words' ? words : parts.flat()));
    },
  };
}

/**
 * Order of `lines` (unit vectors of one word's occurrences) for a query, best first, as indices.
 * Without `steps` by cosine; with them centred, then smoothed over the 10 nearest among the best 200.
 */
export function rankLines(query, lines, { steps = true } = {}) {
  const byScore = (scores) => [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b);
  if (!steps) return byScore(lines.map((line) => dot(query, line)));
  const share = (0.5 * lines.length) / (lines.length + 10);
  const average = meanOf(lines);
  const centre = (vector) => unit(vector.map((value, i) => value - share * average[i]));
  const centred = lines.map(centre);
  const own = centred.map((line) => dot(centre(query), line));
  const order = byScore(own);
  const best = order.slice(0, 200);
  const smoothed = best.map((i) => {
    const others = best.filter((j) => j !== i);
    const nearness = others.map((j) => dot(centred[i], centred[j]));
    const nearest = byScore(nearness).slice(0, 10);
    if (nearest.length === 0) return own[i];
    return 0.3 * own[i] + (0.7 * sum(nearest.map((n) => own[others[n]]))) / nearest.length;
  });
  return [...byScore(smoothed).map((i) => best[i]), ...order.slice(200)];
}

/** query + like × mean of the liked − unlike × mean of the unliked. */
export function feedback(query, liked, unliked, like = 1, unlike = 0.5) {
  const towards = meanOf(liked);
  const away = meanOf(unliked);
  return unit(query.map((value, i) => value + like * towards[i] - unlike * away[i]));
}

/** Share of the first ten that are right: of fewer, when there are not ten. order: of truth values, best first. */
export function precisionAt10(order) {
  const possible = Math.min(10, order.filter(Boolean).length);
  return order.slice(0, 10).filter(Boolean).length / possible;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const dot = (a, b) => sum(a.map((value, i) => value * b[i]));
const unit = (vector) => {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
};
const meanOf = (vectors) =>
  vectors[0].map((_, i) => sum(vectors.map((vector) => vector[i])) / vectors.length);
