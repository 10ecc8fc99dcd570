import { isDeepStrictEqual } from "node:util";
import type { botCalls, CallInput, SentMessage } from "@natter/protocol";
import { failure } from "../errors.js";
import { approval } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { BotActor } from "./actor.js";
import type { Core } from "./core.js";
import { firstOfLineage, type Lineage, lineageOf } from "./lineage.js";
import { noSuchConversation, requireOpen } from "./policy.js";
import { postMessage } from "./post-message.js";
import { presentAnyMessage } from "./present.js";

/**
 * Says something that nobody asked for. Only in a conversation that the bot is part of; for any other it is as
 * if that did not exist. The same key again returns what was said, with another body it is a `conflict`.
 */
export async function say(
  core: Core,
  actor: BotActor,
  input: CallInput<typeof botCalls, "say">,
): Promise<SentMessage> {
  const { conversationId, key, text, metadata } = input;
  const options = input.options.map((option) => option.text);
  const state = await core.store.feed.conversation(conversationId);
  const senderId = state?.participants.find(({ botId }) => botId === actor.botId)?.id;
  if (senderId === undefined) throw noSuchConversation();
  // No effect's name begins so: those begin with the id of a request.
  const localId = `say:${key}`;
  return core.submit({
    keys: {
      conversations: [conversationId],
      localIds: [{ conversationId, senderId, localId }],
      lanes: [{ botId: actor.botId, conversationId }],
    },
    apply(work) {
      const stored = work.sent(conversationId, senderId, localId);
      if (stored) {
        // What a manager let through it may have rewritten: of what it was at first only the key is left.
        const isSameText = stored.text === text || stored.approvalStatus === approval.byManager;
        const before = stored.options.map((option) => option.text);
        if (!isSameText || !isDeepStrictEqual(before, options)) throw failure("conflict", "key.taken");
        return { message: presentAnyMessage(core.fileUrls, stored), duplicate: true };
      }
      const conversation = work.conversation(conversationId);
      const self = work.participant(senderId);
      if (!conversation || !self || self.leftAt !== null) throw noSuchConversation();
      requireOpen(conversation);
      const message = postMessage(core, work, conversation, self, {
        type: "text",
        localId,
        text,
        file: null,
        options,
        quotedMessageId: null,
        metadata,
        lineage: lineageOfTurn(work, actor, conversationId),
      });
      return { message: presentAnyMessage(core.fileUrls, message), duplicate: false };
    },
  });
}

/** What a bot says while it works on a request counts as said in answer to it: no way around the limit of hops. */
function lineageOfTurn(work: Workspace, { botId }: BotActor, conversationId: string): Lineage {
  const first = work.firstOfLane({ botId, conversationId });
  return first?.status === "running" ? lineageOf(first) : firstOfLineage;
}
