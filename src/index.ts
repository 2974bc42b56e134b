// What `import … from 'polyseme'` gives.
export type * from './domain.js';
export { type ErrorCode, PolysemeError } from './errors.js';
export { type PluginOptions, polyseme } from './plugin.js';
export {
  type AssignmentsOptions,
  type AxisOptions,
  type DisambiguationOptions,
  type DisambiguationProgress,
  type DisambiguationReport,
  type DocumentText,
  defaultCollection,
  defaultContextWindow,
  demoFolder,
  type Evaluation,
  type IndexOptions,
  type NeighboursOptions,
  Polyseme,
  type PolysemeOptions,
  type SensesOptions,
  type SyncOptions,
} from './polyseme.js';
