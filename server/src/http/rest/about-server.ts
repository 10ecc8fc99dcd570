import { getWidgetConfig } from "../../chat/get-widget-config.js";
import { listBots } from "../../chat/list-bots.js";
import { serverLimits } from "../../chat/server-limits.js";
import type { RestHandlers, RestServices } from "./call.js";

/** What anybody may know of this server: its bots, its limits, and what the widget shows. */
export function aboutServerHandlers({
  core,
}: RestServices): Pick<RestHandlers, "listBots" | "readLimits" | "readConfig"> {
  return {
    async listBots() {
      return { bots: await listBots(core) };
    },

    async readLimits() {
      return serverLimits(core);
    },

    async readConfig({ query }) {
      return getWidgetConfig(core, query.bot);
    },
  };
}
