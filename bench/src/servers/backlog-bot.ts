// A bot that answers a backlog, a program: tells its parent how many requests it had at once, and when all are answered.
import { Bot } from "@natter/bot";

const [requests, concurrency] = process.argv.slice(2).map(Number);

let running = 0;
let mostAtOnce = 0;
let answered = 0;
let again = 0;
let startedAt = 0;
const last = new Map<string, number>();
let outOfOrder = 0;

const bot = new Bot({ concurrency });
bot.use(async (ctx, next) => {
  startedAt ||= performance.now();
  running += 1;
  mostAtOnce = Math.max(mostAtOnce, running);
  if (ctx.attempt > 1) again += 1;
  const { seq } = ctx.message;
  if (seq <= (last.get(ctx.conversation.id) ?? 0)) outOfOrder += 1;
  last.set(ctx.conversation.id, seq);
  try {
    await next();
  } finally {
    running -= 1;
  }
  answered += 1;
  if (answered === requests)
    process.send?.({ mostAtOnce, again, outOfOrder, tookMs: performance.now() - startedAt });
});
bot.on("text", (ctx) => ctx.reply("answered"));
await bot.start();
