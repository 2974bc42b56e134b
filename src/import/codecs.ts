// Encodings by their names, and bytes decoded in one of them: UTF-8 and UTF-16 by the platform, all others by iconv-lite.
import type { Encoding } from 'iconv-lite';
import { describeValue, invalid } from '../domain/check.js';
import { readBytes } from './bytes.js';

/** Names of Unicode's encodings for the platform's decoder, which can be strict and keeps surrogate pairs together. */
const unicode: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  utf16le: 'utf-16le',
  ucs2: 'utf-16le',
  utf16be: 'utf-16be',
};
/** iconv-lite has them beside encodings. */
const notOfText = ['base64', 'hex'];

/** Loaded for the first file that needs it. */
const loadIconv = async () => (await import('iconv-lite')).default;

/** A name as names are compared: `UTF-8` and `utf8` are the same. */
export const plainName = (encoding: string): string => encoding.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');

export const isUnicode = (encoding: string): boolean => plainName(encoding) in unicode;

/** Throws `invalid_input` for what is not the name of an encoding. */
export async function refuseUnknownEncoding(name: string | undefined): Promise<void> {
  if (name === undefined || (await loadCodec()).has(name)) return;
  const examples = 'windows-1252, ISO-8859-2, macintosh, Shift_JIS, GB18030, KOI8-R or UTF-16LE';
  throw invalid(
    'encoding',
    `${describeValue(name)} is not the name of an encoding`,
    `Give one such as ${examples}.`,
  );
}

/** True for what strict decoding throws. */
export const isNotInEncoding = (cause: unknown): boolean =>
  (cause as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA';

/** Decodes bytes that are a text of their own. */
export interface Codec {
  /** Whether this is the name of an encoding of text. */
  has(encoding: string): boolean;
  /** What cannot be read is U+FFFD. */
  decode(bytes: Uint8Array, encoding: string): string;
}

export async function loadCodec(): Promise<Codec> {
  const iconv = await loadIconv();
  return {
    has: (encoding) => iconv.encodingExists(encoding) && !notOfText.includes(plainName(encoding)),
    decode(bytes, encoding) {
      const label = unicode[plainName(encoding)];
      if (label !== undefined) return new TextDecoder(label, { ignoreBOM: true }).decode(bytes);
      return iconv.decode(Buffer.from(bytes), encoding, { stripBOM: false });
    },
  };
}

/**
 * The text of a file in chunks; what cannot be read in the encoding is U+FFFD. isStrict: in an encoding of Unicode, that
 * is thrown.
 */
export async function* decodeBytes(
  path: string,
  encoding: string,
  { isStrict = false } = {},
): AsyncGenerator<string> {
  const label = unicode[plainName(encoding)];
  if (label !== undefined) {
    const decoder = new TextDecoder(label, { fatal: isStrict, ignoreBOM: true });
    for await (const bytes of readBytes(path)) yield decoder.decode(bytes, { stream: true });
    yield decoder.decode();
    return;
  }
  const iconv = await loadIconv();
  const decoder = iconv.getDecoder(encoding as Encoding, { stripBOM: false });
  for await (const bytes of readBytes(path)) yield decoder.write(bytes);
  yield decoder.end() ?? '';
}
