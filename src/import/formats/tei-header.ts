// What the header of a TEI file says of its text. Of several dates, that of the text's creation comes first, then that of
// its source, then that of the file.
import type { Metadata } from '../../domain/text.js';

type Attributes = Readonly<Record<string, string>>;

const fields: readonly (readonly [RegExp, string])[] = [
  [/\/fileDesc\/titleStmt\/title$/u, 'title'],
  [/\/fileDesc\/titleStmt\/author$/u, 'author'],
  [/\/publicationStmt\/publisher$/u, 'publisher'],
  [/\/profileDesc\/creation\/date$/u, 'date 1'],
  [/\/fileDesc\/sourceDesc\/.*\bdate$/u, 'date 2'],
  [/\/publicationStmt\/date$/u, 'date 3'],
  [/\/profileDesc\/langUsage\/language$/u, 'language'],
  [/\/textClass\/keywords\/(?:.*\/)?(?:term|item)$/u, 'keywords'],
];

export class TeiHeader {
  readonly #path: string[] = [];
  readonly #values = new Map<string, string[]>();
  /** Fields that are open, with the text up to now. */
  readonly #open: { field: string; depth: number; text: string; attributes: Attributes }[] = [];

  open(name: string, attributes: Attributes): void {
    this.#path.push(name);
    const path = `/${this.#path.join('/')}`;
    const field = fields.find(([pattern]) => pattern.test(path))?.[1];
    if (field !== undefined) this.#open.push({ field, depth: this.#path.length, text: '', attributes });
  }

  text(text: string): void {
    for (const field of this.#open) field.text += text;
  }

  close(): void {
    const last = this.#open.at(-1);
    if (last?.depth === this.#path.length) {
      this.#open.pop();
      const value = fieldValue(last.field, last.text.replaceAll(/\s+/gu, ' ').trim(), last.attributes);
      if (value !== '') this.#values.set(last.field, [...(this.#values.get(last.field) ?? []), value]);
    }
    this.#path.pop();
  }

  /** language: of the text's own tag, where the header says none. */
  metadata(language?: string): Metadata {
    const first = (field: string): string | undefined => this.#values.get(field)?.[0];
    const joined = (field: string): string | undefined => this.#values.get(field)?.join('; ');
    const entries = {
      title: first('title'),
      author: joined('author'),
      date: first('date 1') ?? first('date 2') ?? first('date 3'),
      language: first('language') ?? language,
      publisher: first('publisher'),
      keywords: joined('keywords'),
    };
    return Object.fromEntries(Object.entries(entries).filter(([, value]) => value)) as Metadata;
  }
}

function fieldValue(field: string, text: string, attributes: Attributes): string {
  if (field === 'language') return attributes.ident ?? text;
  return field.startsWith('date') ? (attributes.when ?? attributes['when-iso'] ?? text) : text;
}
