// How documents are called on pages: by their path within the collection's folder, which the frame of a page knows.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type DocumentsNamed, shownFits, shownName } from '../src/domain/document-names.js';
import { formatCount } from '../src/format/figures.js';
import { fileNamesAddress } from './links.js';

/** The folder that all files of the page's collection lie in, with a slash at its end. */
export const CollectionFolder = createContext('');

/** A document or file, as it is shown. */
export function DocumentName({ uri }: { readonly uri: string }) {
  return <>{shownName(uri, useContext(CollectionFolder))}</>;
}

/** The same as a text, for labels. */
export function useDocumentName(): (uri: string) => string {
  const folder = useContext(CollectionFolder);
  return (uri) => shownName(uri, folder);
}

/** Says which documents a name of a filter stands for, where that is not just one of that very name. */
export function DocumentsMeant({ named }: { readonly named: DocumentsNamed }) {
  const folder = useContext(CollectionFolder);
  const { name, fits, uris } = named;
  if (fits === 0) return <> (no such document)</>;
  if (fits === 1) {
    const shown = shownName(uris[0] as string, folder);
    return shown === name || name === uris[0] ? null : <> ({shown})</>;
  }
  return (
    <>
      {' '}
      ({formatCount(fits)} documents: {shownFits(named, folder)})
    </>
  );
}

/** Names of files offered for a field with `list="file-names"`, as they are typed; without script it is a plain field. */
export function FileNames({ field, collection }: { readonly field: string; readonly collection: string }) {
  return (
    <datalist
      id="file-names"
      hx-get={fileNamesAddress(collection)}
      hx-trigger={`input changed delay:200ms from:#${field}, focus once from:#${field}`}
      hx-include={`#${field}`}
      hx-swap="innerHTML"
      hx-target="this"
      hx-push-url="false"
    />
  );
}

/** The options for it. */
export function FileNameOptions({ uris }: { readonly uris: readonly string[] }) {
  const nameOf = useDocumentName();
  return (
    <>
      {uris.map((uri) => (
        <option key={uri} value={nameOf(uri)} />
      ))}
    </>
  );
}
