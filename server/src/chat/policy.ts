import type { RequestKind } from "@natter/protocol";
import { failure, type NatterError } from "../errors.js";
import type { ConversationEntity, MessageEntity, ParticipantEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { Actor, VisitorActor } from "./actor.js";
import type { Core } from "./core.js";

/** Who stands in front of a conversation: somebody in it, an administrator, or neither. */
export type Role = "member" | "admin" | "stranger";

/** Everything that can be asked of a conversation, and who may. What is not listed here is not allowed. */
export const permissions = {
  "conversation.read": ["member", "admin"],
  "feed.read": ["member", "admin"],
  "file.read": ["member", "admin"],
  "message.send": ["member"],
  "message.edit": ["member"],
  "message.delete": ["member"],
  "participant.rename": ["member"],
  "reply.stop": ["member"],
  "typing.set": ["member"],
  "read.mark": ["member"],
  "conversation.leave": ["member"],
  "conversation.end": ["member"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

export function roleOf(actor: Actor, conversationId: string): Role {
  if (actor.kind === "admin") return "admin";
  return actor.kind === "visitor" && actor.conversationId === conversationId ? "member" : "stranger";
}

/** Throws `not_found` for strangers, so that they cannot even learn what exists, and `forbidden` for others. */
export function permit(permission: Permission, actor: Actor, conversationId: string): void {
  const role = roleOf(actor, conversationId);
  const allowed: readonly Role[] = permissions[permission];
  if (allowed.includes(role)) return;
  if (role === "stranger") throw noSuchConversation();
  throw failure("forbidden", "permission.none", { permission, role, allowed: allowed.join(", ") });
}

/** The conversation and the visitor's own participant, where the visitor is still part of it. */
export function requirePresence(
  work: Workspace,
  actor: VisitorActor,
): { conversation: ConversationEntity; self: ParticipantEntity } {
  const conversation = work.conversation(actor.conversationId);
  const self = work.participant(actor.participantId);
  if (!conversation || self?.conversationId !== conversation.id) throw noSuchConversation();
  requireValidToken(self, actor);
  if (self.leftAt !== null) throw hasLeft();
  return { conversation, self };
}

/** For reads, which go past the write queue: the visitor is still part of the conversation. */
export async function requirePresent(core: Pick<Core, "store">, actor: Actor): Promise<void> {
  if (actor.kind !== "visitor") return;
  const presence = await core.store.feed.presence(actor.participantId);
  if (presence?.conversationId !== actor.conversationId) throw noSuchConversation();
  requireValidToken(presence, actor);
  if (presence.leftAt !== null) throw hasLeft();
}

/** For calls that need no conversation: the token still says who its bearer is, member or not. */
export async function requireUnrevoked(core: Pick<Core, "store">, actor: VisitorActor): Promise<void> {
  requireValidToken((await core.store.feed.presence(actor.participantId)) ?? undefined, actor);
}

/** The token was not revoked since it was signed. */
export function requireValidToken(
  self: Pick<ParticipantEntity, "tokensValidFrom"> | undefined,
  actor: VisitorActor,
): void {
  if (!self || self.tokensValidFrom <= actor.tokenIssuedAt) return;
  throw failure("unauthorized", "token.revoked");
}

export function requireOpen(conversation: ConversationEntity): void {
  if (conversation.endedAt === null) return;
  throw failure("conversation_ended", "conversation.ended");
}

/** The manager of a conversation: one that joined it and has not left. Null where bots and people talk freely. */
export function managerOf(participants: readonly ParticipantEntity[]): ParticipantEntity | null {
  return participants.find(({ role, leftAt }) => role === "manager" && leftAt === null) ?? null;
}

/** Who hears a message, and as what. */
export interface Hearing {
  bot: ParticipantEntity;
  kind: RequestKind;
}

/**
 * The bots that a message is asked of. System messages are heard by every bot that listens to those. People are heard
 * by every bot that listens to messages, or, where there is a manager, by the manager alone. Bots do not hear bots, so
 * that they cannot loop; a manager hears what they want to say.
 */
export function hearers(message: MessageEntity, participants: readonly ParticipantEntity[]): Hearing[] {
  const wanted = message.type === "system" ? "system" : "message";
  const listening = participants.filter(
    ({ kind, leftAt, hears }) => kind === "bot" && leftAt === null && hears.includes(wanted),
  );
  if (message.type === "system") return listening.map((bot) => ({ bot, kind: "system" }));
  const manager = managerOf(participants);
  const onlyManager = (kind: RequestKind) =>
    listening.filter((bot) => bot === manager).map((bot) => ({ bot, kind }));
  const sender = participants.find((participant) => participant.id === message.senderId);
  if (sender?.kind === "bot") {
    const isDraft = message.seq === null && !message.isSentByManager && sender !== manager;
    return isDraft ? onlyManager("draft") : [];
  }
  return manager ? onlyManager("human") : listening.map((bot) => ({ bot, kind: "message" }));
}

export function noSuchConversation(): NatterError {
  return failure("not_found", "conversation.none");
}

export function hasLeft(): NatterError {
  return failure("forbidden", "conversation.left");
}
