import type { BotProcess } from "./bot-process.js";
import type { History } from "./history.js";
import type { Kills } from "./killer.js";
import type { ServerProcess } from "./server-process.js";
import type { Visitor } from "./visitor.js";

/** Figures that show whether the kills hit anything: a storm without redeliveries proved little. */
export interface Hits {
  seconds: number;
  killsOfServer: number;
  killsWhileStarting: number;
  killsOfBots: number;
  messages: number;
  requests: number;
  /** Requests that took more than one delivery, and deliveries beyond the first. */
  redeliveredRequests: number;
  redeliveries: number;
  /** Answers of an earlier attempt that the server found and did not repeat. */
  suppressedEffects: number;
  /** Writes of overtaken attempts that the server refused. */
  fencedZombies: number;
  /** Sends that the server recognised as stored before. */
  suppressedSends: number;
  reconnects: number;
  /** Changes that came again after a reconnect, and packets that showed a gap. */
  overlaps: number;
  gaps: number;
  turnedAway: number;
  /** Calls on a link that held, unanswered for 5 s. */
  timeouts: number;
  /** Errors that the server logged. */
  complaints: number;
}

interface Witnesses {
  history: History;
  visitors: Visitor[];
  bots: BotProcess[];
  server: ServerProcess;
  kills: Kills;
  tookMs: number;
}

export function countHits({ history, visitors, bots, server, kills, tookMs }: Witnesses): Hits {
  const again = history.requests.filter(({ attempt }) => attempt > 1);
  return {
    seconds: Math.round(tookMs / 1000),
    killsOfServer: kills.server,
    killsWhileStarting: kills.whileStarting,
    killsOfBots: kills.bots,
    messages: history.stored.length,
    requests: history.requests.length,
    redeliveredRequests: again.length,
    redeliveries: sum(again, ({ attempt }) => attempt - 1),
    suppressedEffects: sum(bots, (bot) => bot.suppressed),
    fencedZombies: sum(bots, (bot) => bot.zombies.get("fenced") ?? 0),
    suppressedSends: sum(visitors, (visitor) => visitor.history.acks.filter((ack) => ack.duplicate).length),
    reconnects: sum(visitors, (visitor) => visitor.connects - 1),
    overlaps: sum(visitors, (visitor) => visitor.follower.overlaps),
    gaps: sum(visitors, (visitor) => visitor.follower.gaps),
    turnedAway: sum(visitors, (visitor) => visitor.history.turnedAway.length),
    timeouts: sum(visitors, (visitor) => visitor.timeouts),
    complaints: server.complaints.length,
  };
}

function sum<T>(items: T[], figure: (item: T) => number): number {
  return items.reduce((total, item) => total + figure(item), 0);
}
