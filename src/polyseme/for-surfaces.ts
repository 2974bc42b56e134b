// What surfaces need besides the class, so that they import no room below this one.
import { fileURLToPath } from 'node:url';

export { defaultCollection } from '../domain/defaults.js';
export { shippedModel } from '../encoder/model-files.js';
export { refuseUnknownEncoding } from '../import/codecs.js';
export { isAllowedPath } from '../import/files.js';
export { existingFolder, isFolder } from '../import/folders.js';
export { readLabels } from '../import/labels.js';
export { bytesOf, codesOf, dequantise, floatsOf, quantise } from '../math/vector.js';
export { asStoreError, type Database, databaseFrom, readingDatabase } from '../store/open.js';
export {
  type Changes,
  type FollowedFolders,
  followedFolders,
  hasChanged,
  type WatchedFolder,
} from './followed-folders.js';
export type { DisambiguationJobs, IndexJobOptions, IndexJobs } from './jobs.js';
export type { PolysemeOptions } from './options.js';

/** The texts that come with the project. */
export const demoFolder = fileURLToPath(new URL('../../../data/corpora/demo', import.meta.url));
