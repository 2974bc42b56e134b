// How documents are called where people read: by their path within the folder that all files of the collection lie in.
// A filter, `remove` and the like take that name, and less exact ones too.
import { describeValue } from './check.js';
import { PolysemeError } from './errors.js';

/** What one name stands for. */
export interface DocumentsNamed {
  /** As it was given. */
  readonly name: string;
  /** Documents that it stands for: 0 where nothing fits. */
  readonly documents: number;
  /** Files, or single records of files, that it fits: more than one is said where it is used. */
  readonly fits: number;
  /** The first of these by URI, at most 5. */
  readonly uris: readonly string[];
  /**
   * What it was found by: a URI or id (`whole`), the end of a path from a slash on (`end`), a part of the path within
   * the collection's folder (`part`). The first of these that fits anything is what it stands for. Null: nothing fits.
   */
  readonly by: 'whole' | 'end' | 'part' | null;
}

/** Files or records named in a message. */
export const mostNamed = 5;

/**
 * A document or file as it is shown. folder: the one that all files of the collection lie in, with a slash at its end;
 * what lies elsewhere on this machine is called by its last part.
 */
export function shownName(uri: string, folder: string): string {
  if (folder !== '' && uri.startsWith(folder) && uri.length > folder.length) return uri.slice(folder.length);
  return /^(?:\/|[a-z]:[/\\])/iu.test(uri) ? (uri.split(/[/\\]/u).at(-1) as string) : uri;
}

/** `a.txt, b.txt and 3 others`, as they are shown. */
export function shownFits({ uris, fits }: Pick<DocumentsNamed, 'uris' | 'fits'>, folder: string): string {
  const names = uris.map((uri) => shownName(uri, folder));
  const others = fits - names.length;
  if (others > 0) return `${names.join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Ensures that a name stands for one file or record. Throws `not_found`, or `invalid_input` where several fit. */
export function refuseUnclear(named: DocumentsNamed, folder: string, argument = 'documents'): void {
  if (named.fits === 1) return;
  if (named.fits === 0) {
    throw new PolysemeError('not_found', `${argument}: there is no document ${describeValue(named.name)}`, {
      cure: 'List them with: polyseme documents',
    });
  }
  throw new PolysemeError(
    'invalid_input',
    `${argument}: ${describeValue(named.name)} fits ${named.fits} documents: ${shownFits(named, folder)}`,
    { cure: 'Name one of them, or give its whole path.' },
  );
}
