import type { Delta, Typing } from "@natter/protocol";
import type { Presence } from "../chat/core.js";
import { presentState } from "../chat/get-conversation.js";
import { presentFeed } from "../chat/present.js";
import type { FileUrls } from "../files/file-urls.js";
import type { ParticipantEntity } from "../store/entities.js";
import type { ConversationState } from "../store/store.js";
import type { Publication } from "../store/workspace.js";
import { FreshStates } from "./fresh-states.js";
import type { VisitorServer } from "./socket-server.js";

export const roomPrefix = "c:";
export const roomOf = (conversationId: string) => `${roomPrefix}${conversationId}`;

/** Tells the sockets of people what was committed: one `feed` packet a conversation and batch. */
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
        this.#io.to(roomOf(feed.conversationId)).emit("feed", presentFeed(this.#fileUrls, feed));
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
