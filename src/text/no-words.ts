// What stands in a text but is no word: addresses, data as text, hashes, entities and tags of HTML, code without spaces.
// It gets no vector and no line, and the encoder does not see it. Every pattern takes time linear in the text.

/** Addresses of the web and of data; a bare name only with an ending that is no word. */
const addresses =
  /\b(?:https?|ftp|file|sftp|ssh|wss?):\/\/[^\s<>"”»]+|\bwww\.[^\s<>"”»]+|\bdata:[\w.+-]{1,60}\/[\w.+-]{1,60}[;,][^\s<>"”»)]*|\b[\w-]{1,63}\.(?:com|org|net|edu|gov|io)(?:\/[^\s<>"”»]*)?(?![\w-])/giu;
/** What an address has, so that most texts need no look at each of their words. */
const someAddress = /:\/\/|www\.|data:|\.(?:com|org|net|edu|gov|io)\b/iu;
const entities = /&(?:[a-z][a-z0-9]{1,31}|#\d{1,7}|#x[0-9a-f]{1,6});/giu;
const tags = /<(?:\/?[a-z][^<>]{0,1000}|!--[^<>]*--|![a-z][^<>]{0,200})>/giu;
/** Punctuation behind an address is not part of it. */
const trailing = /[.,;:!?)\]'’]+$/u;

/** Digests and identifiers, as they are written in hexadecimal. */
const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/giu;
const longRuns = /[A-Za-z0-9+/=_-]{16,}/gu;
/** Longer than any word, in scripts that write spaces. */
const endlessRuns =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{N}_]{101,}/gu;
const lines = /[^\r\n]{200,}/gu;

/** Returns the text with blanks in place of what is no word, as long as before. */
export function blankNoWords(text: string): string {
  const blank = (run: string): string => ' '.repeat(run.length);
  const withoutAddresses = someAddress.test(text)
    ? text.replace(addresses, (run) => blank(run.replace(trailing, '')) + (trailing.exec(run)?.[0] ?? ''))
    : text;
  return withoutAddresses
    .replace(uuid, blank)
    .replace(tags, (run) => run.replace(/[^\r\n]/gu, ' '))
    .replace(entities, blank)
    .replace(longRuns, (run) => (isData(run) ? blank(run) : run))
    .replace(endlessRuns, blank)
    .replace(lines, (line) => (isCode(line) ? blank(line) : line));
}

const isHex = /^(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]+$/iu;

/**
 * Digests, and bytes in base64 or the like, where small letters, capitals and digits take turns: in random ones every
 * second character is of another class than the one before.
 */
function isData(run: string): boolean {
  if (isHex.test(run)) return true;
  const isPadded = run.endsWith('=');
  if (run.length < 20 && !isPadded) return false;
  if (!isPadded && !(/[a-z]/u.test(run) && /[A-Z]/u.test(run) && /[0-9]/u.test(run))) return false;
  let changes = 0;
  let pairs = 0;
  let before = '';
  for (const character of run) {
    const own = classOf(character);
    if (own !== '' && before !== '') {
      pairs++;
      if (own !== before) changes++;
    }
    before = own;
  }
  // runs of one letter, as zeros give, have fewer changes
  return pairs >= 12 && changes > pairs * (run.length < 40 ? 0.35 : 0.2);
}

function classOf(character: string): string {
  if (character >= 'a' && character <= 'z') return 'small';
  if (character >= 'A' && character <= 'Z') return 'capital';
  return character >= '0' && character <= '9' ? 'digit' : '';
}

/** A long line with the brackets of code and hardly a space: prose has a space for every six characters. */
function isCode(line: string): boolean {
  const count = (pattern: RegExp): number => line.match(pattern)?.length ?? 0;
  return (
    count(/[{};=()]/gu) >= line.length * 0.06 && count(/\s/gu) < line.length * 0.1 && /[{}=]/u.test(line)
  );
}
