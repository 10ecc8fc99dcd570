import { failure } from "../errors.js";
import type { Core } from "./core.js";

/** Makes every token that the participant holds so far worthless. Connections are cut once it is durable. */
export async function revokeTokens(core: Core, participantId: string): Promise<void> {
  const found = await core.store.feed.presence(participantId);
  if (!found) throw failure("not_found", "participant.none");
  await core.submit({
    keys: { conversations: [found.conversationId] },
    apply: (work) => work.changeParticipant(participantId, { tokensValidFrom: core.now() }),
  });
}
