// Large initials over several lines, to the line whose first letter they are.
import { initialLetter, initialSize, type Line } from './lines.js';

/** lines: of a region, from the top down. */
export function joinInitials(lines: readonly Line[], bodySize: number): readonly Line[] {
  const joined = new Map<Line, Line>();
  const taken = new Set<Line>();
  for (const initial of lines) {
    if (initial.size < initialSize * bodySize || !initialLetter.test(initial.text)) continue;
    const first = lines.find((line) => standsBeside(initial, line, bodySize));
    if (!first) continue;
    taken.add(initial);
    joined.set(first, { ...first, text: initial.text + first.text });
  }
  return taken.size === 0
    ? lines
    : lines.filter((line) => !taken.has(line)).map((line) => joined.get(line) ?? line);
}

/** True for a line of text at the height of the letter, close behind it. */
function standsBeside(initial: Line, line: Line, bodySize: number): boolean {
  const gap = line.start - initial.end;
  const isWithin = line.y > initial.y - initial.size && line.y <= initial.y + 0.2 * bodySize;
  return isWithin && gap > -0.3 * bodySize && gap < bodySize && line.size < initial.size / 1.5;
}
