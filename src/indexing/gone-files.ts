// Files that the database holds and that are gone from an indexed folder. A new record with the content of one of their
// documents takes it over, vectors and all; what is left at the end of an ingest is removed, unless a disk may be
// missing.

import type { Stats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled } from '../domain/cancel.js';
import { addTo } from '../domain/groups.js';
import type { IndexReport, Problem } from '../domain/reports.js';
import type { SourceRecord } from '../domain/text.js';
import { type Folder, toUri } from '../import/files.js';
import { isWithin } from '../import/folders.js';
import type { DocumentOfFile, Store } from '../store/store.js';
import { uploadFolder } from './database-folder.js';

/** Documents removed in one transaction, or a few more. */
const documentsPerRemoval = 500;

/** The folders of an ingest, as they were listed. */
export interface ListedFolders {
  /** Of relative URIs. */
  readonly base: string;
  /** The same where the database lay before. */
  readonly formerBases: readonly string[];
  readonly folders: readonly Folder[];
  /** URIs of the files that were listed, in the folders or not. */
  readonly listed: ReadonlySet<string>;
  /** What becomes of documents whose file is gone. safely: they are removed unless a disk may be missing. */
  readonly missing: 'remove' | 'keep' | 'safely';
  /** Places of files and folders that a person was seen to remove: what was there is removed also where a disk may be missing. */
  readonly removed?: ReadonlySet<string> | undefined;
}

/** What became of the files that are gone. */
export type GoneReport = Pick<IndexReport, 'removed' | 'removedFiles' | 'missingFiles' | 'problems'>;

export interface GoneFiles {
  /** Gives a document of a file that is gone to a new record with the same content; false when there is none. */
  takeOver(record: SourceRecord, sha256: Buffer): Promise<boolean>;
  /** Keeps a document that has gone over to another file under its own name. */
  release(documentId: number): void;
  /** Removes the documents that nothing has taken over, where that may be done. Throws `cancelled`. */
  removeRest(signal: AbortSignal | undefined): Promise<GoneReport>;
}

interface GoneFile {
  readonly uri: string;
  readonly folder: Folder;
  /** Those not taken over. */
  readonly documents: Set<DocumentOfFile>;
}

/** Looks up what is gone from the folders. Throws `cancelled`. */
export async function findGoneFiles(
  store: Store,
  collectionId: number,
  listing: ListedFolders,
  signal: AbortSignal | undefined,
): Promise<GoneFiles> {
  const gone = await goneFiles(store, collectionId, listing, signal);
  const byContent = new Map<string, { readonly file: GoneFile; readonly document: DocumentOfFile }[]>();
  const byId = new Map<number, { readonly file: GoneFile; readonly document: DocumentOfFile }>();
  for (const file of gone) {
    for (const document of file.documents) {
      byId.set(document.id, { file, document });
      addTo(byContent, document.sha256.toString('hex'), { file, document });
    }
  }

  return {
    async takeOver({ uri, externalId, fileUri }, sha256) {
      const equal = byContent.get(sha256.toString('hex')) ?? [];
      const [taken] = equal.splice(
        Math.max(
          0,
          equal.findIndex(({ document }) => document.externalId === externalId),
        ),
        1,
      );
      if (!taken) return false;
      const to = { uri, externalId, fileUri, sha256 };
      if (!(await store.moveDocument(collectionId, taken.document.id, to))) return false;
      taken.file.documents.delete(taken.document);
      return true;
    },

    release(documentId) {
      const one = byId.get(documentId);
      one?.file.documents.delete(one.document);
    },

    async removeRest(signal) {
      // files may have come back while others were encoded
      const rest: GoneFile[] = [];
      for (const file of gone) {
        if (file.documents.size > 0 && (await isGone(file.uri, listing))) rest.push(file);
      }
      const kept = listing.missing === 'keep' ? new Set(rest) : new Set<GoneFile>();
      const problems: Problem[] = [];
      if (listing.missing === 'safely') {
        for (const folder of listing.folders) {
          const lost = rest.filter((file) => file.folder === folder && !isSeenRemoved(file.uri, listing));
          const reason = reasonToKeep(folder, lost, listing);
          if (reason === undefined) continue;
          for (const file of lost) kept.add(file);
          problems.push(keptProblem(folder, lost, reason));
        }
      }
      const removable = rest.filter((file) => !kept.has(file));
      const removed = await removeDocuments(store, collectionId, removable, signal);
      const urisOf = (files: Iterable<GoneFile>): string[] => [...files].map(({ uri }) => uri);
      return { removed, removedFiles: urisOf(removable), missingFiles: urisOf(kept), problems };
    },
  };
}

