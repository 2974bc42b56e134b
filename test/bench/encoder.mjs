// Our encoder against the plain loop that one would write with transformers.js: the same model, the same text.
import path from 'node:path';
import { env, pipeline } from '@xenova/transformers';
import { openEncoder } from '../../dist/src/encoder/encoder.js';
import { resolveModel } from '../../dist/src/encoder/model-files.js';
import { alternate, novelText, root, secondsOf } from './measure.mjs';
import { cutPassages, encodeAll } from './passages.mjs';

export const name = 'encoder';

const contextWindow = 96;
const rounds = 3;

export async function run(report) {
  const encoder = await openEncoder(await resolveModel(), { workers: 2 });
  env.localModelPath = path.join(root, 'data/models');
  env.allowRemoteModels = false;
  const extract = await pipeline('feature-extraction', 'sense-minilm', { quantized: true });
  try {
    const passages = cutPassages(encoder, novelText('almayers-folly.txt'), contextWindow);
    const sentences = passages.flatMap(({ text, sentences }) =>
      sentences.map(({ startChar, endChar }) => text.slice(startChar, endChar)),
    );
    const pieces = sentences.reduce((sum, sentence) => sum + encoder.countPieces(sentence), 0);
    const seconds = await alternate(
      {
        ours: () => secondsOf(() => encodeAll(encoder, passages, contextWindow)),
        plain: () =>
          secondsOf(async () => {
            for (const sentence of sentences) await extract(sentence);
          }),
      },
      rounds,
    );
    report.add('polyseme, 2 workers', pieces / seconds.ours, { unit: 'pieces/s', digits: 0 });
    report.add('transformers.js, one sentence at a time', pieces / seconds.plain, {
      unit: 'pieces/s',
      digits: 0,
    });
    report.add('ratio', seconds.plain / seconds.ours, { unit: '×', goal: ['>=', 3] });
    report.note(
      `${pieces} pieces in ${sentences.length} sentences, ${passages.length} passages; ${rounds} rounds`,
    );
  } finally {
    await extract.dispose();
  }
}
