import { setTimeout as wait } from "node:timers/promises";
import {
  type Answer,
  errorCodes,
  type Feed,
  PROTOCOL_VERSION,
  type SentMessage,
  type VisitorCalls,
  type VisitorEvents,
} from "@natter/protocol";
import { io, type Socket } from "socket.io-client";
import { FeedFollower } from "./feed-follower.js";
import type { Ack, ClientHistory } from "./history.js";
import type { Random } from "./random.js";
import { RestDoor } from "./rest-door.js";

const answerTimeoutMs = 5000;
const retryMs = 50;

interface VisitorOptions {
  url: string;
  name: string;
  token: string;
  conversationId: string;
  senderId: string;
  random: Random;
}

/** A client that keeps its word: what it sends it sends again until it is answered, under the same localId. */
export class Visitor {
  readonly follower = new FeedFollower();
  readonly history: ClientHistory;
  /** Times it connected, and calls that nobody answered on a link that held. */
  connects = 0;
  timeouts = 0;
  /** Why links ended, counted. */
  readonly disconnects = new Map<string, number>();
  readonly #options: VisitorOptions;
  readonly #socket: Socket<VisitorEvents, VisitorCalls>;
  readonly #rest: RestDoor;
  /** Sent over the socket and unanswered, oldest first. */
  readonly #open = new Map<string, () => void>();
  readonly #sent = new Set<string>();
  #isReading = false;

  constructor(options: VisitorOptions) {
    const { name, conversationId, senderId } = options;
    this.#options = options;
    this.#rest = new RestDoor(options.url);
    this.history = {
      name,
      conversationId,
      senderId,
      sent: [],
      turnedAway: [],
      refused: [],
      acks: [],
      walk: this.follower.walk,
    };
    this.#socket = io(options.url, {
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 20,
      reconnectionDelayMax: 200,
      auth: (give) =>
        give({ token: options.token, cursor: this.follower.cursor, protocol: PROTOCOL_VERSION }),
    });
    this.#socket.on("connect", () => {
      this.connects += 1;
      for (const localId of this.#open.keys()) this.#transmit(localId);
    });
    this.#socket.on("disconnect", (reason) => {
      this.disconnects.set(reason, (this.disconnects.get(reason) ?? 0) + 1);
    });
    this.#socket.on("feed", (feed) => this.#apply(feed));
  }

  get unanswered(): number {
    return this.#open.size;
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  /** Resolves when it is acknowledged. Several may be under way; they keep their order. */
  sendBySocket(localId: string): Promise<void> {
    this.#note(localId);
    return new Promise((resolve) => {
      this.#open.set(localId, resolve);
      if (this.#socket.connected) this.#transmit(localId);
    });
  }

  async sendByRest(localId: string): Promise<void> {
    this.#note(localId);
    const { token, conversationId } = this.#options;
    for (;;) {
      const outcome = await this.#rest.send(token, conversationId, localId, localId);
      if ("reply" in outcome) return this.#acknowledge(localId, outcome.reply, "rest");
      if ("refused" in outcome) {
        if (!outcome.isRetryable) return void this.history.refused.push(`${localId}: ${outcome.refused}`);
        this.history.turnedAway.push(localId);
      }
      await wait(retryMs);
    }
  }

  close(): void {
    this.#socket.close();
  }

  #note(localId: string): void {
    if (this.#sent.has(localId)) return;
    this.#sent.add(localId);
    this.history.sent.push(localId);
  }

  #transmit(localId: string): void {
    const link = this.#socket.id;
    this.#socket
      .timeout(answerTimeoutMs)
      .emit(
        "message.send",
        { localId, text: localId },
        (error: Error | null, answer: Answer<SentMessage>) => {
          // A new link has sent it again already.
          const isSameLink = this.#socket.connected && this.#socket.id === link;
          if (error !== null) {
            if (!isSameLink || !this.#open.has(localId)) return;
            this.timeouts += 1;
            this.#transmit(localId);
          } else if (answer.ok) {
            this.#acknowledge(localId, answer.data, "socket");
            this.#settle(localId);
          } else if (errorCodes[answer.error.code].isRetryable) {
            this.history.turnedAway.push(localId);
            setTimeout(() => {
              if (this.#open.has(localId) && this.#socket.id === link) this.#transmit(localId);
            }, answer.error.retryAfterMs ?? retryMs);
          } else {
            this.history.refused.push(`${localId}: ${JSON.stringify(answer.error)}`);
            this.#settle(localId);
          }
        },
      );
  }

  #settle(localId: string): void {
    this.#open.get(localId)?.();
    this.#open.delete(localId);
  }

  #acknowledge(localId: string, { message, duplicate }: SentMessage, door: Ack["door"]): void {
    this.history.acks.push({ localId, id: message.id, seq: message.seq, duplicate, door });
  }

  #apply(feed: Feed): void {
    if (this.follower.apply(feed)) void this.#readMissing();
  }

  /** Reads from the cursor until it reaches the head, or the link breaks: the next one begins afresh. */
  async #readMissing(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.follower.cursor < this.follower.head && this.#socket.connected) {
        const page = { after: this.follower.cursor, limit: this.#options.random.between(1, 200) };
        const answer = await this.#socket.timeout(answerTimeoutMs).emitWithAck("feed.read", page);
        if (answer.ok) this.follower.apply(answer.data);
        else await wait(answer.error.retryAfterMs ?? retryMs);
      }
    } catch {
      // Timed out or cut off: the next packet or heartbeat tells the head again.
    } finally {
      this.#isReading = false;
    }
  }
}
