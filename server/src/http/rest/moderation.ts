import { giveCommand } from "../../chat/give-command.js";
import { listCommands } from "../../chat/list-commands.js";
import { listHeld } from "../../chat/list-held.js";
import { readAllMessages } from "../../chat/read-all-messages.js";
import { traceparentOf } from "../traceparent.js";
import type { RestHandlers, RestServices } from "./call.js";

export function moderationHandlers({
  core,
}: RestServices): Pick<RestHandlers, "listCommands" | "performCommand" | "listHeld" | "readAllMessages"> {
  return {
    async listCommands({ query }) {
      return listCommands(core, query);
    },

    async performCommand({ actor, body }, ctx) {
      const sent = await giveCommand(core, actor, body, traceparentOf(ctx));
      if (sent.duplicate) ctx.status = 200;
      return sent;
    },

    async listHeld({ query }) {
      return listHeld(core, query);
    },

    async readAllMessages({ params, query }) {
      return readAllMessages(core, params.conversationId, query);
    },
  };
}
