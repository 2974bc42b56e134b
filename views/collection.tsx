// The collection: what is indexed and how large it is, adding, removing, and what is running.
import { useContext } from 'preact/hooks';
import type { JobStatus, Stats } from '../src/domain/reports.js';
import type { FileInfo } from '../src/domain/text.js';
import type { Metric, VectorCollectionStats } from '../src/domain/vectors.js';
import { formatBytes, formatCount, plural } from '../src/format/figures.js';
import type { WatchedFolder } from '../src/polyseme/polyseme.js';
import { AddDemo, AddFiles } from './_add.js';
import { CollectionFolder, useDocumentName } from './_document-name.js';
import { Followed } from './_followed.js';
import { JobPanel } from './_job.js';
import { type DiskSizes, indexWords, OnDisk } from './_on-disk.js';
import { ReadingFields } from './_reading-fields.js';
import { Tables, type TrackedRow } from './_tracked.js';
import {
  collectionAddress,
  collectionForms,
  documentAddress,
  documentListAddress,
  documentsExportAddress,
  removeAddress,
} from './links.js';

export interface CollectionPageData {
  readonly collection: string;
  readonly collections: readonly string[];
  /** Null when the collection does not exist yet. */
  readonly stats: Stats | null;
  /** Tables of the database whose rows are kept in this collection. */
  readonly tracked: readonly TrackedRow[];
  /** Folders that are kept in this collection. */
  readonly watched: readonly WatchedFolder[];
  /** Collections of vectors made elsewhere. */
  readonly vectors: readonly VectorCollectionStats[];
  readonly files: readonly FileInfo[];
  readonly offset: number;
  readonly filesTotal: number;
  /** False when there is no collection at all. */
  readonly hasFiles: boolean;
  readonly match: string;
  readonly job: JobStatus;
  /** Folders whose files may be added by path. */
  readonly allowed: readonly string[];
  readonly maxUploadBytes: number;
  /** Null for a database in memory. */
  readonly sizes: DiskSizes | null;
  /** Name of the database, for commands. */
  readonly file: string;
}

export const filesPerPage = 200;

export function CollectionPage(data: CollectionPageData) {
  const { stats, collection, collections, job } = data;
  return (
    <>
      <div class="summary">
        <h1>Collection{collection === 'default' ? '' : ` “${collection}”`}</h1>
        {data.hasFiles && (
          <p class="export">
            Export: <a href={documentsExportAddress('csv', { collection })}>CSV</a>{' '}
            <a href={documentsExportAddress('json', { collection })}>JSON</a>
          </p>
        )}
      </div>
      {collections.length > 1 && (
        <p>
          {collections.map((name, i) => (
            <span key={name}>
              {i > 0 && ' · '}
              <a
                href={collectionAddress({ collection: name })}
                aria-current={name === collection ? 'page' : undefined}
              >
                {name}
              </a>
            </span>
          ))}
        </p>
      )}
      <JobPanel job={job} />
      {stats && stats.documents > 0 ? <Counts stats={stats} /> : <NothingHere {...data} />}
      <Tables tracked={data.tracked} collection={collection} />
      <Followed watched={data.watched} collection={collection} allowed={data.allowed} />
      <Add {...data} />
      {data.hasFiles && <Files {...data} />}
      {stats && stats.documents > 0 && <OnDisk sizes={data.sizes} file={data.file} stats={stats} />}
      {data.vectors.length > 0 && <Vectors vectors={data.vectors} />}
    </>
  );
}

function NothingHere({ collection, collections }: CollectionPageData) {
  if (collections.length === 0 || collections.includes(collection)) {
    return (
      <div class="begin">
        <p class="lead">Nothing is indexed yet. Add texts below, or begin with the demo.</p>
        <AddDemo collection={collection} />
      </div>
    );
  }
  return (
    <p class="lead">
      There is no collection “{collection}” yet: it is made when texts are added below. There{' '}
      {collections.length === 1 ? 'is' : 'are'}{' '}
      {collections.map((name, i) => (
        <span key={name}>
          {i > 0 && ', '}
          <a href={collectionAddress({ collection: name })}>{name}</a>
        </span>
      ))}
      .
    </p>
  );
}

