// What `import … from 'polyseme'` gives.

export { type ErrorCode, PolysemeError } from './domain/errors.js';
export type * from './domain/filters.js';
export type * from './domain/reports.js';
export type * from './domain/search.js';
export type * from './domain/senses.js';
export { inventories } from './domain/senses.js';
export type * from './domain/tables.js';
export type * from './domain/text.js';
export { partsOfSpeech } from './domain/text.js';
export type * from './domain/vectors.js';
export { metrics } from './domain/vectors.js';
export type * from './domain/word-views.js';
export {
  type AddVectorsOptions,
  type AnnProgress,
  type AnnSyncOptions,
  type AssignmentsOptions,
  type AxisOptions,
  type BackupOptions,
  type Compaction,
  type DisambiguationJobs,
  type DisambiguationOptions,
  type DisambiguationProgress,
  type DisambiguationReport,
  type DisambiguationStatus,
  type DocumentText,
  type DownloadProgress,
  defaultCollection,
  defaultContextWindow,
  demoFolder,
  type Evaluation,
  type EvaluationRow,
  type FileInfo,
  type IndexJobs,
  type IndexOptions,
  type JobStatus,
  type LabelRow,
  type LineInContext,
  type NearestOptions,
  type NeighboursOptions,
  Polyseme,
  type PolysemeOptions,
  type Recall,
  type RecallOptions,
  type SensesOptions,
  type SyncOptions,
  type TokenPosition,
  type Verification,
  type Watcher,
  type WatchOptions,
} from './polyseme/polyseme.js';
export { type PluginOptions, polyseme } from './sql/plugin.js';
