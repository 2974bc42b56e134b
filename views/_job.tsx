// A running indexing job: a notice on the search page, and in full on the collection page. Each reloads itself every
// second while the job runs.

import type { IndexReport, JobStatus } from '../src/domain/reports.js';
import { formatCount, formatSeconds, kindsOf, plural } from '../src/format/figures.js';
import { collectionAddress, jobAddresses } from './links.js';

export function isActive({ state }: JobStatus): boolean {
  return state === 'running' || state === 'cancelling';
}

/** One line, or nothing. */
export function JobNotice({ job }: { readonly job: JobStatus }) {
  if (!isActive(job)) return <div id="job-notice" />;
  return (
    <p id="job-notice" class="notice" hx-get={jobAddresses.notice} hx-trigger="every 1s" hx-swap="outerHTML">
      {job.phase === 'encoding' ? (
        <>
          Indexing: {percentDone(job)} done{leftOf(job)}. Search works on what is there already.{' '}
        </>
      ) : (
        <>All texts can be searched. Building the search index: {percentDone(job)} done. </>
      )}
      <a href={collectionAddress()}>Details</a>
    </p>
  );
}

export function JobPanel({ job }: { readonly job: JobStatus }) {
  if (job.state === 'idle') return <section id="job" />;
  const poll = isActive(job)
    ? { 'hx-get': jobAddresses.panel, 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML' }
    : {};
  return (
    <section id="job" class="job" aria-labelledby="job-title" {...poll}>
      <h2 id="job-title">{titleOf(job)}</h2>
      {isActive(job) && <Running job={job} />}
      {job.error && (
        <p role="alert">
          {job.error.message}. {job.error.cure}
        </p>
      )}
      {job.report && !isActive(job) && <Report job={job} />}
      {job.report && job.report.problems.length > 0 && <Problems job={job} />}
    </section>
  );
}

function titleOf({ state, phase }: JobStatus): string {
  if (state === 'cancelling') return 'Stopping';
  if (state === 'running') return phase === 'encoding' ? 'Adding texts' : 'Building the search index';
  return { idle: '', done: 'Added', cancelled: 'Stopped; what was added stays', failed: 'Adding failed' }[
    state
  ];
}

function Running({ job }: { readonly job: JobStatus }) {
  const { progress, ann, phase } = job;
  const [done, total] =
    phase === 'encoding'
      ? [progress?.bytesDone ?? 0, progress?.bytesTotal ?? 1]
      : [ann?.done ?? 0, ann?.total ?? 1];
  return (
    <>
      <progress max={Math.max(1, total)} value={done} aria-label="Progress" />
      <p>
        {percentDone(job)}
        {phase === 'encoding' && progress && (
          <>
            {' · '}
            {progress.filesDone} of {plural(progress.filesTotal, 'file')} · {plural(progress.words, 'word')} ·{' '}
            {plural(progress.wordsPerSecond, 'word')} a second{leftOf(job)}
          </>
        )}
        {phase === 'index' && ann && ` · ${formatCount(ann.done)} of ${plural(ann.total, 'word')}`}
      </p>
      {phase === 'encoding' && progress && <p class="muted">{progress.currentUri}</p>}
      {job.state === 'running' && (
        <form
          method="post"
          action={jobAddresses.cancel}
          hx-post={jobAddresses.cancel}
          hx-target="#job"
          hx-swap="outerHTML"
        >
          <button type="submit">Cancel</button>
        </form>
      )}
    </>
  );
}

function Report({ job }: { readonly job: JobStatus }) {
  if (!job.report) return null;
  const { added, changed, unchanged, recut, moved, removed, empty, leftOut, words, seconds } = job.report;
  return (
    <>
      <p>
        {plural(added, 'document')} added, {formatCount(changed)} changed, {formatCount(unchanged)} unchanged,{' '}
        {recut > 0 && `${formatCount(recut)} cut again by newer rules, `}
        {moved > 0 && `${formatCount(moved)} moved, `}
        {formatCount(removed)} removed{empty > 0 && `, ${formatCount(empty)} empty`}
        {leftOut > 0 && `, ${formatCount(leftOut)} left out`}; {plural(words, 'word')} in{' '}
        {formatSeconds(seconds)}. <a href={collectionAddress()}>Refresh the list</a>
      </p>
      <GoneFiles what="gone, and removed" uris={job.report.removedFiles} />
      <GoneFiles what="gone, but kept" uris={job.report.missingFiles} />
      <Encodings encodings={job.report.encodings} />
      {job.report.notRead.length > 0 && <p>Not read: {kindsOf(job.report.notRead)}.</p>}
    </>
  );
}

function GoneFiles({ what, uris }: { readonly what: string; readonly uris: readonly string[] }) {
  if (uris.length === 0) return null;
  return (
    <details>
      <summary>
        {plural(uris.length, 'file')} {what}
      </summary>
      <ul>
        {uris.slice(0, maxProblemsShown).map((uri) => (
          <li key={uri}>{uri}</li>
        ))}
      </ul>
      {uris.length > maxProblemsShown && <p>and {formatCount(uris.length - maxProblemsShown)} more</p>}
    </details>
  );
}

function Encodings({ encodings }: Pick<IndexReport, 'encodings'>) {
  if (encodings.length === 0) return null;
  return (
    <details>
      <summary>{plural(encodings.length, 'file')} in an encoding that was guessed or named</summary>
      <ul>
        {encodings.slice(0, maxProblemsShown).map(({ uri, encoding }) => (
          <li key={uri}>
            {uri}: {encoding}
          </li>
        ))}
      </ul>
      {encodings.length > maxProblemsShown && (
        <p>and {formatCount(encodings.length - maxProblemsShown)} more</p>
      )}
      <p class="muted">Where a guess is wrong, add the file again with its encoding.</p>
    </details>
  );
}

/** Of problems, and of files that are gone or in another encoding. */
const maxProblemsShown = 100;

function Problems({ job }: { readonly job: JobStatus }) {
  const problems = job.report?.problems ?? [];
  return (
    <>
      <h3>{plural(problems.length, 'problem')}</h3>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">File or record</th>
            <th scope="col">What is wrong</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {problems.slice(0, maxProblemsShown).map(({ uri, message, cure }) => (
            <tr key={`${uri} ${message}`}>
              <td>{uri}</td>
              <td>{message}</td>
              <td>{cure}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {problems.length > maxProblemsShown && (
        <p>and {formatCount(problems.length - maxProblemsShown)} more</p>
      )}
    </>
  );
}

function percentDone({ phase, progress, ann }: JobStatus): string {
  const [done, total] =
    phase === 'encoding'
      ? [progress?.bytesDone ?? 0, progress?.bytesTotal ?? 1]
      : [ann?.done ?? 0, ann?.total ?? 1];
  return `${Math.floor((100 * done) / Math.max(1, total))} %`;
}

function leftOf({ progress }: JobStatus): string {
  const seconds = progress?.secondsLeft;
  return seconds === null || seconds === undefined ? '' : ` · about ${formatSeconds(seconds)} left`;
}
