import type { FailureCode } from "../transport/call-failed.js";

/** A text that the server has not acknowledged. */
export interface UnsentMessage {
  localId: string;
  /** Which chat of this site it belongs to. */
  scope: string;
  text: string;
  quotedMessageId: string | null;
  /** The conversation that `quotedMessageId` belongs to; another one cannot quote it. */
  conversationId: string | null;
  /** Rises strictly within a scope: the order of sending. */
  createdAt: number;
  /** Why it will not be sent again by itself; null while it will. */
  failure: FailureCode | null;
  /** A failed text stays where it failed: behind the message with this `seq`. */
  failedAfterSeq: number;
}

/** Keeps unsent texts across reloads. */
export interface Outbox {
  /** What is kept. `onLate` gets what a storage that is not waited for brings afterwards. */
  list(scope: string, onLate?: (messages: UnsentMessage[]) => void): Promise<UnsentMessage[]>;
  put(message: UnsentMessage): Promise<void>;
  remove(localId: string): Promise<void>;
}
