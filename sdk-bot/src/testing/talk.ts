import { openEngine, VirtualClock } from "@natter/server/engine";
import type { Bot } from "../bot.js";
import type { Logger } from "../logger.js";
import { Chat } from "./chat.js";
import { CrashingHost } from "./crashing-host.js";
import { Thread } from "./thread.js";

export interface TalkOptions {
  /** The visitor's nickname. Default: Ann. */
  nickname?: string;
  /** What the bot is registered as. Default: bot. */
  name?: string;
  /** Real milliseconds that a handler may take without a sign of life. Default: 2000. */
  patienceMs?: number;
  /** Hears of failing handlers. Default: nobody; `chat.failures()` has them. */
  logger?: Logger;
}

/** A bot, or what makes one: then a crash makes a new one, which remembers nothing, as after a real crash. */
export type BotUnderTest = Bot | (() => Bot | Promise<Bot>);

const silence: Logger = { info() {}, warn() {}, error() {} };

/** Starts a conversation of one visitor with the bot, on the real engine in this process. */
export async function talk(
  botUnderTest: BotUnderTest,
  { nickname = "Ann", name = "bot", patienceMs = 2000, logger = silence }: TalkOptions = {},
): Promise<Chat> {
  const clock = new VirtualClock();
  const faults: unknown[] = [];
  const engine = openEngine({ clock, onFault: (error) => void faults.push(error) });
  const make = typeof botUnderTest === "function" ? botUnderTest : () => botUnderTest;
  let bot = await make();
  let reborn: Promise<unknown> = Promise.resolve();

  const host = new CrashingHost(await engine.addBot(name), () => {
    // A bot that was handed over as it is connects again by itself.
    if (typeof botUnderTest !== "function") return;
    reborn = rebirth();
  });
  const rebirth = async () => {
    await bot.stop({ graceMs: 0 });
    bot = await make();
    await bot.start({ host, logger });
  };

  await bot.start({ host, logger });
  const joined = await engine.createConversation({ nickname, bots: [name] });
  return new Chat({
    engine,
    clock,
    host,
    joined,
    thread: new Thread(engine, joined.conversation.id, joined.participant.id),
    patienceMs,
    faults,
    settled: () => reborn,
    async end() {
      await reborn;
      await bot.stop({ graceMs: 0 });
      await engine.close();
    },
  });
}
