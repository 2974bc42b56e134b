// Which points of a graph are equal. Equal points share one node: as nodes of their own they would keep only each other
// as neighbours, and a large group of them would be a trap that no search comes out of.
//
// A node bears the number of its first point for good, even when that point is deleted: numbers are never used again.
// Most nodes stand for that point alone, and only the others have a list.

/** What a saved graph does not say itself. */
export interface SavedPoints {
  /** Nodes without points, which stay in the graph as signposts. */
  readonly deleted: readonly number[];
  /** For each node that stands for others than its first point, or for more: its number, then its points, ascending. */
  readonly groups: readonly (readonly number[])[];
  /** A hash of each node's vector, in the order of their numbers: uint32, little endian, in base64. */
  readonly hashes: string;
}

export const noPoints: SavedPoints = { deleted: [], groups: [], hashes: '' };

/** Finds nodes by the hashes of their vectors: open addressing, some 20 bytes a node. */
export class NodesByHash {
  #count = 0;
  /** Ascending, since nodes are numbered in the order in which they are added. */
  #nodes = new Uint32Array(1024);
  #hashes = new Uint32Array(1024);
  /** Places in these lists, from 1 on; 0 is free. At most half are taken. */
  #slots = new Uint32Array(2048);

  add(hash: number, node: number): void {
    if (this.#count === this.#nodes.length) this.#grow();
    this.#nodes[this.#count] = node;
    this.#hashes[this.#count] = hash;
    this.#place(hash, ++this.#count);
  }

  /** Nodes whose vectors have a hash. */
  *with(hash: number): Generator<number> {
    const last = this.#slots.length - 1;
    for (let at = hash & last; this.#slots[at] !== 0; at = (at + 1) & last) {
      const place = (this.#slots[at] as number) - 1;
      if (this.#hashes[place] === hash) yield this.#nodes[place] as number;
    }
  }

  #place(hash: number, place: number): void {
    const last = this.#slots.length - 1;
    let at = hash & last;
    while (this.#slots[at] !== 0) at = (at + 1) & last;
    this.#slots[at] = place;
  }

  #grow(): void {
    const [nodes, hashes] = [this.#nodes, this.#hashes];
    this.#nodes = new Uint32Array(2 * nodes.length);
    this.#nodes.set(nodes);
    this.#hashes = new Uint32Array(2 * nodes.length);
    this.#hashes.set(hashes);
    this.#slots = new Uint32Array(4 * nodes.length);
    hashes.forEach((hash, i) => {
      this.#place(hash, i + 1);
    });
  }

  /** The hashes in the order of their nodes. */
  toBase64(): string {
    return Buffer.from(this.#hashes.buffer, 0, 4 * this.#count).toString('base64');
  }

  /** nodes: all of them, in any order. */
  static fromBase64(hashes: string, nodes: readonly number[]): NodesByHash {
    const bytes = Buffer.from(hashes, 'base64');
    const byHash = new NodesByHash();
    Uint32Array.from(nodes)
      .sort()
      .forEach((node, i) => {
        byHash.add(bytes.readUInt32LE(4 * i), node);
      });
    return byHash;
  }
}

/** A hash of a vector's bits: 32 bits. */
export function hashOf(vector: Float32Array): number {
  const words = new Uint32Array(vector.buffer, vector.byteOffset, vector.length);
  let hash = words.length;
  for (let i = 0; i < words.length; i++) {
    hash = Math.imul(hash ^ (words[i] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
