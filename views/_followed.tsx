// Folders that are kept indexed: their part of the collection's page.
import { changesOf } from '../src/format/figures.js';
import type { WatchedFolder } from '../src/polyseme/polyseme.js';
import { ReadingFields } from './_reading-fields.js';
import { collectionForms } from './links.js';

interface FollowedProps {
  readonly watched: readonly WatchedFolder[];
  readonly collection: string;
  /** Folders below which others may be followed. */
  readonly allowed: readonly string[];
}

/** Whether its first run is under way. */
export const isBegun = ({ isWatched, lastRunAt }: WatchedFolder): boolean => isWatched && lastRunAt === null;

/** The folders of the collection, each with how it stands; and a form to follow another. */
export function Followed({ watched, collection, allowed }: FollowedProps) {
  if (watched.length === 0 && allowed.length === 0) return null;
  return (
    <section id="followed" aria-labelledby="followed-title">
      <h2 id="followed-title">Followed folders</h2>
      <p class="muted">What changes in them is indexed within a second or so.</p>
      {watched.length > 0 && (
        <table class="list">
          <caption class="unseen">Followed folders</caption>
          <thead>
            <tr>
              <th scope="col">Folder</th>
              <th scope="col">Last change</th>
              <th scope="col">Last look</th>
              <th scope="col">
                <span class="unseen">Stop following</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {watched.map((one) => (
              <FolderRow key={one.folder} {...one} />
            ))}
          </tbody>
        </table>
      )}
      {allowed.length > 0 && <Follow collection={collection} allowed={allowed} />}
    </section>
  );
}

function FolderRow(props: WatchedFolder) {
  const { folder, isFollowed, lastRunAt, lastChangeAt, lastChange, problems } = props;
  return (
    <tr>
      <td>
        {folder}
        {problems.length > 0 && (
          <ul class="muted" aria-label={`Problems in ${folder}`}>
            {problems.map(({ at, uri, message, cure }) => (
              <li key={`${at} ${uri} ${message}`}>
                <Time at={at} /> {uri}: {message}. {cure}
              </li>
            ))}
          </ul>
        )}
      </td>
      <td>
        {lastChange && (
          <>
            {changesOf(lastChange)}, <Time at={lastChangeAt} />
          </>
        )}
      </td>
      <td>{isBegun(props) ? 'under way' : <Time at={lastRunAt} />}</td>
      <td>
        {isFollowed ? (
          <form method="post" action={collectionForms.unfollow}>
            <input type="hidden" name="folder" value={folder} />
            <button type="submit" aria-label={`Stop following ${folder}`}>
              Stop following
            </button>
          </form>
        ) : (
          <span class="muted">while this server runs</span>
        )}
      </td>
    </tr>
  );
}

/** To the second, in the time of the server. */
function Time({ at }: { readonly at: string | null }) {
  if (at === null) return null;
  return <time dateTime={at}>{new Date(at).toLocaleString('sv-SE')}</time>;
}

function Follow({ collection, allowed }: Pick<FollowedProps, 'collection' | 'allowed'>) {
  return (
    <form method="post" action={collectionForms.follow} class="add">
      <input type="hidden" name="collection" value={collection} />
      <div class="fields">
        <div class="field">
          <label for="folder">Folder below {allowed.join(' or ')}</label>
          <input id="folder" name="folder" required autocomplete="off" spellcheck={false} />
        </div>
        <ReadingFields />
        <button type="submit">Follow folder</button>
      </div>
    </form>
  );
}
