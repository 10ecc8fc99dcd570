import type { Feed, Membership, NewConversationInput, RequestPage, SentMessage } from "@natter/protocol";
import { toEntry } from "./feed-follower.js";
import type { Entry } from "./history.js";

/** What a REST call came to: a reply, or a refusal with its code, or nothing because the link broke. */
type Outcome<T> = { reply: T } | { refused: string; isRetryable: boolean } | { broken: string };

/** The REST door, as a client that expects the server to be killed at any moment uses it. */
export class RestDoor {
  readonly #base: string;

  constructor(url: string) {
    this.#base = `${url}/api/v1`;
  }

  async create(input: NewConversationInput): Promise<Membership> {
    const outcome = await this.#call<Membership>("POST", "/conversations", null, input);
    if ("reply" in outcome) return outcome.reply;
    throw new Error(`POST /conversations: ${JSON.stringify(outcome)}`);
  }

  send(token: string, conversationId: string, localId: string, text: string): Promise<Outcome<SentMessage>> {
    return this.#call("POST", `/conversations/${conversationId}/messages`, token, { localId, text });
  }

  /** How many requests of bots are not over. `key` may read the history. */
  async countOpenRequests(key: string): Promise<number> {
    const open = await Promise.all(
      (["pending", "running"] as const).map((status) =>
        this.#call<RequestPage>("GET", `/admin/requests?status=${status}`, key, null),
      ),
    );
    return open.reduce((sum, outcome) => {
      if (!("reply" in outcome)) throw new Error(`GET /admin/requests: ${JSON.stringify(outcome)}`);
      return sum + outcome.reply.requests.length;
    }, 0);
  }

  /** The whole feed from cursor 0, page by page. */
  async readFeed(token: string, conversationId: string): Promise<{ feed: Entry[]; head: number }> {
    const feed: Entry[] = [];
    for (let after = 0; ; ) {
      const address = `/conversations/${conversationId}/messages?after=${after}&limit=200`;
      const outcome = await this.#call<Feed>("GET", address, token, null);
      if (!("reply" in outcome)) throw new Error(`GET ${address}: ${JSON.stringify(outcome)}`);
      const page = outcome.reply;
      feed.push(...page.changes.map(toEntry));
      if (page.upTo >= page.head) return { feed, head: page.head };
      if (page.upTo <= after) throw new Error(`GET ${address} does not move on: ${JSON.stringify(page)}`);
      after = page.upTo;
    }
  }

  async #call<T>(method: string, address: string, token: string | null, body: unknown): Promise<Outcome<T>> {
    try {
      const response = await fetch(this.#base + address, {
        method,
        headers: {
          ...(body === null ? {} : { "content-type": "application/json" }),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === null ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      });
      const text = await response.text();
      if (response.ok) return { reply: JSON.parse(text) as T }; // The server under test: the checker judges it.
      const isRetryable = response.status >= 500 || response.status === 429;
      return { refused: `${response.status} ${text}`, isRetryable };
    } catch (error) {
      return { broken: String(error) };
    }
  }
}
