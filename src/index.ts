// What `import … from 'polyseme'` gives.
export type * from './domain.js';
export { type ErrorCode, PolysemeError } from './errors.js';
export {
  type DocumentText,
  defaultCollection,
  defaultContextWindow,
  demoFolder,
  type IndexOptions,
  Polyseme,
  type PolysemeOptions,
} from './polyseme.js';
