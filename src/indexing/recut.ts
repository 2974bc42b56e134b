// Cuts documents again that an earlier version has cut into words: from the stored text, one document after the other, so
// that it can be stopped at any time and goes on where it was.
import { PolysemeError } from '../domain/errors.js';
import type { IndexReport, RecutOptions } from '../domain/reports.js';
import type { Collection } from '../store/store.js';
import { rulesVersion } from '../text/rules.js';
import { type IngestContext, runIngest } from './process.js';
import { joinReports, nothingDone } from './report.js';

/** Up to so many characters are cut in this process; for more, another is started. */
const charsInThisProcess = 32_000;

/**
 * Cuts the documents of these collections again where that is due; what cannot be done, since a collection was made with
 * another model, is listed in the report. Throws `cancelled`, `busy`, `data` or `model`.
 */
export async function recutCollections(
  context: IngestContext,
  collections: readonly Collection[],
  { signal, onProgress }: RecutOptions,
): Promise<IndexReport> {
  let total = nothingDone;
  for (const { id, name } of collections) {
    const { documents, chars } = await context.store.earlierDocuments(id, rulesVersion);
    if (documents === 0) continue;
    const into = { collection: name, signal, onProgress };
    try {
      const report = await runIngest(context, 'earlier documents', into, {
        isSmall: chars <= charsInThisProcess,
      });
      total = joinReports(total, report);
    } catch (cause) {
      if (!(cause instanceof PolysemeError && cause.code === 'conflict')) throw cause;
      const { message, cure } = cause;
      total = { ...total, problems: [...total.problems, { uri: name, message, cure }] };
    }
  }
  return total;
}
