import type { BenchOptions } from "../options.js";
import { type ServerName, serverNames } from "../servers/start-server.js";
import type { Rounds } from "../write-path.js";
import { measuredHead, measuredRow } from "./measured-row.js";
import { median } from "./median.js";
import { table } from "./table.js";
import { verdict } from "./target.js";

export function writePathReport(rounds: Rounds, options: BenchOptions): string {
  const closed = (name: ServerName) => median(rounds[name].closed.map((round) => round.perSecond));
  const openP99 = (name: ServerName) => median(rounds[name].open.map((round) => round.latency.p99));
  const measured = serverNames.filter((name) => rounds[name].closed.length > 0);
  return [
    `Closed loop: ${options.conversations} conversations × window ${options.window}, medians of ${options.rounds} rounds`,
    table(
      measuredHead,
      measured.map((name) => measuredRow(name, rounds[name].closed)),
    ),
    "",
    `Open loop: ${options.ratePerSecond} messages/s, latency from the instant each message was due`,
    table(
      measuredHead,
      measured.map((name) => measuredRow(name, rounds[name].open)),
    ),
    "",
    verdict({ says: "closed loop, natter ÷ relay", ratio: closed("natter") / closed("relay"), atLeast: 0.4 }),
    verdict({ says: "closed loop, natter ÷ naive", ratio: closed("natter") / closed("naive"), atLeast: 5 }),
    verdict({
      says: "open loop p99, natter ÷ relay",
      ratio: openP99("natter") / openP99("relay"),
      atMost: 4,
    }),
  ].join("\n");
}
