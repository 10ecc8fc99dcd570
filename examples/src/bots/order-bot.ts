import { type Answer, Bot, type BotOptions, NoAnswerError } from "@natter/bot";

interface Order {
  drink: "Tea" | "Coffee";
  cups: number;
  name: string;
}

/** The shop's own system. It has the side effect, so it must not be called twice for one order. */
export type PlaceOrder = (order: Order) => string | Promise<string>;

const pretend: PlaceOrder = ({ cups, drink }) => `${cups} × ${drink} will be ready in a minute.`;

/** A bot that takes an order by three questions. Either side may restart between them. */
export function createOrderBot(place: PlaceOrder = pretend, options: BotOptions = {}): Bot {
  const bot = new Bot(options);
  bot.on("text", async (ctx) => {
    const drink = await ctx.ask("Tea or coffee?", { options: ["Tea", "Coffee"], strict: true, retry });
    const cups = await ctx.ask("How many cups?", { validate: isCount });
    const name = await ctx.ask("What name may I write on it?", { timeoutMs: 600_000 });
    const order = { drink: drink.choice, cups: Number(cups.text), name: name.text };
    await ctx.reply(`Thank you, ${order.name}. ${await ctx.step("place", () => place(order))}`);
  });
  bot.catch((error, ctx) => {
    if (!(error instanceof NoAnswerError)) throw error;
    return ctx.reply("I have forgotten the order. Say something to begin again.");
  });
  return bot;
}

const retry = "Only tea or coffee today.";
const isCount = ({ text }: Answer) => /^[1-9]$/u.test(text) || "A number from 1 to 9, please.";
