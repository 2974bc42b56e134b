// Which lines of a mail are its writer's own, which are quoted from another, and which are a signature. Where it is not
// certain, a line is the writer's own: what is quoted is not counted, and words that are lost are worse than some twice.

/** A line of a mail without its marks of quotation. */
export interface MailLine {
  /** Number of `>` before it; 0 for the writer's own, and for what programs quote without marks. */
  readonly depth: number;
  readonly text: string;
}

/** Neighbouring lines of one kind. */
export interface MailSection {
  readonly kind: 'own' | 'quoted' | 'signature';
  readonly lines: readonly MailLine[];
}

/** Sections of a mail in order, by its lines; blank lines between two sections are in either. */
export function mailSections(lines: readonly MailLine[]): MailSection[] {
  const kinds = lines.map(({ depth }): MailSection['kind'] => (depth > 0 ? 'quoted' : 'own'));
  markOldMessage(lines, kinds);
  markIntroductions(lines, kinds);
  markBlanksWithin(lines, kinds);
  markSignatures(lines, kinds);
  const sections: { kind: MailSection['kind']; lines: MailLine[] }[] = [];
  lines.forEach((line, i) => {
    const kind = kinds[i] as MailSection['kind'];
    const last = sections.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else sections.push({ kind, lines: [line] });
  });
  return sections;
}

const isBlank = (line: MailLine | undefined): boolean => line?.text.trim() === '';

/** The line above the message that Outlook and others put below a reply, unmarked. */
const oldMessage = new RegExp(
  String.raw`^[-_]{2,}\s*(?:${[
    ...['original message', 'original appointment', 'ursprüngliche nachricht', 'originalnachricht'],
    ...["message d['’]origine", 'message original', 'mensaje original', 'messaggio originale'],
    ...['mensagem original', 'oorspronkelijk bericht', 'original(?:t)? meddelande', 'oprindelig meddelelse'],
    ...['opprinnelig melding', 'wiadomość oryginalna', 'původní zpráva', 'исходное сообщение'],
  ].join('|')})\s*[-_]{2,}$`,
  'iu',
);

/** The head of a message below a reply: a sender, and right below it a date, and a subject or an addressee. */
const senderLine = /^\*?(?:from|von|de|da|van|från|fra|od|от)\*?\s*:\*?\s+\S/iu;
const dateLine =
  /^\*?(?:sent|date|gesendet|datum|envoyé|enviado(?: el)?|fecha|inviato|data|verzonden|skickat|sendt|wysłano|odesláno|отправлено|дата)\*?\s*:/iu;
const otherLine =
  /^\*?(?:to|subject|an|betreff|à|objet|para|asunto|assunto|a|oggetto|aan|onderwerp|till|til|ämne|emne|do|komu|temat|předmět|кому|тема)\*?\s*:/iu;

/** What is passed on is new to who gets it: it is no quotation. */
const passedOn =
  /forwarded|weitergeleitet|transféré|reenviado|encaminhad|inoltrat|doorgestuurd|vidarebefordra/iu;

/** A message below a reply goes to the end of the mail. */
function markOldMessage(lines: readonly MailLine[], kinds: MailSection['kind'][]): void {
  const start = lines.findIndex(
    (line, i) => line.depth === 0 && (oldMessage.test(line.text.trim()) || isHead(lines, i)),
  );
  if (start < 0) return;
  const hasRule = rule.test(lines[start - 1]?.text.trim() ?? '');
  kinds.fill('quoted', hasRule ? start - 1 : start);
}

const rule = /^[-_]{5,}$/u;

function isHead(lines: readonly MailLine[], start: number): boolean {
  if (!senderLine.test(lines[start]?.text ?? '')) return false;
  const next = lines.slice(start + 1, start + 6).map(({ text }) => text);
  if (!next.some((text) => dateLine.test(text)) || !next.some((text) => otherLine.test(text))) return false;
  const above = lines.slice(Math.max(0, start - 6), start).filter((line) => !isBlank(line));
  return above.length > 0 && !above.slice(-2).some(({ text }) => passedOn.test(text));
}

const wrote =
  '(?:wrote|writes|said|schrieb|schreibt|a écrit|écrit|escribió|ha scritto|scrive|escreveu|schreef|skrev|napisał(?:a|\\(a\\))?|napsala?|пишет|писал(?:а)?|написал(?:а)?)';
