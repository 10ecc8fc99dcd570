import type { Message, Participant, State } from "@natter/protocol";
import type { Link } from "../transport/transport.js";
import type { Ambient } from "./ambient.js";
import { ReadMark } from "./read-mark.js";
import type { ChatSnapshot } from "./snapshot.js";
import { ThreadReader } from "./thread-reader.js";
import { unreadCount } from "./unread-count.js";

interface ConversationParts {
  ambient: Ambient;
  call: Link["call"];
  /** As `ThreadReader` says it. */
  onAdded(messages: readonly Message[], isNews: boolean): void;
  onChange(): void;
}

/** What is known of one conversation: its thread, who takes part, and how far the visitor has read. */
export class Conversation {
  readonly reader: ThreadReader;
  readonly #readMark: ReadMark;
  readonly #onChange: () => void;
  #participants: readonly Participant[] = [];
  #name: string | null = null;
  #isEnded = false;

  constructor({ ambient, call, onAdded, onChange }: ConversationParts) {
    this.#onChange = onChange;
    this.#readMark = new ReadMark(async (seq) => {
      await call("read.mark", { seq });
    });
    this.reader = new ThreadReader({
      ambient,
      call,
      onAdded: (messages, isNews) => {
        this.#isEnded ||= messages.some(
          (message) => message.type === "system" && message.event.type === "conversation-ended",
        );
        onAdded(messages, isNews);
      },
      onChange,
    });
  }

  /** Whether nobody has said anything, and the visitor may. */
  get isFresh(): boolean {
    return !this.#isEnded && this.reader.messages.every(({ type }) => type === "system");
  }

  /** The part of what the panel draws that is about the conversation, as the participant `ownId` sees it. */
  snapshot(ownId: string | null): Omit<ChatSnapshot, "status" | "refusal" | "unsent" | "ownId" | "typing"> {
    const { messages, cursor, hasOlder, isLoadingOlder } = this.reader;
    return {
      messages,
      participants: this.#participants,
      conversationName: this.#name,
      isLoaded: cursor !== null,
      hasOlder,
      isLoadingOlder,
      isEnded: this.#isEnded,
      unread: unreadCount(messages, ownId, this.#readMark.seq),
    };
  }

  apply({ conversation, participants }: State, ownId: string): void {
    this.#participants = participants;
    this.#name = conversation.name;
    this.#isEnded ||= conversation.endedAt !== null;
    this.#readMark.learn(participants.find(({ id }) => id === ownId)?.readSeq ?? 0);
    this.#onChange();
  }

  /** Marks every message of others as read. */
  markRead(ownId: string | null): void {
    const last = this.reader.messages.findLast(
      ({ type, senderId }) => type !== "system" && senderId !== ownId,
    );
    if (last && this.#readMark.move(last.seq)) this.#onChange();
  }

  /** Tells the server how far the visitor has read, where it has not heard it. */
  tellRead(): Promise<void> {
    return this.#readMark.sync();
  }
}
