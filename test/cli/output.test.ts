// What a terminal shows of a search, without one: the table, page by page, and the line beneath it.
import { describe, expect, it } from 'vitest';
import { describeRest, describeResult, hitPrinter, shortLine } from '#src/cli/output.js';
import { asTyped } from '#src/cli/run.js';
import type { Hit, SearchResult } from '#src/domain/search.js';

const result: SearchResult = {
  hits: [],
  ...{
    total: 1243,
    folds: 1243,
    isCapped: false,
    ...{ listed: 1243, sort: ['best'] },
    occurrences: 2000,
    lemmas: ['bank'],
    leftOut: [],
    isCalibrated: true,
    likely: 12,
  },
  ...{
    bestCosine: 0.8,
    isExact: true,
    tookMs: 12,
    loadMs: 0,
    filterProblem: null,
    documentsNamed: [],
    parts: [],
    nearSpellings: [],
    nearMeanings: [],
  },
};

describe('the line beneath a table', () => {
  it('says lines, occurrences and whole milliseconds; loading the model apart', () => {
    const lines = '1\u2009243 lines of 2\u2009000 occurrences; 12 likely';
    expect(describeResult(result)).toBe(`${lines}; 12 ms, exact\n`);
    expect(describeResult({ ...result, loadMs: 4240 })).toBe(
      `${lines}; 12 ms, exact; loading the model 4\u2009240 ms\n`,
    );
  });

  it('says that no line seems to have the meaning', () => {
    expect(describeResult({ ...result, likely: 0 })).toContain('; no line seems to have this meaning; ');
  });

  it('never shows a cap as a count', () => {
    const capped = {
      ...result,
      total: 1000,
      folds: 1000,
      listed: 1000,
      isCapped: true,
      occurrences: null,
      likely: null,
      isExact: false,
    };
    expect(describeResult(capped)).toBe('more than 1\u2009000 lines; 12 ms, approximate\n');
    expect(describeRest(20, {}, capped)).toBe(
      '20 of more than 1\u2009000 lines; --all prints the first 1\u2009000\n',
    );
    expect(describeRest(1000, {}, capped)).toContain('a search without a word ranks no more');
  });

  it('says what is left out, and nothing when nothing is', () => {
    expect(describeRest(20, {}, result)).toBe('20 of 1\u2009243 lines; --all prints all\n');
    expect(describeRest(20, { offset: 1223 }, result)).toBe('');
    expect(describeRest(20, { offset: 1222 }, result)).not.toBe('');
    expect(describeRest(1243, {}, result)).toBe('');
  });

  it('says that lines are a sample, and how they are sorted', () => {
    const thinned = { ...result, listed: 100, sort: ['1R', '-form'] };
    expect(describeResult(thinned)).toContain('; sorted by 1R, then -form; ');
    expect(describeRest(20, { thin: 100 }, thinned)).toBe(
      '20 of a random sample of 100 lines from 1\u2009243 lines; --all prints all of it\n',
    );
    expect(describeRest(100, { thin: 100 }, thinned)).toBe(
      'a random sample of 100 lines from 1\u2009243 lines\n',
    );
  });

  it('says how many lines differ, where some say the same', () => {
    const folded = { ...result, total: 930, folds: 31, listed: 31, occurrences: 930, likely: null };
    expect(describeResult(folded)).toBe('31 different of 930 lines; 12 ms, exact\n');
    expect(describeRest(20, {}, folded)).toBe('20 of 31 different of 930 lines; --all prints all\n');
    expect(describeRest(11, { offset: 20 }, folded)).toBe('');
  });
});

const hit = (number: number): Hit => ({
  ...{ documentId: 'a', uri: `letters/${'x'.repeat(number)}.txt`, rowId: 1, sentenceId: 1, tokenId: number },
  ...{ form: 'bank', lemma: 'bank', start: 4, end: 8, left: 'We sat on the ', right: ' of the river.' },
  ...{
    sentence: 'We sat on the bank of the river.',
    score: 0.5,
    isLikely: true,
    ranking: 0.5,
    cosine: 0.5,
    metadata: {},
    copies: 0,
    oppositeOf: null,
    place: null,
    ...{ paragraph: 3, percent: 12.5, isCutBefore: true, isCutAfter: true },
  },
});

