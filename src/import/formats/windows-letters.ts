// Letters of windows-1252 where they were read as control characters: TextDecoder of Node 20 reads that encoding, and
// all that are called like it on the web, as ISO 8859-1.

/** What windows-1252 has for 80 to 9F; a blank where it has nothing. */
const letters = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** The text with the letters and quotation marks of windows-1252 for control characters that no text holds. */
export const withWindowsLetters = (text: string): string =>
  text.replaceAll(/[\u0080-\u009f]/gu, (control) => letters[control.charCodeAt(0) - 0x80] as string);
