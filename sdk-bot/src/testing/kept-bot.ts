import type { BotHost } from "@natter/protocol";
import type { StartOptions } from "../bot.js";
import { NatterBotError } from "../errors.js";
import type { Logger } from "../logger.js";
import type { CrashPlan } from "./crash-plan.js";
import { CrashingHost } from "./crashing-host.js";

/** What the kit needs of a bot or a manager. */
interface Startable {
  start(options: StartOptions): Promise<unknown>;
  stop(options: { graceMs: number }): Promise<void>;
}

/** One of the bots of a dialogue. Where it was given as a function, a crash makes a new one, which remembers nothing. */
export class KeptBot {
  readonly #make: () => Startable | Promise<Startable>;
  readonly #logger: Logger;
  readonly #host: BotHost;
  #bot: Startable | null = null;
  #reborn: Promise<void> = Promise.resolve();

  constructor(
    underTest: Startable | (() => Startable | Promise<Startable>),
    host: BotHost,
    plan: CrashPlan,
    logger: Logger,
  ) {
    this.#make = typeof underTest === "function" ? underTest : () => underTest;
    this.#logger = logger;
    this.#host = new CrashingHost(host, plan, () => {
      // A bot that was handed over as it is connects again by itself.
      if (typeof underTest === "function") this.#reborn = this.#rebirth();
    });
  }

  async start(): Promise<void> {
    this.#bot = requireBot(await this.#make());
    await this.#bot.start({ host: this.#host, logger: this.#logger });
  }

  /** Resolves when no new bot is being made. */
  settled(): Promise<void> {
    return this.#reborn;
  }

  async stop(): Promise<void> {
    await this.#reborn;
    await this.#bot?.stop({ graceMs: 0 });
  }

  async #rebirth(): Promise<void> {
    await this.#bot?.stop({ graceMs: 0 });
    await this.start();
  }
}

/** Throws `misuse` on what the types would have refused, such as a function that forgets to return its bot. */
function requireBot(made: unknown): Startable {
  if (typeof made === "object" && made !== null && "start" in made) return made as Startable;
  throw new NatterBotError(
    "misuse",
    `there is no bot to talk to, but ${made === null ? made : typeof made}`,
    {
      remedy: "Give the test kit a bot, or a function that makes one and returns it",
    },
  );
}
