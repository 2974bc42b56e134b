// The collection: what is indexed and how large it is, adding, removing, and what is running.
import type { AnnState, Stats } from '../src/domain/reports.js';
import type { TrackedTable } from '../src/domain/tables.js';
import type { Metric, VectorCollectionStats } from '../src/domain/vectors.js';
import { formatBytes, formatCount, plural } from '../src/format/format.js';
import type { JobStatus } from '../src/polyseme/index-job.js';
import type { FileInfo } from '../src/polyseme/polyseme.js';
import { JobPanel } from './_job.js';

export interface CollectionPageData {
  readonly collection: string;
  readonly collections: readonly string[];
  /** Null when the collection does not exist yet. */
  readonly stats: Stats | null;
  /** Tables of the database whose rows are kept in this collection. */
  readonly tracked: readonly TrackedRow[];
  /** Collections of vectors that were made elsewhere. */
  readonly vectors: readonly VectorCollectionStats[];
  readonly files: readonly FileInfo[];
  readonly filesFrom: number;
  readonly filesTotal: number;
  /** False when there is none of any name. */
  readonly hasFiles: boolean;
  readonly match: string;
  readonly job: JobStatus;
  /** Folders whose files may be added by path. */
  readonly allowed: readonly string[];
  readonly maxUploadBytes: number;
}

/** A tracked table, and what is indexed of it. */
interface TrackedRow extends TrackedTable {
  readonly indexed: FileInfo | undefined;
}

/** Whether its changes are about to be indexed. */
export const isWaiting = ({ fault, pending }: TrackedTable): boolean => fault === null && pending > 0;

export const filesPerPage = 200;

export function CollectionPage(data: CollectionPageData) {
  const { stats, collection, collections, job } = data;
  return (
    <>
      <h1>Collection{collection === 'default' ? '' : ` “${collection}”`}</h1>
      {collections.length > 1 && (
        <p>
          {collections.map((name, i) => (
            <span key={name}>
              {i > 0 && ' · '}
              <a
                href={`/collection?collection=${encodeURIComponent(name)}`}
                aria-current={name === collection ? 'page' : undefined}
              >
                {name}
              </a>
            </span>
          ))}
        </p>
      )}
      <JobPanel job={job} />
      {stats && stats.documents > 0 ? (
        <Sizes stats={stats} />
      ) : (
        <p class="lead">Nothing is indexed yet. Add texts below.</p>
      )}
      <Tables tracked={data.tracked} collection={collection} />
      <Add {...data} />
      {data.hasFiles && <Files {...data} />}
      {data.vectors.length > 0 && <Vectors vectors={data.vectors} />}
    </>
  );
}

/** what: of what it is an index. */
function indexWords(bytes: number, state: AnnState, what: 'word' | 'vector'): string {
  const words = {
    fresh: 'up to date',
    stale: `behind; new ${what}s are compared one by one until it is built again`,
    missing:
      bytes === 0 ? `not built; every ${what} is compared instead` : 'saved; the first search loads it',
    building: 'being built; search works meanwhile',
  };
  return `${formatBytes(bytes)}, ${words[state]}`;
}

function Sizes({ stats }: { readonly stats: Stats }) {
  return (
    <dl class="figures">
      <Figure name="Documents">{formatCount(stats.documents)}</Figure>
      <Figure name="Sentences">{formatCount(stats.sentences)}</Figure>
      <Figure name="Words">{formatCount(stats.words)}</Figure>
      <Figure name="Occurrences with a vector">
        {formatCount(stats.tokens)} · {plural(stats.lemmas, 'lemma')}
      </Figure>
      <Figure name="On disk">
        {formatBytes(stats.fileBytes)}, {formatCount(stats.bytesPerToken)} bytes an occurrence
      </Figure>
      <Figure name="Search index">{indexWords(stats.annBytes, stats.annState, 'word')}</Figure>
      <Figure name="Model">{stats.model}</Figure>
    </dl>
  );
}

