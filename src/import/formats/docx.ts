// .docx of Word, by mammoth: to HTML by the styles of its paragraphs, and from there to text. Headers, footers, comments
// and what is deleted in tracked changes are not read by it.
import mammoth from 'mammoth';
import { PolysemeError } from '../../domain/errors.js';
import type { Metadata } from '../../domain/text.js';
import { isoDate } from './dates.js';
import { htmlText } from './html.js';
import { clean, joined, present } from './html-metadata.js';
import { refuseOldOffice } from './old-office.js';
import type { ReaderInput, ReaderItem, ReadProblem } from './reader.js';
import { refuseLargeFile } from './whole-file.js';
import { decodeXml, elementsNamed, parseXml } from './xml.js';
import { openZip, type Zip } from './zip.js';

/** Reads a .docx. Throws `data` for one that is damaged, encrypted or none, and `too_large` over a limit. */
export async function* readDocx(input: ReaderInput): AsyncGenerator<ReaderItem> {
  await refuseLargeFile(input);
  await refuseOldOffice(input, '.docx');
  const zip = await openZip(input);
  try {
    if (!zip.has('[Content_Types].xml')) throw notDocx(input.name);
    const metadata = await coreProperties(zip, input.name);
    const { html, hasFormulas } = await convert(zip, input.name);
    const { text, parts } = htmlText(html, input.name, { isWhole: true });
    yield { document: { id: null, text, metadata, parts } };
    if (hasFormulas) yield { problem: withoutFormulas(input.name) };
  } finally {
    zip.close();
  }
}

/** Tables of contents repeat the headings. */
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((level) => [
    `p[style-name='toc ${level}'] => !`,
    ...(level > 6 ? [`p[style-name='heading ${level}'] => h6:fresh`] : []),
  ]),
  "p[style-name='TOC Heading'] => !",
];

/** Bytes of XML that mammoth reads at once; it takes seventy times as much memory. */
const maxXmlBytes = 48 * 1024 * 1024;

async function convert(zip: Zip, name: string): Promise<{ html: string; hasFormulas: boolean }> {
  // what mammoth takes in place of a file, so that all that it unpacks is limited
  const file = {
    exists: (member: string) => zip.has(member),
    async read(member: string, encoding?: string): Promise<string | Buffer> {
      const bytes = await zip.readNamed(member);
      if (encoding === undefined) return bytes;
      if (encoding === 'base64') return bytes.toString('base64');
      if (bytes.length > maxXmlBytes) throw tooMuchXml(name, member, bytes.length);
      return withoutHidden(await decodeXml(bytes));
    },
  };
  const convertImage = mammoth.images.imgElement(async () => ({ src: '' }));
  try {
    const input = { file } as unknown as Parameters<typeof mammoth.convertToHtml>[0];
    const options = { styleMap, includeEmbeddedStyleMap: false, convertImage };
    const { value, messages } = await mammoth.convertToHtml(input, options);
    const hasFormulas = messages.some(({ message }) => /ignored: \{[^{}]+\/math\}/u.test(message));
    return { html: value, hasFormulas };
  } catch (cause) {
    throw cause instanceof PolysemeError ? cause : notConverted(name, cause);
  }
}

const runEnd = '</w:r>';
const vanish = /<w:vanish(?: w:val="(?:1|true|on)")? ?\/>/u;

/** XML without the runs that their own format hides, which mammoth does not look at. */
function withoutHidden(xml: string): string {
  if (!xml.includes('<w:vanish')) return xml;
  // each piece begins with a run, and ends before the next
  const pieces = xml.split(/(?=<w:r[\s>])/u).map((piece) => {
    const end = piece.indexOf(runEnd);
    const format = piece.slice(0, Math.max(0, piece.indexOf('</w:rPr>')));
    const isHidden = piece.startsWith('<w:r') && format.length < end && vanish.test(format);
    return isHidden ? piece.slice(end + runEnd.length) : piece;
  });
  return pieces.join('');
}

const withoutFormulas = (name: string): ReadProblem => ({
  message: `${name} has formulas, which are left out`,
  cure: 'Write what should be searched in words.',
});

const tooMuchXml = (name: string, member: string, bytes: number): PolysemeError =>
  new PolysemeError(
    'too_large',
    `${name}: ${member} unpacks to ${bytes} bytes; the limit is ${maxXmlBytes}`,
    {
      cure: 'Split the document, or save it as .odt.',
    },
  );

function notConverted(name: string, cause: unknown): PolysemeError {
  if (cause instanceof RangeError) {
    return new PolysemeError('too_large', `${name} is nested too deeply`, {
      cure: 'Open it in Word or LibreOffice, and save it again.',
      cause,
    });
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PolysemeError('data', `${name} is damaged: ${clean(why.split('\n')[0])}`, {
    cure: 'Open it in Word or LibreOffice, which may mend it, and save it again.',
    cause,
  });
}

const prefixes = {
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://purl.org/dc/terms/': 'dcterms',
  'http://schemas.openxmlformats.org/package/2006/metadata/core-properties': 'cp',
};

async function coreProperties(zip: Zip, name: string): Promise<Metadata> {
  const member = 'docProps/core.xml';
  if (!zip.has(member)) return {};
  const root = parseXml(await decodeXml(await zip.readNamed(member)), prefixes, `${name}: ${member}`);
  const all = (element: string): string[] => [...elementsNamed(element, root)].map(({ text }) => text);
  const first = (element: string): string | undefined => clean(all(element)[0]);
  return present({
    title: first('dc:title'),
    author: joined(all('dc:creator').flatMap((creators) => creators.split(';'))),
    date: isoDate(first('dcterms:created')) ?? isoDate(first('dcterms:modified')),
    language: first('dc:language'),
    subject: first('dc:subject'),
    keywords: first('cp:keywords'),
  });
}

const notDocx = (name: string): PolysemeError =>
  new PolysemeError('data', `${name} is a zip file, but not a .docx`, {
    cure: 'Name it as what it is: .zip, .odt or .epub.',
  });
