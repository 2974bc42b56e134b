import { describe, expect, it } from 'vitest';
import { withoutControls } from '#src/format/controls.js';

describe('withoutControls', () => {
  it('shows what a terminal would obey, and leaves everything else', () => {
    expect(withoutControls('a\u001b[2Jb\u0007\u009b1m\r\u007f')).toBe(
      'a<U+001B>[2Jb<U+0007><U+009B>1m<U+000D><U+007F>',
    );
    expect(withoutControls('x\u202etxt.exe\u2066y\u200f')).toBe('x<U+202E>txt.exe<U+2066>y<U+200F>');
    const text = 'Zoë\t字 👩‍👩‍👧 עברית\n';
    expect(withoutControls(text)).toBe(text);
  });
});
