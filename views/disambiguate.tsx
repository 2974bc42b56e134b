// Senses of the whole collection: start, progress, cancel, and the table to download.

import type { DisambiguationStatus } from '../src/domain/disambiguation.js';
import { type Inventory, inventories } from '../src/domain/senses.js';
import { formatCount, formatSeconds, plural } from '../src/format/figures.js';
import { assignmentsAddress, disambiguateAddress, disambiguationAddresses } from './links.js';

export interface DisambiguatePageData {
  readonly job: DisambiguationStatus;
  readonly inventory: Inventory;
  readonly collection: string;
}

const names: Readonly<Record<Inventory, string>> = {
  everyday: 'the everyday dictionary',
  wordnet: 'WordNet 3.1',
  induced: 'induced from the texts',
  mine: 'your own senses',
};

export function DisambiguatePage({ job, inventory, collection }: DisambiguatePageData) {
  return (
    <>
      <h1>Disambiguate all words</h1>
      <p class="lead">
        Every occurrence gets its most probable sense, with a confidence from 0 to 1. What has its sense
        already keeps it; only new texts, and words whose senses you changed, are looked at again.
      </p>
      <form method="post" action={disambiguateAddress()} class="search">
        <input type="hidden" name="collection" value={collection} />
        <div class="fields">
          <div class="field">
            <label for="inventory">Senses from</label>
            <select id="inventory" name="inventory">
              {inventories.map((name) => (
                <option key={name} value={name} selected={name === inventory}>
                  {names[name]}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="words">Words, or empty for all</label>
            <input id="words" name="words" placeholder="bank, plant" autocomplete="off" />
          </div>
          <button type="submit">Disambiguate</button>
        </div>
      </form>
      <DisambiguationPanel job={job} />
      <h2>Take the table away</h2>
      <ul>
        {inventories.map((name) => (
          <li key={name}>
            {names[name]}:{' '}
            {(['csv', 'tsv', 'jsonl'] as const).map((format) => (
              <>
                <a key={format} href={assignmentsAddress(format, { inventory: name, collection })}>
                  {format.toUpperCase()}
                  <span class="unseen"> with senses from {names[name]}</span>
                </a>{' '}
              </>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Reloads itself every second while the job runs. */
export function DisambiguationPanel({ job }: { readonly job: DisambiguationStatus }) {
  const { state, report, error } = job;
  if (state === 'idle') return <section id="disambiguation" />;
  const isActive = state === 'running' || state === 'cancelling';
  const poll = isActive
    ? { 'hx-get': disambiguationAddresses.panel, 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML' }
    : {};
  const title = {
    running: 'Disambiguating',
    cancelling: 'Stopping',
    done: 'Done',
    cancelled: 'Stopped; what is done stays',
    failed: 'It failed',
  }[state];
  return (
    <section id="disambiguation" class="job" aria-labelledby="disambiguation-title" {...poll}>
      <h2 id="disambiguation-title">{title}</h2>
      {isActive && <Running job={job} />}
      {error && (
        <p role="alert">
          {error.message}. {error.cure}
        </p>
      )}
      {report && (
        <p>
          {plural(report.words, 'word')} done, {formatCount(report.wordsUnchanged)} unchanged;{' '}
          {plural(report.tokens, 'occurrence')} in {formatSeconds(report.seconds)}.
        </p>
      )}
    </section>
  );
}

function Running({ job: { state, progress } }: { readonly job: DisambiguationStatus }) {
  return (
    <>
      <progress
        max={Math.max(1, progress?.tokensTotal ?? 1)}
        value={progress?.tokens ?? 0}
        aria-label="Progress"
      />
      {progress && (
        <p>
          {Math.floor((100 * progress.tokens) / Math.max(1, progress.tokensTotal))} % ·{' '}
          {formatCount(progress.wordsDone)} of {plural(progress.wordsTotal, 'word')}
          {progress.secondsLeft !== null && ` · about ${formatSeconds(progress.secondsLeft)} left`}
        </p>
      )}
      {state === 'running' && (
        <form
          method="post"
          action={disambiguationAddresses.cancel}
          hx-post={disambiguationAddresses.cancel}
          hx-target="#disambiguation"
          hx-swap="outerHTML"
        >
          <button type="submit">Cancel</button>
        </form>
      )}
    </>
  );
}
