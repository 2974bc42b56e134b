// In which encoding bytes of RTF are: by the font they are set in, or by the file's code page.
import type { Codec } from '../codecs.js';

/** Windows' character sets, by the number in `\fcharset`; 0 and 1 are left to the file. */
const codePages: Readonly<Record<number, number>> = {
  ...{ 77: 10000, 128: 932, 129: 949, 130: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258 },
  ...{ 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850 },
};
const western = 1252;
/** Of fonts whose characters are pictures. */
const symbols = 2;

export class CodePages {
  /** As `\ansicpg` says. */
  file = western;
  readonly #codec: Codec;
  readonly #charsets = new Map<number, number>();
  readonly #pages = new Map<number, number>();

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  /** `\fcharset` of a font. */
  setCharset(font: number, charset: number): void {
    this.#charsets.set(font, charset);
  }

  /** `\cpg` of a font. */
  setPage(font: number, page: number): void {
    this.#pages.set(font, page);
  }

  isSymbols(font: number): boolean {
    return this.#charsets.get(font) === symbols;
  }

  decode(bytes: Uint8Array, font: number): string {
    const page = this.#pageOf(font);
    const name = names[page] ?? `cp${page}`;
    return this.#codec.decode(bytes, this.#codec.has(name) ? name : 'windows-1252');
  }

  /**
   * Charset 0 is that of western Europe; but where no font has another, the program that wrote the file does not set
   * charsets, and the file's code page counts.
   */
  #pageOf(font: number): number {
    const page = this.#pages.get(font);
    if (page !== undefined && page !== 0) return page;
    const charset = this.#charsets.get(font) ?? 1;
    if (charset !== 0) return codePages[charset] ?? this.file;
    const hasOthers = [...this.#charsets.values()].some((one) => one in codePages);
    return hasOthers ? western : this.file;
  }
}

/** Names of code pages that are not `cp` and their number. */
const names: Readonly<Record<number, string>> = { 10000: 'macintosh', 10007: 'maccyrillic', 65001: 'utf-8' };
