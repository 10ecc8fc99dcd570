import type { Feed, Message, State } from "@natter/protocol";
import type { VisitorClient } from "../test-server.js";

/** A client as protocol/src/feed.ts describes one: a cursor, what it has, and nothing else. */
export class Reader {
  readonly messages = new Map<string, Message>();
  state: State | null = null;
  cursor = 0;
  /** What broke the rules of the feed. */
  readonly faults: string[] = [];
  readonly #socket: VisitorClient;
  #work: Promise<void> = Promise.resolve();

  constructor(socket: VisitorClient) {
    this.#socket = socket;
    socket.on("feed", (feed) => {
      this.#work = this.#work.then(() => this.#apply(feed));
    });
    socket.on("state", (state) => {
      this.state = state;
    });
  }

  /** Resolves when everything up to `head` is here. */
  async reach(head: number): Promise<void> {
    await this.#work;
    await this.#readTo(head);
  }

  async #apply(feed: Feed): Promise<void> {
    if (feed.after > this.cursor) await this.#readTo(feed.after);
    this.#take(feed);
    await this.#readTo(feed.head);
  }

  async #readTo(head: number): Promise<void> {
    while (this.cursor < head) {
      // A small page, so that paging is tried as well.
      const answer = await this.#socket.emitWithAck("feed.read", { after: this.cursor, limit: 3 });
      // Who has left reads nothing any more.
      if (!answer.ok && answer.error.code === "forbidden") return;
      if (!answer.ok) throw new Error(answer.error.message);
      this.#take(answer.data);
    }
  }

  #take({ after, upTo, changes }: Feed): void {
    let last = after;
    for (const message of changes) {
      if (message.version <= last || message.version > upTo)
        this.faults.push(`${message.version} is out of order`);
      last = message.version;
      const known = this.messages.get(message.id);
      if (!known || known.version < message.version) this.messages.set(message.id, message);
    }
    this.cursor = Math.max(this.cursor, upTo);
  }
}
