// The lines that a person gave a sense, and the labels that have lost theirs; kept while the word's occurrences and
// edits are the same. Labels whose line is certain are stored anew as it stands now, so that the next change of the
// text is measured from there.
import type { LineAnchor, SenseEditRecord } from '../domain/sense-changes.js';
import type { WordOccurrences } from '../search/occurrences.js';
import { findAnchors } from './anchors.js';
import { attachLabels } from './attach.js';
import { WordLines } from './document-lines.js';
import { keyOf, linesGivenBy, withLinesAs, withNone } from './own.js';
import type { Attached, SenseContext } from './sense-context.js';
import { readWordDigests, WordDigests } from './word-digests.js';

/** A standing label, and the change that gave it. */
export interface GivenLabel {
  readonly anchor: LineAnchor;
  readonly sense: { readonly id: string; readonly label: string };
  readonly record: SenseEditRecord;
}

/** Labels of the senses that stand, and of none, in the order in which they were given. */
export function givenLabels(edits: readonly SenseEditRecord[]): GivenLabel[] {
  const givenBy = new Map(
    edits
      .filter(({ undoneAt }) => undoneAt === null)
      .flatMap((record) => linesGivenBy(record.edit).map((anchor) => [anchor, record] as const)),
  );
  return withNone(edits)
    .flatMap(({ id, label, lines }) =>
      lines.map((anchor) => ({
        anchor,
        sense: { id, label },
        record: givenBy.get(anchor) as SenseEditRecord,
      })),
    )
    .sort((a, b) => a.record.id - b.record.id);
}

/** The lines of a word's labels, by the key of each. */
export function labelledLines(
  context: SenseContext,
  occurrences: WordOccurrences,
  edits: readonly SenseEditRecord[],
): Promise<Attached> {
  const key = JSON.stringify(edits.map(({ id, undoneAt }) => [id, undoneAt]));
  const cached = context.cache.labelled.get(occurrences);
  if (cached?.key === key) return cached.lines;
  const lines = attachAndRenew(context, occurrences, edits);
  lines.catch(() => context.cache.labelled.delete(occurrences));
  context.cache.labelled.set(occurrences, { key, lines });
  return lines;
}

async function attachAndRenew(
  context: SenseContext,
  occurrences: WordOccurrences,
  edits: readonly SenseEditRecord[],
): Promise<Attached> {
  const anchors = givenLabels(edits).map(({ anchor }) => anchor);
  const { store } = context;
  const digests = anchors.length > 0 ? await readWordDigests(store) : undefined;
  const lines = new WordLines(store, occurrences, digests ?? new WordDigests(''));
  const attached = await attachLabels(context, occurrences, anchors, lines);
  // without a salt no label has words, and none can be written
  if (!digests) return attached;
  const renewed = await renewedAnchors(lines, occurrences, anchors, attached);
  if (renewed.size > 0) {
    await store.renewSenseEdits(
      edits
        .filter(
          ({ edit, undoneAt }) => undoneAt === null && linesGivenBy(edit).some((line) => renewed.has(line)),
        )
        .map(({ id, edit }) => ({
          id,
          edit,
          renewed: withLinesAs(edit, (line) => renewed.get(line) ?? line),
        })),
    );
  }
  return attached;
}

/** New anchors for labels whose line is certain, and has another id or document than it had, or whose document moved. */
async function renewedAnchors(
  lines: WordLines,
  occurrences: WordOccurrences,
  anchors: readonly LineAnchor[],
  { certain, movedTo }: Attached,
): Promise<Map<LineAnchor, LineAnchor>> {
  const places = await lines.store.positions([...certain.values()]);
  const placeOf = new Map(places.map((place) => [place.tokenId, place]));
  const outdated = new Map<number, LineAnchor>();
  for (const anchor of anchors) {
    const place = placeOf.get(certain.get(keyOf(anchor)) ?? 0);
    if (!place) continue;
    const isUpToDate = anchor.words && anchor.tokenId === place.tokenId && anchor.uri === place.uri;
    if (!isUpToDate) outdated.set(place.tokenId, anchor);
  }
  const fresh = await findAnchors(lines, occurrences, [...outdated.keys()]);
  const renewed = new Map<LineAnchor, LineAnchor>();
  for (const anchor of anchors) {
    const uri = movedTo.get(keyOf(anchor));
    if (uri !== undefined) renewed.set(anchor, { ...anchor, uri, key: keyOf(anchor) });
  }
  for (const [tokenId, anchor] of fresh) {
    const former = outdated.get(tokenId) as LineAnchor;
    renewed.set(former, { ...anchor, key: keyOf(former) });
  }
  return renewed;
}
