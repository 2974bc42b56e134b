// The frame around every page: head, the same header with the search form, footer with the colours.
import type { ComponentChildren } from 'preact';
import { Keys } from './_keys.js';
import { SearchForm, type SearchFormData } from './_search-form.js';
import {
  assetAddress,
  collectionAddress,
  documentListAddress,
  helpAddress,
  homeAddress,
  newSearchAddress,
  themeAddress,
  wordListAddress,
} from './links.js';

export type Theme = 'system' | 'light' | 'dark';

export interface Frame {
  readonly title: string;
  readonly theme: Theme;
  /** The page's own address, for forms that come back to it. */
  readonly address: string;
  readonly current: 'search' | 'words' | 'documents' | 'collection' | 'help' | 'none';
  /** Version of the assets, so that new ones are not served from an old cache. */
  readonly version: string;
  /** Seconds between reloads of the page where there is no script. */
  readonly refreshSeconds?: number | undefined;
  /** What stands in the header's search form. */
  readonly search: SearchFormData;
  /** Files can be dropped on it. */
  readonly takesFiles?: boolean;
  readonly children: ComponentChildren;
}

const pages: readonly (readonly [Frame['current'], string, (collection?: string) => string])[] = [
  ['search', 'Search', (collection) => newSearchAddress({ collection })],
  ['words', 'Words', (collection) => wordListAddress({ collection })],
  ['documents', 'Documents', (collection) => documentListAddress({ collection })],
  ['collection', 'Collection', (collection) => collectionAddress({ collection })],
  ['help', 'Help', (collection) => helpAddress(undefined, collection)],
];

/** The frame of every page, in one piece, as its HTML reads. */
export function Layout(frame: Frame) {
  const { title, theme, address, current, version, search, children } = frame;
  return (
    <html lang="en" data-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme === 'system' ? 'light dark' : theme} />
        <meta name="htmx-config" content='{"includeIndicatorCSS":false,"history":"reload"}' />
        <title>{title}</title>
        <link rel="icon" href={assetAddress('icon.svg', version)} type="image/svg+xml" />
        <link rel="stylesheet" href={assetAddress('polyseme.css', version)} />
        {frame.refreshSeconds && (
          <noscript>
            <meta http-equiv="refresh" content={String(frame.refreshSeconds)} />
          </noscript>
        )}
        <script src={assetAddress('htmx.min.js', version)} defer />
        <script src={assetAddress('states.js', version)} defer />
        <script src={assetAddress('keys.js', version)} defer />
        {(current === 'collection' || frame.takesFiles) && (
          <script src={assetAddress('drop.js', version)} defer />
        )}
        {current === 'documents' && <script src={assetAddress('document.js', version)} defer />}
        {current === 'words' && <script src={assetAddress('marks.js', version)} defer />}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="top">
          <a class="name" href={homeAddress}>
            Polyseme
          </a>
          <SearchForm {...search} />
          <nav aria-label="Pages">
            {pages.map(([name, label, addressIn]) => (
              <a
                key={name}
                class={`to-${name}`}
                href={addressIn(search.state.collection || undefined)}
                aria-current={name === current ? 'page' : undefined}
              >
                {label}
              </a>
            ))}
          </nav>
        </header>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <footer class="bottom">
          <form method="post" action={themeAddress} class="theme">
            <input type="hidden" name="back" value={address} />
            <span id="theme-label">Colours:</span>{' '}
            <span role="group" aria-labelledby="theme-label">
              {(['system', 'light', 'dark'] as const).map((name) => (
                <button key={name} type="submit" name="theme" value={name} aria-pressed={theme === name}>
                  {name}
                </button>
              ))}
            </span>
          </form>
          <p class="keys-hint">
            Press <kbd>?</kbd> for the keys.
          </p>
          <p>Everything stays on this machine.</p>
        </footer>
        <dialog id="keys" aria-labelledby="keys-title">
          <h2 id="keys-title">Keys</h2>
          <Keys />
          <p>
            <a href={helpAddress('keys')}>Help</a>
          </p>
          <form method="dialog">
            <button type="submit">Close</button>
          </form>
        </dialog>
      </body>
    </html>
  );
}
