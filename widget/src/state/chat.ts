import type { Feed, Membership, Message, State } from "@natter/protocol";
import { CallFailed, type FailureCode } from "../transport/call-failed.js";
import type { Link, LinkStatus, Transport } from "../transport/transport.js";
import type { Ambient } from "./ambient.js";
import { Conversation } from "./conversation.js";
import type { MembershipStore, StoredMembership } from "./membership-store.js";
import type { Outbox } from "./outbox.js";
import { retrying } from "./retrying.js";
import { Sender } from "./sender.js";
import type { ChatSnapshot, ChatStatus } from "./snapshot.js";
import { isStreaming } from "./thread.js";
import { Typists } from "./typists.js";

export interface ChatParts {
  transport: Transport;
  outbox: Outbox;
  memberships: MembershipStore;
  ambient: Ambient;
  scope: string;
  bots: readonly string[];
  nickname: string;
  onChange(): void;
  /** A message that was not there before, other than by reading history; one that is streamed, at its end. */
  onMessage(message: Message): void;
}

/** One visitor's chat: the conversation, what is unsent, and the link that keeps both up to date. */
export class Chat {
  readonly #parts: ChatParts;
  readonly #sender: Sender;
  readonly #typists: Typists;
  #conversation: Conversation;
  #membership: StoredMembership | null = null;
  #status: ChatStatus = "idle";
  #refusal: FailureCode | null = null;
  #link: Link | null = null;
  /** True from the creation of the conversation until its token has been accepted. */
  #isUntried = false;
  /** Lives as long as the conversation is this one. */
  #life = new AbortController();
  /** Lives from one connect to the next disconnect. */
  #online = new AbortController();

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.#conversation = this.#newConversation();
    this.#typists = new Typists(parts.onChange);
    this.#sender = new Sender({
      outbox: parts.outbox,
      ambient: parts.ambient,
      scope: parts.scope,
      send: (message) =>
        this.#call("message.send", {
          localId: message.localId,
          text: message.text,
          quotedMessageId:
            message.conversationId === this.#membership?.conversationId ? message.quotedMessageId : null,
        }),
      onSent: ({ message }) => {
        if (message.conversationId === this.#membership?.conversationId)
          this.#conversation.reader.add(message);
      },
      onMembershipLost: (failure) => this.#lose(failure),
      lastSeq: () => this.#conversation.reader.messages.at(-1)?.seq ?? 0,
      onChange: parts.onChange,
      onLate: () => {
        if (this.#status === "online" || this.#status === "dormant") void this.#resume();
      },
    });
  }

  get snapshot(): ChatSnapshot {
    const ownId = this.#ownId;
    return {
      ...this.#conversation.snapshot(ownId),
      status: this.#status,
      refusal: this.#refusal,
      unsent: this.#sender.unsent,
      ownId,
      typing: this.#typists.ids.filter((id) => id !== ownId),
    };
  }

  /** The first open: resumes this visitor's conversation, or creates one so that its bots may greet. */
  async start(): Promise<void> {
    if (this.#status !== "idle") return;
    this.#setStatus("connecting");
    const { signal } = this.#life;
    await this.#sender.restore();
    if (!signal.aborted) await this.#join();
  }

  async send(text: string, quotedMessageId: string | null = null): Promise<void> {
    await this.#sender.add(text, quotedMessageId, this.#membership?.conversationId ?? null);
    await this.#resume();
  }

  async retry(localId: string): Promise<void> {
    await this.#sender.retry(localId);
    await this.#resume();
  }

  discard(localId: string): Promise<void> {
    return this.#sender.drop(localId);
  }

  /** Stops a bot's message that is still being written. Whether that worked shows in the message itself. */
  async stop(messageId: string): Promise<void> {
    try {
      await this.#call("reply.stop", { messageId });
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
    }
  }

  /** Tries again after a refusal. */
  async reconnect(): Promise<void> {
    if (this.#status === "refused") await this.#join();
  }

  /** A conversation in which nobody has said anything is new already. */
  async newConversation(): Promise<void> {
    if (this.#status === "idle") await this.#sender.restore();
    const isFresh = this.#conversation.isFresh && this.#sender.unsent.length === 0;
    if (this.#status === "online" && isFresh) return;
    this.#leave();
    this.#membership = null;
    this.#conversation = this.#newConversation();
    const { signal } = this.#life;
    await this.#sender.holdBack();
    if (!signal.aborted) await this.#join();
  }

  async loadOlder(): Promise<void> {
    if (this.#status === "online") await this.#conversation.reader.loadOlder(this.#life.signal);
  }

  /** Marks every message of others as read. */
  markRead(): void {
    this.#conversation.markRead(this.#ownId);
  }

  close(): void {
    this.#life.abort();
    this.#disconnect();
    this.#setStatus("idle");
    this.#life = new AbortController();
  }

  get #ownId(): string | null {
    return this.#membership?.participantId ?? null;
  }

  async #resume(): Promise<void> {
    if (this.#status === "idle") await this.start();
    else if (this.#status === "refused" || this.#status === "dormant") await this.#join();
    else if (this.#status === "online") await this.#sender.run(this.#online.signal);
  }

  async #join(): Promise<void> {
    const { memberships, transport, ambient, nickname, bots } = this.#parts;
    const { signal } = this.#life;
    this.#refusal = null;
    this.#setStatus("connecting");
    const stored = memberships.load();
    if (stored) {
      this.#membership = stored;
    } else {
      try {
        const created = await retrying(
          ambient,
          signal,
          () => transport.createConversation({ nickname, bots }, signal),
          () => this.#setStatus(ambient.isOffline() ? "offline" : "reconnecting"),
        );
        if (!created || signal.aborted) return;
        this.#enter(created);
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        if (!signal.aborted) this.#refuse(error);
        return;
      }
    }
    this.#connect();
  }

  #enter({ conversation, participants, participant, token }: Membership): void {
    this.#membership = { conversationId: conversation.id, participantId: participant.id, token };
    this.#parts.memberships.save(this.#membership);
    this.#isUntried = true;
    this.#conversation = this.#newConversation();
    this.#applyState({ conversation, participants });
  }

  #connect(): void {
    const membership = this.#membership;
    if (!membership) return;
    const { signal } = this.#life;
    // A link that was closed may still deliver what it had received.
    const current =
      <T>(handle: (value: T) => void) =>
      (value: T) => {
        if (!signal.aborted) handle(value);
      };
    this.#link = this.#parts.transport.connect({
      credentials: () => ({ token: membership.token, cursor: this.#conversation.reader.cursor }),
      status: current((status) => this.#linkStatus(status)),
      feed: current((feed) => this.#applyFeed(feed)),
      state: current((state) => this.#applyState(state)),
      delta: current((delta) => this.#conversation.reader.extend(delta)),
      typing: current((typing) => this.#typists.apply(typing)),
      refused: current((failure) => (failure.isMembershipLost ? this.#lose(failure) : this.#refuse(failure))),
    });
  }

  #linkStatus(status: LinkStatus): void {
    this.#online.abort();
    this.#online = new AbortController();
    if (status !== "online") this.#typists.clear();
    this.#setStatus(status);
    if (status !== "online") return;
    this.#isUntried = false;
    void this.#synchronise(this.#online.signal);
  }

  async #synchronise(signal: AbortSignal): Promise<void> {
    try {
      const { reader } = this.#conversation;
      await reader.start(signal);
      void reader.catchUp(signal);
      void this.#conversation.tellRead();
      await this.#sender.run(signal);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (error.isMembershipLost) this.#lose(error);
      else this.#refuse(error);
    }
  }

  #applyFeed(feed: Feed): void {
    if (feed.conversationId === this.#membership?.conversationId)
      this.#conversation.reader.apply(feed, this.#online.signal);
  }

  /** What new messages say about unsent texts and typing. */
  #settle(messages: readonly Message[], isNews: boolean): void {
    for (const message of messages) {
      if (message.type === "system") continue;
      this.#typists.stop(message.senderId);
      const isOwn = message.senderId === this.#ownId;
      if (isOwn && message.localId) void this.#sender.drop(message.localId);
    }
    if (!isNews) return;
    for (const message of messages) if (!isStreaming(message)) this.#parts.onMessage(message);
  }

  #applyState(state: State): void {
    const { conversationId, participantId } = this.#membership ?? {};
    if (participantId !== undefined && state.conversation.id === conversationId)
      this.#conversation.apply(state, participantId);
  }

  /** The membership is void. The thread stays readable until the next send, or one that waits, starts another. */
  #lose(failure: CallFailed): void {
    this.#leave();
    // A server that does not accept its own fresh tokens would be asked for new ones without end.
    if (this.#isUntried) {
      this.#refuse(failure);
      return;
    }
    this.#setStatus("dormant");
    if (this.#sender.hasWork) void this.#join();
  }

  #refuse(failure: CallFailed): void {
    this.#parts.ambient.warn(`Natter: ${failure.message} (${failure.code})`);
    this.#disconnect();
    this.#refusal = failure.code;
    this.#setStatus("refused");
  }

  #leave(): void {
    this.#life.abort();
    this.#life = new AbortController();
    this.#disconnect();
    this.#parts.memberships.forget();
  }

  #newConversation(): Conversation {
    return new Conversation({
      ambient: this.#parts.ambient,
      call: this.#call,
      onAdded: (messages, isNews) => this.#settle(messages, isNews),
      onChange: () => this.#parts.onChange(),
    });
  }

  #disconnect(): void {
    this.#online.abort();
    this.#typists.clear();
    this.#link?.close();
    this.#link = null;
  }

  #call: Link["call"] = (name, input) =>
    this.#link ? this.#link.call(name, input) : Promise.reject(CallFailed.unreachable("no link"));

  #setStatus(status: ChatStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#parts.onChange();
  }
}
