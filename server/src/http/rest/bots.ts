import { listBots } from "../../chat/list-bots.js";
import type { RestHandlers, RestServices } from "./call.js";

export function botCalls({ core }: RestServices): Pick<RestHandlers, "listBots"> {
  return {
    async listBots() {
      return { bots: await listBots(core) };
    },
  };
}
