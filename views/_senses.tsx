// The senses of a word side by side, with everything that can be done to them: the part of the word's page that htmx
// exchanges. All of it is plain forms; boxes and buttons outside a form belong to it by their `form` attribute.
import type { Hit } from '../src/domain/search.js';
import type {
  Inventory,
  Sense,
  SenseEdit,
  SensesProgress,
  SenseWord,
  WordSenses,
} from '../src/domain/senses.js';
import { formatCount, plural } from '../src/format/format.js';

export interface SensesData {
  readonly senses: WordSenses;
  readonly collection: string;
  /** Whether the person has senses of their own for this word. */
  readonly hasOwn: boolean;
  readonly documentRows: ReadonlyMap<string, number>;
  readonly error: { readonly message: string; readonly cure: string } | null;
}

const inventoryNames: Readonly<Record<Inventory, string>> = {
  induced: 'Found in these texts',
  wordnet: 'Dictionary',
  mine: 'Your own',
};

/** Letters stand beside the colours, so that no one needs to see these. */
export const senseLetter = (number: number): string => String.fromCharCode(65 + (number % 26));
export const senseClass = (number: number): string => `sense-${(number % 8) + 1}`;

export function wordAddress(
  word: string,
  parameters: Readonly<Record<string, string>> = {},
  page = '',
): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  const query = new URLSearchParams(given).toString();
  return `/words/${encodeURIComponent(word)}${page}${query === '' ? '' : `?${query}`}`;
}

export function Senses(data: SensesData) {
  const { senses, collection, error } = data;
  const { word, inventory } = senses;
  const shown = senses.senses.filter(({ count }) => count > 0);
  const unused = senses.senses.filter(({ count }) => count === 0);
  return (
    <section id="senses" aria-label={`Senses of ${word}`}>
      {error && (
        <p class="note" role="alert">
          {error.message}. {error.cure}
        </p>
      )}
      <Inventories word={word} inventory={inventory} parameters={{ collection }} />
      <Introduction {...data} />
      <form
        id="change"
        method="post"
        action={wordAddress(word, {}, '/senses')}
        hx-post={wordAddress(word, {}, '/senses')}
        hx-target="#senses"
        hx-swap="outerHTML"
      >
        <input type="hidden" name="inventory" value={inventory} />
        <input type="hidden" name="collection" value={collection} />
      </form>
      <div class="senses">
        {shown.map((sense, i) => (
          <SenseColumn key={sense.id} {...data} sense={sense} number={i} isAlone={shown.length === 1} />
        ))}
      </div>
      {senses.none > 0 && <p class="muted">{plural(senses.none, 'occurrence')} with none of these senses.</p>}
      {unused.length > 0 && <Unused unused={unused} inventory={inventory} />}
      <Tools {...data} shown={senses.senses} />
      {senses.edits.length > 0 && <History {...data} />}
    </section>
  );
}

export interface AheadData {
  readonly word: string;
  /** Empty where none was asked for. */
  readonly inventory: Inventory | '';
  readonly collection: string;
  readonly progress: SensesProgress | null;
}

/** In the place of senses that are still being told: asks for them again every second. */
export function SensesAhead({ word, inventory, collection, progress }: AheadData) {
  const address = wordAddress(word, { inventory, collection });
  const { phase, lines, done, total } = progress ?? { phase: 'assigning', lines: 0, done: 0, total: 0 };
  return (
    <section
      id="senses"
      aria-label={`Senses of ${word}`}
      hx-get={address}
      hx-trigger="load delay:1s"
      hx-swap="outerHTML"
    >
      <p role="status">
        {phase === 'assigning'
          ? `Telling ${lines === 0 ? 'the lines' : plural(lines, 'line')} apart. Of a word this frequent that takes some seconds.`
          : `Describing the senses: ${done} of ${total} done.`}
      </p>
      <noscript>
        <p>
          This page loads again by itself. <a href={address}>Look now</a>
        </p>
      </noscript>
    </section>
  );
}

