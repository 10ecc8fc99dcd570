import { Bot, type BotOptions, type FileReply, type Reply } from "@natter/bot";

/** One message of a back end, as `ctx.reply` takes it. */
export type BridgedReply = Reply | FileReply;

/** Asks a back end what to answer. */
export type BackEnd = (said: string, sender: string, signal: AbortSignal) => Promise<BridgedReply[]>;

/** Lets something else answer. A picked option says to it what the back end wants to hear for it. */
export function createBridgeBot(backEnd: BackEnd, options: BotOptions = {}): Bot {
  const bot = new Bot(options);
  bot.on("text", async (ctx) => {
    const { text } = ctx.message;
    const payloads = ctx.quoted?.metadata?.payloads as Record<string, string> | undefined;
    const said = (payloads && Object.hasOwn(payloads, text) && payloads[text]) || text;
    // In a step: the back end's dialogue goes on with each call, and may answer otherwise the second time.
    const replies = await ctx.step("answer", () => backEnd(said, ctx.conversation.id, ctx.signal));
    for (const reply of replies) await ctx.reply(reply);
  });
  bot.on("file", (ctx) => ctx.quote("I can only read text."));
  return bot;
}

/** What is offered, with what the back end wants to hear for each, by the option's text. */
export function offering(offers: readonly { title: string; payload: string }[]) {
  const payloads = Object.fromEntries(offers.map(({ title, payload }) => [title, payload]));
  return offers.length > 0 ? { options: offers.map(({ title }) => title), metadata: { payloads } } : {};
}

/** An address that people's browsers can reach by itself. */
export const isAddress = (value: unknown): value is string =>
  typeof value === "string" && /^https?:\/\//u.test(value) && URL.canParse(value);

export const isFilled = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
