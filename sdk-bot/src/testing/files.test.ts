import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { Bot } from "../bot.js";
import { everyCrash } from "./every-crash.js";
import { talk } from "./talk.js";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Hashes what it gets, and sends two files. */
const clerk = () => {
  const bot = new Bot();
  bot.on("file", async (ctx) => {
    const hash = createHash("sha256");
    for await (const chunk of await ctx.open()) hash.update(chunk);
    await ctx.reply(`${ctx.message.type} ${ctx.message.file?.name} ${hash.digest("hex")}`);
  });
  bot.on("text", async (ctx) => {
    await ctx.reply(new File(["a,b\n1,2\n"], "table.csv"));
    await ctx.quote({ file: Readable.from([Buffer.from("log")]), name: "log.txt", text: "the log" });
  });
  return bot;
};

describe("files in the test kit", () => {
  it("are sent by the user and read by the bot [F65] [F212]", async () => {
    await using chat = await talk(clerk);
    await chat.user.sends(new File(["hello"], "hello.txt"));
    await chat.expect(`attachment hello.txt ${sha256(Buffer.from("hello"))}`);
  });

  it("are sent by the bot, once wherever it dies [F65] [F201] [F218]", async () => {
    const crashes = await everyCrash(clerk, async (chat) => {
      await chat.user.says("export");
      const table = await chat.expectFile("table.csv");
      expect((await chat.bytesOf(table)).toString()).toBe("a,b\n1,2\n");
      const log = await chat.expectFile(/^log/u);
      expect(log).toMatchObject({ text: "the log", file: { mimeType: "text/plain", sizeBytes: 3 } });
      expect((await chat.transcript()).at(-1)).toMatchObject({ file: "log.txt", quotes: 0 });
    });
    expect(crashes).toBe(6);
  });

  it("that cannot be read fail the request for good; a source that may recover is tried again [F218]", async () => {
    const bot = new Bot();
    let tries = 0;
    bot.hears("path", (ctx) => ctx.reply({ file: "/nowhere/menu.pdf" }));
    bot.hears("stream", (ctx) => {
      tries += 1;
      const source = async function* () {
        yield Buffer.from(`try ${tries}`);
        if (tries < 3) throw new Error("dry");
      };
      return ctx.reply({ file: source(), name: "a.txt" });
    });
    await using chat = await talk(bot);
    await chat.user.says("path");
    await chat.expectSilence();
    expect(await chat.failures()).toEqual([expect.stringMatching(/^NatterBotError.*menu\.pdf.*ENOENT/u)]);
    await chat.user.says("stream");
    const sent = await chat.expectFile("a.txt");
    expect((await chat.bytesOf(sent)).toString()).toBe("try 3");
  });

  it("of the wrong type are refused, with what to do [F65]", async () => {
    const bot = new Bot();
    let refusal: unknown;
    bot.on("text", (ctx) =>
      ctx.reply({ file: new Blob(["no picture"]), name: "a.png" }).catch((error: unknown) => {
        refusal = error;
      }),
    );
    await using chat = await talk(bot);
    await chat.user.says("go");
    await chat.expectSilence();
    expect(refusal).toMatchObject({
      code: "unsupported_media_type",
      remedy: expect.stringContaining("attachment"),
    });
  });

  it("are opened only where there is one, and where the server holds it [F218]", async () => {
    const bot = new Bot();
    const errors: unknown[] = [];
    bot.on("text", async (ctx) => {
      await ctx.open().catch((error: unknown) => errors.push(error));
      const elsewhere = {
        url: "http://10.0.0.1/",
        name: "x",
        sizeBytes: null,
        mimeType: null,
        width: null,
        height: null,
      };
      await ctx.open(elsewhere).catch((error: unknown) => errors.push(error));
      const forged = { ...elsewhere, url: "/api/v1/files/abc?expires=9&signature=x", sizeBytes: 5 };
      await ctx.open(forged).catch((error: unknown) => errors.push(error));
    });
    await using chat = await talk(bot);
    await chat.user.says("go");
    await chat.expectSilence();
    expect(errors).toMatchObject([{ code: "misuse" }, { code: "misuse" }, { code: "forbidden" }]);
    expect(String(errors[1])).toContain('"x" lies elsewhere');
  });
});
