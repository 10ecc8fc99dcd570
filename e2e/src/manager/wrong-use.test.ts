import { fileURLToPath } from "node:url";
import { Bot, type BotOptions, Manager } from "@natter/bot";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { embedded } from "../ways/embedded.js";
import { build } from "../ways/run-process.js";
import { Stage } from "./stage.js";

const house = fileURLToPath(new URL("../../..", import.meta.url));
beforeAll(() => build(house, "server"));

const logger = { info() {}, warn() {}, error() {} };

describe("a key of the wrong kind, on a real server", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
    return () => stage[Symbol.asyncDispose]();
  });
  const started = <B extends Pick<Bot, "start" | "stop">>(bot: B) => {
    onTestFinished(() => bot.stop({ graceMs: 0 }));
    return bot.start();
  };

  it("is refused at the start, with the remedy [F53] [F67]", async () => {
    const keys = { bot: await stage.addBot("echo"), manager: await stage.addManager() };
    const options = { url: stage.url, logger, handleSignals: false };
    await expect(started(new Bot({ ...options, key: keys.manager }))).rejects.toMatchObject({
      code: "misuse",
      message:
        '"boss" is registered as a manager. Write new Manager(), or use the key of a bot that was added without --manager',
    });
    await expect(started(new Manager({ ...options, key: keys.bot }))).rejects.toMatchObject({
      code: "misuse",
      remedy: expect.stringContaining("natter bots add <name> --manager"),
    });
    expect(await started(new Manager({ ...options, key: keys.manager }))).toMatchObject({ isManager: true });
    expect(await started(new Bot({ ...options, key: keys.bot }))).toMatchObject({ isManager: false });
  });

  it("ends the start of a server whose configuration calls a bot a manager [F53] [F67] [F210]", async () => {
    const settings = {
      requestTimeoutMs: 60_000,
      // What a configuration in JSON cannot know.
      makeManager: (options: BotOptions) => new Bot(options) as unknown as Manager,
    };
    await expect(embedded.open((options) => new Bot(options), settings)).rejects.toThrow(
      /"boss" is registered as a manager\. Write new Manager\(\)/u,
    );
  });
});
