import { afterAll, beforeAll, expect, test } from "vitest";
import { CuttableNetwork } from "./cuttable-network.js";
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

test("[F34][F72][F73][F74] both sides speak while the network is cut; afterwards the thread is whole, in order, once", async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  await house.bot("patient", (bot) => {
    bot.hears("question", async (ctx) => {
      await gate;
      for (const text of ["first", "second", "third"]) await ctx.reply(text);
    });
    bot.on("text", (ctx) => ctx.reply(`heard ${ctx.message.text}`));
  });
  await using network = await CuttableNetwork.to(house.server.url);
  const page = await house.open(network.url, "patient");
  const widget = new WidgetPage(page);
  await widget.open();
  await widget.say("warm-up");
  await widget.message("heard warm-up").waitFor();
  await widget.say("question");
  await expect.poll(() => requestsOf("question")).toEqual(["running"]);

  network.cut();
  await page.getByText("Reconnecting").or(page.getByText("offline")).first().waitFor();
  await widget.say("typed in the dark");
  await widget.say("and another");
  await widget.message("and another").waitFor();
  open();
  await expect.poll(() => requestsOf("question")).toEqual(["done"]);
  // What the bot said meanwhile cannot be seen yet; what the visitor said can.
  expect(await widget.thread()).toEqual([
    "warm-up",
    "heard warm-up",
    "question",
    "typed in the dark",
    "and another",
  ]);

  network.restore();
  await widget.message("heard and another").waitFor();
  const whole = [
    "warm-up",
    "heard warm-up",
    "question",
    "first",
    "second",
    "third",
    "typed in the dark",
    "heard typed in the dark",
    "and another",
    "heard and another",
  ];
  // The bot answers each of the two while the other may just be arriving: their order is the server's.
  const thread = await widget.thread();
  expect([...thread].sort()).toEqual([...whole].sort());
  expect(thread.slice(0, 7)).toEqual(whole.slice(0, 7));
  await page.reload();
  await widget.message("heard and another").waitFor();
  expect(await widget.thread()).toEqual(thread);
});

test("[F72][F221] what was typed offline survives a reload and is sent once", async () => {
  await house.bot("memo", (bot) => bot.on("text", (ctx) => ctx.reply(`noted ${ctx.message.text}`)));
  await using network = await CuttableNetwork.to(house.server.url);
  const page = await house.open(network.url, "memo");
  const widget = new WidgetPage(page);
  await widget.open();
  await widget.say("one");
  await widget.message("noted one").waitFor();
  network.cut();
  // Of the network only the socket is lost, so that the page itself can be loaded again.
  await page.route(`${network.url}/**`, async (route) => {
    const url = route.request().url().replace(network.url, house.server.url);
    await route.fulfill({ response: await route.fetch({ url }) });
  });
  await widget.say("two");
  await widget.message("two").waitFor();
  // A browser whose storage is slow shows a text before it has stored it.
  await expect.poll(() => widget.storedTexts()).toBe(1);
  await page.reload();
  await widget.message("two").waitFor();
  await page.close();
  network.restore();
  const back = await house.open(network.url, "memo", page.context());
  const again = new WidgetPage(back);
  await again.open();
  await again.message("noted two").waitFor();
  expect(await again.thread()).toEqual(["one", "noted one", "two", "noted two"]);
});

async function requestsOf(text: string): Promise<string[]> {
  const rows = await house.server.store.requests.page({
    filters: {},
    order: "ascending",
    upTo: Number.MAX_SAFE_INTEGER,
    limit: 100,
  });
  return rows
    .map(({ record }) => record)
    .filter(({ request: { message } }) => message.type === "text" && message.text === text)
    .map(({ status }) => status);
}
