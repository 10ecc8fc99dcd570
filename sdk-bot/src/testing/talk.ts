import { openEngine, VirtualClock } from "@natter/server/engine";
import type { Bot } from "../bot.js";
import type { Logger } from "../logger.js";
import type { Manager } from "../manager/manager.js";
import { Chat } from "./chat.js";
import { CrashPlan } from "./crash-plan.js";
import { KeptBot } from "./kept-bot.js";
import { Thread } from "./thread.js";

export interface TalkOptions {
  /** The visitor's nickname. Default: Ann. */
  nickname?: string;
  /** What a single bot is registered as. Default: bot. */
  name?: string;
  /** Real milliseconds that a handler may take without a sign of life. Default: 2000. */
  patienceMs?: number;
  /** Hears of failing handlers. Default: nobody; `chat.failures()` has them. */
  logger?: Logger;
}

/** A bot, or what makes one: then a crash makes a new one, which remembers nothing, as after a real crash. */
export type BotUnderTest = Bot | (() => Bot | Promise<Bot>);

/** A manager, and the bots of the conversation by their names. */
export interface TeamUnderTest {
  manager: Manager | (() => Manager | Promise<Manager>);
  bots: Readonly<Record<string, BotUnderTest>>;
}

const silence: Logger = { info() {}, warn() {}, error() {} };

/**
 * Starts a conversation of one visitor with the bot, or with a manager and its bots, on the real engine in this
 * process.
 */
export async function talk(
  underTest: BotUnderTest | TeamUnderTest,
  { nickname = "Ann", name = "bot", patienceMs = 2000, logger = silence }: TalkOptions = {},
): Promise<Chat> {
  const { manager, bots } = isTeam(underTest) ? underTest : { manager: null, bots: { [name]: underTest } };
  const clock = new VirtualClock();
  const faults: unknown[] = [];
  const plan = new CrashPlan();
  const engine = openEngine({ clock, onFault: (error) => void faults.push(error) });
  const kept: KeptBot[] = [];
  for (const [botName, bot] of Object.entries(bots)) {
    kept.push(new KeptBot(bot, await engine.addBot(botName), plan, logger));
  }
  if (manager)
    kept.push(new KeptBot(manager, await engine.addBot("manager", { isManager: true }), plan, logger));
  for (const bot of kept) await bot.start();

  const joined = await engine.createConversation({ nickname, bots: Object.keys(bots) });
  return new Chat({
    engine,
    clock,
    plan,
    joined,
    thread: new Thread(engine, joined.conversation.id, joined.participant.id),
    patienceMs,
    faults,
    settled: () => Promise.all(kept.map((bot) => bot.settled())),
    async end() {
      for (const bot of kept) await bot.stop();
      await engine.close();
    },
  });
}

function isTeam(underTest: BotUnderTest | TeamUnderTest): underTest is TeamUnderTest {
  return typeof underTest === "object" && underTest !== null && "manager" in underTest;
}
