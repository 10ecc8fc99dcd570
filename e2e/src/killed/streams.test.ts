import { setTimeout as wait } from "node:timers/promises";
import type { Bot } from "@natter/bot";
import {
  type Message,
  PROTOCOL_VERSION,
  type TextMessage,
  type VisitorCalls,
  type VisitorEvents,
} from "@natter/protocol";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { KilledHouse } from "./killed-house.js";

/** Somebody who reads on through restarts by the cursor, as the widget does. */
function follow(url: string, token: string): () => TextMessage[] {
  const messages = new Map<string, Message>();
  const auth = { token, cursor: 0, protocol: PROTOCOL_VERSION };
  const socket: Socket<VisitorEvents, VisitorCalls> = io(url, {
    transports: ["websocket"],
    forceNew: true,
    reconnectionDelayMax: 200,
    auth: (present) => present(auth),
  });
  onTestFinished(() => void socket.disconnect());
  socket.on("feed", ({ upTo, changes }) => {
    auth.cursor = Math.max(auth.cursor, upTo);
    // What comes with the connection may be older than what came before it.
    for (const change of changes)
      if (change.version > (messages.get(change.id)?.version ?? 0)) messages.set(change.id, change);
  });
  return () =>
    [...messages.values()].flatMap((message) =>
      message.type === "text" && message.localId?.includes(":") ? [message] : [],
    );
}

const words = Array.from({ length: 30 }, (_, index) => `word${index} `);

describe("a server that is killed in the middle of a stream", () => {
  let house: KilledHouse;
  beforeEach(async () => {
    house = await KilledHouse.open();
  });
  afterEach(() => house[Symbol.asyncDispose]());

  it("leaves its readers with the next attempt's text, whole and once [F201] [F206]", async () => {
    const teach = (bot: Bot) =>
      bot.on("text", (ctx) =>
        ctx.reply(
          (async function* () {
            yield `attempt ${ctx.attempt}: `;
            // The first never ends by itself: it is killed in the middle however long that takes.
            for (let n = 0; ctx.attempt === 1; n += 1) {
              await wait(80, undefined, { signal: ctx.signal });
              yield `word${n} `;
            }
            yield* words;
          })(),
        ),
      );
    await house.startBot(teach);
    const { token } = await house.enter();
    const read = follow(house.server.url, token);
    await house.say("a poem");
    // Past a stored text, and with more that is in memory only.
    await expect.poll(() => read()[0]?.text).toMatch(/word9/u);
    expect(read()).toMatchObject([{ isStreaming: true }]);
    await house.kill();
    // Where the bot took long to come back, the message was shown as broken off meanwhile.
    await expect.poll(async () => (await house.history()).map(({ status }) => status)).toEqual(["done"]);
    const stored = (await house.thread()).filter(({ localId }) => localId?.includes(":"));
    expect(stored).toHaveLength(1);
    expect(stored[0]?.text).toMatch(/^attempt [2-9]: /u);
    expect(stored[0]?.text.replace(/^attempt \d+: /u, "")).toBe(words.join(""));
    await expect.poll(() => read()).toEqual(stored);
    expect(stored[0]).not.toHaveProperty("isInterrupted");
  });

  it("shows it as broken off where no bot comes back, and one that comes later writes it anew [F206]", async () => {
    const stuck = await house.startBot((bot) =>
      bot.on("text", (ctx) =>
        ctx.reply(
          (async function* () {
            yield "Once upon a time";
            await new Promise((_, reject) =>
              ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason)),
            );
          })(),
        ),
      ),
    );
    const { token } = await house.enter();
    const read = follow(house.server.url, token);
    await house.say("a tale");
    await expect.poll(() => read()).toMatchObject([{ text: "Once upon a time", isStreaming: true }]);
    await house.server.kill();
    await stuck.stop({ graceMs: 0 });
    house.server.start();
    await house.server.listening();
    // The server waits a while for the bot.
    await expect
      .poll(() => read(), { timeout: 60_000 })
      .toMatchObject([{ text: "Once upon a time", isInterrupted: true }]);
    await house.startBot((bot) =>
      bot.on("text", (ctx) =>
        ctx.reply(
          (async function* () {
            yield "The end";
          })(),
        ),
      ),
    );
    await expect.poll(() => read()).toMatchObject([{ text: "The end" }]);
    await expect.poll(() => read()[0]?.isStreaming).toBeUndefined();
    expect(read()[0]).not.toHaveProperty("isInterrupted");
  });
});
