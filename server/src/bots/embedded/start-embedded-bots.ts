import type { BotHost } from "@natter/protocol";
import type { BotActor } from "../../chat/actor.js";
import type { BotEntry } from "../../config/bot-entries.js";
import type { Log } from "../../log.js";
import { ensureBot } from "../../registration.js";
import type { Store } from "../../store/store.js";
import { contain, startContaining } from "./contain.js";
import { type BotLogger, type EmbeddableBot, loadBot } from "./load-bot.js";

export interface LoadedBot {
  entry: BotEntry;
  bot: EmbeddableBot;
}

interface House {
  store: Store;
  hostFor(actor: BotActor): BotHost;
  log: Log;
  /** How long stopping waits for what the bots are doing. */
  graceMs: number;
}

/** Loads every configured bot. Rejects with one message for all entries that do not work. */
export async function loadEmbeddedBots(entries: readonly BotEntry[]): Promise<LoadedBot[]> {
  const faults: string[] = [];
  const loaded: LoadedBot[] = [];
  for (const entry of entries) {
    try {
      loaded.push({ entry, bot: await loadBot(entry) });
    } catch (error) {
      faults.push(`the bot "${entry.name}": ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (faults.length > 0) throw new Error(faults.join("; "));
  return loaded;
}

/** Registers the bots by name where they are new, and lets them in. Resolves to how to stop them. */
export async function startEmbeddedBots(
  bots: readonly LoadedBot[],
  { store, hostFor, log, graceMs }: House,
): Promise<() => Promise<void>> {
  if (bots.length === 0) return async () => {};
  const stopContaining = startContaining();
  for (const { entry, bot } of bots) {
    const { id, name } = await ensureBot(store, {
      name: entry.name,
      isRequired: entry.required,
      isManager: entry.manager,
    });
    const onFault = (err: unknown) => log.error({ err, bot: name }, "an embedded bot let an error fall");
    const host = containedHost(hostFor({ kind: "bot", botId: id, botName: name }), onFault);
    await contain(onFault, () => bot.start({ host, logger: loggerFor(log, name) }));
  }
  return async () => {
    await Promise.all(bots.map(({ bot }) => bot.stop({ graceMs })));
    stopContaining();
  };
}

/** What comes from the server runs in the bot's context, whoever caused it. */
function containedHost(host: BotHost, onFault: (error: unknown) => void): BotHost {
  return {
    upload: (file) => host.upload(file),
    open: (url) => host.open(url),
    connect: (listener) =>
      host.connect({
        event: (name, payload) =>
          contain(onFault, () => guarded(onFault, () => listener.event(name, payload))),
        closed: () => contain(onFault, () => guarded(onFault, () => listener.closed())),
      }),
  };
}

function guarded(onFault: (error: unknown) => void, run: () => void): void {
  try {
    run();
  } catch (error) {
    onFault(error);
  }
}

function loggerFor(log: Log, bot: string): BotLogger {
  const fields = (details: object = {}) => ({
    ...details,
    ...("error" in details && { err: details.error, error: undefined }),
    bot,
  });
  return {
    info: (message, details) => log.info(fields(details), message),
    warn: (message, details) => log.warn(fields(details), message),
    error: (message, details) => log.error(fields(details), message),
  };
}
