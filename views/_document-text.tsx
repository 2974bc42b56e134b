// The text of a document, a part of it: paragraphs and headings, where pages begin, and words that are marked.
import { type ComponentChildren, h } from 'preact';
import { anchorOf } from './links.js';
import { senseClass, senseLetter } from './words/_parts.js';

/** A part of a text: plain, marked, or, without text, where a page begins. */
export interface Piece {
  readonly text: string;
  /** As people say it: `page 12`, `00:14:07`. */
  readonly place?: string;
  readonly mark?: Mark;
}

/** An occurrence of the chosen word, or one of all the words whose senses are shown. */
export interface Mark {
  readonly tokenId: number;
  /** The one that the reader came for. */
  readonly isChosen: boolean;
  /** Where it leads. */
  readonly address: string;
  /** Number of its sense, from 0: -1 for none of them; null where senses are not shown. */
  readonly sense: number | null;
  /** Of the sense. */
  readonly label: string;
  /** One of all words: these are no stops of the Tab key. */
  readonly isAmongAll: boolean;
}

/** A paragraph, and what it is. level: 1 to 6 of a heading. */
export interface Block {
  readonly kind: 'paragraph' | 'heading' | 'quoted' | 'signature' | 'note';
  readonly level: number;
  /** Characters at which entries of the outline begin. */
  readonly anchors: readonly number[];
  readonly pieces: readonly Piece[];
}

export function DocumentBody({ blocks }: { readonly blocks: readonly Block[] }) {
  // the Tab key stops at one of all words, from which arrows lead to the others
  const all = blocks.flatMap(({ pieces }) => pieces.flatMap(({ mark }) => (mark?.isAmongAll ? [mark] : [])));
  const stop = (all.find(({ isChosen }) => isChosen) ?? all[0])?.tokenId;
  return (
    <article class="text">
      {blocks.map((block, i) => (
        <Paragraph key={i} block={block}>
          {block.anchors.map((start) => (
            <span key={start} id={anchorOf(start)} class="anchor" />
          ))}
          {block.pieces.map(({ text, mark, place }) =>
            place !== undefined ? (
              <span class="page-break">{place}</span>
            ) : mark?.isAmongAll ? (
              <Word key={mark.tokenId} text={text} mark={mark} isStop={mark.tokenId === stop} />
            ) : mark ? (
              <Occurrence key={mark.tokenId} text={text} mark={mark} />
            ) : (
              text
            ),
          )}
        </Paragraph>
      ))}
    </article>
  );
}

/** The page's own heading is the first: those of the text stand below it. */
function Paragraph({ block, children }: { readonly block: Block; readonly children: ComponentChildren }) {
  if (block.kind === 'paragraph') return <p>{children}</p>;
  if (block.kind !== 'heading') return <p class={block.kind}>{children}</p>;
  return h(`h${Math.min(6, block.level + 1)}`, {}, children);
}

interface MarkedText {
  readonly text: string;
  readonly mark: Mark;
}

const idOf = ({ isChosen, tokenId }: Mark): string => (isChosen ? 'at' : `t${tokenId}`);

const classOf = ({ sense }: Mark): string | undefined =>
  sense === null || sense < 0 ? undefined : senseClass(sense);

function Occurrence({ text, mark }: MarkedText) {
  return (
    <mark id={idOf(mark)} class={classOf(mark)}>
      <a href={mark.address}>{text}</a>
      {mark.sense !== null && mark.sense >= 0 && <sub class="sense-letter">{senseLetter(mark.sense)}</sub>}
    </mark>
  );
}

/** The label of its sense is shown under the pointer and on focus; the link shows all that it may mean. */
function Word({ text, mark, isStop }: MarkedText & { readonly isStop: boolean }) {
  return (
    <a
      id={idOf(mark)}
      class={['w', classOf(mark)].filter(Boolean).join(' ')}
      href={mark.address}
      tabIndex={isStop ? undefined : -1}
      aria-current={mark.isChosen ? 'true' : undefined}
    >
      {text}
      {mark.sense !== null && mark.sense >= 0 && (
        <sub class="sense-letter" aria-hidden="true">
          {senseLetter(mark.sense)}
        </sub>
      )}
      <span class="tip">{mark.label}</span>
    </a>
  );
}
