import type {
  Answer,
  ErrorCode,
  Feed,
  History,
  Membership,
  Message,
  Participant,
  State,
  SystemEvent,
  TextMessage,
} from "@natter/protocol";
import type { CallInputOf } from "../transport/calls.js";

/** Something that hears one conversation, as a connected socket does. */
export type Listener = (event: "feed" | "state" | "delta" | "typing" | "draining", payload: unknown) => void;

const startedAt = Date.UTC(2026, 10, 20, 9, 30);

/** One conversation as the server keeps it: the contract of the protocol, in memory, and nothing more. */
export class FakeChat {
  readonly id: string;
  readonly participants: Participant[];
  readonly messages: Message[] = [];
  readonly listeners = new Set<Listener>();
  /** Every localId that arrived, in order, repeats included. */
  readonly received: string[] = [];
  head = 0;
  endedAt: number | null = null;
  /** The errors with which the next sends are answered. */
  readonly failures: ErrorCode[] = [];
  /** When set, sends are stored but not answered: the acknowledgement was lost. */
  losesAcks = false;
  /** When set, sends are not answered until it resolves. */
  holdSends: Promise<void> | null = null;

  constructor(id: string, bots: readonly string[], nickname = "Visitor") {
    this.id = id;
    this.participants = [person(`${id}-me`, nickname), ...bots.map((name) => bot(`${id}-${name}`, name))];
    this.system({ type: "conversation-created" });
  }

  get own(): Participant {
    return this.participants[0] as Participant;
  }

  get firstBot(): Participant {
    return this.participants[1] as Participant;
  }

  get state(): State {
    return { conversation: this.#conversation(), participants: [...this.participants] };
  }

  get membership(): Membership {
    return { ...this.state, participant: this.own, token: `token-${this.id}` };
  }

  /** What a socket gets when it connects. */
  greet(listener: Listener, cursor: number | undefined): void {
    this.listeners.add(listener);
    listener("state", this.state);
    if (cursor !== undefined) listener("feed", this.readFeed({ after: cursor, limit: 50 }));
  }

  say(text: string, more: Partial<TextMessage> = {}): TextMessage {
    return this.publish({
      ...this.#blank(),
      type: "text",
      senderId: this.firstBot.id,
      text,
      options: [],
      ...more,
    });
  }

  system(event: SystemEvent | { type: string }): void {
    this.publish({ ...this.#blank(), type: "system", senderId: null, event: event as SystemEvent });
  }

  end(participantId: string | null = null): void {
    this.endedAt = startedAt;
    this.system({ type: "conversation-ended", participantId });
    this.tell("state", this.state);
  }

  heartbeat(): void {
    this.tell("feed", {
      conversationId: this.id,
      after: this.head,
      upTo: this.head,
      head: this.head,
      changes: [],
    });
  }

  tell(event: Parameters<Listener>[0], payload: unknown): void {
    for (const listener of this.listeners) listener(event, payload);
  }

  publish<T extends Message>(message: T): T {
    this.messages.push(message);
    this.#tellChange(message);
    return message;
  }

  /** A message in its next version. */
  change(message: Message): void {
    const changed = { ...message, version: this.head + 1 };
    this.messages[this.messages.findIndex(({ id }) => id === message.id)] = changed;
    this.#tellChange(changed);
  }

  #tellChange(message: Message): void {
    this.head = message.version;
    this.tell("feed", {
      conversationId: this.id,
      after: this.head - 1,
      upTo: this.head,
      head: this.head,
      changes: [message],
    } satisfies Feed);
  }

  readFeed({ after, limit = 50 }: CallInputOf<"feed.read">): Feed {
    const missed = this.messages
      .filter(({ version }) => version > after)
      .sort((a, b) => a.version - b.version);
    const changes = missed.slice(0, limit);
    const upTo = changes.length < missed.length ? (changes.at(-1)?.version ?? after) : this.head;
    return { conversationId: this.id, after, upTo, head: this.head, changes };
  }

  readHistory({ before, limit = 50 }: CallInputOf<"history.read">): History {
    const older = this.messages.filter(({ seq }) => seq < (before ?? Number.POSITIVE_INFINITY));
    const messages = older.slice(-limit);
    return { conversationId: this.id, messages, hasMore: messages.length < older.length, head: this.head };
  }

  /** Answers one call; `null` stands for no answer. */
  async answer(name: string, input: unknown): Promise<Answer<unknown> | null> {
    switch (name) {
      case "message.send":
        return this.#send(input as CallInputOf<"message.send">);
      case "feed.read":
        return { ok: true, data: this.readFeed(input as CallInputOf<"feed.read">) };
      case "history.read":
        return { ok: true, data: this.readHistory(input as CallInputOf<"history.read">) };
      case "read.mark":
        return { ok: true, data: { readSeq: (input as { seq: number }).seq } };
      default:
        return { ok: true, data: {} };
    }
  }

  async #send(input: CallInputOf<"message.send">): Promise<Answer<unknown> | null> {
    this.received.push(input.localId);
    await this.holdSends;
    const code = this.failures.shift();
    if (code) return { ok: false, error: { code, message: "As the test wants it", localId: input.localId } };
    const known = this.messages.find(({ localId }) => localId === input.localId);
    const message =
      known ??
      this.publish({
        ...this.#blank(),
        type: "text",
        senderId: this.own.id,
        localId: input.localId,
        text: input.text ?? "",
        quotedMessageId: input.quotedMessageId ?? null,
        options: [],
      });
    if (this.losesAcks) return null;
    return { ok: true, data: { message, duplicate: known !== undefined } };
  }

  #conversation(): State["conversation"] {
    const { id, endedAt, head } = this;
    return { id, name: null, metadata: null, createdAt: startedAt, endedAt, head };
  }

  #blank() {
    const seq = this.head + 1;
    return {
      id: `${this.id}-m${seq}`,
      conversationId: this.id,
      seq,
      version: seq,
      sentAt: startedAt + seq * 20_000,
      editedAt: null,
      deletedAt: null,
      localId: null,
      quotedMessageId: null,
      metadata: null,
    };
  }
}

function person(id: string, nickname: string): Participant {
  return {
    id,
    kind: "human",
    nickname,
    botName: null,
    isRequired: true,
    joinedAt: startedAt,
    leftAt: null,
    isPresent: true,
    readSeq: 0,
  };
}

function bot(id: string, name: string): Participant {
  const nickname = name.replace(/^./u, (letter) => letter.toUpperCase());
  return { ...person(id, nickname), kind: "bot", botName: name, isRequired: false };
}
