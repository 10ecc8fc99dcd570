/**
 * What a run left behind, as plain data. The checker reads nothing else, so a history can be written by
 * hand, kept, and checked again.
 */
export interface History {
  conversations: ConversationHistory[];
  clients: ClientHistory[];
  /** Every row of the table, also what no feed shows. */
  stored: StoredMessage[];
  requests: StoredRequest[];
  /** What `PRAGMA integrity_check` said. */
  integrity: string;
}

/** A message as a reader of the feed got it. */
export interface Entry {
  id: string;
  seq: number;
  version: number;
  /** Null for system messages. */
  senderId: string | null;
  localId: string | null;
  /** Null for system messages. */
  text: string | null;
}

export interface ConversationHistory {
  id: string;
  /** The bots that answer here: the answers to text `t` are `t#1`, `t#2` … up to `repliesPerMessage`. */
  bots: { name: string; participantId: string; repliesPerMessage: number }[];
  /** The feed read afresh from cursor 0 after everything was drained. */
  feed: Entry[];
  head: number;
}

export interface ClientHistory {
  name: string;
  conversationId: string;
  senderId: string;
  /** The localIds it sent, in order of the first time, each with `text` equal to its localId. */
  sent: string[];
  /** Those that a retryable error turned away at least once: their place in the order is forfeit. */
  turnedAway: string[];
  /** Errors that may not be retried, in words. A run expects none. */
  refused: string[];
  /** Every acknowledgement, repeats included. */
  acks: Ack[];
  /** Every change in the order the client applied it, through all its connections. */
  walk: Entry[];
}

export interface Ack {
  localId: string;
  id: string;
  seq: number;
  duplicate: boolean;
  door: "socket" | "rest";
}

export interface StoredMessage {
  id: string;
  conversationId: string;
  /** Null while held. */
  seq: number | null;
  senderId: string | null;
  localId: string | null;
  text: string | null;
}

export interface StoredRequest {
  id: string;
  conversationId: string;
  bot: string;
  messageId: string | null;
  status: string;
  /** Above 1: delivered again. */
  attempt: number;
}

/** Whether two readings of one number are the same message; its version may have moved on. */
export function sameEntry(a: Omit<Entry, "version">, b: Omit<Entry, "version">): boolean {
  return (
    a.id === b.id &&
    a.seq === b.seq &&
    a.senderId === b.senderId &&
    a.localId === b.localId &&
    a.text === b.text
  );
}
