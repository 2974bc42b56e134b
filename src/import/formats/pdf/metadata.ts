// What a PDF says of itself: its information dictionary, and XMP where that says more.
import type { Metadata } from '../../../domain/text.js';
import type { Pdf } from './open.js';

/** What programs write where nobody has said anything. */
const placeholders = new Set([
  'untitled',
  'anonymous',
  'unspecified',
  'unknown',
  '(untitled)',
  '(anonymous)',
  '(unspecified)',
]);

export function metadataOf({ info, xmp }: Pick<Pdf, 'info' | 'xmp'>): Metadata {
  const values = {
    title: firstOf(info.Title, xmp('dc:title')),
    author: firstOf(info.Author, xmp('dc:creator')),
    date: dateOf(info.CreationDate) ?? dateOf(xmp('dc:date')) ?? dateOf(xmp('xmp:createdate')),
    language: firstOf(info.Language, xmp('dc:language')),
    publisher: firstOf(xmp('dc:publisher')),
    subject: firstOf(info.Subject, xmp('dc:description')),
    keywords: firstOf(info.Keywords, xmp('pdf:keywords'), xmp('dc:subject')),
  };
  return Object.fromEntries(Object.entries(values).filter((entry) => entry[1] !== undefined)) as Metadata;
}

/** The first that says something; of a list, all its values. */
function firstOf(...values: readonly unknown[]): string | undefined {
  const texts = values.map((value) => {
    const list = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
    return list.map((one: string) => one.replace(/[\p{Cc}\s]+/gu, ' ').trim()).join('; ');
  });
  return texts.find((text) => text !== '' && !placeholders.has(text.toLowerCase()));
}

const pdfDate = /^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([-+Z])(\d\d)?'?(\d\d)?)?/u;

/** `D:20190301101500+01'00'` or a date of XMP to ISO 8601; undefined for what is no date. */
export function dateOf(value: unknown): string | undefined {
  const text = (Array.isArray(value) ? value[0] : value) as unknown;
  if (typeof text !== 'string') return undefined;
  const iso = /^\d{4}-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[-+]\d\d:?\d\d)?)?)?$/u.exec(text.trim())?.[0];
  const written = iso ?? fromPdf(text.trim());
  return written !== undefined && !Number.isNaN(Date.parse(written)) ? written : undefined;
}

function fromPdf(text: string): string | undefined {
  const match = pdfDate.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute = '00', second = '00', sign, zoneHour = '00', zoneMinute = '00'] =
    match;
  const date = [year, month, day].filter((part) => part !== undefined).join('-');
  if (hour === undefined) return date;
  const zone =
    sign === undefined
      ? ''
      : sign === 'Z' || zoneHour + zoneMinute === '0000'
        ? 'Z'
        : `${sign}${zoneHour}:${zoneMinute}`;
  return `${date}T${hour}:${minute}:${second}${zone}`;
}
