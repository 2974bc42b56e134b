// What `import … from 'polyseme'` gives, by subject. Schemas and checks of domain/ stay inside: what a call takes is a
// type here. `npm run api` keeps the shape of all this in etc/polyseme.api.md.

// The two ways in

export type { OpenDatabase } from './polyseme/database.js';
export type { JobFailure, Jobs } from './polyseme/jobs.js';
export {
  type DisambiguationJobs,
  demoFolder,
  type IndexJobOptions,
  type IndexJobs,
  Polyseme,
  type PolysemeOptions,
} from './polyseme/polyseme.js';
export type { ReadableDatabase } from './polyseme/reading.js';
export type { SearchedTexts } from './polyseme/searched-texts.js';
export { type PluginOptions, polyseme } from './sql/plugin.js';

// Errors and defaults

export { defaultCollection, defaultContextWindow } from './domain/defaults.js';
export { type ErrorCode, PolysemeError } from './domain/errors.js';

// Texts, and folders and tables that hold them

export type { FollowedFolder, FollowOptions, WatchFoldersOptions } from './domain/folders.js';
export type {
  RowKey,
  SyncOptions,
  TrackedTable,
  TrackOptions,
  Watcher,
  WatchOptions,
} from './domain/tables.js';
export {
  type DocumentInfo,
  type DocumentOptions,
  type DocumentOrder,
  type DocumentsOptions,
  type DocumentText,
  type FileInfo,
  type ImportOptions,
  type IndexOptions,
  type Metadata,
  type PartOfSpeech,
  partsOfSpeech,
  type TokenPosition,
} from './domain/text.js';

// Words

export type {
  CountWordsOptions,
  FoundWord,
  ListedWord,
  WordSort,
  WordsFor,
  WordsForQuery,
  WordsOptions,
} from './domain/words.js';

// Searches

export type {
  Dispersion,
  DispersionQuery,
  DispersionRow,
  HistogramBin,
  ScoreHistogram,
  Stroke,
} from './domain/dispersion.js';
export type { DocumentsNamed } from './domain/document-names.js';
export type { Filters, MetadataFilter } from './domain/filters.js';
export type {
  Hit,
  LineInContext,
  NeighboursOptions,
  Query,
  QueryPart,
  SearchResult,
  Suggestion,
  TokenLine,
} from './domain/search.js';

// Senses of a word: listed, changed, assigned to lines, and viewed

export type {
  AssignedLine,
  AssignmentsOptions,
  DisambiguationOptions,
  DisambiguationProgress,
  DisambiguationReport,
  DisambiguationStatus,
  Evaluation,
  EvaluationRow,
  LabelRow,
} from './domain/disambiguation.js';
export type { LostLabel, LostLabelsOptions } from './domain/lost-labels.js';
export type {
  LineAnchor,
  LineWords,
  SenseChange,
  SenseEdit,
  SenseEditRecord,
  SenseSeed,
  UndoOptions,
} from './domain/sense-changes.js';
export {
  type ChoiceOfSenses,
  type InducedOptions,
  type Inventory,
  type InventoryOptions,
  inventories,
  type Sense,
  type SenseCount,
  type SenseCounts,
  type SenseCountsOptions,
  type SensesInText,
  type SensesOfLines,
  type SensesOptions,
  type SensesProgress,
  type SenseWord,
  type StretchOptions,
  type Substitute,
  type TokenSense,
  type WordInText,
  type WordSenses,
} from './domain/senses.js';
export type {
  AxisEnds,
  AxisOptions,
  ComparedSide,
  Comparison,
  NamedSense,
  PlacedLine,
  SenseReference,
  SenseShare,
  SenseShares,
  SharesOptions,
  ViewOfWord,
  WordMap,
  WordOnAxes,
} from './domain/word-views.js';

// Vectors made elsewhere

export {
  type AddVectorsOptions,
  type Metric,
  metrics,
  type NearestOptions,
  type VectorCollection,
  type VectorCollectionStats,
  type VectorHit,
  type VectorItem,
} from './domain/vectors.js';

// Reports, progress and upkeep

export type { PartKind, TextPart } from './domain/parts.js';
export type {
  AnnProgress,
  AnnState,
  AnnSyncOptions,
  BackgroundJob,
  BackupOptions,
  Compaction,
  CompactOptions,
  DownloadProgress,
  FileEncoding,
  IndexProgress,
  IndexReport,
  JobStatus,
  KindCount,
  Problem,
  RebuildOptions,
  Recall,
  RecallOptions,
  RecutOptions,
  SignalOptions,
  Stats,
  SyncIndexOptions,
  Verification,
} from './domain/reports.js';
