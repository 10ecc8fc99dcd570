import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BotHost } from "@natter/protocol";

/**
 * What the server needs of a bot: `@natter/bot` fits, and so does whatever else has these two functions. The
 * server imports no SDK.
 */
export interface EmbeddableBot {
  /** Connects to the host and begins to answer. */
  start(options: { host: BotHost; logger: BotLogger }): Promise<unknown>;
  /** Takes nothing new, waits up to `graceMs` for what is under way, and closes. */
  stop(options: { graceMs: number }): Promise<void>;
}

/** Where a bot reports what happens; it never gets a message's text. */
export interface BotLogger {
  info(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
}

export interface BotModule {
  module: string;
  export?: string;
  options?: unknown;
}

/**
 * Set while a bot's file is loaded: an SDK whose bot is started there, which would connect it somewhere else and never end,
 * can say so. `@natter/bot` does.
 */
const loading = Symbol.for("natter.loading");

/** The bot that a module exports, by default as its default export. Rejects with an error that says the remedy. */
export async function loadBot({ module: name, export: exported = "default", options }: BotModule) {
  const loaded = await importModule(name);
  const value = loaded[exported];
  if (value === undefined) {
    const others = Object.keys(loaded).join(", ") || "nothing";
    throw new Error(`${name} has no export "${exported}"; it exports ${others}`);
  }
  const bot: unknown = isBot(value) || typeof value !== "function" ? value : await value(options);
  if (isBot(bot)) return bot;
  throw new Error(
    `the export "${exported}" of ${name} is no bot; export one that is not started, such as ` +
      "export default bot, or a function that returns one",
  );
}

async function importModule(name: string): Promise<Record<string, unknown>> {
  const isPath = /^(\.{0,2}[/\\]|[A-Za-z]:[/\\])/u.test(name);
  // Read like this because not every supported Node declares it.
  const { typescript } = process.features as { typescript?: unknown };
  if (isPath && /\.[cm]?tsx?$/u.test(name) && !typescript) {
    throw new Error(
      `${name} is TypeScript, which Node.js ${process.versions.node} does not run; compile it and name the .js file, ` +
        "or use Node.js 22.18 or newer",
    );
  }
  const shared = globalThis as { [loading]?: string };
  try {
    shared[loading] = name;
    return await import(isPath ? pathToFileURL(path.resolve(name)).href : name);
  } catch (error) {
    throw new Error(`${name} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    delete shared[loading];
  }
}

function isBot(value: unknown): value is EmbeddableBot {
  if (typeof value !== "object" || value === null) return false;
  const { start, stop } = value as Partial<EmbeddableBot>;
  return typeof start === "function" && typeof stop === "function";
}
