// What the browser fetches besides pages, under an address that changes with its content.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const assetsFolder = fileURLToPath(new URL('../../../views/assets/', import.meta.url));
export const htmxFile = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js');

const files = [...readdirSync(assetsFolder).map((name) => path.join(assetsFolder, name)), htmxFile];

/** The same as long as no asset changes. */
export const assetsVersion = files
  .reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256'))
  .digest('hex')
  .slice(0, 12);
