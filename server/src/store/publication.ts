import type { ConversationEntity, MessageEntity, ParticipantEntity } from "./entities.js";
import { laneId } from "./row-ids.js";
import type { LaneKey } from "./snapshot.js";
import type { ConversationState } from "./store.js";
import type { Journal, Table } from "./table.js";

/** What a committed batch has to tell the rest of the house. */
export interface Publication {
  /** One entry a conversation: the changes with `after < version ≤ head`, in order. */
  feeds: { conversationId: string; after: number; head: number; messages: MessageEntity[] }[];
  /** Conversations whose participants or ending changed, as they are now. */
  states: ConversationState[];
  /** Lanes that got a new request. */
  asked: LaneKey[];
  /** Conversations that ended. */
  ended: string[];
  /** Participants whose tokens were revoked. */
  revoked: string[];
  /** Attempts that a newer message has overtaken. */
  superseded: SupersededAttempt[];
}

export interface SupersededAttempt extends LaneKey {
  requestId: string;
  attempt: number;
}

/** The rows that a publication is told from. */
interface Told {
  conversations: Table<ConversationEntity>;
  participants: Table<ParticipantEntity>;
  messages: Table<MessageEntity>;
  /** In order of joining. */
  participantsOf(conversationId: string): ParticipantEntity[];
}

/** Notes, while a batch is decided, what is to be told once it is committed. What an undone unit noted is undone. */
export class News {
  readonly #journal: Journal;
  readonly #heads = new Map<string, number>();
  readonly #messages = new Map<string, Set<string>>();
  readonly #asked = new Map<string, LaneKey>();
  readonly #ended = new Set<string>();
  readonly #revoked = new Set<string>();
  readonly #superseded: SupersededAttempt[] = [];

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** A conversation as it was before the batch. */
  knows({ id, head }: ConversationEntity): void {
    this.#heads.set(id, head);
  }

  /** People see something new of this message. */
  message({ id, conversationId }: MessageEntity): void {
    const ids = this.#messages.get(conversationId) ?? new Set();
    this.#messages.set(conversationId, ids);
    this.#add(ids, id);
  }

  ended(conversationId: string): void {
    this.#add(this.#ended, conversationId);
  }

  revoked(participantId: string): void {
    this.#add(this.#revoked, participantId);
  }

  superseded(attempt: SupersededAttempt): void {
    this.#superseded.push(attempt);
    this.#journal.record(() => this.#superseded.pop());
  }

  asked({ botId, conversationId }: LaneKey): void {
    const lane = { botId, conversationId };
    const id = laneId(lane);
    if (this.#asked.has(id)) return;
    this.#asked.set(id, lane);
    this.#journal.record(() => this.#asked.delete(id));
  }

  publication(told: Told): Publication {
    return {
      feeds: this.#feeds(told),
      states: this.#states(told),
      asked: [...this.#asked.values()],
      ended: [...this.#ended],
      revoked: [...this.#revoked],
      superseded: [...this.#superseded],
    };
  }

  #feeds({ conversations, messages: rows }: Told): Publication["feeds"] {
    const feeds: Publication["feeds"] = [];
    for (const [conversationId, ids] of this.#messages) {
      const head = conversations.get(conversationId)?.head;
      if (ids.size === 0 || head === undefined) continue;
      // Each message once, in its newest state.
      const messages = [...ids]
        .map((id) => rows.get(id))
        .filter((row) => row !== undefined)
        .sort((one, other) => (one.version ?? 0) - (other.version ?? 0));
      feeds.push({ conversationId, after: this.#heads.get(conversationId) ?? 0, head, messages });
    }
    return feeds;
  }

  #states({ conversations, participants, participantsOf }: Told): ConversationState[] {
    const touched = new Set(this.#ended);
    for (const row of [...participants.inserted(), ...participants.changed()])
      touched.add(row.conversationId);
    return [...touched].flatMap((id) => {
      const conversation = conversations.get(id);
      return conversation ? [{ conversation, participants: participantsOf(id) }] : [];
    });
  }

  #add(set: Set<string>, id: string): void {
    if (set.has(id)) return;
    set.add(id);
    this.#journal.record(() => set.delete(id));
  }
}