/** page: the view of the word that they lead to; parameters: what else its address holds. */
export function Inventories(props: {
  readonly word: string;
  readonly inventory: Inventory;
  readonly page?: string;
  readonly parameters: Readonly<Record<string, string>>;
}) {
  const { word, inventory, page, parameters } = props;
  return (
    <nav class="tabs" aria-label="Where the senses come from">
      {(['induced', 'wordnet', 'mine'] as const).map((name) => (
        <a
          key={name}
          href={wordAddress(word, { ...parameters, inventory: name }, page)}
          aria-current={name === inventory ? 'page' : undefined}
        >
          {inventoryNames[name]}
        </a>
      ))}
    </nav>
  );
}

function Introduction({ senses }: SensesData) {
  const { inventory, stability, senses: all } = senses;
  if (inventory === 'induced') {
    return (
      <p class="muted">
        {stability === null
          ? 'The lines give no evidence of more than one sense.'
          : `The lines fall into ${all.length} groups. Groups made from half of the lines agree with them by ${stability.toFixed(2)} (adjusted Rand index; 1 is the same, 0 is chance).`}
      </p>
    );
  }
  if (inventory === 'wordnet') {
    return (
      <p class="muted">
        {all.length === 0
          ? 'The dictionary does not have this word. Its senses in these texts can be found without one.'
          : 'Senses of WordNet 3.1, in the order of how many lines have them.'}
      </p>
    );
  }
  return (
    <p class="muted">
      {all.length === 0
        ? 'You have no senses of your own for this word yet. Change the ones found in these texts or the dictionary’s, and they become your own; or describe one below.'
        : 'Your own senses. A line that you gave a sense keeps it, and teaches it.'}
    </p>
  );
}

/** Senses of the dictionary or of the texts are only shown where the person has senses of their own. */
const isReadOnly = ({ hasOwn, senses }: Pick<SensesData, 'hasOwn' | 'senses'>): boolean =>
  hasOwn && senses.inventory !== 'mine';

function SenseColumn(props: SensesData & { sense: Sense; number: number; isAlone: boolean }) {
  const { sense, number, senses, collection, isAlone } = props;
  const { id, label, gloss, synonyms, hypernyms, count, share, confidence, corrected } = sense;
  const titleId = `sense-${number}`;
  return (
    <article class={`sense ${senseClass(number)}`} aria-labelledby={titleId}>
      <h2 id={titleId}>
        <span class="letter">{senseLetter(number)}</span> {label}
      </h2>
      <p class="share">
        <svg width="100%" height="6" aria-hidden="true" focusable="false">
          <rect class="whole" width="100%" height="6" />
          <rect class="part" width={`${100 * share}%`} height="6" />
        </svg>
        {plural(count, 'line')}, {percent(share)}
        {corrected > 0 && `, ${formatCount(corrected)} of them by you`}
      </p>
      {gloss && gloss !== label && <p>{gloss}</p>}
      {synonyms.length > 0 && (
        <WordList title="also" words={synonyms.map((lemma) => ({ lemma, count: 0 }))} />
      )}
      {hypernyms.length > 0 && <p class="muted">a kind of {hypernyms.slice(0, 3).join(', ')}</p>}
      <WordList title="beside it" words={sense.words} collection={collection} />
      <WordList
        title="instead of it"
        words={sense.substitutes}
        collection={collection}
        hint={(one) => `near to ${one} of the ${Math.min(count, senses.substitutesFrom)} lines at the centre`}
      />
      <Lines {...props} lines={sense.lines} title="Typical lines" />
      {sense.varied.length > 0 && (
        <details>
          <summary>Lines of all kinds</summary>
          <Lines {...props} lines={sense.varied} title="Lines of all kinds" />
        </details>
      )}
      {sense.borderline.length > 0 && !isAlone && (
        <details>
          <summary>Doubtful lines</summary>
          <Lines {...props} lines={sense.borderline} title="Doubtful lines" />
        </details>
      )}
      {confidence !== null && !isAlone && <p class="muted">Mean confidence {confidence.toFixed(2)} of 1</p>}
      {!isReadOnly(props) && (
        <>
          <details class="change">
            <summary>Change</summary>
            <Rename {...props} />
            <p class="buttons">
              <button type="submit" form="change" name="action" value={`split:${id}`}>
                Split in two
              </button>{' '}
              <button type="submit" form="change" name="action" value={`delete:${id}`} class="danger">
                Delete
              </button>
            </p>
          </details>
          <label class="pick">
            <input type="checkbox" name="senses" value={id} form="change" /> mark for merging
            <span class="unseen"> {label}</span>
          </label>
        </>
      )}
    </article>
  );
}

