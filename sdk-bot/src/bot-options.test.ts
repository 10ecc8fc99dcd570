import { describe, expect, expectTypeOf, it } from "vitest";
import { Bot } from "./bot.js";
import { type BotOptions, connectionSettings } from "./bot-options.js";
import { NatterBotError } from "./errors.js";

describe("settings", () => {
  it.each([
    [{ url: "chat.example.com" }, /^url is not an absolute URL\. Write it like http:\/\/127\.0\.0\.1:8080$/u],
    [{ url: "ftp://chat.example.com" }, /^url is neither http/u],
    [{ url: "http://chat.example.com/bots" }, /^url has more than a scheme, a host and a port/u],
    [{ key: "" }, /^key is not a filled string\. Make a key with `natter bots add <name>`/u],
    [{ key: "two words" }, /^key has a space/u],
    [{ concurrency: 0 }, /^concurrency is not a whole number from 1 to 1000\. Leave it out for 64$/u],
    [{ concurrency: 1001 }, /^concurrency/u],
    [{ concurrency: 1.5 }, /^concurrency/u],
    [{ logger: { info() {}, warn() {} } }, /^logger has no function error\. Pass console/u],
  ])("name the field and the remedy where the bot is made [F67]", (options, message) => {
    const make = () => new Bot(options as BotOptions);
    expect(make).toThrow(NatterBotError);
    expect(make).toThrow(
      expect.objectContaining({ code: "setting", message: expect.stringMatching(message) }),
    );
  });

  it("come from the options, then from the environment, then from the defaults [F67]", () => {
    const environment = { url: "https://b.example/", key: "k_b" };
    expect(connectionSettings({ url: "http://a.example:1", key: "k_a" }, environment)).toEqual({
      url: "http://a.example:1",
      key: "k_a",
    });
    expect(connectionSettings({}, environment)).toEqual({ url: "https://b.example", key: "k_b" });
    expect(connectionSettings({}, { key: "k_b" })).toEqual({ url: "http://127.0.0.1:8080", key: "k_b" });
  });

  it("name the environment variable when the fault is there [F67]", () => {
    expect(() => connectionSettings({}, {})).toThrow(/^NATTER_BOT_KEY is not set, and new Bot\(\{ key \}\)/u);
    expect(() => connectionSettings({}, { key: "a b" })).toThrow(/^NATTER_BOT_KEY has a space/u);
    expect(() => connectionSettings({}, { key: "k", url: "nowhere" })).toThrow(
      /^NATTER_URL is not an absolute/u,
    );
  });

  it("are missed when the bot starts, not when it is made [F67]", async () => {
    const bot = new Bot();
    await expect(bot.start()).rejects.toThrow("NATTER_BOT_KEY is not set");
    await bot.stop();
  });

  it("are an object, not a key by itself [F67]", () => {
    expect(() => new Bot("natter_bot_x" as never)).toThrow(
      "options are no object. Write them like new Bot({",
    );
  });

  it("have types that fit console, and refuse what is unknown [F67]", () => {
    expectTypeOf(console).toExtend<NonNullable<BotOptions["logger"]>>();
    // @ts-expect-error: no such option
    new Bot({ concurency: 3 });
  });
});
