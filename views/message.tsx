// An error: what happened, why, and what to do; as a page, and as a note in place for htmx.
import { documentListAddress, helpAddress, homeAddress, wordListAddress } from './links.js';

export interface MessageData {
  readonly title: string;
  readonly message: string;
  readonly cure: string;
  /** For an unforeseen error: its number in the log. */
  readonly reference: string | null;
  /** It is tried again by itself after so long; null where it is not. */
  readonly retrySeconds: number | null;
}

export function MessagePage(data: MessageData) {
  return (
    <section class="state" role="alert">
      <h1>{data.title}</h1>
      <Explanation {...data} />
      <p>
        <a href={homeAddress}>Back to the search</a> · <a href={wordListAddress()}>Words</a> ·{' '}
        <a href={documentListAddress({})}>Documents</a> · <a href={helpAddress()}>Help</a>
      </p>
    </section>
  );
}

/** Put by states.js where the answer would have stood. */
export function MessageNote(data: MessageData) {
  return (
    <div class="failed">
      <p>
        <b>{data.title}</b>
      </p>
      <Explanation {...data} />
    </div>
  );
}

function Explanation({ message, cure, reference, retrySeconds }: MessageData) {
  return (
    <>
      <p>{message}</p>
      {cure !== '' && <p>{cure}</p>}
      {retrySeconds !== null && (
        <p>It is tried again by itself in {retrySeconds === 1 ? '1 second' : `${retrySeconds} seconds`}.</p>
      )}
      {reference && (
        <p>
          Reference <code>{reference}</code>; the log of the server has the details under this number.
        </p>
      )}
    </>
  );
}
