import type { BotRequest, CommandRecord, Effect, EffectInput, Message, RequestKind } from "@natter/protocol";
import { botCalls, parse } from "@natter/protocol";
import { leaseRequest } from "../../requests/lease-request.js";
import { completeRequest } from "../../requests/settle-request.js";
import type { RequestRow } from "../../store/request-history.js";
import { openTestCore, type TestCore } from "../../testing/test-core.js";
import type { TestDatabase } from "../../testing/test-databases.js";
import type { AdminActor, BotActor } from "../actor.js";
import type { CoreSettings } from "../core.js";
import { createConversation, type Joined } from "../create-conversation.js";
import { giveCommand } from "../give-command.js";
import { listCommands } from "../list-commands.js";
import { readFeed, readHistory } from "../read-feed.js";
import { sendEffect } from "../send-effect.js";
import { sendMessage } from "../send-message.js";

/** Somebody who moderates over REST. */
export const moderator: AdminActor = { kind: "admin", keyId: "key-1", scopes: ["messages:moderate"] };

/** A conversation of a person, the bots `echo` and `calculator`, and the manager `boss`, on the real core. */
export class ManagedHouse implements AsyncDisposable {
  readonly test: TestCore;
  readonly bots: Readonly<Record<string, BotActor>>;
  readonly joined: Joined;
  #keys = 0;

  private constructor(test: TestCore, bots: Record<string, BotActor>, joined: Joined) {
    this.test = test;
    this.bots = bots;
    this.joined = joined;
  }

  static async open(
    settings: Partial<CoreSettings> = {},
    on: TestDatabase = "sqlite",
  ): Promise<ManagedHouse> {
    const test = await openTestCore(settings, on);
    const bots = {
      boss: await test.addBot("boss", { isManager: true }),
      echo: await test.addBot("echo"),
      calculator: await test.addBot("calculator", { hears: ["message", "system"] }),
    };
    const start = { nickname: "Ann", name: null, bots: ["echo", "calculator"], metadata: null };
    return new ManagedHouse(test, bots, await createConversation(test.core, null, start));
  }

  get id(): string {
    return this.joined.conversation.id;
  }

  /** Ann says something. */
  async say(text: string, quotedMessageId: string | null = null): Promise<Message> {
    const localId = `say-${++this.#keys}`;
    const body = { type: "text" as const, localId, text, quotedMessageId, metadata: null };
    return (await sendMessage(this.test.core, this.joined.actor, this.id, body)).message;
  }

  /** The next request of a bot; null when there is none. System messages that it also hears are done away with. */
  async next(name: string): Promise<BotRequest | null> {
    const { core } = this.test;
    const lane = { botId: this.actor(name).botId, conversationId: this.id };
    for (;;) {
      const lease = await leaseRequest(core, lane, "node/one");
      if (lease.type === "again") continue;
      if (lease.type !== "leased") return null;
      if (lease.request.payload.message.type !== "system") return lease.request;
      await completeRequest(core, this.actor(name), lease.request);
    }
  }

  /** The same, where there has to be one. */
  async heard(name: string): Promise<BotRequest> {
    const request = await this.next(name);
    if (!request) throw new Error(`${name} has nothing to answer`);
    return request;
  }

  done(name: string, request: BotRequest): Promise<void> {
    return completeRequest(this.test.core, this.actor(name), request);
  }

  /** An effect in answer to a request, as the door would read it. */
  async act(name: string, { requestId, attempt }: BotRequest, effect: EffectInput, index = 0) {
    const input = parse(botCalls.effect.input, { requestId, attempt, index, effect });
    if (!input.ok) throw new Error(JSON.stringify(input.faults));
    return sendEffect(this.test.core, this.actor(name), input.value);
  }

  /** A person says something, the manager sends it on to a bot, and the bot wants to say `text`. */
  async draft(
    text: string,
    effect: Partial<Extract<Effect, { type: "send" }>> = {},
    by = "echo",
  ): Promise<Message> {
    const said = await this.say(`about ${text}`);
    const human = await this.heard("boss");
    await this.act("boss", human, { type: "redirect", messageId: said.id, to: [by] });
    await this.done("boss", human);
    const request = await this.heard(by);
    const { message } = await this.act(by, request, { type: "send", text, ...effect } as EffectInput);
    await this.done(by, request);
    return message;
  }

  /** A command of a person who moderates. */
  async command(command: Record<string, unknown>) {
    const body = { commandKey: `command-${++this.#keys}`, ...command };
    return giveCommand(this.test.core, moderator, body as Parameters<typeof giveCommand>[2]);
  }

  /** What Ann can read, in order, without system messages: over the feed, the history, and what was published to her. */
  async seen(): Promise<string[]> {
    const { core, published } = this.test;
    const feed = await readFeed(core, this.joined.actor, this.id, { after: 0, limit: 200 });
    const { messages } = await readHistory(core, this.joined.actor, this.id, { limit: 200 });
    const texts = (all: readonly Message[]) =>
      all.flatMap((message) => ("text" in message ? [message.text] : []));
    const inOrder = [...feed.changes].sort((one, other) => one.seq - other.seq);
    if (texts(inOrder).join("\n") !== texts(messages).join("\n")) throw new Error("feed and history differ");
    for (const { feeds } of published)
      for (const { messages: told } of feeds)
        if (told.some(({ seq }) => seq === null)) throw new Error("a held message was published");
    return texts(messages);
  }

  async requests(name?: string): Promise<RequestRow["record"][]> {
    const filters = name === undefined ? {} : { botId: this.actor(name).botId };
    const walk = { filters, order: "ascending", upTo: 1e9, limit: 500 } as const;
    return (await this.test.store.requests.page(walk)).map(({ record }) => record);
  }

  /** As what a bot heard people and other bots, in order. */
  async kinds(name: string): Promise<RequestKind[]> {
    const kinds = (await this.requests(name)).map(({ request: { kind } }) => kind);
    return kinds.filter((kind) => kind !== "system");
  }

  /** What was commanded, oldest first. */
  async commands(): Promise<CommandRecord[]> {
    return (await listCommands(this.test.core, { limit: 200 })).commands.reverse();
  }

  actor(name: string): BotActor {
    const actor = this.bots[name];
    if (!actor) throw new Error(`there is no bot ${name} here`);
    return actor;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.test[Symbol.asyncDispose]();
  }
}
