import type { AdminScope } from "@natter/protocol";

/** The human behind a visitor's token: one participant of one conversation. */
export interface VisitorActor {
  kind: "visitor";
  visitorId: string;
  conversationId: string;
  participantId: string;
  /** When the token was signed; what was revoked since then it no longer opens. */
  tokenIssuedAt: number;
}

/** A bot's connection. */
export interface BotActor {
  kind: "bot";
  botId: string;
  botName: string;
}

/** The holder of an administrator's key. */
export interface AdminActor {
  kind: "admin";
  keyId: string;
  scopes: readonly AdminScope[];
}

export type Actor = VisitorActor | BotActor | AdminActor;