const introduction = new RegExp(String.raw`^\S.{0,300}?(?<!\p{L})${wrote}(?!\p{L}).{0,120}:$`, 'isu');
const introductionStart =
  /^(?:on|at|am|le|el|il(?: giorno)?|op|em|den|dne|dnia|w dniu|on behalf|у|в)\s|^\d{1,4}[-./]\d/iu;
const mostIntroductionLines = 3;

/** `On 3 May 2024, Anna wrote:` right above what is quoted, over up to three lines, belongs to it. */
function markIntroductions(lines: readonly MailLine[], kinds: MailSection['kind'][]): void {
  for (let i = 1; i < lines.length; i++) {
    if (kinds[i] !== 'quoted' || kinds[i - 1] !== 'own') continue;
    let end = i;
    while (end > 0 && isBlank(lines[end - 1])) end--;
    const start = introductionLine(lines, kinds, end);
    if (start !== undefined) kinds.fill('quoted', start, i);
  }
}

function introductionLine(
  lines: readonly MailLine[],
  kinds: readonly MailSection['kind'][],
  end: number,
): number | undefined {
  let best: number | undefined;
  for (let start = end - 1; start >= Math.max(0, end - mostIntroductionLines); start--) {
    if (kinds[start] !== 'own' || isBlank(lines[start])) break;
    const joined = lines
      .slice(start, end)
      .map(({ text }) => text.trim())
      .join(' ');
    if (introductionStart.test(joined) && introduction.test(joined)) return start;
    if (best === undefined && introduction.test(joined)) best = start;
  }
  return best;
}

/** Blank lines between two quoted ones are quoted. */
function markBlanksWithin(lines: readonly MailLine[], kinds: MailSection['kind'][]): void {
  for (let i = 0; i < lines.length; i++) {
    if (kinds[i] !== 'own' || !isBlank(lines[i]) || kinds[i - 1] !== 'quoted') continue;
    let end = i;
    while (end < lines.length && kinds[end] === 'own' && isBlank(lines[end])) end++;
    if (kinds[end] === 'quoted') kinds.fill('quoted', i, end);
    i = end - 1;
  }
}

/** The mark of a signature, of which programs often cut the blank off. */
export const signatureMark = /^--\s?$/u;
const closing =
  /^(?:(?:(?:kind|best|warm|many|with kind|with best) )?regards|best wishes|all the best|cheers|sincerely|yours(?: sincerely| faithfully| truly)?|(?:mit )?(?:freundlichen|besten|herzlichen|vielen|liebe|viele|beste|schöne|herzliche)n? grüßen?|mfg|(?:bien )?cordialement|saludos(?: cordiales)?|(?:un )?cordial saludo|cordiali saluti|met vriendelijke groet(?:en)?|atenciosamente|(?:med )?vänliga hälsningar)\s*[,.!]?$/iu;
const device =
  /^(?:sent from my \S|get outlook for |von meinem \S+ gesendet|gesendet von |envoyé de(?:puis)? mon |enviado desde mi |inviato da(?:l mio)? |verzonden vanaf mijn )/iu;
const mostClosingLines = 5;
const mostClosingChars = 60;
/** Blank ones included. */
const mostLinesBelow = 50;
/** Below a mark without its blank, which may also part a text. */
const mostSignatureLines = 12;

/** A signature goes to the end of the writer's own lines: to what is quoted below it, or the end of the mail. */
function markSignatures(lines: readonly MailLine[], kinds: MailSection['kind'][]): void {
  for (let i = 0; i < lines.length; i++) {
    if (kinds[i] !== 'own') continue;
    let end = i;
    while (end < lines.length && kinds[end] === 'own') end++;
    const start = signatureLine(lines, i, end);
    if (start !== undefined) kinds.fill('signature', start, end);
    i = end;
  }
}

function signatureLine(lines: readonly MailLine[], from: number, end: number): number | undefined {
  for (let i = from; i < end; i++) {
    const { text } = lines[i] as MailLine;
    if (text === '-- ') return i;
    const isMark = signatureMark.test(text);
    const isClosing = closing.test(text.trim());
    if (!isMark && !isClosing && !device.test(text.trim())) continue;
    if (end - i > mostLinesBelow) continue;
    const rest = lines.slice(i + 1, end).filter((line) => !isBlank(line));
    if (isClosing) {
      const areShort = rest.every((line) => line.text.length <= mostClosingChars);
      if (areShort && rest.length > 0 && rest.length <= mostClosingLines) return i;
    } else if (isMark ? rest.length > 0 && rest.length <= mostSignatureLines : rest.length === 0) return i;
  }
  return undefined;
}
