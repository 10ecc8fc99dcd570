const firstMs = 500;
const longestMs = 30_000;

/** A wait that doubles per attempt, spread over its upper half so that many clients do not come back at once. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** attempt);
  return ceiling / 2 + (random() * ceiling) / 2;
}
