import { Bot } from "@natter/bot";
import { describe, expect, it } from "vitest";
import { bySocket } from "./by-socket.js";
import { byWebhook } from "./by-webhook.js";
import { embedded } from "./embedded.js";
import type { MakeBot } from "./house.js";
import { onEngine } from "./on-engine.js";
import { patient, said, textsOf } from "./said.js";

/* What needs the server in the middle of an attempt: all ways but that of an answer alone. */
describe.each([bySocket, embedded, byWebhook, onEngine])("a bot $name, while it works,", (way) => {
  it("sends files and reads those that people send, as streams [F65] [F218]", async () => {
    const reader: MakeBot = (options) => {
      const bot = new Bot(options);
      bot.on("file", async (ctx) => {
        let bytes = 0;
        for await (const chunk of await ctx.open()) bytes += chunk.byteLength;
        await ctx.reply(`${ctx.message.file?.name}: ${bytes}`);
        const copy = await ctx.open();
        await ctx.reply({ file: copy, name: 'the "copy".txt', text: "as you sent it", options: ["Thanks"] });
        await ctx.quote({ file: "https://example.com/manual.pdf" });
      });
      return bot;
    };
    await using house = await way.open(reader, patient);
    const conversation = await house.converse();
    const text = "line\n".repeat(100_000);
    await conversation.send(new File([text], "lines.txt"));
    await expect.poll(async () => (await conversation.thread()).at(-1)?.type).toBe("attachment");
    await expect
      .poll(async () => (await conversation.thread()).filter(({ type }) => type !== "system").length)
      .toBe(4);
    const [sent, counted, copy, link] = (await conversation.thread()).filter(({ type }) => type !== "system");
    expect(counted).toMatchObject({ text: "lines.txt: 500000" });
    expect(copy).toMatchObject({
      type: "attachment",
      text: "as you sent it",
      options: [{ text: "Thanks" }],
      file: { sizeBytes: 500_000, mimeType: "text/plain" },
    });
    const file = copy?.type === "attachment" ? copy.file : null;
    expect(file?.name).toMatch(/copy.*txt/u);
    expect((await conversation.read(file?.url ?? "")).toString()).toBe(text);
    expect(link).toMatchObject({
      quotedMessageId: sent?.id,
      file: { url: "https://example.com/manual.pdf", name: "manual.pdf", sizeBytes: null },
    });
  });

  it("gets back what was stored, and can quote it at once [F65] [F209]", async () => {
    const host: MakeBot = (options) =>
      new Bot(options).on("text", async (ctx) => {
        const { id, seq } = await ctx.reply("The menu.");
        await ctx.reply({ text: `Number ${seq}`, quotedMessageId: id });
      });
    await using house = await way.open(host, patient);
    const conversation = await house.converse();
    await conversation.say("hi");
    const [, menu, number] = await said(conversation, 3);
    expect(number).toMatchObject({ text: `Number ${menu?.seq}`, quotedMessageId: menu?.id });
  });

  it("asks, waits, and goes on with the answer; its steps run once [F204] [F205] [F209]", async () => {
    let brewed = 0;
    const waiter: MakeBot = (options) =>
      new Bot(options).command("order", async (ctx) => {
        const cup = await ctx.step("brew", () => ++brewed);
        const drink = await ctx.ask("What will it be?", { options: ["Tea", "Coffee"] });
        const milk = await ctx.ask("Milk?");
        await ctx.report({ tool: "kettle", usage: { cups: cup } });
        await ctx.reply(`${drink.text}, milk: ${milk.text}, cup ${cup}, attempt ${ctx.attempt}`);
      });
    await using house = await way.open(waiter, patient);
    const conversation = await house.converse();
    await conversation.say("/order");
    await said(conversation, 2);
    await conversation.say("Tea");
    await said(conversation, 4);
    await conversation.say("no");
    const thread = ["/order", "What will it be?", "Tea", "Milk?", "no", "Tea, milk: no, cup 1, attempt 3"];
    expect(textsOf(await said(conversation, 6))).toEqual(thread);
    expect(brewed).toBe(1);
  });

  it("streams a reply that people see grow, and goes on after it [F206] [F209]", async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const poet: MakeBot = (options) =>
      new Bot(options).on("text", async (ctx) => {
        const poem = await ctx.reply(
          (async function* () {
            yield "Roses ";
            yield "are ";
            await finished;
            yield "red";
          })(),
        );
        await ctx.reply(poem.type === "text" ? `${poem.text.length} letters` : "no poem");
      });
    await using house = await way.open(poet, patient);
    const conversation = await house.converse();
    await conversation.say("a poem");
    const last = async () => (await said(conversation, 2))[1];
    await expect.poll(last).toMatchObject({ text: "Roses are ", isStreaming: true });
    finish();
    expect(textsOf(await said(conversation, 3))).toEqual(["a poem", "Roses are red", "13 letters"]);
    expect(await last()).not.toHaveProperty("isStreaming");
  });
});
