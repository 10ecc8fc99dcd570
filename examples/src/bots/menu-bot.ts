import { Bot, type BotOptions } from "@natter/bot";
import { isPage, mainPage, type PageName, pages } from "./menu-pages.js";

/** A bot that greets first and answers by menus. A choice may be picked or typed. */
export function createMenuBot(options: BotOptions = {}): Bot {
  const bot = new Bot(options);

  bot.on("system", async (ctx, next) => {
    const { event } = ctx.message;
    if (event.type !== "participant-joined" || event.kind !== "human") return next();
    // Who gave no name has one that the server made up.
    const hello = event.nickname.startsWith("ANON_") ? "Hello!" : `Hello ${event.nickname}!`;
    await ctx.reply(`${hello} ${pages[mainPage].text}`, { options: pages[mainPage].options });
  });

  bot.choice((ctx, next) => (isPage(ctx.choice.text) ? ctx.quote(page(ctx.choice.text)) : next()));

  bot.hears(/^\s*(menu|back|hi|hello)\W*$/iu, (ctx) => ctx.reply(page(mainPage)));

  bot.on("text", (ctx) => {
    const typed = ctx.message.text.trim().toLowerCase();
    const name = Object.keys(pages).find((title) => title.toLowerCase() === typed);
    if (name !== undefined && isPage(name)) return ctx.reply(page(name));
    return ctx.quote("I know only my menu. Pick one of these:", { options: pages[mainPage].options });
  });

  bot.on("file", (ctx) =>
    ctx.quote("I cannot look at files. Pick one of these:", { options: pages[mainPage].options }),
  );

  return bot;
}

function page(name: PageName) {
  return { text: pages[name].text, options: pages[name].options };
}
