import { NatterBotError } from "./errors.js";
import { type Logger, stderrLogger } from "./logger.js";
import type { RequestSource } from "./source/request-source.js";
import { creditMax } from "./wire.js";

/** How a bot is set up. Everything is optional. */
export interface BotOptions {
  /** The server's address. Default: NATTER_URL, else http://127.0.0.1:8080. */
  url?: string | undefined;
  /** The bot's key, which `natter bots add` shows once. Default: NATTER_BOT_KEY. */
  key?: string | undefined;
  /** Checks the server's calls to `bot.fetch`; several, with commas between, all count. Default: NATTER_WEBHOOK_SECRET. */
  webhookSecret?: string | undefined;
  /** Requests that may be in flight at once, 1 to 1000. Default: 64. One conversation never has more than one. */
  concurrency?: number | undefined;
  /**
   * What happens to messages that come while the bot still works on an earlier one of the same person. `serial`, the
   * default: each gets its turn. `latest`: the newest takes the place of the others; `ctx.signal` aborts with
   * `superseded`. For several quick messages as one request see `bot.burst`.
   */
  policy?: "serial" | "latest" | undefined;
  /** Where connections and failures are reported. Default: single lines on stderr. */
  logger?: Logger | undefined;
  /** Whether `start` lets SIGINT and SIGTERM stop the bot. Default: true. */
  handleSignals?: boolean | undefined;
  /** Where requests come from, in place of the socket; `url` and `key` are then not needed. */
  source?: RequestSource | undefined;
}

export const defaultUrl = "http://127.0.0.1:8080";

/** Options with their defaults, checked as far as they were given: mistakes show where the bot is made. */
export function checkOptions(options: BotOptions) {
  if (typeof options !== "object" || options === null) {
    throw faulty("options", "are no object", 'Write them like new Bot({ url: "http://127.0.0.1:8080" })');
  }
  if (options.url !== undefined) checkUrl(options.url, "url");
  if (options.key !== undefined) checkKey(options.key, "key");
  return {
    ...options,
    concurrency: checkConcurrency(options.concurrency ?? 64),
    policy: checkPolicy(options.policy),
    logger: checkLogger(options.logger ?? stderrLogger),
    handleSignals: options.handleSignals ?? true,
  };
}

/** Where and as whom to connect: from the options, else from the environment. Throws on what is missing. */
export function connectionSettings(
  options: Pick<BotOptions, "url" | "key">,
  environment: Pick<BotOptions, "url" | "key">,
): { url: string; key: string } {
  const key = options.key ?? environment.key;
  if (key === undefined) {
    throw faulty("NATTER_BOT_KEY", "is not set, and new Bot({ key }) was not given either", keyRemedy);
  }
  return {
    url:
      options.url === undefined
        ? checkUrl(environment.url ?? defaultUrl, "NATTER_URL")
        : checkUrl(options.url, "url"),
    key: options.key === undefined ? checkKey(key, "NATTER_BOT_KEY") : key,
  };
}

/** What a bot behind a webhook lacks to call the server: both have to be said, since a guessed address helps nobody. */
export function missingToCall(
  options: Pick<BotOptions, "url" | "key">,
  environment: Pick<BotOptions, "url" | "key">,
): string[] {
  return [
    ...((options.url ?? environment.url) === undefined ? ["NATTER_URL"] : []),
    ...((options.key ?? environment.key) === undefined ? ["NATTER_BOT_KEY"] : []),
  ];
}

/** What may sign the server's calls. Throws when it is missing. */
export function webhookSecrets(
  options: Pick<BotOptions, "webhookSecret">,
  environment: Pick<BotOptions, "webhookSecret">,
): string[] {
  const secrets = (options.webhookSecret ?? environment.webhookSecret ?? "").split(",");
  const filled = secrets.map((secret) => secret.trim()).filter((secret) => secret !== "");
  if (filled.length > 0) return filled;
  throw faulty(
    "NATTER_WEBHOOK_SECRET",
    "is not set, and new Bot({ webhookSecret }) was not given either",
    "Set it to what `natter bots add <name> --webhook <url>` has shown on the server",
  );
}

const keyRemedy =
  "Make a key with `natter bots add <name>` on the server, and set NATTER_BOT_KEY to what it prints";

function checkUrl(url: unknown, field: string): string {
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : null;
  const remedy = `Write it like ${defaultUrl}`;
  if (parsed === null) throw faulty(field, "is not an absolute URL", remedy);
  if (!/^https?:$/u.test(parsed.protocol)) throw faulty(field, "is neither http:// nor https://", remedy);
  if (parsed.href !== `${parsed.origin}/`) {
    throw faulty(field, "has more than a scheme, a host and a port", remedy);
  }
  return parsed.origin;
}

function checkKey(key: unknown, field: string): string {
  if (typeof key !== "string" || key === "") throw faulty(field, "is not a filled string", keyRemedy);
  if (!/^[\x21-\x7E]+$/u.test(key)) {
    throw faulty(field, "has a space, a line end or a letter that no key has", "Copy the key again, whole");
  }
  return key;
}

function checkConcurrency(concurrency: unknown): number {
  const isFine =
    Number.isInteger(concurrency) && Number(concurrency) >= 1 && Number(concurrency) <= creditMax;
  if (isFine) return Number(concurrency);
  throw faulty("concurrency", "is not a whole number from 1 to 1000", "Leave it out for 64");
}

function checkPolicy(policy: unknown): "latest" | undefined {
  if (policy === undefined || policy === "serial") return undefined;
  if (policy === "latest") return policy;
  throw faulty("policy", 'is neither "serial" nor "latest"', "For bursts, register a handler by bot.burst()");
}

function checkLogger(logger: Logger): Logger {
  const missing = (["info", "warn", "error"] as const).find((level) => typeof logger[level] !== "function");
  if (missing === undefined) return logger;
  throw faulty(
    "logger",
    `has no function ${missing}`,
    "Pass console, or an object with info, warn and error",
  );
}

function faulty(field: string, what: string, remedy: string): NatterBotError {
  return new NatterBotError("setting", `${field} ${what}`, { remedy });
}
