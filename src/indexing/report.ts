// Reports of several runs as one.
import type { IndexReport, KindCount } from '../domain/reports.js';

/** Of a run that had nothing to do. */
export const nothingDone: IndexReport = {
  ...{ added: 0, changed: 0, unchanged: 0, recut: 0, removed: 0, moved: 0 },
  ...{ passagesEncoded: 0, passagesReused: 0, empty: 0, leftOut: 0, words: 0, seconds: 0 },
  ...{ removedFiles: [], missingFiles: [], encodings: [], notRead: [], problems: [] },
};

type Count = { [K in keyof IndexReport]: IndexReport[K] extends number ? K : never }[keyof IndexReport];

/** Of two runs, one after the other. */
export function joinReports(a: IndexReport, b: IndexReport): IndexReport {
  const sum = (key: Count): number => a[key] + b[key];
  return {
    ...{ added: sum('added'), changed: sum('changed'), unchanged: sum('unchanged'), recut: sum('recut') },
    ...{ removed: sum('removed'), moved: sum('moved'), empty: sum('empty'), leftOut: sum('leftOut') },
    ...{ passagesEncoded: sum('passagesEncoded'), passagesReused: sum('passagesReused') },
    ...{ words: sum('words'), seconds: sum('seconds') },
    removedFiles: [...a.removedFiles, ...b.removedFiles],
    missingFiles: [...a.missingFiles, ...b.missingFiles],
    encodings: [...a.encodings, ...b.encodings],
    notRead: joinCounts(a.notRead, b.notRead),
    problems: [...a.problems, ...b.problems],
  };
}

/** The most frequent kinds first. */
export function joinCounts(...lists: readonly (readonly KindCount[])[]): KindCount[] {
  const counts = new Map<string, number>();
  for (const { kind, files } of lists.flat()) counts.set(kind, (counts.get(kind) ?? 0) + files);
  return [...counts]
    .map(([kind, files]) => ({ kind, files }))
    .sort((a, b) => b.files - a.files || (a.kind < b.kind ? -1 : 1));
}
