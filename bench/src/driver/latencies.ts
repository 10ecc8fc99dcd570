/** Latencies in ms of one measurement. */
export interface LatencySummary {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export class Latencies {
  #values: number[] = [];

  add(ms: number): void {
    this.#values.push(ms);
  }

  /** Nearest-rank percentiles; NaN when nothing was measured. */
  summary(): LatencySummary {
    const sorted = Float64Array.from(this.#values).sort();
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
    return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
  }
}
