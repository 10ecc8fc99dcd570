import type { Delta, Feed, Typing } from "@natter/protocol";
import type { Presence } from "../chat/core.js";
import { fitPage } from "../chat/fit-page.js";
import { presentState } from "../chat/get-conversation.js";
import { presentFeed } from "../chat/present.js";
import type { FileUrls } from "../files/file-urls.js";
import type { ParticipantEntity } from "../store/entities.js";
import type { Publication } from "../store/publication.js";
import type { ConversationState } from "../store/store.js";
import { FreshStates } from "./fresh-states.js";
import type { VisitorServer } from "./socket-server.js";

const roomPrefix = "c:";
export const roomOf = (conversationId: string) => `${roomPrefix}${conversationId}`;

/** The conversations that somebody reads by a socket of this node. */
export function conversationsRead(io: VisitorServer): string[] {
  const rooms = [...io.sockets.adapter.rooms.keys()].filter((room) => room.startsWith(roomPrefix));
  return rooms.map((room) => room.slice(roomPrefix.length));
}

/**
 * Tells the sockets of people what was committed: one `feed` packet a conversation and batch, or several where it is
 * long.
 */
export class Publisher {
  readonly states = new FreshStates();
  readonly #io: VisitorServer;
  readonly #presence: Presence;
  readonly #fileUrls: FileUrls;

  constructor(io: VisitorServer, presence: Presence, fileUrls: FileUrls) {
    this.#io = io;
    this.#presence = presence;
    this.#fileUrls = fileUrls;
  }

  publish(publication: Publication): void {
    for (const feed of publication.feeds) {
      if (this.#hasReaders(feed.conversationId)) {
        for (const packet of packetsOf(presentFeed(this.#fileUrls, feed))) {
          this.#io.to(roomOf(feed.conversationId)).emit("feed", packet);
        }
      }
    }
    for (const state of publication.states) this.publishState(state);
    this.#cut(publication.revoked);
  }

  /** Cuts every connection of these participants; their tokens no longer open the door. */
  #cut(participantIds: readonly string[]): void {
    if (participantIds.length === 0) return;
    const revoked = new Set(participantIds);
    for (const socket of this.#io.sockets.sockets.values()) {
      if (revoked.has(socket.data.actor.participantId)) socket.disconnect();
    }
  }

  typing(conversationId: string, typing: Typing): void {
    if (this.#hasReaders(conversationId)) this.#io.to(roomOf(conversationId)).volatile.emit("typing", typing);
  }

  delta(conversationId: string, delta: Delta): void {
    if (this.#hasReaders(conversationId)) this.#io.to(roomOf(conversationId)).volatile.emit("delta", delta);
  }

  publishState(state: ConversationState): void {
    const room = roomOf(state.conversation.id);
    this.states.published(state.conversation.id);
    if (!this.#hasReaders(state.conversation.id)) return;
    this.#io.to(room).emit("state", presentState(this.#presence, state));
    this.#removeReaders(room, state.participants);
  }

  /** Who has left hears nothing further, on none of their sockets. */
  #removeReaders(room: string, participants: readonly ParticipantEntity[]): void {
    const left = new Set(participants.filter(({ leftAt }) => leftAt !== null).map(({ id }) => id));
    if (left.size === 0) return;
    for (const id of [...(this.#io.sockets.adapter.rooms.get(room) ?? [])]) {
      const socket = this.#io.sockets.sockets.get(id);
      if (socket && left.has(socket.data.actor.participantId)) void socket.leave(room);
    }
  }

  #hasReaders(conversationId: string): boolean {
    return this.#io.sockets.adapter.rooms.has(roomOf(conversationId));
  }
}

/** Packets that join on to each other. To who has got one of them its end is the head, until the next comes. */
function* packetsOf(feed: Feed): Generator<Feed> {
  let { after, changes } = feed;
  for (;;) {
    const page = fitPage(changes, "first");
    const last = page.at(-1);
    if (!last || page.length === changes.length) return yield { ...feed, after, changes };
    yield { ...feed, after, upTo: last.version, head: last.version, changes: page };
    after = last.version;
    changes = changes.slice(page.length);
  }
}
