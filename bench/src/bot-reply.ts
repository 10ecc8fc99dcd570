import { startDriver } from "./driver/driver-process.js";
import type { Measured } from "./driver/measurement.js";
import { type BenchOptions, nodeFlags } from "./options.js";
import { botReplyReport } from "./report/bot-reply-report.js";
import { startEchoBot } from "./servers/start-echo-bot.js";
import { startServer } from "./servers/start-server.js";

/** Lines that ask at once: one, for the pure way of a question; many, for what the server can do. */
export const crowds = [1, 32] as const;
export type Crowd = (typeof crowds)[number];

export type ReplyRounds = Record<Crowd, { reply: Measured[]; roundTrip: Measured[] }>;

/** From sending a message to seeing the bot's reply, against a bare Socket.IO round trip. */
export async function botReply(options: BenchOptions): Promise<string> {
  const { rounds, measureMs, warmUpMs, textChars, oldConversations } = options;
  await using driver = startDriver(nodeFlags(options, "driver"));
  await using natter = await startServer("natter", {
    nodeFlags: nodeFlags(options, "natter"),
    oldConversations,
  });
  await using relay = await startServer("relay", {
    nodeFlags: nodeFlags(options, "relay"),
    oldConversations,
  });
  await using _bot = await startEchoBot(natter, nodeFlags(options, "bot"));
  const count = Math.max(...crowds);
  await driver.do({ do: "open", server: "natter", url: natter.url, pid: natter.pid, count, bots: ["echo"] });
  await driver.do({ do: "open", server: "relay", url: relay.url, pid: relay.pid, count, bots: [] });
  const results: ReplyRounds = { 1: { reply: [], roundTrip: [] }, 32: { reply: [], roundTrip: [] } };
  for (let round = 0; round < rounds; round += 1) {
    for (const lines of crowds) {
      const load = { lines, warmUpMs, measureMs, textChars };
      results[lines].reply.push(await driver.measure({ do: "reply-loop", server: "natter", ...load }));
      results[lines].roundTrip.push(
        await driver.measure({ do: "closed-loop", server: "relay", window: 1, ...load }),
      );
      process.stderr.write(".");
    }
  }
  process.stderr.write("\n");
  return botReplyReport(results, options);
}
