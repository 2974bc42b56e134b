// Types for what comes without any.

declare module 'sentencex' {
  /** Sentences of `text`, without the white space around them. */
  export default function segment(language: string, text: string): string[];
}

declare module 'wink-lemmatizer' {
  const lemmatizer: {
    /** The base form where WordNet has the word as a noun, else the word itself. */
    noun(form: string): string;
    /** The base form where WordNet has the word as a verb, else the word itself. */
    verb(form: string): string;
  };
  export default lemmatizer;
}

declare module '@xenova/transformers/src/tokenizers.js' {
  export { AutoTokenizer } from '@xenova/transformers';
}

declare module '@xenova/transformers/src/env.js' {
  export { env } from '@xenova/transformers';
}

declare module '@xenova/transformers/src/utils/hub.js' {
  /** Bytes of a model's file, from the cache folder or else the hub. */
  export function getModelFile(
    model: string,
    file: string,
    fatal: boolean,
    options: object,
  ): Promise<Uint8Array>;
}

/** The part of the standard that dot-rows.ts uses; the full types come only with those of a browser. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: object);
    readonly exports: unknown;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
}
