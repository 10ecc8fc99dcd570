import type { FileMessage, Message, Participant, SystemMessage, TextMessage } from "@natter/protocol";
import { describe, expect, expectTypeOf, it } from "vitest";
import { AttemptCalls } from "./attempt-calls.js";
import { Bot } from "./bot.js";
import { Composer } from "./composer.js";
import { Context } from "./context.js";
import { Effects } from "./effects.js";
import { send } from "./reply.js";
import { aRequest, fileMessage, offer, systemMessage, textMessage } from "./request.fixture.js";
import { instantly, ScriptedLink } from "./scripted-link.fixture.js";

/** Runs the handlers for one message and returns the replies. */
async function replies(composer: Composer, message: Message, quoted: Message | null = null) {
  const link = new ScriptedLink();
  const request = aRequest({ message, quoted });
  const controller = new AbortController();
  const effects = new Effects(new AttemptCalls(request, link, controller, instantly));
  await composer.middleware()(new Context(request, effects, controller.signal), async () => {
    await effects.inOrder("send", () => send({ type: "send", text: "nobody matched" }));
  });
  await effects.settle();
  return link.summary.map((line) => line.replace(/^effect \d+ /u, ""));
}
const repliesTo = (composer: Composer, text: string) => replies(composer, textMessage(text));

describe("on", () => {
  it.each([
    [textMessage("t"), ["text", "message"]],
    [fileMessage("voice"), ["voice", "file", "message"]],
    [fileMessage("audio"), ["audio", "file", "message"]],
    [fileMessage("video"), ["video", "file", "message"]],
    [fileMessage("image"), ["image", "file", "message"]],
    [fileMessage("attachment"), ["attachment", "file", "message"]],
    [systemMessage(), ["system"]],
  ])("lets each message pass its own filters and no others [F62]", async (message, filters) => {
    const composer = new Composer();
    for (const filter of [
      "text",
      "voice",
      "audio",
      "video",
      "image",
      "attachment",
      "system",
      "file",
      "message",
    ] as const) {
      composer.on(filter, async (ctx, next) => {
        await ctx.reply(filter);
        await next();
      });
    }
    expect(await replies(composer, message)).toEqual([...filters, "nobody matched"]);
  });

  it("narrows the message by its filters, and refuses a wrong one at compile time [F200]", () => {
    new Composer()
      .on("text", (ctx) => {
        expectTypeOf(ctx.message).toEqualTypeOf<TextMessage>();
        expectTypeOf(ctx.sender).toEqualTypeOf<Participant>();
        expectTypeOf(ctx.reply("x")).toEqualTypeOf<Promise<Message>>();
      })
      .on("voice", (ctx) => expectTypeOf(ctx.message.type).toEqualTypeOf<"voice">())
      .on("file", (ctx) => expectTypeOf(ctx.message).toEqualTypeOf<FileMessage>())
      .on("message", (ctx) => expectTypeOf(ctx.message).toEqualTypeOf<TextMessage | FileMessage>())
      .on("system", (ctx) => {
        expectTypeOf(ctx.message).toEqualTypeOf<SystemMessage>();
        expectTypeOf(ctx.sender).toEqualTypeOf<null>();
      })
      .on(["text", "system"], (ctx) => {
        expectTypeOf(ctx.message).toEqualTypeOf<TextMessage | SystemMessage>();
        expectTypeOf(ctx.sender).toEqualTypeOf<Participant | null>();
      })
      .use((ctx) => expectTypeOf(ctx.message).toEqualTypeOf<Message>());
    // @ts-expect-error: "texts" is no filter
    expect(() => new Composer().on("texts", () => {})).toThrow(
      /"texts" is not a filter\. Use one of system, text/u,
    );
    for (const filter of ["draft", "human:text"] as const) {
      // @ts-expect-error: only managers hear these
      expect(() => new Bot().on(["text", filter], () => {})).toThrow(
        `"${filter}" is not a filter of bots. Make the bot with new Manager() to hear it, or use one of system, text`,
      );
    }
    // @ts-expect-error: a text message has no file
    new Composer().on("text", (ctx) => ctx.message.file);
    // @ts-expect-error: options are strings or {text}
    new Composer().on("text", (ctx) => ctx.reply("x", { options: [1] }));
    // @ts-expect-error: ctx.quote chooses what it quotes
    new Composer().on("text", (ctx) => ctx.quote("x", { quotedMessageId: "m" }));
  });
});

