import { type Crowd, crowds, type ReplyRounds } from "../bot-reply.js";
import type { Measured } from "../driver/measurement.js";
import type { BenchOptions } from "../options.js";
import { measuredHead, measuredRow } from "./measured-row.js";
import { median } from "./median.js";
import { format, table } from "./table.js";

export function botReplyReport(rounds: ReplyRounds, options: BenchOptions): string {
  const rows = crowds.flatMap((crowd) => [
    measuredRow(`natter, reply × ${crowd}`, rounds[crowd].reply),
    measuredRow(`relay, round trip × ${crowd}`, rounds[crowd].roundTrip),
  ]);
  return [
    `From send to bot reply, one question open per conversation, medians of ${options.rounds} rounds`,
    table(measuredHead, rows),
    "",
    ...crowds.map((crowd) => ratios(crowd, rounds)),
  ].join("\n");
}

/** For information: the design promises no ratio here. */
function ratios(crowd: Crowd, rounds: ReplyRounds): string {
  const { reply, roundTrip } = rounds[crowd];
  const ratio = (figure: (round: Measured) => number) =>
    format(median(reply.map(figure)) / median(roundTrip.map(figure)));
  const p50 = ratio(({ latency }) => latency.p50);
  const p99 = ratio(({ latency }) => latency.p99);
  return `× ${crowd}: a reply takes ${p50} round trips at p50, ${p99} at p99`;
}
