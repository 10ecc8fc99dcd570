import { describe, expect, it } from "vitest";
import { Bot } from "../bot.js";
import { NatterBotError } from "../errors.js";
import { RecordingLogger } from "../recording-logger.fixture.js";
import { aRequest } from "../request.fixture.js";
import { ScriptedLink } from "../scripted-link.fixture.js";
import { askManager, drafted, refusing, said } from "./ask-manager.fixture.js";
import { Manager } from "./manager.js";
import { OneRequestSource } from "./one-request-source.fixture.js";

const quiet = () => ({ logger: new RecordingLogger(), handleSignals: false });

describe("wrong use of a manager", () => {
  it.each<[string, (manager: Manager) => unknown, string]>([
    [
      "another bot's name",
      (manager) => manager.on("human", (ctx) => ctx.redirect(["echo", "calc"])),
      'this conversation has no bot "calc". Its bots are echo, calculator; ctx.bots has them',
    ],
    ["its own id", (manager) => manager.on("human", (ctx) => ctx.as("p-bot").reply("x")), 'no bot "p-bot"'],
    ["a bot to tell", (manager) => manager.on("human", (ctx) => ctx.tell("calc", "x")), 'no bot "calc"'],
    [
      "a draft in a human request",
      // @ts-expect-error: there is none
      (manager) => manager.on("human", (ctx) => ctx.draft.approve()),
      "there is nothing to decide. Use ctx.draft in handlers",
    ],
  ])("names %s, does nothing, and says what to do [F49] [F67]", async (_, teach, message) => {
    const effects = await askManager(said(), teach);
    expect(effects).toEqual([expect.stringContaining(message)]);
  });

  it("explains a refusal in a manager's words, with the server's as its cause [F67]", async () => {
    const seen: NatterBotError[] = [];
    const teach = (manager: Manager) =>
      manager.on("draft", async (ctx) => {
        await ctx.draft.approve().catch((error: NatterBotError) => seen.push(error));
        await ctx.tell("echo", "x").catch((error: NatterBotError) => seen.push(error));
      });
    await askManager(drafted(), teach, refusing("conflict"));
    expect(seen[0]).toMatchObject({
      code: "conflict",
      message:
        "the server says no. Somebody decided on this message before; catch this code where that is fine",
      cause: { what: "the server says no" },
    });
    expect(seen[1]?.remedy).toMatch(/^Send the same thing/u);
  });

  it("tells a redirect too many from a faulty field [F214] [F67]", async () => {
    const remediesOf = async (details: { field: string; message: string }[]) => {
      const link = new ScriptedLink();
      link.before = ({ name }) => {
        if (name === "effect") throw new NatterBotError("invalid", "the server says no", { details });
      };
      const [, failure] = await askManager(
        drafted(),
        (made) => made.on("draft", (ctx) => ctx.redirect("echo")),
        link,
      );
      return failure;
    };
    expect(await remediesOf([])).toContain("Answer people, rather than sending it on once more");
    expect(await remediesOf([{ field: "to", message: "is wrong" }])).toContain("Correct the named field");
  });

  it("does not start with the key of a bot, nor a bot with a manager's [F53] [F67]", async () => {
    const asBot = new OneRequestSource({ id: "b-2", name: "echo", isManager: false });
    const manager = new Manager({ ...quiet(), source: asBot });
    await expect(manager.start()).rejects.toMatchObject({
      code: "misuse",
      message: expect.stringMatching(/^"echo" is registered as a bot.*natter bots add <name> --manager/u),
    });
    expect(asBot.isClosed).toBe(true);

    const asManager = new OneRequestSource({ id: "b-1", name: "boss", isManager: true });
    const bot = new Bot({ ...quiet(), source: asManager });
    await expect(bot.start()).rejects.toThrow('"boss" is registered as a manager. Write new Manager()');
    expect(asManager.isClosed).toBe(true);
    // It may be started again, with another key.
    await expect(bot.start()).rejects.toThrow("registered as a manager");
  });

  it("is told by the request where nobody greets: a manager's webhook for a bot, and the reverse [F53]", async () => {
    const manager = await askManager(aRequest(), (made) => made.on("message", (ctx) => ctx.reply("x")));
    expect(manager).toEqual([
      expect.stringContaining("this request is for a bot, and a manager got it. Write new Bot()"),
    ]);
    const source = new OneRequestSource({ id: "b-2", name: "echo", isManager: false });
    await using bot = new Bot({ ...quiet(), source }).on("message", (ctx) => ctx.reply("x"));
    await bot.start();
    const link = new ScriptedLink();
    await source.deliver(said(), link);
    expect(link.calls).toMatchObject([
      { name: "fail", input: { error: expect.stringContaining("Write new Manager()"), isRetryable: false } },
    ]);
  });
});
