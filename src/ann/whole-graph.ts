// Whether a graph file is as long as it says. hnswlib writes it without looking whether that succeeds: when a disk fills
// up, the file ends early and nobody says so.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Of hnswlib's saveIndex: six sizes, two ints, four sizes and a double, on a 64-bit machine. */
const headBytes = 96;
const pieceBytes = 1 << 20;

/**
 * True when a file of hnswlib's HierarchicalNSW, as its saveIndex lays it out, has all its parts: the head, the lowest
 * layer, whose length the head gives, and for each point the length of its links in higher layers and these links.
 */
export function isWholeGraph(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const head = Buffer.alloc(headBytes);
    if (readSync(handle, head, 0, headBytes, 0) < headBytes) return false;
    const count = Number(head.readBigUInt64LE(16));
    const bytesPerPoint = Number(head.readBigUInt64LE(24));
    let at = headBytes + count * bytesPerPoint;
    const piece = Buffer.alloc(pieceBytes);
    let start = at;
    let end = at;
    for (let point = 0; point < count; point++) {
      if (at + 4 > end || at < start) {
        start = at;
        end = at + readSync(handle, piece, 0, pieceBytes, at);
        if (at + 4 > end) return false;
      }
      at += 4 + piece.readUInt32LE(at - start);
    }
    return at === size;
  } finally {
    closeSync(handle);
  }
}
