import type { Measured } from "../driver/measurement.js";
import { median, spread } from "./median.js";
import type { Cell } from "./table.js";

export const measuredHead = [
  "server",
  "acked/s",
  "spread %",
  "p50 ms",
  "p95 ms",
  "p99 ms",
  "max ms",
  "server µs/msg",
  "server cores",
  "driver cores",
  "other cores",
  "changes/packet",
  "refused",
];

/** Medians over the rounds; of `max ms` the worst, of refusals the sum. */
export function measuredRow(name: string, rounds: Measured[]): Cell[] {
  const middle = (figure: (round: Measured) => number) => median(rounds.map(figure));
  return [
    name,
    middle((round) => round.perSecond),
    spread(rounds.map((round) => round.perSecond)) * 100,
    middle((round) => round.latency.p50),
    middle((round) => round.latency.p95),
    middle((round) => round.latency.p99),
    Math.max(...rounds.map((round) => round.latency.max)),
    middle((round) => round.serverCpuMsPerMessage * 1000),
    middle((round) => round.serverCores),
    middle((round) => round.driverCores),
    middle((round) => round.otherCores),
    middle((round) => round.changesPerPacket),
    refusals(rounds),
  ];
}

function refusals(rounds: Measured[]): string {
  const sum = new Map<string, number>();
  for (const { refused } of rounds)
    for (const [code, count] of Object.entries(refused)) sum.set(code, (sum.get(code) ?? 0) + count);
  return sum.size === 0 ? "none" : [...sum].map(([code, count]) => `${count} ${code}`).join(", ");
}
