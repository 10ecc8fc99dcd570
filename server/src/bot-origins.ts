import { failure } from "./errors.js";
import { createOriginPolicy } from "./origins.js";
import type { BotEntity } from "./store/entities.js";

/**
 * Throws `origin_not_allowed` where one of the bots does not talk on this site. A narrower list than the server's
 * own, which has been asked before; the server's own pages may always.
 */
export function requireTalksOn(
  bots: readonly Pick<BotEntity, "name" | "settings">[],
  origin: string,
  ownHost: string | undefined,
): void {
  for (const { name, settings } of bots) {
    if (settings.origins === undefined || createOriginPolicy(settings.origins).allows(origin, ownHost))
      continue;
    throw failure("origin_not_allowed", "origin.bot", { name, origin });
  }
}
