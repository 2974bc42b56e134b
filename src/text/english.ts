// What is known of single English words: whether the dictionary has them, and the bases of inflected forms. Lists of
// WordNet as `wink-lexicon` has them, and a few of ours. Every word here is folded.
import { createRequire } from 'node:module';
import { addTo } from '../domain/groups.js';
import { functionWords } from './function-words.js';
import { once } from './once.js';

const require = createRequire(import.meta.url);

/** Kinds of words that have forms. */
export type WordKind = 'noun' | 'verb' | 'adjective';

const kinds: readonly WordKind[] = ['noun', 'verb', 'adjective'];

/** Bases by irregular form. */
type Exceptions = Readonly<Record<string, string>>;

/** The lists take a tenth of a second to load: loaded when first needed. */
const lists = once(() => {
  const exceptionsOf = (kind: WordKind) => require(`wink-lexicon/src/wn-${kind}-exceptions.js`) as Exceptions;
  return {
    /** Index into `senses` by word; single words without hyphens. */
    words: require('wink-lexicon/src/wn-words.js') as Readonly<Record<string, number>>,
    /** Numbers of WordNet's lexicographer files, lexnames(5WN), by index. */
    senses: require('wink-lexicon/src/wn-word-senses.js') as readonly (readonly number[])[],
    exceptions: {
      noun: exceptionsOf('noun'),
      verb: exceptionsOf('verb'),
      adjective: exceptionsOf('adjective'),
    } satisfies Record<WordKind, Exceptions>,
    /** Nouns that have one form: species, scissors. */
    uninflected: require('wink-lexicon/src/uninflected-nouns.js') as Readonly<Record<string, true>>,
  };
});

/** Forms of more than one base of the same kind, of which WordNet's lists have one. The likelier is first. */
const ambiguousForms = formsOf(`
axes noun axe axis
bases noun base basis
ellipses noun ellipsis ellipse
staves noun staff stave
dice noun die dice
pence noun penny pence
people noun people person
drier noun dry drier
drier adjective dry
spelt noun spell spelt
spelt verb spell
found verb find found
lay verb lie lay
bore verb bear bore
bound verb bind bound
fell verb fall fell
felt verb feel felt
ground verb grind ground
overlay verb overlay overlie
rent verb rent rend
routed verb rout route
rove verb rove reeve
saw verb see saw
wound verb wind wound
`);

/** Irregular forms that WordNet's lists lack, or count to a rare word (`dive` to diva). */
const otherForms = formsOf(`
bacteria noun bacterium
lenses noun lens
dove verb dive
dyed verb dye
dyeing verb dye
sewed verb sew
sewed adjective sew
farther adjective far
crueller adjective cruel
cruellest adjective cruel
dive noun dive
cola noun cola
lei noun lei
roma noun roma
stamina noun stamina
trivia noun trivia
guilder noun guilder
trousers noun trousers
`);

/** Bases by form and kind, from lines of a form, a kind and its bases. */
function formsOf(list: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    list
      .trim()
      .split('\n')
      .map((line) => {
        const [form, kind, ...bases] = line.split(' ');
        return [`${form} ${kind}`, bases];
      }),
  );
}

const suffixes: Readonly<Record<WordKind, readonly (readonly [suffix: string, ending: string])[]>> = {
  noun: [
    ['s', ''],
    ['ses', 's'],
    ['xes', 'x'],
    ['zes', 'z'],
    ['ches', 'ch'],
    ['shes', 'sh'],
    ['men', 'man'],
    ['ies', 'y'],
  ],
  verb: [
    ['s', ''],
    ['ies', 'y'],
    ['es', 'e'],
    ['es', ''],
    ['ed', 'e'],
    ['ed', ''],
    ['ing', 'e'],
    ['ing', ''],
  ],
  adjective: [
    ['er', ''],
    ['est', ''],
    ['er', 'e'],
    ['est', 'e'],
  ],
};

/** Numbers of lexicographer files by kind, after lexnames(5WN). */
const isOfKind: Readonly<Record<WordKind, (file: number) => boolean>> = {
  noun: (file) => file >= 3 && file <= 28,
  verb: (file) => file >= 29 && file <= 43,
  adjective: (file) => file === 0 || file === 1 || file === 44,
};

/** Not what every object has. */
const entryOf = <T>(list: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(list, word) ? list[word] : undefined;

/** True when the dictionary has the word itself; kind: as a word of that kind. Function words are of no kind. */
export function isBase(word: string, kind?: WordKind): boolean {
  const { words, senses } = lists();
  const files = senses[entryOf(words, word) ?? -1];
  if (!kind) return files !== undefined || functionWords.has(word);
  return files?.some(isOfKind[kind]) ?? false;
}

/** True for a word of the dictionary in any form. */
export const isWordForm = (word: string): boolean =>
  isBase(word) ||
  kinds.some((kind) => irregularBases(word, kind).length > 0 || regularBase(word, kind) !== undefined);

/** Bases of an irregular form of that kind, the likeliest first; none for a regular one. */
export function irregularBases(form: string, kind: WordKind): readonly string[] {
  const key = `${form} ${kind}`;
  const ours = ambiguousForms.get(key) ?? otherForms.get(key);
  if (ours) return ours;
  if (kind === 'noun' && entryOf(lists().uninflected, form)) return [form];
  const base = entryOf(lists().exceptions[kind], form);
  return base === undefined ? [] : [base];
}

/** The base of a regular form, a word of that kind, by the rules of WordNet's morphy(7WN). */
export function regularBase(form: string, kind: WordKind): string | undefined {
  for (const [suffix, ending] of suffixes[kind]) {
    if (!form.endsWith(suffix)) continue;
    const base = form.slice(0, -suffix.length) + ending;
    if (base.length > 1 && isBase(base, kind)) return base;
  }
  return undefined;
}

/** Every base that a form may have, of any kind, irregular ones first. */
export function possibleBases(form: string): string[] {
  const irregular = kinds.flatMap((kind) => irregularBases(form, kind));
  const regular = kinds.flatMap((kind) => regularBase(form, kind) ?? []);
  return [...new Set([...irregular, ...regular])];
}

/** Forms that may be of this base, though texts count them to another: `axes` for axis. */
export const formsCountedElsewhere = (base: string): readonly string[] => elsewhere().get(base) ?? [];

const elsewhere = once(() => {
  const forms = new Map<string, string[]>();
  for (const [key, [, ...others]] of ambiguousForms) {
    const form = key.split(' ', 1)[0] as string;
    for (const base of others) if (base !== form) addTo(forms, base, form);
  }
  return forms;
});
