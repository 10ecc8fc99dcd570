import { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel } from "node:diagnostics_channel";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { Composer } from "./composer.js";
import { RecordingLogger } from "./recording-logger.fixture.js";
import { aRequest, textMessage } from "./request.fixture.js";
import { runAttempt } from "./run-attempt.js";
import { instantly, ScriptedLink } from "./scripted-link.fixture.js";
import type { EffectTrace, RequestTrace } from "./tracing.js";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

function listen<Trace extends object>(name: string) {
  const heard: [event: string, trace: Trace & { error?: unknown }][] = [];
  const channel = tracingChannel<string, Trace>(name);
  const note = (event: string) => (trace: unknown) => {
    // What the channel documents.
    heard.push([event, trace as Trace]);
  };
  const subscribers = {
    start: note("start"),
    end: () => {},
    asyncStart: () => {},
    asyncEnd: note("asyncEnd"),
    error: note("error"),
  };
  channel.subscribe(subscribers);
  return { heard, stop: () => channel.unsubscribe(subscribers) };
}

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const run = async (composer: Composer) => {
  const request = aRequest({ message: textMessage("hi") });
  request.payload.traceparent = traceparent;
  const link = new ScriptedLink();
  const tools = { handle: composer.middleware(), logger: new RecordingLogger(), timing: instantly };
  await runAttempt(request, link, new AbortController(), tools);
  return { link, request };
};

describe("who listens to the diagnostics channels", () => {
  it("hears of every request and every effect, with its trace and without what was said [F219]", async () => {
    const requests = listen<RequestTrace>("natter.bot.request");
    const effects = listen<EffectTrace>("natter.bot.effect");
    stops.push(requests.stop, effects.stop);
    const seen: (string | null)[] = [];
    const composer = new Composer().on("text", async (ctx) => {
      seen.push(ctx.traceparent);
      await ctx.step("look", () => 1);
      await ctx.reply("secret");
    });
    const { request } = await run(composer);
    const about = {
      requestId: request.requestId,
      attempt: request.attempt,
      conversationId: request.payload.conversation.id,
      isAggregation: false,
      traceparent,
    };
    expect(seen).toEqual([traceparent]);
    expect(requests.heard.map(([event]) => event)).toEqual(["start", "asyncEnd"]);
    expect(requests.heard[0]?.[1]).toMatchObject(about);
    // Both events of a trace carry the same object, so that a listener can keep its span beside it.
    expect(requests.heard[0]?.[1]).toBe(requests.heard[1]?.[1]);
    expect(effects.heard.map(([event, { index, kind }]) => [event, index, kind])).toEqual([
      ["start", 0, "step"],
      ["asyncEnd", 0, "step"],
      ["start", 1, "send"],
      ["asyncEnd", 1, "send"],
    ]);
    expect(effects.heard[2]?.[1]).toMatchObject({ ...about, index: 1 });
    expect(JSON.stringify(effects.heard)).not.toContain("secret");
  });

  it("hears what a handler threw [F219]", async () => {
    const requests = listen<RequestTrace>("natter.bot.request");
    stops.push(requests.stop);
    const failure = new Error("no");
    const { link } = await run(
      new Composer().on("text", () => {
        throw failure;
      }),
    );
    expect(requests.heard.map(([event]) => event)).toEqual(["start", "error", "asyncEnd"]);
    expect(requests.heard[1]?.[1].error).toBe(failure);
    expect(link.summary).toEqual(["fail"]);
  });

  it("can give the handler a context of its own [F219]", async () => {
    const span = new AsyncLocalStorage<string>();
    const channel = tracingChannel<string, RequestTrace>("natter.bot.request");
    channel.start.bindStore(span, ({ requestId }) => `span of ${requestId}`);
    stops.push(() => channel.start.unbindStore(span));
    let seen: string | undefined;
    const { request } = await run(
      new Composer().on("text", async () => {
        await wait(1);
        seen = span.getStore();
      }),
    );
    expect(seen).toBe(`span of ${request.requestId}`);
  });

  it("is nobody most of the time: then nothing is described [F219]", async () => {
    const { traced, requestTracing } = await import("./tracing.js");
    const describeIt = () => {
      throw new Error("nobody asked");
    };
    expect(await traced(requestTracing, describeIt, async () => "done")).toBe("done");
  });
});
