import type { WidgetConfig } from "@natter/protocol";
import { failure } from "../errors.js";
import type { Core } from "./core.js";
import { serverLimits } from "./server-limits.js";

/** What the widget shows of a bot by default. Rejects with `not_found` where there is no such bot. */
export async function getWidgetConfig(core: Core, name: string): Promise<WidgetConfig> {
  const bot = await core.store.bots.find(name);
  // By its name alone: ids are no addresses, and a removed bot is found by its id.
  if (bot?.name !== name || bot.removedAt !== null || bot.isManager)
    throw failure("not_found", "bot.none", { name });
  const { title, assistantName, welcome, prompts, placeholder, logoUrl, backgroundUrl, infoUrl, accent } =
    bot.settings;
  const limits = serverLimits(core);
  const takesFiles = Object.values(limits.fileMaxBytes).some((maxBytes) => maxBytes > 0);
  return {
    bot: bot.name,
    title: title ?? null,
    assistantName: assistantName ?? null,
    welcome: welcome ?? null,
    prompts: prompts ?? [],
    placeholder: placeholder ?? null,
    logoUrl: logoUrl ?? null,
    backgroundUrl: backgroundUrl ?? null,
    infoUrl: infoUrl ?? null,
    accent: accent ?? null,
    // A bot may do without what the server takes, never have what it refuses.
    features: {
      attachments: takesFiles && bot.settings.attachments !== false,
      voice: limits.fileMaxBytes.voice > 0 && bot.settings.voice !== false,
    },
    limits,
    debug: false,
  };
}
