import {
  type Delta,
  type Message,
  PROTOCOL_VERSION,
  type VisitorCalls,
  type VisitorEvents,
} from "@natter/protocol";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Guest, Stage } from "./stage.js";

/** A person's connection that keeps what a widget would show of the last message. */
class Reader {
  readonly socket: Socket<VisitorEvents, VisitorCalls>;
  readonly deltas: Delta[] = [];
  /** The states of bot messages in the order of their arrival. */
  readonly states: Extract<Message, { type: "text" }>[] = [];

  constructor(url: string, { token }: Guest) {
    const auth = { token, cursor: 0, protocol: PROTOCOL_VERSION };
    this.socket = io(url, { transports: ["websocket"], forceNew: true, auth });
    this.socket.on("delta", (delta) => this.deltas.push(delta));
    this.socket.on("feed", ({ changes }) => {
      for (const change of changes)
        if (change.type === "text" && change.localId?.includes(":")) this.states.push(change);
    });
  }

  /** The newest: what comes with the connection may be older than what came before it. */
  get last(): Extract<Message, { type: "text" }> | undefined {
    return this.states.toSorted((one, other) => one.version - other.version).at(-1);
  }
}

/** Pieces that the test hands out one by one. */
class Source {
  #waiting: ((piece: string | null) => void)[] = [];
  #pieces: (string | null)[] = [];

  push(...pieces: (string | null)[]): void {
    for (const piece of pieces) {
      const waiting = this.#waiting.shift();
      if (waiting) waiting(piece);
      else this.#pieces.push(piece);
    }
  }

