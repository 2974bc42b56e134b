// Small PDFs made in a test: Helvetica at given places, objects that refer to wherever the test wants.

export interface Placed {
  readonly x: number;
  /** From the bottom of a page of 300 by 400 points. */
  readonly y: number;
  readonly text: string;
  /** 10 when left out. */
  readonly size?: number;
  /** Turned to the left by so many degrees. */
  readonly angle?: number;
  /** Helvetica-Bold. */
  readonly isBold?: boolean;
}

/** Words in the PDF's own encoding: Latin-1. */
export const placedText = (placed: readonly Placed[]): string =>
  placed
    .map(({ x, y, text, size = 10, isBold, angle = 0 }) => {
      const escaped = text.replace(/[\\()]/gu, '\\$&');
      return `BT /${isBold ? 'B' : 'F'} ${size} Tf ${turned(angle)} ${x} ${y} Tm (${escaped}) Tj ET`;
    })
    .join('\n');

function turned(degrees: number): string {
  const [cos, sin] = [Math.cos, Math.sin].map((of) => of((degrees * Math.PI) / 180).toFixed(5)) as [
    string,
    string,
  ];
  return `${cos} ${sin} ${sin.startsWith('-') ? sin.slice(1) : `-${sin}`} ${cos}`;
}

/** A page for each content stream. more: entries of the catalog. kids: of the page tree, instead of one for each page. */
export function pdfOf(
  contents: readonly string[],
  { more = '', kids, count }: { more?: string; kids?: string; count?: number } = {},
): Uint8Array {
  const first = 5;
  const pages = contents.flatMap((content, i) => [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents ${first + 2 * i + 1} 0 R /Resources << /Font << /F 3 0 R /B 4 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ]);
  const listed = kids ?? contents.map((_, i) => `${first + 2 * i} 0 R`).join(' ');
  const font = (name: string): string =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${more} >>`,
    `<< /Type /Pages /Kids [${listed}] /Count ${count ?? contents.length} >>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    ...pages,
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const end = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(`${file}xref\n0 ${size}\n0000000000 65535 f \n${table}${end}`, 'latin1');
}

/** Lines one below the other, from y downwards. */
export const column = (x: number, y: number, lines: readonly string[], size = 10): Placed[] =>
  lines.map((text, i) => ({ x, y: y - 12 * i, text, size }));
