import { failure } from "../errors.js";
import type { AdminActor } from "./actor.js";
import type { Core } from "./core.js";

/**
 * Makes every token worthless that the participant, or the same visitor elsewhere, holds so far: with any one of them the
 * others could be had again. Connections are cut once it is durable.
 */
export async function revokeTokens(core: Core, actor: AdminActor, participantId: string): Promise<void> {
  const found = await core.store.feed.presence(participantId);
  if (!found) throw failure("not_found", "participant.none");
  await revoke(core, found.conversationId, participantId);
  const state = await core.store.feed.conversation(found.conversationId);
  const visitorId = state?.participants.find(({ id }) => id === participantId)?.visitorId ?? null;
  const count = visitorId === null ? 1 : await revokeElsewhere(core, visitorId, participantId);
  await core.store.audit.add({
    actor: `key:${actor.keyId}`,
    action: "participants.revoke-tokens",
    details: { participantId, participants: count },
    createdAt: core.now(),
  });
}

/** Resolves to how many participants of the visitor there are. */
async function revokeElsewhere(core: Core, visitorId: string, participantId: string): Promise<number> {
  const done = new Set([participantId]);
  // Until nothing new is found: a token that is still good may begin a conversation meanwhile.
  for (let before = 0; before < done.size; ) {
    before = done.size;
    for (let cursor: string | null = null; ; ) {
      const rows = await core.store.feed.list({ visitorId, isOwn: true, before: cursor, limit: pageRows });
      const fresh = rows.flatMap(({ conversation, participantId: id }) =>
        id === null || done.has(id) ? [] : [{ id, conversationId: conversation.id }],
      );
      await Promise.all(fresh.map(({ id, conversationId }) => revoke(core, conversationId, id)));
      for (const { id } of fresh) done.add(id);
      if (rows.length < pageRows) break;
      cursor = rows.at(-1)?.conversation.id ?? null;
    }
  }
  return done.size;
}

const pageRows = 100;

function revoke(core: Core, conversationId: string, participantId: string): Promise<void> {
  return core.submit({
    keys: { conversations: [conversationId] },
    apply: (work) => work.changeParticipant(participantId, { tokensValidFrom: core.now() }),
  });
}
