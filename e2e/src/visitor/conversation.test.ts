import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse } from "./house.js";
import { WidgetPage } from "./widget-page.js";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  expect(house.complaints).toEqual([]);
  await house[Symbol.asyncDispose]();
});

test("[F19][F70][F81][F106] a visitor opens the widget, asks, picks an option, reloads, and the thread is whole", async () => {
  await house.bot("barista", (bot) => {
    bot.choice("Tea", (ctx) => ctx.quote("One tea, coming."));
    bot.on("text", (ctx) => ctx.reply("Tea or coffee?", { options: ["Tea", "Coffee"] }));
  });
  const page = await house.open(house.server.url, "barista");
  const widget = new WidgetPage(page);
  await widget.open();
  await widget.say("I am thirsty");
  await widget.option("Tea").click();
  await widget.message("One tea, coming.").waitFor();
  const whole = ["I am thirsty", "Tea or coffee?", "Tea", "One tea, coming."];
  expect(await widget.thread()).toEqual(whole);
  expect(await widget.option("Coffee").isDisabled()).toBe(true);

  await page.reload();
  await widget.message("One tea, coming.").waitFor();
  expect(await widget.thread()).toEqual(whole);
  expect(await widget.option("Coffee").isDisabled()).toBe(true);

  // Everything said is in the database, and what the bot was asked and answered in its history.
  const history = async () => {
    const rows = await house.server.store.requests.page({
      filters: {},
      order: "ascending",
      upTo: Number.MAX_SAFE_INTEGER,
      limit: 100,
    });
    return rows.map(({ record }) => [
      record.status,
      record.request.message.type === "text" && record.request.message.text,
      record.response?.messages.map(({ text }) => text),
    ]);
  };
  await expect.poll(history).toEqual([
    ["done", "I am thirsty", ["Tea or coffee?"]],
    ["done", "Tea", ["One tea, coming."]],
  ]);
});

test("[F71] two tabs of one visitor show the same thread", async () => {
  await house.bot("parrot", (bot) => bot.on("text", (ctx) => ctx.reply(`${ctx.message.text}!`)));
  const first = await house.open(house.server.url, "parrot");
  const one = new WidgetPage(first);
  await one.open();
  await one.say("hello");
  await one.message("hello!").waitFor();
  const two = new WidgetPage(await house.open(house.server.url, "parrot", first.context()));
  await two.open();
  await two.message("hello!").waitFor();
  await two.say("again");
  await one.message("again!").waitFor();
  await two.message("again!").waitFor();
  expect(await one.thread()).toEqual(["hello", "hello!", "again", "again!"]);
  expect(await two.thread()).toEqual(await one.thread());
});

test("[F62] a bot that greets is the first to speak", async () => {
  await house.bot("host", (bot) => {
    bot.on("system", async (ctx, next) => {
      const { event } = ctx.message;
      if (event.type !== "participant-joined" || event.kind !== "human") return next();
      await ctx.reply("Welcome!");
    });
  });
  const page = await house.open(house.server.url, "host");
  const widget = new WidgetPage(page);
  await widget.open();
  await widget.message("Welcome!").waitFor();
  expect(await widget.thread()).toEqual(["Welcome!"]);
});
