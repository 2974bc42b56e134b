// Parts of speech of annotated corpora in the coarse classes of Universal Dependencies: from those themselves, from the
// universal tag set of Petrov, Das and McDonald (2012), from the Penn Treebank's as TreeTagger has it too, and from CLAWS
// 5 and 7. A tag that means different things in two sets is one of them here: `VBD` is a verb's past tense, and that of
// `be` too.
import type { AnnotatedWord } from '../../domain/parts.js';
import { partsOfSpeech } from '../../domain/text.js';

const rules: readonly (readonly [RegExp, NonNullable<AnnotatedWord['pos']>])[] = [
  [/^(?:ADP|AUX|CCONJ|CONJ|DET|NUM|PART|PRON|PRT|PUNCT|SCONJ|SYM)$/u, 'OTHER'],
  [/^(?:NPD?[0-9]?|NPS|NNP|NNPS|NPM[12])$/u, 'PROPN'],
  [/^(?:NN|NNS|NN[0-9]|NN[ABJLOTU][12]?|ND1)$/u, 'NOUN'],
  [/^V[BDHV](?:D[RZ]|[GN]K|[BDGIMNPRZ0])?$/u, 'VERB'],
  [/^(?:JJ[RST]?|JK|AJ[0CS])$/u, 'ADJ'],
  [/^(?:RB[RS]?|WRB|AV[0PQ]|R[ALTR]|RR[QRT]|RRQV|RG[QRT]?|RGQV|REX|RPK)$/u, 'ADV'],
  [/^(?:UH|ITJ)$/u, 'INTJ'],
  [/^(?:FW|FO|FU|UNC|ZZ[012])$/u, 'X'],
  [/^(?:CC|CD|DT|EX|IN|IN\/that|LS|MD|PDT|POS|PP|PPZ?\$?|PRP|PRP\$|RP|TO|WDT|WP\$?|SENT)$/u, 'OTHER'],
  [/^(?:AT[01]?|APPGE|AP|D[ABD][12RT]?|DA[12RT]|DB2?|DD[12Q]?|DDQ(?:GE|V)|DPS|DT[0Q])$/u, 'OTHER'],
  [/^(?:CJ[CST]|CCB|CS[ANTW]?|CRD|ORD|MC[12]?|MC(?:GE|MC)|MF|BCL|GE)$/u, 'OTHER'],
  [
    /^(?:VM[0K]?|I[FIOW]|PR[FP]|PN[IPQX]?1?|PNQ[OSV]|PNX1|PP[A-Z]{1,2}[12]?|XX0?|EX0|TO0|PU[LNQR]|YQUE)$/u,
    'OTHER',
  ],
  [/^(?!_$)(?:\p{P}+|\p{S}+|-[LR][RCS]B-|HYPH|NFP|ADD|AFX)$/u, 'OTHER'],
];

/** The class of a tag; null where it is in none of these sets. */
export function coarseTag(tag: string): AnnotatedWord['pos'] {
  const pos = partsOfSpeech.find((one) => one === tag);
  return pos ?? rules.find(([pattern]) => pattern.test(tag))?.[1] ?? null;
}
