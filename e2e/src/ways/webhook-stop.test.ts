import { Bot } from "@natter/bot";
import { PROTOCOL_VERSION, type VisitorCalls, type VisitorEvents } from "@natter/protocol";
import { registerBot, setWebhook } from "@natter/server";
import { io, type Socket } from "socket.io-client";
import { expect, it, onTestFinished } from "vitest";
import { listen } from "./fetch-server.js";
import { silence } from "./house.js";
import { serve } from "./served.js";

/** A house with a bot behind a webhook that begins an answer and never ends it by itself. */
async function houseWithEndlessBot() {
  const house = await serve({ requestTimeoutMs: 60_000 });
  const { server, converse } = house;
  const { bot, key } = await registerBot(server.store, { name: "bot" });
  let answering: Bot | undefined;
  const endpoint = await listen(
    async (request) => answering?.fetch(request) ?? new Response("", { status: 503 }),
  );
  const { secret } = await setWebhook(server.store, bot, endpoint.url);
  const heard: { reason?: unknown } = {};
  answering = new Bot({ webhookSecret: secret, url: server.url, key: key.key, logger: silence });
  answering.on("text", async (ctx) => {
    ctx.signal.addEventListener("abort", () => {
      heard.reason = ctx.signal.reason;
    });
    await ctx.reply(
      (async function* () {
        yield "Once upon a time";
        await new Promise(() => {});
      })(),
    );
  });
  onTestFinished(async () => {
    await house[Symbol.asyncDispose]();
    endpoint.server.closeAllConnections();
    endpoint.server.close();
  });
  return { server, conversation: await converse(), heard };
}

it("the visitor's stop breaks the webhook's call off, and what was written stays [F206] [F209]", async () => {
  const { server, conversation, heard } = await houseWithEndlessBot();
  await conversation.say("a story");
  const last = async () => {
    const message = (await conversation.thread()).at(-1);
    return message?.type === "text" ? message : undefined;
  };
  await expect.poll(async () => (await last())?.isStreaming).toBe(true);
  const socket: Socket<VisitorEvents, VisitorCalls> = io(server.url, {
    transports: ["websocket"],
    forceNew: true,
    auth: { token: conversation.token, protocol: PROTOCOL_VERSION },
  });
  onTestFinished(() => void socket.disconnect());
  const messageId = (await last())?.id ?? "";
  expect(await socket.emitWithAck("reply.stop", { messageId })).toEqual({ ok: true, data: {} });
  await expect.poll(() => heard.reason).toMatchObject({ code: "aborted" });
  expect(await last()).toMatchObject({ text: "Once upon a time" });
  expect(await last()).not.toHaveProperty("isStreaming");
  const [row] = await server.store.requests.page({ filters: {}, order: "ascending", upTo: 9, limit: 1 });
  expect(row?.record).toMatchObject({ status: "done", attempt: 1 });
});
