import { deleteMessage } from "../../chat/delete-message.js";
import { editMessage } from "../../chat/edit-message.js";
import { markRead } from "../../chat/mark-read.js";
import { readFeed, readHistory, readWithin } from "../../chat/read-feed.js";
import { sendMessage } from "../../chat/send-message.js";
import { sendFile } from "../../files/send-file.js";
import { traceparentOf } from "../traceparent.js";
import type { RestHandlers, RestServices } from "./call.js";

type MessageCall = "readMessages" | "markRead" | "sendMessage" | "editMessage" | "deleteMessage";

export function messageHandlers({ core }: RestServices): Pick<RestHandlers, MessageCall> {
  return {
    async readMessages({ actor, params, query }) {
      const { after, before, since, until, limit } = query;
      if (since !== undefined || until !== undefined) {
        return readWithin(core, actor, params.conversationId, { since, until, after, before, limit });
      }
      return after === undefined
        ? readHistory(core, actor, params.conversationId, { before, limit })
        : readFeed(core, actor, params.conversationId, { after, limit });
    },

    async sendMessage({ actor, params, body, upload }, ctx) {
      const { conversationId } = params;
      const traceparent = traceparentOf(ctx);
      const sent = upload
        ? await sendFile(core, actor, conversationId, upload.message, upload.file, traceparent)
        : await sendMessage(core, actor, conversationId, body, traceparent);
      if (sent.duplicate) ctx.status = 200;
      return sent;
    },

    async markRead({ actor, params, body }) {
      return markRead(core, actor, params.conversationId, body.seq);
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
