import { readFeed, readHistory } from "../../chat/read-feed.js";
import { sendMessage } from "../../chat/send-message.js";
import type { RestHandlers, RestServices } from "./call.js";

/** Changes or messages in a page when the caller does not say. */
const defaultLimit = 50;

export function messageCalls({ core }: RestServices): Pick<RestHandlers, "readMessages" | "sendMessage"> {
  return {
    async readMessages({ actor, params, query }) {
      const { after, before, limit = defaultLimit } = query;
      return after === undefined
        ? readHistory(core, actor, params.conversationId, { before, limit })
        : readFeed(core, actor, params.conversationId, { after, limit });
    },

    async sendMessage({ actor, params, body }, ctx) {
      const sent = await sendMessage(core, actor, params.conversationId, body);
      if (sent.duplicate) ctx.status = 200;
      return sent;
    },
  };
}
