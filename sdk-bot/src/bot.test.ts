import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bot } from "./bot.js";
import type { BotOptions } from "./bot-options.js";
import { RecordingLogger } from "./recording-logger.fixture.js";
import { fileMessage, systemMessage, textMessage } from "./request.fixture.js";
import { BotsServer } from "./source/bots-server.fixture.js";

const logger = new RecordingLogger();
let server: BotsServer;
const bots: Bot[] = [];
function aBot(options: BotOptions = {}): Bot {
  const bot = new Bot({ url: server.url, key: "k_echo", logger, ...options });
  bots.push(bot);
  return bot;
}

beforeEach(async () => {
  logger.lines.length = 0;
  server = await BotsServer.listen();
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.stop({ graceMs: 0 })));
  await server[Symbol.asyncDispose]();
  expect(server.faults, "everything the SDK sends fits the protocol's schemas").toEqual([]);
});

describe("a bot", () => {
  it("echoes in four lines, with its settings from the environment [F200] [F62]", async () => {
    process.env.NATTER_URL = server.url;
    process.env.NATTER_BOT_KEY = "k_echo";
    const bot = new Bot({ logger });
    bots.push(bot);
    bot.on("text", (ctx) => ctx.reply(`You said: ${ctx.message.text}`));
    await bot.start();
    delete process.env.NATTER_URL;
    delete process.env.NATTER_BOT_KEY;

    const request = server.ask(textMessage("hello"));
    await server.until(() => server.endOf(request) === "done");
    expect(server.texts()).toEqual(["You said: hello"]);
  });

  it("greets first, and announces what it hears and how much it takes [F62]", async () => {
    const bot = aBot({ concurrency: 7 });
    bot.on("text", () => {});
    expect(await bot.start()).toEqual({ id: "b-1", name: "echo", isManager: false });
    expect(server.calls[0]).toEqual({
      name: "hello",
      input: { instance: expect.stringMatching(/^[\w-]+$/u), hears: ["message"], credit: 7 },
    });
  });

  it("hears system messages when a handler is registered for them, however deep [F62]", async () => {
    const bot = aBot();
    const inner = new Bot({ key: "unused" }).on(["system", "image"], (ctx) => ctx.reply(ctx.message.type));
    bot.use(inner);
    await bot.start();
    expect(server.calls[0]).toMatchObject({ input: { hears: ["message", "system"] } });
    const request = server.ask(systemMessage());
    await server.until(() => server.endOf(request) === "done");
    expect(server.texts()).toEqual(["system"]);
  });

  it("answers several conversations at once [F63]", async () => {
    const bot = aBot();
    let release = () => {};
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    const waiting = new Set<string>();
    bot.on("message", async (ctx) => {
      waiting.add(ctx.conversation.id);
      if (waiting.size === 2) release();
      await both;
      await ctx.reply(ctx.conversation.id);
    });
    await bot.start();
    const first = server.ask(textMessage("a"), { conversationId: "c-a" });
    const second = server.ask(fileMessage("image"), { conversationId: "c-b" });
    await server.until(() => server.endOf(first) === "done" && server.endOf(second) === "done");
    expect(server.texts().sort()).toEqual(["c-a", "c-b"]);
  });

  it("reports a handler that throws, and the next attempt answers [F201]", async () => {
    const bot = aBot();
    bot.on("text", async (ctx) => {
      await ctx.reply("one");
      if (ctx.isFirstAttempt) throw new Error("no luck");
      await ctx.reply("two");
    });
    await bot.start();
    const request = server.ask(textMessage("go"));
    await server.until(() => server.calls.some(({ name }) => name === "fail"));
    expect(server.calls.at(-1)?.input).toEqual({
      requestId: request,
      attempt: 1,
      error: "Error: no luck",
      isRetryable: true,
    });
    server.deliverAgain(request);
    await server.until(() => server.endOf(request) === "done");
    expect(server.texts()).toEqual(["one", "two"]);
    expect(logger.lines).toContainEqual(expect.stringMatching(/^error a handler failed.*no luck at .*r-1/u));
  });

  it("lets what is in flight finish when it stops, and starts nothing new [F64]", async () => {
    const bot = aBot();
    let finish = () => {};
    const started = new Promise<void>((begun) => {
      bot.on("text", async (ctx) => {
        begun();
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        await ctx.reply("finished");
      });
    });
    await bot.start();
    const request = server.ask(textMessage("go"));
    await started;
    server.atNext("credit", () => {
      server.ask(textMessage("too late"), { conversationId: "c-2" });
      finish();
    });
    await bot.stop();
    expect(server.endOf(request)).toBe("done");
    expect(server.texts()).toEqual(["finished"]);
    expect(server.calls.map(({ name }) => name)).toEqual(["hello", "credit", "effect", "done"]);
  });

  it("aborts what outlasts the grace, and reports nothing about it [F64]", async () => {
    const bot = aBot();
    let signal: AbortSignal | undefined;
    const started = new Promise<void>((begun) => {
      bot.on("text", (ctx) => {
        signal = ctx.signal;
        begun();
        return new Promise(() => {});
      });
    });
    await bot.start();
    server.ask(textMessage("go"));
    await started;
    await bot.stop({ graceMs: 5 });
    await server.until(() => server.calls.at(-1)?.name === "credit");
    expect(signal?.reason).toMatchObject({ code: "aborted", reason: "stopped" });
    expect(server.calls.map(({ name }) => name)).toEqual(["hello", "credit"]);
  });

  it("can be stopped twice, before it was started, and be started again [F64]", async () => {
    const bot = aBot();
    await bot.stop();
    await bot.start();
    await Promise.all([bot.stop(), bot.stop()]);
    await bot.start();
    expect(server.connections).toBe(2);
    await expect(bot.start()).rejects.toThrow("already been started. Call start() once");
  });

  it("refuses handlers once it has started, because they would never run [F62]", async () => {
    const bot = aBot();
    await bot.start();
    expect(() => bot.on("text", () => {})).toThrow("Register every handler before bot.start()");
  });

  it("stops on SIGTERM unless told not to, and leaves no listener behind [F64]", async () => {
    const before = process.listenerCount("SIGTERM");
    const deaf = aBot({ handleSignals: false });
    await deaf.start();
    expect(process.listenerCount("SIGTERM")).toBe(before);
    const bot = aBot();
    await bot.start();
    process.emit("SIGTERM");
    await server.until(() => server.calls.some(({ name }) => name === "credit"));
    await bot.stop();
    expect(process.listenerCount("SIGTERM")).toBe(before);
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  it("is disposed of by leaving its block [F64]", async () => {
    const bot = aBot();
    await bot.start();
    await bot[Symbol.asyncDispose]();
    await server.until(() => server.calls.at(-1)?.name === "credit");
  });
});
