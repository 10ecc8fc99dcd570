import { deleteMessage } from "../../chat/delete-message.js";
import { editMessage } from "../../chat/edit-message.js";
import { readFeed, readHistory } from "../../chat/read-feed.js";
import { sendMessage } from "../../chat/send-message.js";
import type { RestHandlers, RestServices } from "./call.js";

/** Changes or messages in a page when the caller does not say. */
const defaultLimit = 50;

type MessageCall = "readMessages" | "sendMessage" | "editMessage" | "deleteMessage";

export function messageCalls({ core }: RestServices): Pick<RestHandlers, MessageCall> {
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

    async editMessage({ actor, params, body }) {
      const { conversationId, messageId } = params;
      return editMessage(core, actor, conversationId, { messageId, text: body.text });
    },

    async deleteMessage({ actor, params }) {
      return deleteMessage(core, actor, params.conversationId, params.messageId);
    },
  };
}
