import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bot } from "../bot.js";
import type { AttemptAborted } from "../errors.js";
import { RecordingLogger } from "../recording-logger.fixture.js";
import { textMessage } from "../request.fixture.js";
import { instantly } from "../scripted-link.fixture.js";
import { BotsServer, portToComeBackTo } from "./bots-server.fixture.js";
import { SocketSource } from "./socket-source.js";

let logger: RecordingLogger;
let server: BotsServer;
let bot: Bot;

function connect(url = server.url, ackTimeoutMs = 30_000): Bot {
  const source = new SocketSource({ url, key: "k_echo", logger, timing: instantly, ackTimeoutMs });
  bot = new Bot({ source, logger, handleSignals: false });
  return bot;
}

beforeEach(async () => {
  logger = new RecordingLogger();
  server = await BotsServer.listen();
});
afterEach(async () => {
  await bot?.stop({ graceMs: 0 });
  await server[Symbol.asyncDispose]();
  expect(server.faults).toEqual([]);
});

describe("the socket source", () => {
  it.each(["cut", "kick"] as const)("comes back after a %s and answers once [F64] [F201]", async (how) => {
    const aborted: AttemptAborted[] = [];
    connect().on("text", async (ctx) => {
      ctx.signal.addEventListener("abort", () => aborted.push(ctx.signal.reason));
      await ctx.reply("one");
      await ctx.reply("two");
    });
    await bot.start();
    server.atNext("effect", () => server[how]());
    const request = server.ask(textMessage("go"));
    await server.until(() => server.endOf(request) === "done");
    expect(server.texts()).toEqual(["one", "two"]);
    expect(server.connections).toBe(2);
    expect(server.calls.filter(({ name }) => name === "hello")).toHaveLength(2);
    expect(aborted.map(({ reason }) => reason)).toEqual(["disconnected"]);
    expect(server.calls.some(({ name }) => name === "fail")).toBe(false);
  });

  it("answers once when the link breaks at any of its calls [F201] [F212]", async () => {
    connect().on("text", async (ctx) => {
      await ctx.reply("one");
      void ctx.reply("two");
      void ctx.reply("three");
    });
    await bot.start();
    for (const [round, call] of (["effect", "effect", "effect", "done"] as const).entries()) {
      let seen = 0;
      const cutAtRound = () => {
        if (seen++ === round || call === "done") server.cut();
        else server.atNext(call, cutAtRound);
      };
      server.atNext(call, cutAtRound);
      const request = server.ask(textMessage(`round ${round}`));
      await server.until(() => server.endOf(request) === "done");
    }
    expect(server.texts()).toEqual(Array(4).fill(["one", "two", "three"]).flat());
  });

  it("repeats a call whose answer was lost, and the server does it once [F64]", async () => {
    connect(server.url, 1000).on("text", (ctx) => ctx.reply("once"));
    await bot.start();
    server.atNext("effect", "lose the answer");
    server.atNext("done", { code: "overloaded", message: "full", retryAfterMs: 3 });
    const request = server.ask(textMessage("go"));
    await server.until(() => server.endOf(request) === "done");
    expect(server.texts()).toEqual(["once"]);
    const calls = server.calls.map(({ name }) => name);
    // An answer that was only slow makes for one repeat more.
    expect(calls.filter((name, at) => name !== calls[at - 1])).toEqual(["hello", "effect", "done"]);
    for (const name of ["effect", "done"])
      expect(calls.filter((called) => called === name).length).toBeGreaterThan(1);
  });

  it("falls silent when another attempt has taken over [F202]", async () => {
    let signal: AbortSignal | undefined;
    connect().on("text", async (ctx) => {
      signal = ctx.signal;
      await ctx.reply("zombie");
    });
    await bot.start();
    server.atNext("effect", { code: "fenced", message: "taken over" });
    server.ask(textMessage("go"));
    await server.until(() => server.calls.some(({ name }) => name === "effect"));
    await bot.stop();
    await server.until(() => server.calls.at(-1)?.name === "credit");
    expect(signal?.reason).toMatchObject({ reason: "fenced" });
    expect(server.calls.map(({ name }) => name)).toEqual(["hello", "effect", "credit"]);
    expect(logger.lines.filter((line) => line.startsWith("error"))).toEqual([]);
  });

  it("runs the newer attempt and drops what the older does [F202]", async () => {
    const attempts: number[] = [];
    connect().on("text", async (ctx) => {
      attempts.push(ctx.attempt);
      if (ctx.attempt === 1) {
        server.deliverAgain(ctx.requestId);
        await new Promise((resolve) => ctx.signal.addEventListener("abort", resolve));
        await ctx.reply("from a zombie").catch(() => {});
      } else await ctx.reply("fresh");
    });
    await bot.start();
    const request = server.ask(textMessage("go"));
    await server.until(() => server.endOf(request) === "done");
    expect(attempts).toEqual([1, 2]);
    expect(server.texts()).toEqual(["fresh"]);
  });

  it("stops an attempt that the server cancels, and no other [F202]", async () => {
    let reason: unknown;
    connect().on("text", async (ctx) => {
      if (ctx.message.text === "go on") return;
      server.emit("cancel", { requestId: ctx.requestId, attempt: ctx.attempt, reason: "conversation-ended" });
      await new Promise((resolve) => ctx.signal.addEventListener("abort", resolve));
      reason = ctx.signal.reason.reason;
      server.ask(textMessage("go on"), { requestId: "r-other" });
      await ctx.reply("nobody is here");
    });
    await bot.start();
    server.ask(textMessage("stop"));
    await server.until(() => server.endOf("r-other") === "done");
    expect(reason).toBe("conversation-ended");
    expect(server.calls.map(({ name }) => name)).toEqual(["hello", "done"]);
  });

  it("leaves a draining server by itself and comes back [F64]", async () => {
    connect().on("text", (ctx) => ctx.reply("still here"));
    await bot.start();
    server.emit("draining", { reconnectWithinMs: 1000 });
    await server.until(() => server.connections === 2);
    const request = server.ask(textMessage("go"));
    await server.until(() => server.endOf(request) === "done");
    expect(logger.lines).toContainEqual("warn the server is restarting (trying again)");
  });

  it("does not start with a key that the server refuses, and says what to do [F67]", async () => {
    server.refusal = { code: "unauthorized", message: "this key is not known" };
    await expect(connect().start()).rejects.toThrow(
      "this key is not known. Set NATTER_BOT_KEY to a key that `natter bots add <name>` has shown",
    );
    server.refusal = { code: "unsupported_protocol", message: "protocol 1 is not spoken here" };
    await expect(connect().start()).rejects.toMatchObject({
      code: "unsupported_protocol",
      isRetryable: false,
    });
  });

  it("does not start when its greeting is refused for good, and greets again when only for now [F67]", async () => {
    connect();
    server.atNext("hello", { code: "overloaded", message: "full" });
    server.atNext("hello", { code: "forbidden", message: "this bot was removed" });
    await expect(bot.start()).rejects.toMatchObject({ code: "forbidden" });
    expect(server.calls.map(({ name }) => name)).toEqual(["hello", "hello"]);
    expect(server.connections).toBe(1);
  });

  it("goes on trying when a later connection is refused, and says so once [F64]", async () => {
    connect().on("text", (ctx) => ctx.reply("back"));
    await bot.start();
    server.refusal = { code: "unauthorized", message: "revoked" };
    server.cut();
    const refused = () => logger.lines.filter((line) => line.includes("revoked"));
    await server.until(() => server.connections === 1 && server.handshakes > 4);
    server.refusal = null;
    const request = server.ask(textMessage("go"));
    await server.until(() => server.endOf(request) === "done");
    expect(refused()).toHaveLength(1);
  });

  it("does not start where something else answers [F67]", async () => {
    await server[Symbol.asyncDispose]();
    server = await BotsServer.listen(0, "/something-else");
    await expect(connect().start()).rejects.toThrow(/refused the connection.*address of a Natter server/u);
  });

  it("waits for a server that is not there yet [F64]", async () => {
    await server[Symbol.asyncDispose]();
    const port = await portToComeBackTo();
    const unreachable = new Promise<void>((resolve) => {
      logger.warn = (message) => {
        expect(message).toMatch(/^cannot reach http.*ECONNREFUSED.*natter serve/u);
        resolve();
      };
    });
    const started = connect(`http://127.0.0.1:${port}`).start();
    await unreachable;
    server = await BotsServer.listen(port);
    expect(await started).toEqual({ id: "b-1", name: "echo", isManager: false });
  });

  it("gives up waiting when it is stopped [F64]", async () => {
    const { url } = server;
    await server[Symbol.asyncDispose]();
    const started = connect(url).start();
    const outcome = expect(started).rejects.toThrow("stopped before it had connected");
    await bot.stop();
    await outcome;
  });

  it("can be stopped while it waits for its next try, and makes no more [F64]", async () => {
    const waiting = new Promise<void>((resolve) => {
      const sleep = (_ms: number, signal: AbortSignal) => {
        resolve();
        return new Promise<void>((_, reject) => signal.addEventListener("abort", reject));
      };
      const source = new SocketSource({
        url: server.url,
        key: "k",
        logger,
        timing: { random: () => 0, sleep },
      });
      bot = new Bot({ source, logger, handleSignals: false });
    });
    await bot.start();
    server.kick();
    await waiting;
    await bot.stop();
    expect(server.connections).toBe(1);
  });

  it("keeps being paused over a reconnect while it stops [F64]", async () => {
    const source = new SocketSource({ url: server.url, key: "k", logger, timing: instantly });
    await source.open({ deliver() {}, cancel() {}, lost() {} }, { hears: ["message"], credit: 5 });
    await source.setCredit(0);
    server.cut();
    await server.until(() => server.calls.filter(({ name }) => name === "hello").length === 2);
    expect(server.calls.at(-1)).toMatchObject({ input: { credit: 0 } });
    await source.close();
  });
});