/** Files of the folders that the database holds and that are no longer there, with their documents, by URI. */
async function goneFiles(
  store: Store,
  collectionId: number,
  listing: ListedFolders,
  signal: AbortSignal | undefined,
): Promise<GoneFile[]> {
  const { base, formerBases, folders, listed } = listing;
  const bases = [base, ...formerBases];
  const gone = new Map<string, GoneFile>();
  for (const folder of folders) {
    // the URI depends on where the database lay, and on whether links were followed
    const places = [folder.path, folder.named];
    const starts = bases.some((one) => isWithin(one, places))
      ? ['']
      : places.flatMap((place) => [place, ...bases.map((one) => toUri(place, one))]);
    for (const start of new Set(starts)) {
      for (const uri of await store.fileUrisFrom(collectionId, start)) {
        throwIfCancelled(signal);
        const isHere = placesOf(uri, listing).some((place) => isWithin(place, places));
        if (gone.has(uri) || listed.has(uri) || !isHere || uri.startsWith(uploadFolder)) continue;
        if (!(await isGone(uri, listing))) continue;
        const documents = new Set(await store.documentsOfFile(collectionId, uri));
        gone.set(uri, { uri, folder, documents });
      }
    }
  }
  return [...gone.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1));
}

/** Where the file of a URI is, or was when the database lay elsewhere. */
const placesOf = (uri: string, { base, formerBases }: ListedFolders): string[] => [
  ...new Set([base, ...formerBases].map((folder) => path.resolve(folder, uri))),
];

/** True when there is no such file, or it was listed under another URI. */
async function isGone(uri: string, listing: ListedFolders): Promise<boolean> {
  for (const place of placesOf(uri, listing)) {
    if (!(await isGoneFrom(place, listing))) return false;
  }
  return true;
}

async function isGoneFrom(place: string, { base, listed }: ListedFolders): Promise<boolean> {
  try {
    const real = await realpath(place);
    return listed.has(toUri(real, base)) || (await lstat(real)).isDirectory();
  } catch (cause) {
    // what cannot be read may be there, and a link that leads nowhere may lead to a disk that is not mounted
    return isAbsence(cause) && (await entryAt(place)) === undefined;
  }
}

const isAbsence = (cause: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '');

async function entryAt(place: string): Promise<Stats | undefined> {
  try {
    return await lstat(place);
  } catch {
    return undefined;
  }
}

/** True when a person was seen to remove the file, or a folder that it was in. */
function isSeenRemoved(uri: string, listing: ListedFolders): boolean {
  const { removed } = listing;
  return removed !== undefined && removed.size > 0 && placesOf(uri, listing).some(isRemoved);

  function isRemoved(place: string): boolean {
    const above = path.dirname(place);
    return removed?.has(place) || (above !== place && isRemoved(above));
  }
}

/** Why a disk may be missing; undefined when nothing speaks for it. */
function reasonToKeep(
  { path: place, numFiles, unread, empty }: Folder,
  lost: readonly GoneFile[],
  listing: ListedFolders,
): string | undefined {
  if (lost.length === 0) return undefined;
  if (unread[0] !== undefined) return `${unread[0]} cannot be read`;
  const places = lost.flatMap(({ uri }) => placesOf(uri, listing));
  const emptied = empty.find((folder) => folder === place || places.some((one) => isWithin(one, [folder])));
  if (emptied !== undefined) return `${emptied} is empty`;
  // compared with the files that are there now, so that the same call again decides the same
  return lost.length >= numFiles ? `as many are gone as are left (${numFiles}), or more` : undefined;
}

const keptProblem = ({ named }: Folder, lost: readonly GoneFile[], reason: string): Problem => ({
  uri: named,
  message: `${lost.length} of its files are gone (${lost[0]?.uri}${lost.length > 1 ? ', …' : ''}), and their documents were kept: ${reason}`,
  cure: keptCure,
});
const keptCure =
  'Check that the disk is there. To remove them, add the folder again with removeMissing (--remove-missing).';

/** True for the problem that documents were kept because a disk may be missing. */
export const isKept = ({ cure }: Problem): boolean => cure === keptCure;

/** Removes the documents of files, those of one file together; returns how many there were. */
async function removeDocuments(
  store: Store,
  collectionId: number,
  files: readonly GoneFile[],
  signal: AbortSignal | undefined,
): Promise<number> {
  let removed = 0;
  let ids: number[] = [];
  for (const [i, { documents }] of files.entries()) {
    throwIfCancelled(signal);
    ids.push(...[...documents].map(({ id }) => id));
    if (ids.length < documentsPerRemoval && i < files.length - 1) continue;
    removed += (await store.removeDocuments(collectionId, ids)).length;
    ids = [];
  }
  return removed;
}
