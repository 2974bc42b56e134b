// The text of an HTML page without its tags: a stand-in for the reader of HTML, with the same function.
import { parseHTML } from 'linkedom';
import type { TextPart } from '../../domain/parts.js';

/** Text as `ReadDocument` has it, and its parts. */
export interface HtmlText {
  readonly text: string;
  readonly parts: readonly TextPart[];
}

export function readHtml(html: string): HtmlText {
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  for (const element of document.querySelectorAll('script, style, title')) element.remove();
  for (const element of document.querySelectorAll('br')) element.replaceWith('\n');
  for (const element of document.querySelectorAll('p, div, li, blockquote, h1, h2, h3')) {
    element.before('\n\n');
    element.after('\n\n');
  }
  const paragraphs = (document.documentElement.textContent ?? '').split(/\n\s*\n/u);
  const texts = paragraphs.map((text) =>
    text
      .replaceAll(/[^\S\n]+/gu, ' ')
      .replaceAll(/ *\n */gu, '\n')
      .trim(),
  );
  return { text: texts.filter((text) => text !== '').join('\n\n'), parts: [] };
}