describe("a chain", () => {
  it("runs in order, and ends at the first handler that matches without calling next [F62]", async () => {
    const composer = new Composer()
      .use(async (ctx, next) => {
        await ctx.reply("before");
        await next();
        await ctx.reply("after");
      })
      .on("image", (ctx) => ctx.reply("not this"))
      .on(
        "text",
        async (ctx, next) => {
          await ctx.reply("one");
          await next();
        },
        (ctx) => ctx.reply("two"),
      )
      .on("text", (ctx) => ctx.reply("never"));
    expect(await repliesTo(composer, "x")).toEqual(["before", "one", "two", "after"]);
  });

  it("waits for a next() that nobody awaited [F201]", async () => {
    const composer = new Composer()
      .use((_ctx, next) => {
        void next();
      })
      .on("text", async (ctx) => {
        await new Promise(setImmediate);
        await ctx.reply("seen");
      });
    expect(await repliesTo(composer, "x")).toEqual(["seen"]);
  });

  it("refuses a second next() [F62]", async () => {
    const composer = new Composer().use(async (_ctx, next) => {
      await next();
      await next();
    });
    await expect(repliesTo(composer, "x")).rejects.toThrow("next() was called twice. Call it once");
  });

  it("refuses what is no handler or no pattern where it is registered, as programs in JavaScript do it [F67]", () => {
    const composer = new Composer();
    const wrong = "hi" as unknown as () => void;
    expect(() => composer.on("text")).toThrow("a handler was registered without its function. Write it like");
    expect(() => composer.on("text", wrong)).toThrow("a handler is no function. Write it like");
    expect(() => composer.use(wrong)).toThrow("a handler is no function");
    expect(() => composer.catch(wrong)).toThrow("a handler is no function");
    expect(() => composer.hears(5 as unknown as string, () => {})).toThrow(
      "5 is neither a text nor a regular expression. Write it like",
    );
  });

  it("nests composers, with announcements and seals [F62]", async () => {
    const inner = new Composer().hears("inner", (ctx) => ctx.reply("from inside"));
    const composer = new Composer().use(inner).on("text", (ctx) => ctx.reply("from outside"));
    expect(composer.announces()).toEqual(["message"]);
    inner.on("system", () => {});
    expect(composer.announces()).toEqual(["message", "system"]);
    expect(await repliesTo(composer, "inner")).toEqual(["from inside"]);
    expect(await repliesTo(composer, "x")).toEqual(["from outside"]);
    expect(() => inner.use(() => {})).toThrow("registered after the bot had started");
  });
});

describe("hears", () => {
  it("takes whole texts and patterns, and hands over what they found [F62]", async () => {
    const composer = new Composer()
      .hears(["hi", /^call (?<who>\w+)$/giu], (ctx) => {
        expectTypeOf(ctx.match).toEqualTypeOf<"hi" | RegExpExecArray>();
        return ctx.reply(typeof ctx.match === "string" ? ctx.match : `calling ${ctx.match.groups?.who}`);
      })
      .hears("yes", (ctx) => {
        expectTypeOf(ctx.match).toEqualTypeOf<"yes">();
        return ctx.reply("agreed");
      })
      .hears(/(\d+)/u, (ctx) => {
        expectTypeOf(ctx.match).toEqualTypeOf<RegExpExecArray>();
        return ctx.reply(`number ${ctx.match[1]}`);
      });
    expect(await repliesTo(composer, "hi")).toEqual(["hi"]);
    expect(await repliesTo(composer, "hi there")).toEqual(["nobody matched"]);
    for (let again = 0; again < 2; again++)
      expect(await repliesTo(composer, "CALL Bob")).toEqual(["calling Bob"]);
    expect(await repliesTo(composer, "room 12")).toEqual(["number 12"]);
    expect(await replies(composer, fileMessage("image"))).toEqual(["nobody matched"]);
  });
});

