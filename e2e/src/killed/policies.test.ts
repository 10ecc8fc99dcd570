import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KilledHouse } from "./killed-house.js";

/** An answer is named after its request and its index. */
const isAnswer = ({ localId }: { localId: string | null }) => localId?.includes(":");

describe("a server that is killed", () => {
  let house: KilledHouse;
  beforeEach(async () => {
    house = await KilledHouse.open();
  });
  afterEach(() => house[Symbol.asyncDispose]());

  it("in the quiet time of a burst loses none of it, and answers it once [F201] [F207]", async () => {
    await house.startBot((bot) =>
      bot.burst({ quiet: 3000 }, (ctx) => ctx.reply(ctx.messages.map(({ text }) => text).join("+"))),
    );
    await house.enter();
    await house.say("a");
    await house.say("b");
    await house.kill();
    await house.say("c");
    // How long saying and starting took decides what belongs together.
    const answers = async () => (await house.thread()).filter(isAnswer).map(({ text }) => text);
    await expect.poll(async () => (await answers()).at(-1)).toMatch(/c$/u);
    const open = async () =>
      (await house.history()).filter(({ status }) => status === "pending" || status === "running");
    await expect.poll(open).toEqual([]);
    expect((await answers()).join("+")).toBe("a+b+c");
  });

  it("while it takes in messages that overtake each other has one that counts [F201] [F207]", async () => {
    const asked: string[] = [];
    const teach = (bot: Parameters<Parameters<typeof house.startBot>[0]>[0]) =>
      bot.on("text", async (ctx) => {
        asked.push(ctx.message.text);
        await ctx.reply(`looking for ${ctx.message.text}`);
        if (ctx.message.text !== "last") await new Promise(() => {});
        await ctx.reply(`found ${ctx.message.text}`);
      });
    await house.startBot(teach, { policy: "latest" });
    await house.enter();
    await house.say("first");
    await expect.poll(() => house.texts()).toContain("looking for first");
    const sending = house.say("second").catch(() => {});
    await house.kill();
    await sending;
    await house.say("last");
    await expect.poll(() => house.texts()).toContain("found last");
    const history = await house.history();
    expect(history.map(({ status }) => status).slice(0, -1)).toEqual(
      history.slice(1).map(() => "superseded"),
    );
    await expect.poll(async () => (await house.history()).at(-1)?.status).toBe("done");
    const texts = await house.texts();
    for (const text of texts) expect(texts.filter((other) => other === text)).toEqual([text]);
  });
});
