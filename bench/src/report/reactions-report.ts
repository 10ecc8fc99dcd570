import type { LatencySummary } from "../driver/latencies.js";
import { type Cell, format, table } from "./table.js";
import { verdict } from "./target.js";

interface Reactions {
  stop: LatencySummary;
  move: LatencySummary;
  roundTrip: LatencySummary;
}

/** What the design promises of both, in ms. */
const promisedMs = 100;

export function reactionsReport({ stop, move, roundTrip }: Reactions): string {
  const row = (name: string, { count, p50, p99, max }: LatencySummary): Cell[] => [
    name,
    count,
    p50,
    p99,
    max,
  ];
  return [
    table(
      ["ms", "count", "median", "p99", "max"],
      [
        row("visitor's stop → ctx.signal aborts", stop),
        row("instance killed → its lane at the other", move),
        row("relay, round trip", roundTrip),
      ],
    ),
    "",
    `the medians are ${format(stop.p50 / roundTrip.p50)} and ${format(move.p50 / roundTrip.p50)} bare round trips`,
    verdict({ says: "slowest stop, ms", ratio: stop.max, atMost: promisedMs }),
    verdict({ says: "slowest move, ms", ratio: move.max, atMost: promisedMs }),
  ].join("\n");
}
