// Texts cut to a width of the terminal, at words, with an ellipsis where something is left out.
import stringWidth from 'string-width';

const ellipsis = '…';

/** The end of a text in so many columns. isCut: more stands before it, which an ellipsis shows. */
export function clipStart(text: string, width: number, isCut = false): string {
  if (!isCut && stringWidth(text) <= width) return text;
  if (isCut && stringWidth(text) < width) return ellipsis + text;
  const pieces = text.split(/(?<= )/u).reverse();
  const kept = fitting(pieces, width - 1)
    .reverse()
    .join('');
  // a space next to the form is no word
  return ellipsis + (kept.trim() === '' ? lastColumns(text, width - 1) : kept);
}

/** The same for the beginning of a text. */
export function clipEnd(text: string, width: number, isCut = false): string {
  if (!isCut && stringWidth(text) <= width) return text;
  if (isCut && stringWidth(text) < width) return text + ellipsis;
  const kept = fitting(text.split(/(?= )/u), width - 1).join('');
  return (kept.trim() === '' ? firstColumns(text, width - 1) : kept) + ellipsis;
}

export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - stringWidth(text))) + text;
export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stringWidth(text)));

/** The first of the pieces that fit together. */
function fitting(pieces: readonly string[], width: number): string[] {
  let taken = 0;
  const end = pieces.findIndex((piece) => {
    taken += stringWidth(piece);
    return taken > width;
  });
  return pieces.slice(0, end < 0 ? pieces.length : end);
}

/** Of a word that alone is too long. */
function firstColumns(text: string, width: number): string {
  const characters = [...text].slice(0, Math.max(0, width));
  while (stringWidth(characters.join('')) > width) characters.pop();
  return characters.join('');
}

function lastColumns(text: string, width: number): string {
  const characters = [...text].slice(-Math.max(1, width));
  while (stringWidth(characters.join('')) > width) characters.shift();
  return characters.join('');
}