function Counts({ stats }: { readonly stats: Stats }) {
  return (
    <dl class="figures">
      <Figure name="Documents">{formatCount(stats.documents)}</Figure>
      <Figure name="Sentences">{formatCount(stats.sentences)}</Figure>
      <Figure name="Words">{formatCount(stats.words)}</Figure>
      <Figure name="Occurrences with a vector">
        {formatCount(stats.tokens)} · {plural(stats.lemmas, 'lemma')}
      </Figure>
      <Figure name="Model">{stats.model}</Figure>
      {stats.earlierDocuments > 0 && (
        <Figure name="Being cut into words again">
          {plural(stats.earlierDocuments, 'document')} of an earlier version
        </Figure>
      )}
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
              <td>
                {formatBytes(annBytes)}, {indexWords(annState, 'vector')}
              </td>
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
  return (
    <section aria-labelledby="add-title">
      <h2 id="add-title">Add texts</h2>
      <AddFiles collection={collection} maxUploadBytes={maxUploadBytes} />
      {allowed.length > 0 ? (
        <form method="post" action={collectionForms.add} class="add">
          <input type="hidden" name="collection" value={collection} />
          <div class="fields">
            <div class="field">
              <label for="path">File, folder or glob below {allowed.join(' or ')}</label>
              <input id="path" name="path" required autocomplete="off" spellcheck={false} />
            </div>
            <ReadingFields />
            <div class="field">
              <label>
                <input type="checkbox" name="keepMissing" value="1" /> Keep files that are gone from the
                folder
              </label>
              <label>
                <input type="checkbox" name="removeMissing" value="1" /> Remove them, however many they are
              </label>
            </div>
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

function Files({ files, offset, filesTotal, match, collection }: CollectionPageData) {
  const page = (start: number): string => collectionAddress({ match, offset: start, collection });
  const folder = useContext(CollectionFolder);
  return (
    <section aria-labelledby="files-title">
      <h2 id="files-title">Files</h2>
      {folder !== '' && <p class="muted">in {folder}</p>}
      <div class="summary">
        <form action={collectionAddress()} class="inline" role="search" aria-label="Find a file">
          <input type="hidden" name="collection" value={collection} />
          <label for="match">Name contains</label>{' '}
          <input id="match" name="match" type="search" value={match} /> <button type="submit">Show</button>
        </form>
      </div>
      {files.length === 0 ? (
        <p>
          No file has “{match}” in its name. <a href={collectionAddress({ collection })}>Show all</a>
        </p>
      ) : (
        <FileTable files={files} collection={collection} />
      )}
      {filesTotal > filesPerPage && (
        <nav class="pager" aria-label="More files">
          {offset > 0 && <a href={page(Math.max(0, offset - filesPerPage))}>Previous {filesPerPage}</a>}
          {offset + files.length < filesTotal && (
            <a href={page(offset + filesPerPage)}>Next {filesPerPage}</a>
          )}
        </nav>
      )}
    </section>
  );
}

function FileTable({ files, collection }: Pick<CollectionPageData, 'files' | 'collection'>) {
  const nameIn = useDocumentName();
  return (
    <table class="list">
      <caption class="unseen">Files</caption>
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col" class="figure">
            Documents
          </th>
          <th scope="col" class="figure detail">
            Pages
          </th>
          <th scope="col" class="figure detail">
            Sentences
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
            <td title={file.fileUri}>
              <a
                href={
                  file.documents === 1
                    ? documentAddress(file.firstDocumentId, { collection })
                    : documentListAddress({ match: file.fileUri, collection })
                }
              >
                {nameIn(file.fileUri)}
              </a>
            </td>
            <td class="figure">{formatCount(file.documents)}</td>
            <td class="figure detail">{file.numPages === null ? '' : formatCount(file.numPages)}</td>
            <td class="figure detail">{formatCount(file.numSentences)}</td>
            <td class="figure">{formatCount(file.numWords)}</td>
            <td>
              <time dateTime={file.addedAt}>{file.addedAt.slice(0, 10)}</time>
            </td>
            <td>
              <a href={removeAddress(file.fileUri, collection)} aria-label={`Remove ${nameIn(file.fileUri)}`}>
                Remove
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