function Figure(props: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** What a program's own tables have in the collection; asks for itself again while changes wait. */
export function Tables(props: { readonly tracked: readonly TrackedRow[]; readonly collection: string }) {
  const { tracked, collection } = props;
  if (tracked.length === 0) return <section id="tables" />;
  const address = `/tables?${new URLSearchParams({ collection })}`;
  const poll = tracked.some(isWaiting)
    ? { 'hx-get': address, 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML' }
    : {};
  return (
    <section id="tables" aria-labelledby="tables-title" {...poll}>
      <h2 id="tables-title">Tracked tables</h2>
      <p class="muted">What changes in them, by whatever program, is indexed within a second or so.</p>
      <table class="list">
        <caption class="unseen">Tracked tables</caption>
        <thead>
          <tr>
            <th scope="col">Table</th>
            <th scope="col" class="figure">
              Rows indexed
            </th>
            <th scope="col" class="figure">
              Rows waiting
            </th>
            <th scope="col">
              <span class="unseen">Stop tracking</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tracked.map(({ id, name, table, text, metadata, pending, fault, indexed }) => (
            <tr key={id}>
              <td>
                {indexed ? (
                  <a href={`/documents?${new URLSearchParams({ match: name, collection })}`}>
                    {table ?? name}
                  </a>
                ) : (
                  (table ?? name)
                )}
                {table !== null && table !== name && <span class="muted"> tracked as {name}</span>}
                <span class="folder">
                  {' '}
                  {text.join(', ')}
                  {metadata.length > 0 && `; to filter by: ${metadata.join(', ')}`}
                </span>
                {fault !== null && <p role="alert">{fault}</p>}
              </td>
              <td class="figure">{formatCount(indexed?.documents ?? 0)}</td>
              <td class="figure">{formatCount(pending)}</td>
              <td>
                <a
                  href={`/untrack?${new URLSearchParams({ table: table ?? name })}`}
                  aria-label={`Stop tracking ${table ?? name}`}
                >
                  Stop tracking
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function UntrackPage(props: { readonly tracked: TrackedTable; readonly numDocuments: number }) {
  const { tracked, numDocuments } = props;
  return (
    <>
      <h1>Stop tracking {tracked.table ?? tracked.name}?</h1>
      <p>
        {numDocuments === 0
          ? 'Nothing of it is indexed yet.'
          : `${plural(numDocuments, 'row')} will not be found any more.`}{' '}
        {tracked.table !== null && 'The table itself stays as it is.'}
      </p>
      <form method="post" action="/untrack">
        <input type="hidden" name="table" value={tracked.table ?? tracked.name} />
        <button type="submit" class="danger">
          Stop tracking
        </button>{' '}
        <a href={`/collection?collection=${encodeURIComponent(tracked.collection)}`}>Keep</a>
      </form>
    </>
  );
}

function Vectors({ vectors }: { readonly vectors: readonly VectorCollectionStats[] }) {
  return (
    <section aria-labelledby="vectors-title">
      <h2 id="vectors-title">Vectors made elsewhere</h2>
      <p class="muted">
        Searched from a program: <code>nearest</code> of the library, <code>polyseme_nearest</code> in SQL,{' '}
        <code>POST /api/vectors/NAME/nearest</code>.
      </p>
      <table class="list">
        <caption class="unseen">Collections of vectors made elsewhere</caption>
        <thead>
          <tr>
            <th scope="col">Collection</th>
            <th scope="col" class="figure">
              Vectors
            </th>
            <th scope="col">Search index</th>
          </tr>
        </thead>
        <tbody>
          {vectors.map(({ id, name, vectors: count, dim, metric, storage, annBytes, annState }) => (
            <tr key={id}>
              <td>
                {name}{' '}
                <span class="folder">
                  {plural(dim, 'component')}, {metricWords[metric]}, {storage}
                </span>
              </td>
              <td class="figure">{formatCount(count)}</td>
              <td>{indexWords(annBytes, annState, 'vector')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const metricWords: Record<Metric, string> = {
  cosine: 'cosine',
  ip: 'inner product',
  l2: 'Euclidean distance',
};

function Add({ collection, allowed, maxUploadBytes }: CollectionPageData) {
  const columns = (
    <>
      <div class="field">
        <label>
          Text column of a .csv <input name="textColumn" placeholder="text" autocomplete="off" />
        </label>
      </div>
      <div class="field">
        <label>
          Id column <input name="idColumn" placeholder="id" autocomplete="off" />
        </label>
      </div>
    </>
  );
  return (
    <section aria-labelledby="add-title">
      <h2 id="add-title">Add texts</h2>
      <p class="muted">UTF-8 .txt, .md, .jsonl or .csv. The same file again is not encoded again.</p>
      <form method="post" action="/upload" enctype="multipart/form-data" class="add">
        <input type="hidden" name="collection" value={collection} />
        <div class="fields">
          <div class="field">
            <label for="files">
              Files (choose or drop them here; up to {formatBytes(maxUploadBytes)} each)
            </label>
            <input id="files" name="files" type="file" multiple required accept=".txt,.md,.jsonl,.csv" />
          </div>
          {columns}
          <button type="submit">Add files</button>
        </div>
      </form>
      {allowed.length > 0 ? (
        <form method="post" action="/add" class="add">
          <input type="hidden" name="collection" value={collection} />
          <div class="fields">
            <div class="field">
              <label for="path">File, folder or glob below {allowed.join(' or ')}</label>
              <input id="path" name="path" required autocomplete="off" spellcheck={false} />
            </div>
            {columns}
            <button type="submit">Add path</button>
          </div>
        </form>
      ) : (
        <p class="muted">
          To add folders by path, start with <code>polyseme serve --allow FOLDER</code>.
        </p>
      )}
    </section>
  );
}

function nameOf({ fileUri }: FileInfo): string {
  return fileUri.split('/').at(-1) as string;
}

function Files({ files, filesFrom, filesTotal, match, collection }: CollectionPageData) {
  const inCollection = `collection=${encodeURIComponent(collection)}`;
  const page = (from: number): string =>
    `/collection?${new URLSearchParams({ match, from: String(from), collection })}`;
  return (
    <section aria-labelledby="files-title">
      <h2 id="files-title">Files</h2>
      <div class="summary">
        <form action="/collection" class="inline" role="search" aria-label="Find a file">
          <input type="hidden" name="collection" value={collection} />
          <label for="match">Name contains</label>{' '}
          <input id="match" name="match" type="search" value={match} /> <button type="submit">Show</button>
        </form>
        <p class="export">
          Export: <a href={`/documents.csv?${inCollection}`}>CSV</a>{' '}
          <a href={`/documents.json?${inCollection}`}>JSON</a>
        </p>
      </div>
      {files.length === 0 ? (
        <p>
          No file has “{match}” in its name. <a href={`/collection?${inCollection}`}>Show all</a>
        </p>
      ) : (
        <table class="list">
          <caption class="unseen">Files</caption>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" class="figure">
                Documents
              </th>
              <th scope="col" class="figure">
                Words
              </th>
              <th scope="col">Added</th>
              <th scope="col">
                <span class="unseen">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {files.map((file) => (
              <tr key={file.fileUri}>
                <td>
                  {file.documents === 1 ? (
                    <a href={`/documents/${file.firstDocumentId}?${inCollection}`}>{nameOf(file)}</a>
                  ) : (
                    <a href={`/documents?${new URLSearchParams({ match: file.fileUri, collection })}`}>
                      {nameOf(file)}
                    </a>
                  )}{' '}
                  <span class="folder">{file.fileUri.slice(0, -nameOf(file).length)}</span>
                </td>
                <td class="figure">{formatCount(file.documents)}</td>
                <td class="figure">{formatCount(file.numWords)}</td>
                <td>
                  <time dateTime={file.addedAt}>{file.addedAt.slice(0, 10)}</time>
                </td>
                <td>
                  <a
                    href={`/remove?${new URLSearchParams({ name: file.fileUri, collection })}`}
                    aria-label={`Remove ${file.fileUri}`}
                  >
                    Remove
                  </a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {filesTotal > filesPerPage && (
        <nav class="pager" aria-label="More files">
          {filesFrom > 0 && <a href={page(Math.max(0, filesFrom - filesPerPage))}>Previous {filesPerPage}</a>}
          {filesFrom + files.length < filesTotal && (
            <a href={page(filesFrom + filesPerPage)}>Next {filesPerPage}</a>
          )}
        </nav>
      )}
    </section>
  );
}
