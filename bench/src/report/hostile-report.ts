import type { HostileFigures, Situation } from "../hostile.js";
import { measuredHead, measuredRow } from "./measured-row.js";
import { median } from "./median.js";
import { table } from "./table.js";
import { verdict } from "./target.js";

export function hostileReport({ rounds, stuckBytes, stuckReaders, cuts }: HostileFigures): string {
  const situations = Object.keys(rounds) as Situation[];
  const p99 = (situation: Situation) => median(rounds[situation].map(({ latency }) => latency.p99));
  return [
    "Neighbours' sends while somebody misbehaves, the limits at their defaults",
    table(
      measuredHead,
      situations.map((situation) => measuredRow(situation, rounds[situation])),
    ),
    "",
    `cut or refused: ${Object.entries(cuts)
      .map(([reason, count]) => `${count} ${reason}`)
      .join(", ")}`,
    "",
    ...situations
      .filter((situation) => situation !== "alone")
      .map((situation) =>
        verdict({ says: `p99, ${situation} ÷ alone`, ratio: p99(situation) / p99("alone"), atMost: 1.5 }),
      ),
    verdict({
      says: `MB per stuck reader, of ${stuckReaders}`,
      ratio: Math.max(...stuckBytes) / stuckReaders / 1e6,
      atMost: 2,
    }),
  ].join("\n");
}
