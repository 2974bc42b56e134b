// An order that looks random and is the same for the same seed, whatever the filters: by a hash of seed and id. A sample
// of n lines is the first n in it.

/** Returns 0 to 2^32 - 1: the finaliser of MurmurHash3 over both halves of the id. */
export function randomRank(id: number, seed: number): number {
  let hash = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(Math.floor(id / 2 ** 32), 0xc2b2ae35) ^ id;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Returns the positions of `most` of the ids, ascending. */
export function samplePositions(ids: ArrayLike<number>, most: number, seed: number): number[] {
  const ranks = Array.from(ids, (id) => randomRank(id, seed));
  const inOrder = [...ranks.keys()].sort(
    (a, b) => (ranks[a] as number) - (ranks[b] as number) || (ids[a] as number) - (ids[b] as number),
  );
  return inOrder.slice(0, most).sort((a, b) => a - b);
}
