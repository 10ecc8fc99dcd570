import type { Delta, Feed, Membership, State, Typing } from "@natter/protocol";
import type { CallFailed } from "./call-failed.js";
import type { CallInputOf, CallReplyOf, VisitorCallName } from "./calls.js";

export type LinkStatus = "connecting" | "online" | "reconnecting" | "offline";

/** What a link presents each time it connects, so that a reconnect carries the newest cursor. */
export interface Credentials {
  token: string;
  cursor: number | null;
}

/** What a link tells its owner. Nothing is told after `close()`. */
export interface LinkListener {
  credentials(): Credentials;
  status(status: LinkStatus): void;
  feed(feed: Feed): void;
  state(state: State): void;
  delta(delta: Delta): void;
  typing(typing: Typing): void;
  /** The server will not have this token or this site: the link has stopped trying. */
  refused(error: CallFailed): void;
}

/** One conversation's connection. It reconnects by itself until closed or refused. */
export interface Link {
  /** Rejects with `CallFailed`: at once while the link is down. */
  call<Name extends VisitorCallName>(name: Name, input: CallInputOf<Name>): Promise<CallReplyOf<Name>>;
  close(): void;
}

export interface NewChat {
  nickname: string;
  bots: readonly string[];
}

/** The only way in which `state/` reaches a server. */
export interface Transport {
  /** Rejects with `CallFailed`. */
  createConversation(chat: NewChat, signal: AbortSignal): Promise<Membership>;
  connect(listener: LinkListener): Link;
}
