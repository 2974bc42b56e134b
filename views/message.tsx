// An error page: what happened, why, and what to do.
import { homeAddress } from './links.js';

export interface MessageData {
  readonly title: string;
  readonly message: string;
  readonly cure: string;
  /** For an unforeseen error: its number in the log. */
  readonly reference: string | null;
}

export function MessagePage({ title, message, cure, reference }: MessageData) {
  return (
    <section class="state" role="alert">
      <h1>{title}</h1>
      <p>{message}</p>
      {cure !== '' && <p>{cure}</p>}
      {reference && (
        <p>
          Reference <code>{reference}</code>; the log of the server has the details under this number.
        </p>
      )}
      <p>
        <a href={homeAddress}>Back to the search</a>
      </p>
    </section>
  );
}
