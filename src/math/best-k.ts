// The best few of many: those with the largest values, in one pass.

/**
 * Keeps the k offered items with the largest values, in descending order; of equal values the first offered.
 * For the smallest values, offer them negated.
 */
export class BestK {
  /** By value, the largest first. */
  readonly items: number[] = [];
  readonly values: number[] = [];
  /** An item with a value up to here is not among them, and need not be offered. */
  floor = Number.NEGATIVE_INFINITY;
  readonly #k: number;

  /** k: 1 or more. */
  constructor(k: number) {
    this.#k = k;
  }

  offer(item: number, value: number): void {
    const { items, values } = this;
    if (!(value > this.floor)) return;
    const at = this.#placeOf(value);
    values.splice(at, 0, value);
    items.splice(at, 0, item);
    if (values.length > this.#k) {
      values.pop();
      items.pop();
    }
    if (values.length === this.#k) this.floor = values[this.#k - 1] as number;
  }

  /** Behind all with values as large. */
  #placeOf(value: number): number {
    let [low, high] = [0, this.values.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.values[middle] as number) >= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
