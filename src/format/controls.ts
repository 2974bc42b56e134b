// Text of any origin, made safe to show on a terminal, which obeys what it is sent.

/** Control characters but tabs and line breaks; the marks that reorder a line (Unicode's bidirectional controls). */
const controls = /(?!\t|\n)\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Returns the text with each of them in sight, as `<U+001B>`. */
export function withoutControls(text: string): string {
  return text.replace(
    controls,
    (sign) => `<U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );
}
