// Adding files and folders by choosing or dropping them (drop.js).
import { formatBytes } from '../src/format/figures.js';
import { ReadingFields } from './_reading-fields.js';
import { collectionForms } from './links.js';

export function AddFiles({
  collection,
  maxUploadBytes,
}: {
  readonly collection: string;
  readonly maxUploadBytes: number;
}) {
  return (
    <div class="drop">
      <p class="muted">
        PDF, Word, OpenDocument, RTF, web pages, e-books, subtitles, mails and mailboxes, TEI and other
        corpora, plain text, .csv and .jsonl, and archives of them. Choose files or a folder, or drop them
        here; up to {formatBytes(maxUploadBytes)} each.
      </p>
      <p role="status" />
      <form method="post" action={collectionForms.upload} enctype="multipart/form-data" class="add">
        <input type="hidden" name="collection" value={collection} />
        <div class="fields">
          <div class="field">
            <label for="files">Choose files</label>
            <input id="files" name="files" type="file" multiple required />
          </div>
          <ReadingFields />
          <button type="submit">Add files</button>
        </div>
      </form>
      <form method="post" action={collectionForms.upload} enctype="multipart/form-data" class="add">
        <input type="hidden" name="collection" value={collection} />
        <div class="fields">
          <div class="field">
            <label for="sent-folder">A folder, with all that is in it</label>
            <input id="sent-folder" name="files" type="file" multiple required {...{ webkitdirectory: '' }} />
          </div>
          <button type="submit">Add folder</button>
        </div>
      </form>
    </div>
  );
}

export function AddDemo({ collection }: { readonly collection: string }) {
  return (
    <form method="post" action={collectionForms.demo}>
      <input type="hidden" name="collection" value={collection} />
      <p class="muted">
        Two novels, two textbooks and some thousand sentences, which take a few minutes to read.
      </p>
      <button type="submit">Add the demo texts</button>
    </form>
  );
}
