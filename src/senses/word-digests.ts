// Words as digests. A label keeps what its line is recognised by, but no word that a person may remove from the texts:
// of the words beside it only digests are stored, salted, so that those of two databases have nothing in common.
import { createHash, randomBytes } from 'node:crypto';
import type { Store } from '../store/store.js';

/** The setting that holds the salt of a database. */
const saltSetting = 'label_salt';
const newSalt = (): string => randomBytes(16).toString('base64url');

/** Characters of a word's digest, 6 bits each: two words of a text hardly ever share one. */
const wordChars = 6;
/** Of a longer text's: enough to tell lines of one document apart. */
const textChars = 12;

/** The digests of a database; its salt is made if there is none yet. Throws as a write does. */
export async function wordDigests(store: Store): Promise<WordDigests> {
  return new WordDigests(await store.ensureSetting(saltSetting, newSalt()));
}

/** The same for reading; undefined where there is no salt and none can be written now, and so no digest either. */
export async function readWordDigests(store: Store): Promise<WordDigests | undefined> {
  const salt = await store.setting(saltSetting);
  if (salt !== undefined) return new WordDigests(salt);
  return (await store.canWrite()) ? wordDigests(store) : undefined;
}

/** Numbers words, so that they are compared as fast as numbers, each by its digest. 0 stands for no word. */
export class WordDigests {
  readonly #byWord = new Map<string, number>();
  /** One of the words with a hash, since making a string of each word of a text takes most of the time. */
  readonly #byHash = new Map<number, { readonly word: string; readonly number: number }>();
  readonly #byDigest = new Map<string, number>();
  readonly #digests: string[] = [''];

  constructor(readonly salt: string) {}

  /** word: as it is written. The same number for the same word in other case, or divided otherwise. */
  numberOf(word: string): number {
    const kept = this.#byWord.get(word);
    if (kept !== undefined) return kept;
    const number = this.#numberOfDigest(this.#hash(foldWord(word), wordChars));
    this.#byWord.set(word, number);
    return number;
  }

  /** The number of the word between two offsets. */
  numberAt(text: string, start: number, end: number): number {
    let hash = 0;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
    const kept = this.#byHash.get(hash);
    if (kept && kept.word.length === end - start && text.startsWith(kept.word, start)) return kept.number;
    const word = text.slice(start, end);
    const number = this.numberOf(word);
    if (!kept) this.#byHash.set(hash, { word, number });
    return number;
  }

  /** The reverse of `join`. */
  split(digests: string): number[] {
    const all = digests.match(/.{6}/gu) ?? [];
    return all.map((digest) => this.#numberOfDigest(digest));
  }

  /** Digests of words, one after the other. */
  join(numbers: Iterable<number>): string {
    return Array.from(numbers, (number) => this.#digests[number]).join('');
  }

  /** Digest of several words and whatever else counts. */
  ofAll(text: string): string {
    return this.#hash(text, textChars);
  }

  #numberOfDigest(digest: string): number {
    const kept = this.#byDigest.get(digest);
    if (kept !== undefined) return kept;
    this.#byDigest.set(digest, this.#digests.length);
    return this.#digests.push(digest) - 1;
  }

  #hash(text: string, chars: number): string {
    return createHash('sha256').update(`${this.salt} ${text}`).digest('base64url').slice(0, chars);
  }
}

const notOfWords = /[^\p{L}\p{M}\p{N}]+/gu;

/** A word as it is compared: letters and digits alone. */
const foldWord = (word: string): string => word.normalize('NFKC').toLowerCase().replace(notOfWords, '');
