import type { BotInfo } from "@natter/protocol";
import type { Core } from "./core.js";

/** The bots that a conversation may start with. */
export async function listBots(core: Core): Promise<BotInfo[]> {
  const bots = await core.store.bots.list();
  return bots.filter(({ isManager }) => !isManager).map(({ name, description }) => ({ name, description }));
}