describe('a table on a terminal', () => {
  const terminal = { isTty: true, columns: 80, hasColour: false };

  it('goes on over pages: numbers count on, columns stay', () => {
    const print = hitPrinter(terminal, 120);
    const pages = [print([hit(1), hit(2)]), print([hit(3)])];
    const lines = pages.join('').trimEnd().split('\n');
    expect(lines.map((line) => line.slice(0, 5))).toEqual(['  1  ', '  2  ', '  3  ']);
    expect(new Set(lines.map((line) => line.indexOf('bank'))).size).toBe(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('has the number of lines that say the same, within its width', () => {
    const lines = hitPrinter(terminal, 2)([{ ...hit(12), copies: 899 }, hit(12)]).split('\n');
    expect(lines[0]).toMatch(/ {2}×900$/u);
    expect(lines[0]?.length).toBeLessThanOrEqual(80);
    expect(lines[1]).not.toContain('×');
    const piped = hitPrinter({ ...terminal, isTty: false }, 2)([{ ...hit(12), copies: 899 }, hit(12)]);
    const [one, other] = piped.split('\n').map((line) => line.split('\t'));
    expect([one?.[4], one?.[5]]).toEqual([`${hit(12).uri}:4 ×900`, '12']);
    expect(other?.[4]).toBe(`${hit(12).uri}:4`);
  });

  it('has what a word is the opposite of, within its width', () => {
    const opposite = { ...hit(1), oppositeOf: 'money' };
    const [line] = hitPrinter(terminal, 1)([opposite, hit(1)]).split('\n');
    expect(line).toMatch(/ {2}\S*\.txt {2}opposite of money$/u);
    expect(line?.length).toBeLessThanOrEqual(80);
    expect(hitPrinter({ ...terminal, isTty: false }, 1)([opposite]).split('\t')[4]).toBe(
      'letters/x.txt:4 opposite of money',
    );
  });

  it('cuts context at words, with an ellipsis where the text goes on', () => {
    const long = {
      ...hit(1),
      left: 'an unforgettable evening when all of us sat quietly upon the left ',
      right: ', of the broad, slow, unforgettable river that we had loved',
    };
    const [narrow] = hitPrinter({ ...terminal, columns: 76 }, 1)([long]).split('\n');
    expect(narrow).toMatch(/^1 +…the left bank, of the broad,… /u);
    const [whole] = hitPrinter({ ...terminal, columns: 220 }, 1)([long]).split('\n');
    expect(whole).toMatch(/^1 +…an unforgettable .* left bank, of .* had loved… /u);
    const alone = { ...long, isCutBefore: false, isCutAfter: false };
    const [uncut] = hitPrinter({ ...terminal, columns: 220 }, 1)([alone]).split('\n');
    expect(uncut).not.toContain('…');
    expect(shortLine(long)).toBe(
      '…all of us sat quietly upon the left [bank], of the broad, slow, unforgettable…',
    );
  });

  it('says the place as people do, and shortens the name before it', () => {
    const place = (one: Partial<Hit>): string =>
      hitPrinter(
        terminal,
        1,
      )([{ ...hit(1), uri: 'x.txt', ...one }])
        .trimEnd()
        .split('  ')
        .at(-1) as string;
    expect(place({})).toBe('x.txt, paragraph 3, 12 %');
    expect(place({ place: 'page 12' })).toBe('x.txt, page 12');
    expect(place({ paragraph: null })).toBe('x.txt, 12 %');
    expect(place({ uri: 'messages-of-may.csv#m123456' })).toBe('…#m123456, paragraph 3, 12 %');
    expect(place({ uri: 'a-very-long-name.txt', place: 'chapter 3' })).toBe('a-very-long-name…, chapter 3');
  });

  it('keeps a form that a line end divides on one line', () => {
    for (const isTty of [true, false]) {
      const printed = hitPrinter({ ...terminal, isTty }, 1)([{ ...hit(1), form: 'con-\r\ntract' }]);
      expect(printed).toContain('con- tract');
      expect(printed.trimEnd()).not.toContain('\n');
    }
  });

  it('has the form in bold where the terminal can', () => {
    expect(hitPrinter({ ...terminal, hasColour: true }, 1)([hit(1)])).toContain('\u001b[1mbank\u001b[22m');
    const hostile = { ...hit(1), left: 'a\u001b[2J', right: '\u202eb', uri: 'c\u009b' };
    for (const isTty of [true, false]) {
      expect(hitPrinter({ ...terminal, isTty }, 1)([hostile])).not.toMatch(/\p{Cc}\[2J|\u202e|c\p{Cc}/u);
    }
  });
});

it('a command in a hint can be pasted', () => {
  const here = { db: './polyseme.db' };
  expect(asTyped(['sense', 'undo', 'bank'], here)).toBe('polyseme sense undo bank');
  expect(asTyped(['sense', 'undo', "o'clock"], here)).toBe("polyseme sense undo 'o'\\''clock'");
  expect(asTyped(['sync'], { db: 'a b.db', collection: 'c' })).toBe(
    "polyseme sync --db 'a b.db' --collection c",
  );
});
