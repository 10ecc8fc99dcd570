// A bot that tells its parent what reaches it, and when, a program. It writes without end, or holds its request.
import { setTimeout as wait } from "node:timers/promises";
import { Bot } from "@natter/bot";
import { systemMs, type Told } from "./reactions.js";

const tell = (told: Omit<Told, "atMs">) => process.send?.({ ...told, atMs: systemMs() });

let letGo = () => {};
let released = new Promise<void>((resolve) => (letGo = resolve));
process.on("message", () => {
  letGo();
  released = new Promise((resolve) => (letGo = resolve));
});
process.once("disconnect", () => process.exit(0));

async function* endless(signal: AbortSignal) {
  for (let n = 0; ; n += 1) {
    yield `${n} `;
    await wait(10, undefined, { signal });
  }
}

const bot = new Bot();
bot.hears("write", async (ctx) => {
  const { id: conversationId } = ctx.conversation;
  ctx.signal.addEventListener("abort", () => tell({ what: "aborted", conversationId, attempt: ctx.attempt }));
  await ctx.reply(endless(ctx.signal));
});
bot.hears("hold", async (ctx) => {
  tell({ what: "holds", conversationId: ctx.conversation.id, attempt: ctx.attempt });
  if (ctx.isFirstAttempt) await released;
});
await bot.start();
tell({ what: "ready", conversationId: "", attempt: 0 });
