/** Indices of `lines`, best first. */
export function rankLines(
  query: Float32Array,
  lines: readonly Float32Array[],
  options?: { readonly steps?: boolean },
): number[];
