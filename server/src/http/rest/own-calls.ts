import type { ownRestCalls } from "@natter/protocol";
import { leaveAsBot } from "../../chat/leave-conversation.js";
import { say } from "../../chat/say.js";
import { listRequests } from "../../requests/list-requests.js";
import type { RestHandlers, RestServices } from "./call.js";

/** What a bot without a socket calls of its own accord. */
export function ownHandlers({ core, cursors }: RestServices): Pick<RestHandlers, keyof typeof ownRestCalls> {
  return {
    async sayAsBot({ actor, params, body }, ctx) {
      const sent = await say(core, actor, { ...body, ...params });
      if (sent.duplicate) ctx.status = 200;
      return sent;
    },

    async leaveAsBot({ actor, params }) {
      await leaveAsBot(core, actor, params.conversationId);
      return {};
    },

    listOwnRequests: ({ actor, query }) =>
      listRequests({ store: core.store, cursors }, { ...query, bot: actor.botId }),
  };
}