describe("findings", () => {
  it("stay with the handler that they were found for [F62]", async () => {
    const composer = new Composer()
      .hears(/^(\w+)/u, async (ctx, next) => {
        await next();
        await ctx.reply(`first: ${ctx.match[1]}`);
      })
      .hears(/(\w+)$/u, (ctx) => ctx.reply(`last: ${ctx.match[1]}`));
    expect(await repliesTo(composer, "one two")).toEqual(["last: two", "first: one"]);
  });
});

describe("command", () => {
  it("splits a command from its arguments [F65]", async () => {
    const composer = new Composer().command(["start", "Help"], (ctx) => {
      expectTypeOf(ctx.command.name).toEqualTypeOf<"start" | "Help">();
      return ctx.reply(`${ctx.command.name}(${ctx.command.args})`);
    });
    expect(await repliesTo(composer, "/start")).toEqual(["start()"]);
    expect(await repliesTo(composer, " /Start  a  b\nc ")).toEqual(["start(a  b\nc)"]);
    expect(await repliesTo(composer, "/help")).toEqual(["Help()"]);
    expect(await repliesTo(composer, "/starting")).toEqual(["nobody matched"]);
    expect(await repliesTo(composer, "say /start")).toEqual(["nobody matched"]);
  });

  it.each(["/start", "two words", ""])("refuses %j as a name [F67]", (name) => {
    expect(() => new Composer().command(name, () => {})).toThrow("Write it without the slash");
  });
});

describe("choice", () => {
  const menu = offer("Tea or coffee?", ["Tea", "Coffee", "Tea"]);
  const composer = new Composer()
    .choice("Coffee", (ctx) => ctx.reply(`coffee is ${ctx.choice.index}`))
    .choice((ctx) => {
      expectTypeOf(ctx.choice.text).toEqualTypeOf<string>();
      return ctx.reply(`${ctx.choice.text} of ${ctx.choice.message.id}`);
    });

  it("knows a picked option of the bot's own message [F62]", async () => {
    expect(await replies(composer, textMessage("Coffee"), menu)).toEqual(["coffee is 1"]);
    expect(await replies(composer, textMessage("Tea"), menu)).toEqual(["Tea of m-offer"]);
  });

  it.each([
    ["nothing is quoted", null],
    ["somebody else's message is quoted", { ...menu, senderId: "p-other" }],
    ["the text is no option of it", offer("Which?", ["tea"])],
    ["a system message is quoted", systemMessage()],
  ])("matches nothing when %s [F62]", async (_why, quoted) => {
    expect(await replies(composer, textMessage("Tea"), quoted)).toEqual(["nobody matched"]);
  });
});

describe("catch", () => {
  const failing = (text: string) => new Composer().on("text", () => Promise.reject(new Error(text)));

  it("counts a request as answered when its handler returns [F62]", async () => {
    const composer = failing("oh").catch((error, ctx) => ctx.reply(`sorry: ${(error as Error).message}`));
    expect(await repliesTo(composer, "x")).toEqual(["sorry: oh"]);
  });

  it("passes on what it throws, to the next and at last out [F62]", async () => {
    const seen: string[] = [];
    const composer = failing("one")
      .catch((error) => {
        seen.push((error as Error).message);
        throw new Error("two");
      })
      .catch((error) => {
        seen.push((error as Error).message);
        throw error;
      });
    await expect(repliesTo(composer, "x")).rejects.toThrow("two");
    expect(seen).toEqual(["one", "two"]);
  });

  it("guards its own composer, not what comes after it [F62]", async () => {
    const inner = new Composer().use((_ctx, next) => next()).catch((_error, ctx) => ctx.reply("inner"));
    const outer = new Composer().use(inner, failing("later")).catch((_error, ctx) => ctx.reply("outer"));
    expect(await repliesTo(outer, "x")).toEqual(["outer"]);
  });
});
