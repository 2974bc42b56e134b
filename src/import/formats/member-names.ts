// Names of files within a file: each could be a path on the disk without leading anywhere else, and no two are the same.

/** The names of one container's members, as they are met. */
export class MemberNames {
  /** With the number that the next member of this name gets. */
  readonly #names = new Map<string, number>();

  /** The name as it was written, with a number where there is one like it. */
  unique(name: string): string {
    const unique = this.#names.has(name) ? this.#numbered(name) : name;
    this.#names.set(unique, 2);
    return unique;
  }

  /** `a.txt` → `a (2).txt`: its ending says how it is read. */
  #numbered(name: string): string {
    const [, start, extension] = /^(.*?)(\.[^./]*)?$/su.exec(name) as unknown as [string, string, string?];
    for (let number = this.#names.get(name) ?? 2; ; number++) {
      const numbered = `${start} (${number})${extension ?? ''}`;
      if (this.#names.has(numbered)) continue;
      this.#names.set(name, number + 1);
      return numbered;
    }
  }
}

/** The segments of a path without what leads out of its container: a root, a drive, `..`. */
export const safeSegments = (written: string): string[] =>
  written
    .replaceAll('\\', '/')
    .replace(/^[A-Za-z]:/u, '')
    .replaceAll(/\p{Cc}/gu, '\ufffd')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