  async *read() {
    while (true) {
      const ready = this.#pieces.shift();
      const piece =
        ready !== undefined
          ? ready
          : await new Promise<string | null>((resolve) => this.#waiting.push(resolve));
      if (piece === null) return;
      yield piece;
    }
  }
}

describe("a streaming reply with everything real", () => {
  let stage: Stage;
  let guest: Guest;
  let key: string;
  const readers: Reader[] = [];
  beforeEach(async () => {
    stage = await Stage.open();
    key = await stage.addBot("poet");
    guest = await stage.guest("poet");
  });
  afterEach(async () => {
    for (const { socket } of readers.splice(0)) socket.disconnect();
    await stage[Symbol.asyncDispose]();
  });
  const reader = async () => {
    const made = new Reader(stage.server.url, guest);
    readers.push(made);
    await new Promise<void>((resolve) => made.socket.once("feed", () => resolve()));
    return made;
  };

  it("[F206] grows by deltas, and is whole at the end for whoever was there and whoever comes", async () => {
    const source = new Source();
    await stage.startBot(key, (bot) => bot.on("text", (ctx) => ctx.reply(source.read())));
    const early = await reader();
    await guest.say("a poem");
    source.push("Roses");
    await expect.poll(() => early.last).toMatchObject({ text: "Roses", isStreaming: true });
    source.push(" are", " red");
    const shown = () =>
      early.deltas.reduce((text, { from, text: piece }) => text.slice(0, from) + piece, "Roses");
    await expect.poll(shown).toBe("Roses are red");
    expect(early.deltas[0]).toMatchObject({ messageId: early.last?.id, from: 5 });
    source.push(",\nviolets");
    // Stored within a second, which is what a reader gets who comes now.
    await expect.poll(() => early.last?.text).toBe("Roses are red,\nviolets");
    const late = await reader();
    await expect.poll(() => late.last).toMatchObject({ text: "Roses are red,\nviolets", isStreaming: true });
    source.push(" are blue.", null);
    await expect.poll(() => late.last?.isStreaming).toBeUndefined();
    expect(late.last?.text).toBe("Roses are red,\nviolets are blue.");
    await expect.poll(() => stage.statuses()).toEqual(["done"]);
    expect((await stage.history())[0]?.response?.messages).toMatchObject([{ text: late.last?.text }]);
    await expect.poll(() => early.last).toEqual(late.last);
  });

  it("[F206] sends at most twenty frames a second", async () => {
    const source = new Source();
    await stage.startBot(key, (bot) => bot.on("text", (ctx) => ctx.reply(source.read())));
    const early = await reader();
    await guest.say("a poem");
    const from = performance.now();
    // On a slow machine there are fewer frames, and it takes longer until there are some.
    for (let count = 0; count < 100 || early.deltas.length < 3; count++) {
      source.push(`${count} `);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    source.push(null);
    await expect.poll(() => stage.statuses()).toEqual(["done"]);
    expect(early.deltas.length).toBeLessThanOrEqual(((performance.now() - from) / 1000) * 20 + 1);
    expect(early.deltas.length).toBeGreaterThan(2);
  });

  it("[F206] the visitor's stop reaches the handler at once; what there is stays and the request is done", async () => {
    const source = new Source();
    let abortedAt = 0;
    const reasons: unknown[] = [];
    await stage.startBot(key, (bot) =>
      bot.on("text", (ctx) => {
        ctx.signal.addEventListener("abort", () => {
          abortedAt = performance.now();
          reasons.push(ctx.signal.reason.reason);
        });
        return ctx.message.text === "again" ? ctx.reply("here") : ctx.reply(source.read());
      }),
    );
    const early = await reader();
    await guest.say("a poem");
    source.push("Roses", " are");
    await expect.poll(() => early.deltas.length).toBeGreaterThan(0);
    const messageId = early.deltas[0]?.messageId ?? "";
    const from = performance.now();
    expect(await early.socket.emitWithAck("reply.stop", { messageId })).toEqual({ ok: true, data: {} });
    await expect.poll(() => reasons).toEqual(["stopped-by-visitor"]);
    // 100 ms on an idle machine; what must not be waited for is a silence or a timeout, which take longer than this.
    expect(abortedAt - from).toBeLessThan(5000);
    await expect.poll(() => early.last?.isStreaming).toBeUndefined();
    expect(early.last?.text).toBe("Roses are");
    expect(await stage.statuses()).toEqual(["done"]);
    expect(await early.socket.emitWithAck("reply.stop", { messageId })).toEqual({ ok: true, data: {} });
    await guest.say("again");
    await expect.poll(() => guest.texts()).toEqual(["a poem", "Roses are", "again", "here"]);
  });

  it("[F206] nobody stops what is not theirs to stop", async () => {
    const source = new Source();
    await stage.startBot(key, (bot) => bot.on("text", (ctx) => ctx.reply(source.read())));
    const early = await reader();
    await guest.say("a poem");
    source.push("Roses");
    await expect.poll(() => early.last?.isStreaming).toBe(true);
    const messageId = early.last?.id ?? "";
    guest = await stage.guest("poet");
    const stranger = await reader();
    expect(await stranger.socket.emitWithAck("reply.stop", { messageId })).toMatchObject({
      ok: false,
      error: { code: "not_found" },
    });
    source.push(null);
  });

  it("[F206] a bot that dies in the middle writes the same message anew", async () => {
    const first = new Source();
    const dying = await stage.startBot(key, (bot) => bot.on("text", (ctx) => ctx.reply(first.read())));
    const early = await reader();
    await guest.say("a poem");
    first.push("Roses", " are");
    await expect.poll(() => early.deltas.length).toBeGreaterThan(0);
    await dying.stop({ graceMs: 0 });
    await expect.poll(() => early.last?.text).toBe("Roses are");
    const second = new Source();
    await stage.startBot(key, (bot) => bot.on("text", (ctx) => ctx.reply(second.read())));
    second.push("Tulips", null);
    await expect.poll(() => stage.statuses()).toEqual(["done"]);
    expect(await guest.texts()).toEqual(["a poem", "Tulips"]);
    expect(new Set(early.states.map(({ id }) => id)).size).toBe(1);
  });

  it("[F206] a message whose bot failed for good is finalised as interrupted", async () => {
    await stage.startBot(key, (bot) =>
      bot.on("text", (ctx) =>
        ctx.reply(
          (async function* () {
            yield "Roses";
            yield " are";
            await new Promise((resolve) => setTimeout(resolve, 50));
            throw Object.assign(new Error("out of ink"), { isRetryable: false });
          })(),
        ),
      ),
    );
    const early = await reader();
    await guest.say("a poem");
    await expect.poll(() => stage.statuses()).toEqual(["dead"]);
    await expect.poll(() => early.last).toMatchObject({ text: "Roses are", isInterrupted: true });
    expect(early.last).not.toHaveProperty("isStreaming");
  });
});
