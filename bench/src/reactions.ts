import { EventEmitter } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { Message } from "@natter/protocol";
import { type Line, openLines } from "./driver/connect.js";
import { Latencies } from "./driver/latencies.js";
import type { BenchOptions } from "./options.js";
import { reactionsReport } from "./report/reactions-report.js";
import { ReactingBot, systemMs, type Told } from "./servers/reactions.js";
import { addBot } from "./servers/start-echo-bot.js";
import { startServer } from "./servers/start-server.js";

const lineCount = 16;
const stopsPerRound = 10;
const roundTripsPerRound = 50;
/** So long after it was due, what was waited for is not coming. */
const patienceMs = 10_000;

type Telling = EventEmitter<{ told: [Told, ReactingBot] }>;

/**
 * How soon two things reach a bot: the visitor's stop (from the call to the abort of `ctx.signal`), and a request whose
 * instance was killed (from the SIGKILL to the delivery at the other instance). Beside it, a bare round trip.
 */
export async function reactions({ rounds }: BenchOptions): Promise<string> {
  await using natter = await startServer("natter", { nodeFlags: [] });
  await using relay = await startServer("relay", { nodeFlags: [] });
  const env = { NATTER_URL: natter.url, NATTER_BOT_KEY: await addBot(natter, "reacting") };
  const telling: Telling = new EventEmitter();
  await using first = new ReactingBot(env, (told, by) => telling.emit("told", told, by));
  await using second = new ReactingBot(env, (told, by) => telling.emit("told", told, by));
  await Promise.all([first.start(), second.start()]);
  const lines = await openLines(natter.url, lineCount, ["reacting"]);
  const [bare] = await openLines(relay.url, 1);
  const measured = { stop: new Latencies(), move: new Latencies(), roundTrip: new Latencies() };
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (let n = 0; n < roundTripsPerRound && bare; n += 1) measured.roundTrip.add(await roundTrip(bare));
      for (let n = 0; n < stopsPerRound; n += 1) {
        measured.stop.add(await stop(lines[n % lineCount] as Line, telling));
      }
      const [victim, other] = round % 2 === 0 ? [first, second] : [second, first];
      for (const ms of await move(lines, telling, victim, other)) measured.move.add(ms);
      await victim.start();
      process.stderr.write(".");
    }
  } finally {
    for (const { socket } of [...lines, ...(bare ? [bare] : [])]) socket.disconnect();
  }
  process.stderr.write("\n");
  return reactionsReport({
    stop: measured.stop.summary(),
    move: measured.move.summary(),
    roundTrip: measured.roundTrip.summary(),
  });
}

let sent = 0;
async function say({ socket }: Line, text: string): Promise<void> {
  sent += 1;
  const answer = await socket.emitWithAck("message.send", { localId: `m-${sent}`, text });
  if (!answer.ok) throw new Error(answer.error.message);
}

async function roundTrip(line: Line): Promise<number> {
  const sentAt = performance.now();
  await say(line, "a message of about the length that people send in chats");
  return performance.now() - sentAt;
}

async function stop(line: Line, telling: Telling): Promise<number> {
  const messageId = await new Promise<string>((resolve, reject) => {
    line.onChange = (message: Message) => {
      if (message.type === "text" && message.isStreaming) resolve(message.id);
    };
    say(line, "write").catch(reject);
  });
  line.onChange = null;
  await wait(20 + Math.random() * 100);
  const aborted = heard(telling, ({ what }) => what === "aborted");
  const stoppedAt = systemMs();
  line.socket.emit("reply.stop", { messageId }, () => {});
  return (await aborted).atMs - stoppedAt;
}

/** Each conversation has a request in hand. Kills one instance; how soon each of its requests came to the other. */
async function move(
  lines: Line[],
  telling: Telling,
  victim: ReactingBot,
  other: ReactingBot,
): Promise<number[]> {
  const holders = new Map<string, ReactingBot>();
  const allHeld = heard(telling, ({ what, attempt, conversationId }, by) => {
    if (what === "holds" && attempt === 1) holders.set(conversationId, by);
    return holders.size === lines.length;
  });
  await Promise.all(lines.map((line) => say(line, "hold")));
  await allHeld;
  const lost = new Set([...holders].flatMap(([conversation, by]) => (by === victim ? conversation : [])));
  const movedAt: number[] = [];
  const allMoved = heard(telling, ({ what, attempt, conversationId, atMs }) => {
    if (what === "holds" && attempt > 1 && lost.delete(conversationId)) movedAt.push(atMs);
    return lost.size === 0;
  });
  const killedAt = victim.kill();
  await allMoved;
  other.release();
  return movedAt.map((atMs) => atMs - killedAt);
}

/** What a bot tells that is waited for. Rejects when it does not come. */
function heard(telling: Telling, isIt: (told: Told, by: ReactingBot) => boolean): Promise<Told> {
  return new Promise((resolve, reject) => {
    const forget = () => {
      clearTimeout(timer);
      telling.off("told", hear);
    };
    const hear = (told: Told, by: ReactingBot) => {
      if (!isIt(told, by)) return;
      forget();
      resolve(told);
    };
    const timer = setTimeout(() => {
      forget();
      reject(new Error(`nothing came within ${patienceMs} ms`));
    }, patienceMs);
    telling.on("told", hear);
  });
}
