// .odt, .ott and .fodt of LibreOffice: the text of their content, without tracked deletions, comments, tables of contents
// and what is hidden. Headers and footers are of the styles, which are not read.
import { readFile } from 'node:fs/promises';
import { PolysemeError } from '../../domain/errors.js';
import { OdtDocument } from './odt-document.js';
import type { ReaderInput, ReaderItem } from './reader.js';
import { refuseLargeFile } from './whole-file.js';
import { decodeXml, elementsNamed, parseXml } from './xml.js';
import { encrypted, openZip, type Zip } from './zip.js';

/** Reads a text of LibreOffice. Throws `data` for one that is damaged, encrypted or none, `too_large` over a limit. */
export async function* readOdt(input: ReaderInput): AsyncGenerator<ReaderItem> {
  await refuseLargeFile(input);
  const document = new OdtDocument(input.name);
  const bytes = await readFile(input.path);
  if (bytes.toString('latin1', 0, 2) === 'PK') await readMembers(input, document);
  else if (/^\s*(?:<|\xef\xbb\xbf<|\xff\xfe|\xfe\xff)/u.test(bytes.toString('latin1', 0, 64))) {
    document.read(await decodeXml(bytes), input.name);
  } else throw notOdt(input.name, 'it is neither a zip file nor XML');
  if (!document.hasText) throw notOdt(input.name, 'it holds no text document');
  yield { document: { id: null, ...document.finish() } };
}

const contentMember = 'content.xml';
const metaMember = 'meta.xml';
const manifestMember = 'META-INF/manifest.xml';

async function readMembers(input: ReaderInput, document: OdtDocument): Promise<void> {
  const { name } = input;
  const zip = await openZip(input);
  try {
    await refuseEncrypted(zip, name);
    if (!zip.has(contentMember)) throw notOdt(name, `it has no ${contentMember}`);
    for (const member of [metaMember, contentMember]) {
      if (zip.has(member)) document.read(await decodeXml(await zip.readNamed(member)), `${name}: ${member}`);
    }
  } finally {
    zip.close();
  }
}

/** The manifest says how each member is encrypted; newer files hold an encrypted package. */
async function refuseEncrypted(zip: Zip, name: string): Promise<void> {
  if (zip.has('encrypted-package')) throw encrypted(name);
  if (!zip.has(manifestMember)) return;
  const xml = await decodeXml(await zip.readNamed(manifestMember));
  const [first] = elementsNamed('encryption-data', parseXml(xml, {}, `${name}: ${manifestMember}`));
  if (first) throw encrypted(name);
}

const notOdt = (name: string, why: string): PolysemeError =>
  new PolysemeError('data', `${name} is not an .odt: ${why}`, {
    cure: 'Name it as what it is: .docx, .zip or .txt.',
  });
