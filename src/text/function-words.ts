// Which words get no vector: the closed classes of English grammar, which carry structure rather than a sense of
// their own, after the list of function words in any grammar of English (articles, pronouns, prepositions,
// conjunctions, auxiliaries, particles; clitics are cut off before, in words.ts), and numbers. Documented in the
// README; other languages have no list, so each of their words gets a vector.

const lists = `
a an the
i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers
herself it its itself they them their theirs themselves one's oneself who whom whose which what whoever whomever
whatever whichever this that these those there here where when why how
someone somebody something anyone anybody anything everyone everybody everything no-one nobody nothing none
some any each every either neither both all such same other another own few many much more most less least several
about above across after against along amid among amongst around as at before behind below beneath beside besides
between beyond by despite down during except for from in inside into near of off on onto out outside over past per
since through throughout till to toward towards under underneath until unto up upon via with within without
and or but nor so yet if because although though unless whereas while whether than then
am is are was were be been being do does did doing done have has had having
can could may might must shall should will would ought need dare used
not no yes e.g i.e etc tis twas too very just also only even still ever never again once now
isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't cannot couldn't
mayn't mightn't mustn't shan't shouldn't won't wouldn't needn't oughtn't ain't
`;

/** Lower-case forms with a straight apostrophe. */
export const functionWords: ReadonlySet<string> = new Set(lists.trim().split(/\s+/u));

/** True for a word that gets a vector: not a function word, not a number, not a lone letter or mark. */
export function isContentWord(form: string): boolean {
  if (functionWords.has(form.toLowerCase().replaceAll('’', "'"))) return false;
  if (/^\p{N}/u.test(form)) return false; // 12, 3.14, 2nd, 1930s; but not B12
  return /\p{L}/u.test(form) && !/^[A-Za-z]$/u.test(form);
}
