import type { Membership } from "@natter/protocol";
import { createConversation, type Joined } from "../../chat/create-conversation.js";
import { endConversation } from "../../chat/end-conversation.js";
import { getConversation } from "../../chat/get-conversation.js";
import { joinConversation } from "../../chat/join-conversation.js";
import { leaveConversation } from "../../chat/leave-conversation.js";
import { renameParticipant } from "../../chat/rename-participant.js";
import type { Tokens } from "../../tokens.js";
import type { RestHandlers, RestServices } from "./call.js";

type ConversationCall =
  | "createConversation"
  | "getConversation"
  | "joinConversation"
  | "leaveConversation"
  | "endConversation"
  | "renameParticipant";

export function conversationCalls({ core, tokens }: RestServices): Pick<RestHandlers, ConversationCall> {
  return {
    async createConversation({ actor, body }) {
      return membership(tokens, await createConversation(core, actor?.visitorId ?? null, body));
    },

    async getConversation({ actor, params }) {
      return getConversation(core, actor, params.conversationId);
    },

    async joinConversation({ actor, params, body }, ctx) {
      const joined = await joinConversation(core, actor?.visitorId ?? null, params.conversationId, body);
      if (joined.isNew) ctx.status = 201;
      return membership(tokens, joined);
    },

    async leaveConversation({ actor, params }) {
      await leaveConversation(core, actor, params.conversationId);
      return {};
    },

    async endConversation({ actor, params }) {
      await endConversation(core, actor, params.conversationId);
      return {};
    },

    async renameParticipant({ actor, params, body }) {
      const { conversationId, participantId } = params;
      return renameParticipant(core, actor, conversationId, body.nickname, participantId);
    },
  };
}

async function membership(tokens: Tokens, joined: Joined): Promise<Membership> {
  const { conversation, participants, participant, actor } = joined;
  return { conversation, participants, participant, token: await tokens.sign(actor) };
}
