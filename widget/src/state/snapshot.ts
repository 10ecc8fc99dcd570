import type { Message, Participant } from "@natter/protocol";
import type { FailureCode } from "../transport/call-failed.js";
import type { LinkStatus } from "../transport/transport.js";
import type { UnsentMessage } from "./outbox.js";

/**
 * `idle` before the first open; `dormant` when the conversation is gone and the next send begins another;
 * `refused` when the server will not have this site or this chat.
 */
export type ChatStatus = LinkStatus | "idle" | "dormant" | "refused";

/** Everything the panel draws. */
export interface ChatSnapshot {
  status: ChatStatus;
  refusal: FailureCode | null;
  /** In order, complete from the first one on. */
  messages: readonly Message[];
  unsent: readonly UnsentMessage[];
  participants: readonly Participant[];
  ownId: string | null;
  conversationName: string | null;
  typing: readonly string[];
  /** False until the newest page has been read. */
  isLoaded: boolean;
  hasOlder: boolean;
  isLoadingOlder: boolean;
  isEnded: boolean;
  /** Messages of others that the visitor has not seen. */
  unread: number;
}
