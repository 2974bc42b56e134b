import { describe, expect, it } from 'vitest';
import type { LineAnchor, SenseEdit, SenseEditRecord } from '#src/domain/sense-changes.js';
import { linesOfNone, nextSenseId, ownSenses } from '#src/senses/own.js';

const record = (edit: SenseEdit, id: number): SenseEditRecord => ({
  id,
  edit,
  madeAt: '2026-01-01',
  undoneAt: null,
});
const records = (...edits: SenseEdit[]): SenseEditRecord[] => edits.map((edit, i) => record(edit, i + 1));
const line = (start: number): LineAnchor => ({
  tokenId: start,
  uri: 'a.txt',
  start,
  startInSentence: 0,
  sentence: 'x',
});
const seed = (id: string, lines: LineAnchor[] = []) => ({ id, label: id, description: `about ${id}`, lines });
const two: SenseEdit = { kind: 'adopt', from: 'induced', senses: [seed('s1'), seed('s2')] };
const shape = (list: SenseEditRecord[]): string[] =>
  ownSenses(list).map(({ id, label, lines }) =>
    `${id} ${label} ${lines.map(({ start }) => start).join(',')}`.trim(),
  );

describe('ownSenses', () => {
  it('follows adopt, create, rename and delete', () => {
    expect(shape(records(two))).toEqual(['s1 s1', 's2 s2']);
    const created: SenseEdit = { kind: 'create', sense: seed('s3', [line(7)]) };
    const renamed: SenseEdit = { kind: 'rename', sense: 's2', label: 'riverside' };
    const removed: SenseEdit = { kind: 'delete', sense: 's1' };
    expect(shape(records(two, created, renamed, removed))).toEqual(['s2 riverside', 's3 s3 7']);
  });

  it('merges senses with their lines into the one that is named', () => {
    const moved: SenseEdit = { kind: 'move', to: 's2', lines: [line(5)] };
    const merged = ownSenses(records(two, moved, { kind: 'merge', senses: ['s1', 's2'], into: 's1' }));
    expect(merged).toHaveLength(1);
    expect(merged[0]?.parts.map(({ id }) => id)).toEqual(['s1', 's2']);
    expect(merged[0]?.lines).toEqual([line(5)]);
  });

  it('gives a line to one sense only', () => {
    const edits = records(
      two,
      { kind: 'move', to: 's1', lines: [line(5), line(6)] },
      { kind: 'move', to: 's2', lines: [line(5)] },
    );
    expect(shape(edits)).toEqual(['s1 s1 6', 's2 s2 5']);
  });

  it('takes lines out of all senses, and gives them back', () => {
    const out: SenseEdit = { kind: 'move', to: 'none', lines: [line(5)] };
    const edits = records(two, { kind: 'move', to: 's1', lines: [line(5), line(6)] }, out);
    expect(shape(edits)).toEqual(['s1 s1 6', 's2 s2']);
    expect(linesOfNone(edits)).toEqual([line(5)]);
    expect(linesOfNone(records(out))).toEqual([line(5)]);
    const back: SenseEdit = { kind: 'move', to: 's2', lines: [line(5)] };
    expect(shape([...edits, record(back, 4)])).toEqual(['s1 s1 6', 's2 s2 5']);
    expect(linesOfNone([...edits, record(back, 4)])).toEqual([]);
    // senses adopted after that are there
    expect(shape(records(out, two))).toEqual(['s1 s1', 's2 s2']);
  });

  it('splits a sense in place', () => {
    const split: SenseEdit = { kind: 'split', sense: 's1', into: [seed('s3'), seed('s4')] };
    expect(shape(records(two, split))).toEqual(['s3 s3', 's4 s4', 's2 s2']);
  });

  it('leaves out what is undone, whichever it is, and what then has nothing to work on', () => {
    const edits = records(
      two,
      { kind: 'create', sense: seed('s3') },
      { kind: 'move', to: 's3', lines: [line(5)] },
    );
    const undone = edits.map((one) => (one.id === 2 ? { ...one, undoneAt: '2026-01-02' } : one));
    expect(shape(undone)).toEqual(['s1 s1', 's2 s2']);
    expect(shape(edits)).toEqual(['s1 s1', 's2 s2', 's3 s3 5']);
  });

  it('adopts only where there is nothing yet', () => {
    const again: SenseEdit = { kind: 'adopt', from: 'wordnet', senses: [seed('s9')] };
    expect(shape(records(two, again))).toEqual(['s1 s1', 's2 s2']);
  });

  it('ignores a merge of senses of which only one is there', () => {
    expect(shape(records(two, { kind: 'merge', senses: ['s1', 's9'], into: 's1' }))).toEqual([
      's1 s1',
      's2 s2',
    ]);
  });
});

describe('nextSenseId', () => {
  it('never gives an id twice, undone ones included', () => {
    expect(nextSenseId([])).toBe('s1');
    const [adopted] = records(two) as [SenseEditRecord];
    expect(nextSenseId([{ ...adopted, undoneAt: '2026-01-02' }])).toBe('s3');
    expect(nextSenseId([adopted], 1)).toBe('s4');
  });
});
