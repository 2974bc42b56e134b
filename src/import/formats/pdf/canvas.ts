// pdf.js makes a DOMMatrix as it is loaded, and takes the class from a native package that need not be installed. Reading
// text uses it for nothing but scaling and moving, in fonts whose letters are drawings.

/** Defines what pdf.js expects of a browser and Node lacks, where nothing else has. */
export function standInForCanvas(): void {
  const globals = globalThis as Record<string, unknown>;
  globals.DOMMatrix ??= Matrix;
  globals.Path2D ??= class Path2D {};
  globals.ImageData ??= class ImageData {};
}

class Matrix {
  a = 1;
  b = 0;
  c = 0;
  d = 1;
  e = 0;
  f = 0;

  scaleSelf(x: number, y = x): this {
    this.a *= x;
    this.b *= x;
    this.c *= y;
    this.d *= y;
    return this;
  }

  translateSelf(x: number, y: number): this {
    this.e += this.a * x + this.c * y;
    this.f += this.b * x + this.d * y;
    return this;
  }
}
