import type { Membership } from "@natter/protocol";
import { asShortName, limits } from "@natter/protocol";
import type { VisitorActor } from "../../chat/actor.js";
import { createConversation, type Joined } from "../../chat/create-conversation.js";
import { endConversation } from "../../chat/end-conversation.js";
import { getConversation } from "../../chat/get-conversation.js";
import { joinConversation } from "../../chat/join-conversation.js";
import { leaveConversation } from "../../chat/leave-conversation.js";
import { listConversations } from "../../chat/list-conversations.js";
import { requirePresent } from "../../chat/policy.js";
import { renameParticipant } from "../../chat/rename-participant.js";
import { revokeTokens } from "../../chat/revoke-tokens.js";
import { failure } from "../../errors.js";
import type { Tokens } from "../../tokens.js";
import type { HttpContext } from "../context.js";
import type { RestHandlers, RestServices } from "./call.js";

/** Carries the identity token that the site signed for its user. */
export const identityHeader = "Natter-Identity";

type ConversationCall =
  | "createConversation"
  | "getConversation"
  | "joinConversation"
  | "leaveConversation"
  | "endConversation"
  | "renameParticipant"
  | "listConversations"
  | "refreshToken"
  | "revokeTokens";

export function conversationHandlers(services: RestServices): Pick<RestHandlers, ConversationCall> {
  const { core, tokens } = services;
  return {
    async createConversation({ actor, body }, ctx) {
      const { visitorId, nickname } = await whoComes(services, actor, ctx);
      const input = { ...body, nickname: body.nickname || nickname };
      return membership(tokens, await createConversation(core, visitorId, input));
    },

    async listConversations({ actor, query }, ctx) {
      if (actor?.kind === "admin") return listConversations(core, "administrator", query);
      const { visitorId } = await whoComes(services, actor, ctx);
      return listConversations(core, visitorId === null ? "anybody" : { visitorId }, query);
    },

    async refreshToken({ actor }) {
      await requirePresent(core, actor);
      return { token: await tokens.sign(actor) };
    },

    async revokeTokens({ actor, params }) {
      await revokeTokens(core, actor, params.participantId);
      return {};
    },

    async getConversation({ actor, params }) {
      return getConversation(core, actor, params.conversationId);
    },

    async joinConversation({ actor, params, body }, ctx) {
      const { visitorId, nickname } = await whoComes(services, actor, ctx);
      const input = { nickname: body.nickname || nickname };
      const joined = await joinConversation(core, visitorId, params.conversationId, input);
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

/** The visitor that an identity token names, before the one of an earlier conversation's token. */
async function whoComes(
  { identities }: RestServices,
  actor: VisitorActor | null,
  ctx: HttpContext,
): Promise<{ visitorId: string | null; nickname: string }> {
  const token = ctx.get(identityHeader);
  if (token === "") return { visitorId: actor?.visitorId ?? null, nickname: "" };
  if (identities === null) {
    throw failure("unauthorized", "identity.off");
  }
  const { visitorId, nickname } = await identities.verify(token);
  return { visitorId, nickname: asShortName(nickname ?? "", limits.nicknameMaxChars) };
}
