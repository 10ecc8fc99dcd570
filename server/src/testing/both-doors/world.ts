import type { Answer, BotRequest, ErrorCode, Membership, SentMessage } from "@natter/protocol";
import type { BotClient, TestServer, VisitorClient } from "../test-server.js";
import type { Operation } from "./operations.js";
import { Reader } from "./reader.js";

interface Person {
  membership: Membership;
  socket: VisitorClient;
  reader: Reader;
}

/** What a sequence of operations may be refused with; anything else is a fault of the server. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  "conflict",
  // A quote of what was deleted meanwhile.
  "invalid",
  "conversation_ended",
  "forbidden",
  "not_found",
]);

/** One conversation with a bot and up to four people, each at both doors. */
export class World {
  readonly people: Person[] = [];
  readonly #test: TestServer;
  readonly #bot: BotClient;
  readonly #asked: BotRequest[] = [];
  /** What was acknowledged, by its sender and localId. */
  readonly #sent = new Map<string, { person: Person; body: object; id: string }>();

  constructor(test: TestServer, bot: BotClient) {
    this.#test = test;
    this.#bot = bot;
    bot.on("request", this.#hear);
  }

  end(): void {
    this.#bot.off("request", this.#hear);
    for (const { socket } of this.people) socket.disconnect();
  }

  /** What the conversations before this one still ask is not for it. */
  #hear = (request: BotRequest): void => {
    if (request.payload.conversation.id === this.people[0]?.membership.conversation.id)
      this.#asked.push(request);
  };

  async begin(): Promise<void> {
    await this.#enter(await this.#test.create({ nickname: "Ann", bots: ["echo"] }));
  }

  async perform(operation: Operation): Promise<unknown> {
    if (operation.do === "join") return this.#join();
    if (operation.do === "answer") return this.#answer(operation.text);
    const sent = [...this.#sent.values()];
    const again = operation.do === "repeat" ? sent[operation.which % sent.length] : undefined;
    const person = operation.do === "repeat" ? again?.person : this.people[operation.who];
    if (!person) return;
    const { conversation, participant, token } = person.membership;
    const path = `/conversations/${conversation.id}`;
    const overSocket = "door" in operation ? operation.door === "socket" : true;
    const ask = (name: string, input: object, method: string, restPath: string, body?: object) =>
      overSocket ? this.#emit(person.socket, name, input) : this.rest(token, method, path + restPath, body);
    switch (operation.do) {
      case "send": {
        const { localId, text, quotes } = operation;
        const quotedMessageId = quotes === null ? null : this.#messageId(person, quotes);
        const body = { localId, text, quotedMessageId };
        const answer = await ask("message.send", body, "POST", "/messages", body);
        const id = (answer as Partial<SentMessage>).message?.id;
        const name = `${participant.id} ${localId}`;
        if (id !== undefined && !this.#sent.has(name)) this.#sent.set(name, { person, body, id });
        return;
      }
      case "repeat": {
        if (!again) return;
        const answer = await ask("message.send", again.body, "POST", "/messages", again.body);
        const { message, duplicate } = answer as Partial<SentMessage>;
        if (message?.id !== again.id || !duplicate)
          throw new Error(`what was acknowledged is answered with ${JSON.stringify(answer)}`);
        return;
      }
      case "edit": {
        const messageId = this.#messageId(person, operation.which);
        const { text } = operation;
        return ask("message.edit", { messageId, text }, "PATCH", `/messages/${messageId}`, { text });
      }
      case "delete": {
        const messageId = this.#messageId(person, operation.which);
        return ask("message.delete", { messageId }, "DELETE", `/messages/${messageId}`);
      }
      case "rename": {
        const { nickname } = operation;
        return ask("participant.rename", { nickname }, "PATCH", `/participants/${participant.id}`, {
          nickname,
        });
      }
      case "mark":
        return ask("read.mark", { seq: operation.seq }, "", "");
      case "leave":
        return ask("conversation.leave", {}, "POST", "/leave");
      case "end":
        return ask("conversation.end", {}, "POST", "/end");
    }
  }

  /** A call over REST; throws for a failure that no sequence of operations explains. */
  async rest<T = void>(token: string | null, method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.#test.url}/api/v1${path}`, {
      method,
      headers: {
        ...(token !== null && { Authorization: `Bearer ${token}` }),
        "Content-Type": "application/json",
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { code: ErrorCode };
    if (!response.ok && !refusals.has(answer.code))
      throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  get #first(): Person {
    const [first] = this.people;
    if (!first) throw new Error("the world has not begun");
    return first;
  }

  async #enter(membership: Membership): Promise<void> {
    const socket = await this.#test.visitor({ token: membership.token, cursor: 0 });
    this.people.push({ membership, socket, reader: new Reader(socket) });
  }

  async #join(): Promise<void> {
    if (this.people.length >= 4) return;
    const { conversation } = this.#first.membership;
    const joined = await this.rest<Membership>(null, "POST", `/conversations/${conversation.id}/join`, {});
    if (joined.token && this.people.length < 4) await this.#enter(joined);
  }

  /** Answers the longest waiting request, each effect twice, as a bot does whose connection is bad. */
  async #answer(text: string): Promise<void> {
    const request = this.#asked.shift();
    if (!request) return;
    const { requestId, attempt } = request;
    const effect = { type: "send" as const, messageType: "text" as const, text };
    const input = { requestId, attempt, index: 0, effect };
    const [once, again] = await Promise.all([
      this.#bot.emitWithAck("effect", input),
      this.#bot.emitWithAck("effect", input),
    ]);
    if (once.ok && again.ok && once.data.message.id !== again.data.message.id)
      throw new Error("answered twice");
    await this.#bot.emitWithAck("done", { requestId, attempt });
  }

  async #emit(socket: VisitorClient, name: string, input: object): Promise<unknown> {
    const emit = socket.emitWithAck.bind(socket) as (name: string, input: object) => Promise<Answer<unknown>>;
    const answer = await emit(name, input);
    if (answer.ok) return answer.data;
    if (!refusals.has(answer.error.code)) throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return answer.error;
  }

  /** Mostly of one's own, which one may change; else anybody's, or the system's. */
  #messageId({ reader, membership }: Person, which: number): string {
    const all = [...reader.messages.values()];
    const own = all.filter(({ senderId }) => senderId === membership.participant.id);
    const from = which < 7 && own.length > 0 ? own : all;
    return from[which % from.length]?.id ?? "none";
  }
}
