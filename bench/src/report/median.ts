/** The middle value; of an even number the mean of the two in the middle; NaN of none. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** Largest over smallest, less one: how far rounds of the same thing lay apart. */
export function spread(values: number[]): number {
  return Math.max(...values) / Math.min(...values) - 1;
}
