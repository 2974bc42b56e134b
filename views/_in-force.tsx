// What narrows a list of lines, as one quiet sentence, and the lines that were marked, as chips: each removable.
import type { DocumentsNamed } from '../src/domain/document-names.js';
import { noSense, type SenseCounts } from '../src/domain/senses.js';
import type { BriefLine } from '../src/format/context.js';
import { formatCount } from '../src/format/figures.js';
import { DocumentsMeant } from './_document-name.js';
import { type SearchState, searchAddress } from './links.js';

interface Narrowing {
  readonly text: string;
  /** What the name of a document stands for. */
  readonly named?: DocumentsNamed | undefined;
  /** The state without it. */
  readonly without: Partial<SearchState>;
}

/** offered: the word's senses, by whose labels a sense is called. */
export function FiltersInForce(props: {
  readonly state: SearchState;
  readonly offered: SenseCounts | null | undefined;
  /** What the names of documents stand for. */
  readonly named: readonly DocumentsNamed[];
}) {
  const { state, offered, named } = props;
  const sense = offered?.senses.find(({ id }) => id === state.sense)?.label ?? state.sense;
  const all = narrowings(state, sense, named);
  if (all.length === 0) return null;
  return (
    <p class="in-force">
      Showing lines{' '}
      {all.map(({ text, named: meant, without }, i) => (
        <span key={text}>
          {i > 0 && ', '}
          {text}
          {meant && <DocumentsMeant named={meant} />}{' '}
          <a href={searchAddress(state, { ...without, offset: 0 })} aria-label={`Drop the filter: ${text}`}>
            drop
          </a>
        </span>
      ))}
      {all.length > 1 && (
        <>
          {' · '}
          <a href={searchAddress(state, { ...withoutFilters, thin: '', offset: 0 })}>drop all</a>
        </>
      )}
    </p>
  );
}

/** A state in which no filter is in force. */
export const withoutFilters: Partial<SearchState> = {
  ...{ documents: [], pos: [], places: [], where: [], form: 'lemma' },
  ...{ minScore: '', minRanking: '' },
  ...{ sense: '', inventory: '', sameAs: '' },
};

/** sense: what the chosen sense is called. */
function narrowings(state: SearchState, sense: string, named: readonly DocumentsNamed[]): Narrowing[] {
  const each = (
    name: 'documents' | 'pos' | 'places' | 'where',
    said: (value: string) => string,
  ): Narrowing[] =>
    state[name].map((value) => ({
      text: said(value),
      without: { [name]: state[name].filter((one) => one !== value) },
    }));
  const when = (isInForce: boolean, text: string, without: Partial<SearchState>): Narrowing[] =>
    isInForce ? [{ text, without }] : [];
  return [
    ...each('documents', (name) => `in ${name}`).map((one, i) => ({
      ...one,
      named: named.find(({ name }) => name === state.documents[i]),
    })),
    ...each('places', (place) => `at ${place}`),
    ...each('pos', (tag) => `only ${tag}`),
    ...each('where', (condition) => `where ${condition}`),
    ...when(state.form === 'exact', 'only this form', { form: 'lemma' }),
    ...when(state.minScore !== '', `score at least ${state.minScore}`, { minScore: '' }),
    ...when(state.minRanking !== '', `ranking score at least ${state.minRanking}`, { minRanking: '' }),
    ...when(
      state.sense !== '',
      state.sense === noSense ? 'with none of the senses' : `with the sense ${sense}`,
      {
        ...{ sense: '', inventory: '' },
      },
    ),
    ...when(state.sameAs !== '', 'that say the same as one', { sameAs: '' }),
    ...when(state.thin !== '', `only ${formatCount(Number(state.thin))} at random`, { thin: '', seed: '' }),
  ];
}

const markClasses = { like: 'like', unlike: 'not' } as const;

/** lines: some words of each marked line. */
export function Marked(props: {
  readonly state: SearchState;
  readonly lines: ReadonlyMap<number, BriefLine>;
}) {
  const { state, lines } = props;
  if (state.like.length + state.unlike.length === 0) return null;
  const chip = (id: number, kind: 'like' | 'unlike') => (
    <a
      key={id}
      class={`chip ${markClasses[kind]}`}
      href={searchAddress(state, { [kind]: state[kind].filter((one) => one !== id), offset: 0 })}
    >
      <span class="unseen">Remove the mark: {kind === 'like' ? 'like' : 'not like'} </span>
      <Brief id={id} line={lines.get(id)} /> <span aria-hidden="true">×</span>
    </a>
  );
  return (
    <p class="marked">
      {state.like.length > 0 && <>like {state.like.map((id) => chip(id, 'like'))} </>}
      {state.unlike.length > 0 && <>not {state.unlike.map((id) => chip(id, 'unlike'))}</>}
    </p>
  );
}

function Brief({ id, line }: { readonly id: number; readonly line: BriefLine | undefined }) {
  if (!line) return <>line {id}</>;
  return (
    <>
      {line.before}
      <b>{line.form}</b>
      {line.after}
    </>
  );
}
