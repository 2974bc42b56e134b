// What pdf.js read from a page, to runs of text in upright coordinates: x to the right, y downwards. Pages that are
// turned, and text that stands on its side, are turned upright here, so that nothing later knows of angles.
import { cleanText } from './letters.js';

/** Text in one font and size on one line. Lengths are in points. */
export interface Run {
  readonly text: string;
  /** Left end. */
  readonly x: number;
  readonly width: number;
  /** Baseline, downwards from the top. */
  readonly y: number;
  readonly size: number;
  /** As pdf.js calls it; the same on all pages. */
  readonly font: string;
  readonly isRightToLeft: boolean;
  /** A blank stands before it, in the order of the file. */
  readonly isSpaced: boolean;
  /** Degrees by which it was turned: text at different angles never shares a line. */
  readonly angle: number;
}

interface TextItem {
  readonly str: string;
  readonly dir: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly fontName: string;
}

/** viewport: the matrix by which the page is shown, which turns it as the file says. */
export function toRuns(items: readonly TextItem[], viewport: readonly number[]): Run[] {
  const runs: Run[] = [];
  let isSpaced = false;
  for (const item of items) {
    const text = cleanText(item.str);
    if (text.trim() === '') {
      isSpaced = true;
      continue;
    }
    const run = place(item, text, viewport, isSpaced);
    if (!repeats(runs, run)) runs.push(run);
    isSpaced = /\s$/u.test(text);
  }
  return runs;
}

function place(item: TextItem, text: string, viewport: readonly number[], isSpaced: boolean): Run {
  const [a, b, c, d, e, f] = multiply(viewport, item.transform);
  const angle = Math.round((Math.atan2(b, a) * 180) / Math.PI);
  const radians = (-angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  return {
    text: text.trim(),
    x: e * cos - f * sin,
    y: e * sin + f * cos,
    width: item.width,
    size: Math.hypot(c, d),
    font: item.fontName,
    isRightToLeft: item.dir === 'rtl',
    isSpaced: isSpaced || /^\s/u.test(text),
    angle,
  };
}

type Matrix = readonly [number, number, number, number, number, number];

function multiply(m: readonly number[], n: readonly number[]): Matrix {
  const [a, b, c, d, e, f] = m as unknown as Matrix;
  const [g, h, i, j, k, l] = n as unknown as Matrix;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

/** Bold type is sometimes made by printing the same twice, a little apart. */
function repeats(runs: readonly Run[], run: Run): boolean {
  const isSame = ({ text, x, y, angle }: Run): boolean =>
    text === run.text &&
    angle === run.angle &&
    Math.abs(x - run.x) < 0.1 * run.size &&
    Math.abs(y - run.y) < 0.1 * run.size;
  return runs.slice(-4).some(isSame);
}
