import { NatterError } from "../errors.js";
import type { Core } from "./core.js";

/** Makes every token that the participant holds so far worthless. Connections are cut once it is durable. */
export async function revokeTokens(core: Core, participantId: string): Promise<void> {
  const found = await core.store.feed.presence(participantId);
  if (!found) throw new NatterError("not_found", "There is no such participant.");
  await core.submit({
    keys: { conversations: [found.conversationId] },
    apply: (work) => work.changeParticipant(participantId, { tokensValidFrom: core.now() }),
  });
}
