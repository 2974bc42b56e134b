// The frame around every page: head, header with the search box, footer with the colours.
import type { ComponentChildren } from 'preact';
import { assetAddress, collectionAddress, homeAddress, themeAddress, wordListAddress } from './links.js';

export type Theme = 'system' | 'light' | 'dark';

export interface Frame {
  readonly title: string;
  readonly theme: Theme;
  /** The page's own address, for forms that come back to it. */
  readonly address: string;
  readonly current: 'search' | 'words' | 'collection' | 'document' | 'none';
  /** Version of the assets, so that new ones are not served from an old cache. */
  readonly version: string;
  /** Seconds between reloads of the page where there is no script. */
  readonly refreshSeconds?: number | undefined;
  /** The header's search box; the search page has its own form. */
  readonly hasSearchBox?: boolean;
  readonly children: ComponentChildren;
}

/** The frame of every page, in one piece, as its HTML reads. */
export function Layout(frame: Frame) {
  const { title, theme, address, current, version, children } = frame;
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
        <script src={assetAddress('keys.js', version)} defer />
        {current === 'collection' && <script src={assetAddress('drop.js', version)} defer />}
        {current === 'document' && <script src={assetAddress('document.js', version)} defer />}
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
          {frame.hasSearchBox !== false && (
            <form class="box" action={homeAddress} role="search" aria-label="Search a word">
              <label class="unseen" for="box">
                Word
              </label>
              <input id="box" name="word" type="search" placeholder="word" autocomplete="off" />
              <button type="submit">Search</button>
            </form>
          )}
          <nav aria-label="Pages">
            <PageLink href={homeAddress} isCurrent={current === 'search'}>
              Search
            </PageLink>
            <PageLink href={wordListAddress()} isCurrent={current === 'words'}>
              Words
            </PageLink>
            <PageLink href={collectionAddress()} isCurrent={current === 'collection'}>
              Collection
            </PageLink>
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
          <dl>
            {keys.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <form method="dialog">
            <button type="submit">Close</button>
          </form>
        </dialog>
      </body>
    </html>
  );
}

const keys: readonly (readonly [string, string])[] = [
  ['/', 'go to the search box'],
  ['j', 'next line'],
  ['k', 'line before'],
  ['m', 'more like this line'],
  ['n', 'not like this line'],
  ['Enter', 'show its context'],
  ['d', 'open its document'],
  ['n, p', 'in a document: next occurrence, or the one before'],
  ['← →', 'in a document with its senses: next word, or the one before'],
  ['?', 'list these keys'],
];

function PageLink(props: { href: string; isCurrent: boolean; children: ComponentChildren }) {
  return (
    <a href={props.href} aria-current={props.isCurrent ? 'page' : undefined}>
      {props.children}
    </a>
  );
}
