import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Attempts } from "./attempts.js";
import { Bot } from "./bot.js";
import { Composer } from "./composer.js";
import { NatterBotError } from "./errors.js";
import { RecordingLogger } from "./recording-logger.fixture.js";
import { textMessage } from "./request.fixture.js";
import { instantly, ScriptedLink } from "./scripted-link.fixture.js";
import { BotsServer } from "./source/bots-server.fixture.js";
import type { BotRequest } from "./wire.js";

const folder = new URL("../../protocol/golden/", import.meta.url);
const golden = (name: string) => JSON.parse(readFileSync(new URL(`bots.${name}.json`, folder), "utf8")).valid;
const keys = (value: unknown) => Object.keys(value as object).sort();
const logger = new RecordingLogger();

describe.runIf(existsSync(folder))("the golden messages", () => {
  it("hold a request that a bot understands, and the effect that it answers with [F62]", async () => {
    const request: BotRequest = golden("request.payload");
    const { effect } = golden("effect.input");
    const composer = new Composer().choice("Tea", (ctx) => ctx.reply(effect));
    const link = new ScriptedLink();
    const ended = new Promise<void>((resolve) => {
      link.before = ({ name }) => {
        if (name !== "effect") resolve();
      };
    });
    new Attempts({ handle: composer.middleware(), logger, timing: instantly }).deliver(request, link);
    await ended;
    expect(link.calls.map(({ name }) => name)).toEqual(["effect", "done"]);
    const { messageType, quotedMessageId, metadata, approve, to, onBehalfOf, ...sent } = effect;
    expect({ messageType, quotedMessageId, metadata, approve, to, onBehalfOf }).toEqual({
      messageType: "text",
      quotedMessageId: null,
      metadata: null,
      approve: false,
      to: null,
      onBehalfOf: null,
    });
    expect(link.calls[0]?.input).toEqual({
      requestId: request.requestId,
      attempt: 1,
      index: 0,
      effect: sent,
    });
  });

  it("have the fields that the SDK sends in every call [F62]", async () => {
    await using server = await BotsServer.listen();
    await using bot = new Bot({ url: server.url, key: "k_echo", policy: "latest", logger });
    bot.on("text", async (ctx) => {
      await ctx.quote("hi", { options: ["A"], metadata: { a: 1 } });
      if (ctx.isFirstAttempt) throw new NatterBotError("internal", "once", { isRetryable: true });
    });
    await bot.start();
    const request = server.ask(textMessage("go"));
    await server.until(() => server.calls.some(({ name }) => name === "fail"));
    server.deliverAgain(request);
    await server.until(() => server.endOf(request) === "done");
    await bot.stop();
    await server.until(() => server.calls.at(-1)?.name === "credit");
    expect(server.calls.map(({ name }) => name)).toEqual([
      "hello",
      "effect",
      "fail",
      "effect",
      "done",
      "credit",
    ]);
    for (const { name, input } of server.calls) expect(keys(input)).toEqual(keys(golden(`${name}.input`)));
    expect(keys(server.handshake)).toEqual(keys(golden("handshake.input")));
    expect(server.faults).toEqual([]);
  });
});
