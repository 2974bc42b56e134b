// Compound files: old files of Office, and new ones with a password, which are wrapped in one.
import { PolysemeError } from '../../domain/errors.js';
import { readBytes } from '../bytes.js';
import type { ReaderInput } from './reader.js';
import { encrypted } from './zip.js';

const signature = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
/** Name of the part that holds an encrypted file. */
const packageName = Buffer.from('EncryptedPackage', 'utf16le');

/** Throws `data` for a compound file, which is an old one of Office, or encrypted. ending: of the format of today. */
export async function refuseOldOffice({ name, path }: ReaderInput, ending: string): Promise<void> {
  let isFirst = true;
  for await (const bytes of readBytes(path)) {
    if (isFirst && !bytes.subarray(0, signature.length).equals(signature)) return;
    isFirst = false;
    if (bytes.includes(packageName)) throw encrypted(name);
  }
  if (isFirst) return;
  throw new PolysemeError('data', `${name} is a file of an old Office, such as .doc`, {
    cure: `Open it in Word or LibreOffice, and save it as ${ending}.`,
  });
}
