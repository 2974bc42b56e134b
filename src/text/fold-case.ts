// The form by which words are compared: what a reader takes for one spelling is one.

const finalSigma = /ς/gu;
const dottedI = /i\u0307/gu;

/**
 * Returns a form as stored and looked up: NFKC (`ﬁ` is fi, full-width letters are plain ones), full case folding (ß and
 * SS are ss, ſ is s, İ is i), straight apostrophe, and none of the characters that are not seen, such as soft hyphens.
 * Lower, upper and lower case again fold as Unicode's CaseFolding.txt does, but for İ, ς and ı, which is i as well.
 */
export function foldCase(form: string): string {
  if (isPlain.test(form)) return form.toLowerCase();
  return form
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(dottedI, 'i')
    .replace(finalSigma, 'σ')
    .replaceAll('’', "'")
    .replace(unseen, '');
}

/** Nearly every word of English: nothing but case to fold. */
const isPlain = /^[A-Za-z0-9'-]*$/u;
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
