// What the browser fetches besides pages, under an address that changes with its content. The styles lie in one file
// per subject and are sent as one.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';

const folder = fileURLToPath(new URL('../../../views/assets/', import.meta.url));
const htmxFile = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js');

/** Later ones win over earlier ones. */
const subjects = [
  'base',
  'forms',
  'results',
  'concordance',
  'lists',
  'words',
  'senses',
  'charts',
  'document',
  'documents',
  'guide',
];
const styleFiles = subjects.map((name) => `css/${name}.css`);
const styles = styleFiles.map((name) => readFileSync(path.join(folder, name), 'utf8')).join('\n');

/** Stays the same as long as no asset changes. */
export const assetsVersion = [
  ...['icon.svg', 'states.js', 'keys.js', 'marks.js', 'drop.js', 'document.js'].map((name) =>
    path.join(folder, name),
  ),
  htmxFile,
]
  .reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256').update(styles))
  .digest('hex')
  .slice(0, 12);

const maxAgeSeconds = 31_536_000;

/** Everything below /assets; browsers keep it, since another version has another address. */
export function assets(app: Express): void {
  // the package may be in a hidden folder such as ~/.npm
  const cacheForever = {
    immutable: true,
    maxAge: maxAgeSeconds * 1000,
    index: false as const,
    dotfiles: 'allow' as const,
  };
  app.get('/assets/polyseme.css', (_request, response) => {
    response.set('Cache-Control', `public, max-age=${maxAgeSeconds}, immutable`).type('css').send(styles);
  });
  app.get('/assets/htmx.min.js', (_request, response) => response.sendFile(htmxFile, cacheForever));
  app.use('/assets', express.static(folder, cacheForever));
}
