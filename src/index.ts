// What `import … from 'polyseme'` gives.
export type * from './domain.js';
export { type ErrorCode, PolysemeError } from './errors.js';
export { type PluginOptions, polyseme } from './plugin.js';
export {
  type AddVectorsOptions,
  type AnnSyncOptions,
  type AssignmentsOptions,
  type AxisOptions,
  type BackupOptions,
  type Compaction,
  type DisambiguationOptions,
  type DisambiguationProgress,
  type DisambiguationReport,
  type DocumentText,
  defaultCollection,
  defaultContextWindow,
  demoFolder,
  type Evaluation,
  type IndexOptions,
  type NearestOptions,
  type NeighboursOptions,
  Polyseme,
  type PolysemeOptions,
  type Recall,
  type RecallOptions,
  type SensesOptions,
  type SyncOptions,
  type Verification,
} from './polyseme.js';