export function WordList(props: {
  readonly title: string;
  readonly words: readonly SenseWord[];
  readonly collection?: string;
  readonly hint?: (count: number) => string;
}) {
  const { title, words, collection, hint } = props;
  if (words.length === 0) return null;
  return (
    <p class="words">
      <span class="muted">{title}</span>{' '}
      {words.map(({ lemma, count }, i) => (
        <span key={lemma}>
          {i > 0 && ', '}
          {collection === undefined ? (
            lemma
          ) : (
            <a href={wordAddress(lemma, { collection })} title={hint?.(count) ?? plural(count, 'line')}>
              {lemma}
            </a>
          )}
        </span>
      ))}
    </p>
  );
}

function Lines(props: SensesData & { lines: readonly Hit[]; title: string }) {
  const { lines, title, documentRows, senses, collection } = props;
  return (
    <ul class="lines" aria-label={title}>
      {lines.map((hit) => {
        const row = documentRows.get(hit.uri);
        const place = new URLSearchParams({ at: String(hit.start), word: senses.word, collection });
        return (
          <li key={hit.tokenId}>
            {isReadOnly(props) ? (
              <Context hit={hit} />
            ) : (
              <label>
                <input type="checkbox" name="lines" value={String(hit.tokenId)} form="change" />
                <span class="unseen">mark this line: </span>
                <Context hit={hit} />
              </label>
            )}{' '}
            {row !== undefined && (
              <a class="place" href={`/documents/${row}?${place}#at`}>
                {hit.uri.split('/').at(-1)}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Context({ hit }: { readonly hit: Hit }) {
  return (
    <span>
      … {hit.left.slice(-60)}
      <b>{hit.form}</b>
      {hit.right.slice(0, 60)} …
    </span>
  );
}

function Rename({ sense, senses, collection, number }: SensesData & { sense: Sense; number: number }) {
  const address = wordAddress(senses.word, {}, '/senses');
  return (
    <form method="post" action={address} hx-post={address} hx-target="#senses" hx-swap="outerHTML">
      <input type="hidden" name="inventory" value={senses.inventory} />
      <input type="hidden" name="collection" value={collection} />
      <input type="hidden" name="sense" value={sense.id} />
      <div class="field">
        <label for={`label-${number}`}>Name</label>
        <input id={`label-${number}`} name="label" value={sense.label} autocomplete="off" required />
      </div>
      <div class="field">
        <label for={`description-${number}`}>Description</label>
        <input id={`description-${number}`} name="description" value={sense.gloss ?? ''} autocomplete="off" />
      </div>
      <button type="submit" name="action" value="rename">
        Rename
      </button>
    </form>
  );
}

function Unused({ unused, inventory }: { unused: readonly Sense[]; inventory: Inventory }) {
  return (
    <details>
      <summary>{plural(unused.length, 'sense')} that no line has</summary>
      <ul>
        {unused.map(({ id, label, gloss }) => (
          <li key={id}>
            <b>{label}</b>
            {gloss && gloss !== label && ` ${gloss}`}
            {inventory === 'mine' && (
              <>
                {' '}
                <button type="submit" form="change" name="action" value={`delete:${id}`} class="danger">
                  Delete<span class="unseen"> {label}</span>
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Not 0 % where there is something, nor 100 % where something is left. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return 'under 1 %';
  if (share < 1 && share > 0.995) return 'over 99 %';
  return `${Math.round(100 * share)} %`;
}

function Tools({ senses, shown, collection, hasOwn }: SensesData & { shown: readonly Sense[] }) {
  const { word, inventory } = senses;
  if (isReadOnly({ senses, hasOwn })) {
    return (
      <p class="note">
        You have <a href={wordAddress(word, { inventory: 'mine', collection })}>senses of your own</a> for
        this word. These here are only shown.
      </p>
    );
  }
  return (
    <div class="tools">
      <h2>Change the senses</h2>
      <p class="muted">
        {inventory === 'mine'
          ? 'Every change can be undone.'
          : 'The first change makes the senses that you see your own. Every change can be undone.'}
      </p>
      {shown.length > 1 && (
        <p>
          <button type="submit" form="change" name="action" value="merge">
            Merge the marked senses
          </button>
        </p>
      )}
      {shown.length > 0 && (
        <p class="inline">
          <label for="to">Marked lines mean</label>{' '}
          <select id="to" name="to" form="change">
            {shown.map(({ id, label }, i) => (
              <option key={id} value={id}>
                {senseLetter(i)} {label}
              </option>
            ))}
          </select>{' '}
          <button type="submit" form="change" name="action" value="move">
            Move
          </button>
        </p>
      )}
      <fieldset>
        <legend>A new sense</legend>
        <div class="fields">
          <div class="field">
            <label for="new-label">Name</label>
            <input id="new-label" name="label" form="change" autocomplete="off" />
          </div>
          <div class="field">
            <label for="new-description">Description (or mark lines that have it)</label>
            <input
              id="new-description"
              name="description"
              form="change"
              autocomplete="off"
              placeholder="land beside a river"
            />
          </div>
          <button type="submit" form="change" name="action" value="create">
            Add
          </button>
        </div>
      </fieldset>
      {inventory !== 'mine' && shown.length > 0 && (
        <p>
          <button type="submit" form="change" name="action" value="adopt">
            Make these my own
          </button>
        </p>
      )}
    </div>
  );
}

const told: Readonly<Record<SenseEdit['kind'], string>> = {
  adopt: 'made the senses your own',
  create: 'added a sense',
  rename: 'renamed a sense',
  merge: 'merged senses',
  split: 'split a sense',
  delete: 'deleted a sense',
  move: 'moved lines',
};

function tell(edit: SenseEdit): string {
  const detail =
    edit.kind === 'create'
      ? `: ${edit.sense.label}`
      : edit.kind === 'rename'
        ? `: ${edit.label}`
        : edit.kind === 'move'
          ? `: ${plural(edit.lines.length, 'line')}`
          : '';
  return told[edit.kind] + detail;
}

function History({ senses, collection }: SensesData) {
  const address = wordAddress(senses.word, {}, '/undo');
  return (
    <div class="history">
      <h2>Changes</h2>
      <ol reversed>
        {[...senses.edits].reverse().map(({ id, edit, madeAt, undoneAt }) => (
          <li key={id} value={id}>
            <form method="post" action={address} hx-post={address} hx-target="#senses" hx-swap="outerHTML">
              <input type="hidden" name="id" value={String(id)} />
              <input type="hidden" name="collection" value={collection} />
              <input type="hidden" name="redo" value={undoneAt === null ? '' : '1'} />
              <time datetime={madeAt}>{madeAt.slice(0, 16).replace('T', ' ')}</time>{' '}
              {undoneAt === null ? tell(edit) : <s>{tell(edit)}</s>}{' '}
              <button type="submit">
                {undoneAt === null ? 'Undo' : 'Redo'}
                <span class="unseen">
                  {' '}
                  change {id}: {tell(edit)}
                </span>
              </button>
            </form>
          </li>
        ))}
      </ol>
    </div>
  );
}
