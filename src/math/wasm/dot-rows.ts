// AssemblyScript (compiled by `npm run build` to dot-rows.wasm; not part of the TypeScript program).
// Dot products of one int16 vector with int8 rows, 16 components at a time. `dim` must be a multiple of 16.
// The caller keeps |query| small enough that 128 * sum|query| fits an int32.

/** picked: where the numbers of the n rows are; 0 for the first n. */
export function dotRows(query: usize, rows: usize, picked: usize, n: u32, dim: u32, out: usize): void {
  for (let r: u32 = 0; r < n; r++) {
    const row = rows + <usize>dim * (picked === 0 ? r : load<u32>(picked + (<usize>r << 2)));
    let sum = i32x4.splat(0);
    for (let i: u32 = 0; i < dim; i += 16) {
      const codes = v128.load(row + i);
      const q = query + (<usize>i << 1);
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(codes), v128.load(q)));
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(codes), v128.load(q, 16)));
    }
    store<i32>(
      out + (<usize>r << 2),
      i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3),
    );
  }
}
