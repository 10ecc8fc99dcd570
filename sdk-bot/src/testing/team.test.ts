import { describe, expect, it } from "vitest";
import { Bot } from "../bot.js";
import { Manager } from "../manager/manager.js";
import { everyCrash } from "./every-crash.js";
import { talk } from "./talk.js";

const echo = () => new Bot().on("text", (ctx) => ctx.reply(`You said: ${ctx.message.text}`));
const polite = () => {
  const manager = new Manager();
  manager.on("human", (ctx) => ctx.redirect(ctx.bots));
  manager.on("draft:text", (ctx) =>
    ctx.message.text.includes("damn") ? ctx.draft.reject("rude") : ctx.draft.approve(),
  );
  return manager;
};

describe("talking to a manager and its bots", () => {
  it("runs the whole team on one engine: what is rejected is never shown [F212] [F43] [F44]", async () => {
    await using chat = await talk({ manager: polite, bots: { echo } }, { nickname: "Ada" });
    await chat.user.says("hello");
    await chat.expect("You said: hello");
    await chat.user.says("damn");
    await chat.expectSilence();
    expect((await chat.transcript()).map(({ who, text }) => `${who}: ${text}`)).toEqual([
      "Ada: hello",
      "echo: You said: hello",
      "Ada: damn",
    ]);
    expect(await chat.failures()).toEqual([]);
  });

  it("takes a manager and bots as they are, too [F212]", async () => {
    await using chat = await talk({ manager: polite(), bots: { echo: echo() } });
    chat.crash({ afterEffect: 1 });
    await chat.user.says("hello");
    await chat.expect("You said: hello");
    await chat.expectSilence();
  });

  it("gives a redirected bot what the overrides say, and people what was said [F47] [F48]", async () => {
    const shouting = () =>
      new Manager()
        .on("human:text", (ctx) =>
          ctx.redirect("echo", { text: ctx.message.text.toUpperCase(), metadata: { loud: true } }),
        )
        .on("draft", (ctx) => ctx.draft.approve());
    const telling = () =>
      new Bot().on("text", (ctx) =>
        ctx.reply(`${ctx.kind}: ${ctx.message.text} ${ctx.message.metadata?.loud}`),
      );
    await using chat = await talk({ manager: shouting, bots: { echo: telling } });
    await chat.user.says("hi");
    await chat.expect("redirected: HI true");
    expect((await chat.transcript())[0]?.text).toBe("hi");
  });

  it("speaks as the manager, as a bot, and to a bot alone [F51] [F52]", async () => {
    const manager = () =>
      new Manager()
        .command("as", (ctx) => ctx.as("echo").reply("I am echo."))
        .command("tell", (ctx) => ctx.tell("echo", "psst"))
        .command("stream", (ctx) =>
          ctx.reply(ReadableStream.from(["in ", "pieces"]) as ReadableStream<string>),
        )
        .command("ask", async (ctx) => ctx.reply(`Then ${(await ctx.ask("Tea?")).text}.`))
        .on("human", (ctx) => ctx.reply("I am the boss.", { options: ["Yes"] }))
        .on("draft", (ctx) => ctx.draft.rewrite(`(${ctx.message.type === "text" && ctx.message.text})`));
    await using chat = await talk({ manager, bots: { echo } });
    await chat.user.says("who?");
    await chat.expectOptions("Yes");
    await chat.user.says("/as");
    await chat.expect("I am echo.");
    await chat.user.says("/stream");
    await chat.expect(/^in/u);
    await chat.user.says("/ask");
    await chat.expect("Tea?");
    await chat.user.says("coffee");
    await chat.expect("Then coffee.");
    await chat.user.says("/tell");
    await chat.expect("(You said: psst)");
    await chat.expectSilence();
    const who = (await chat.transcript()).map((line) => line.who);
    const [boss, visitor] = ["manager", "Ann"];
    expect(who).toEqual([
      visitor,
      boss,
      visitor,
      "echo",
      visitor,
      boss,
      visitor,
      boss,
      visitor,
      boss,
      visitor,
      "echo",
    ]);
  });

  it("publishes the manager's own files at once, and those of bots when it says so [F44] [F51] [F218]", async () => {
    const sending = (name: string) => () =>
      new Bot().on("text", (ctx) => ctx.reply({ file: new Blob([name]), name: `${name}.txt` }));
    const manager = () =>
      new Manager()
        .command("menu", (ctx) => ctx.reply({ file: new Blob(["Tea"]), name: "menu.txt" }))
        .on("human", (ctx) => ctx.redirect(ctx.bots))
        .on("draft:file", (ctx) =>
          ctx.sender.botName === "good" ? ctx.draft.approve() : ctx.draft.reject("not that one"),
        );
    await using chat = await talk({ manager, bots: { good: sending("good"), bad: sending("bad") } });
    await chat.user.says("/menu");
    const menu = await chat.expectFile("menu.txt");
    expect((await chat.bytesOf(menu)).toString()).toBe("Tea");
    await chat.user.says("all of it");
    await chat.expectFile("good.txt");
    await chat.expectSilence();
  });

  it("ends a loop of bots by the server's limit, and says what to do [F214]", async () => {
    const chatty = () => new Bot().on("text", (ctx) => ctx.reply(`${ctx.message.text}!`));
    const matchmaker = () =>
      new Manager()
        .on("human", (ctx) => ctx.redirect("one"))
        .on("draft", async (ctx) => {
          await ctx.draft.approve();
          await ctx.redirect(ctx.sender.botName === "one" ? "two" : "one");
        });
    await using chat = await talk({ manager: matchmaker, bots: { one: chatty, two: chatty } });
    await chat.user.says("hi");
    for (let hops = 1; hops <= 8; hops++) await chat.expect(`hi${"!".repeat(hops)}`);
    await chat.expectSilence();
    expect(await chat.failures()).toEqual([
      expect.stringContaining("Answer people, rather than sending it on once more"),
    ]);
  });

  it("lets the time of a hold run out by its own clock [F58] [F208] [F212]", async () => {
    const holding = () =>
      new Manager()
        .on("human", (ctx) => ctx.redirect("echo"))
        .hold({ timeoutMs: 3_600_000, then: "approve" });
    await using chat = await talk({ manager: holding, bots: { echo } });
    await chat.user.says("hi");
    await chat.expectSilence();
    await chat.advance(3_500_000);
    await chat.expectSilence();
    await chat.advance(200_000);
    await chat.expect("You said: hi");
  });

  it("finds the same thread after a crash of either at every call [F212] [F46]", async () => {
    const crashes = await everyCrash({ manager: polite, bots: { echo } }, async (chat) => {
      await chat.user.says("one");
      await chat.expect("You said: one");
      await chat.user.says("damn");
      await chat.expectSilence();
    });
    // Redirect, reply and decision for each message, each with its done; before and after each.
    expect(crashes).toBe(24);
  });

  it("shows a manager that depends on what a crash forgets [F212]", async () => {
    const counting = () => {
      let count = 0;
      return new Manager()
        .on("human", (ctx) => ctx.redirect("echo"))
        .on("draft", (ctx) => ctx.draft.rewrite(`${++count}`));
    };
    const dialogue = everyCrash({ manager: counting, bots: { echo } }, async (chat) => {
      await chat.user.says("one");
      await chat.next();
      await chat.user.says("two");
    });
    await expect(dialogue).rejects.toThrow(/shows in the thread/u);
  });
});
