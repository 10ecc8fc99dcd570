import type { FileMessage, Message, Participant, SystemMessage, TextMessage } from "@natter/protocol";
import { describe, expect, expectTypeOf, it } from "vitest";
import { Bot } from "../bot.js";
import type { Draft } from "./draft.js";
import type { ManagedBot } from "./managed-bot.js";
import { Manager } from "./manager.js";
import type { ManagerContext } from "./manager-context.js";

const typed = (run: () => unknown) => expect(run).toBeTypeOf("function");

describe("the types of a manager", () => {
  it("narrow the message by the filter, and give drafts to those who asked for them [F200]", () => {
    new Manager()
      .on("human", (ctx) => {
        expectTypeOf(ctx.message).toEqualTypeOf<TextMessage | FileMessage>();
        expectTypeOf(ctx.sender).toEqualTypeOf<Participant>();
        expectTypeOf(ctx.kind).toEqualTypeOf<"human">();
        expectTypeOf(ctx.bots).toEqualTypeOf<readonly ManagedBot[]>();
        expectTypeOf(ctx.redirect("echo")).toEqualTypeOf<Promise<Message>>();
        expectTypeOf(ctx).not.toHaveProperty("draft");
      })
      .on("human:text", (ctx) => expectTypeOf(ctx.message).toEqualTypeOf<TextMessage>())
      .on("human:voice", (ctx) => expectTypeOf(ctx.message.type).toEqualTypeOf<"voice">())
      .on("draft", (ctx) => {
        expectTypeOf(ctx.draft).toEqualTypeOf<Draft>();
        expectTypeOf(ctx.message).toEqualTypeOf<TextMessage | FileMessage>();
        expectTypeOf(ctx.draft.approve()).toEqualTypeOf<Promise<Message>>();
      })
      .on("draft:file", (ctx) => {
        expectTypeOf(ctx.message).toEqualTypeOf<FileMessage>();
        expectTypeOf(ctx.draft).toEqualTypeOf<Draft>();
      })
      .on("text", (ctx) => {
        expectTypeOf(ctx.message).toEqualTypeOf<TextMessage>();
        expectTypeOf(ctx).not.toHaveProperty("draft");
      })
      .on("system", (ctx) => {
        expectTypeOf(ctx.message).toEqualTypeOf<SystemMessage>();
        expectTypeOf(ctx.sender).toEqualTypeOf<null>();
      })
      .on(["human", "draft"], (ctx) => {
        if (ctx.kind === "draft") expectTypeOf(ctx.draft).toEqualTypeOf<Draft>();
        else expectTypeOf(ctx).not.toHaveProperty("draft");
      })
      .hears(/(\d+)/u, (ctx) => {
        expectTypeOf(ctx.match).toEqualTypeOf<RegExpExecArray>();
        expectTypeOf(ctx.message).toEqualTypeOf<TextMessage>();
        expectTypeOf(ctx.bots).toEqualTypeOf<readonly ManagedBot[]>();
      })
      .command("start", (ctx) => expectTypeOf(ctx.command.name).toEqualTypeOf<"start">())
      .burst({ quiet: 800 }, (ctx) => {
        expectTypeOf(ctx.messages[0]).toEqualTypeOf<TextMessage | FileMessage | undefined>();
        expectTypeOf(ctx.bots).toEqualTypeOf<readonly ManagedBot[]>();
      })
      .choice("Tea", (ctx) => expectTypeOf(ctx.choice.index).toEqualTypeOf<number>())
      .use((ctx) => expectTypeOf(ctx).toEqualTypeOf<ManagerContext>())
      .catch((_error, ctx) => expectTypeOf(ctx).toEqualTypeOf<ManagerContext>());
  });

  it("let a draft's handler decide, and nobody else [F208]", () => {
    // @ts-expect-error: what people say is no draft
    typed(() => new Manager().on("human", (ctx) => ctx.draft.approve()));
    // @ts-expect-error: nor is what they say in words
    typed(() => new Manager().on("human:text", (ctx) => ctx.draft));
    // @ts-expect-error: nor what hears gets
    typed(() => new Manager().hears("x", (ctx) => ctx.draft));
    // @ts-expect-error: nor everything
    typed(() => new Manager().use((ctx) => ctx.draft));
    // @ts-expect-error: nor both, before it is told apart
    typed(() => new Manager().on(["human", "draft"], (ctx) => ctx.draft));
    // @ts-expect-error: a draft is text or a file, never a system message
    typed(() => new Manager().on("draft:system", () => {}));
    // @ts-expect-error: a reason has to be given
    typed(() => new Manager().on("draft", (ctx) => ctx.draft.reject()));
    // @ts-expect-error: a text draft has no file
    typed(() => new Manager().on("draft:text", (ctx) => ctx.message.file));
  });

  it("allow overrides of what was said, and of nothing else [F48]", () => {
    // @ts-expect-error: who said it stays
    typed(() => new Manager().on("human", (ctx) => ctx.redirect("echo", { senderId: "p" })));
    // @ts-expect-error: so does its id
    typed(() => new Manager().on("human", (ctx) => ctx.redirect("echo", { id: "m" })));
    // @ts-expect-error: and where
    typed(() => new Manager().on("human", (ctx) => ctx.redirect("echo", { conversationId: "c" })));
    typed(() => new Manager().on("human", (ctx) => ctx.redirect("echo", { text: "x", options: ["A"] })));
  });

  it("keep all of it from bots [F53]", () => {
    // @ts-expect-error: a bot hears no drafts
    typed(() => new Bot().on("draft", () => {}));
    // @ts-expect-error: a bot sends nothing on
    typed(() => new Bot().on("text", (ctx) => ctx.redirect("echo")));
    // @ts-expect-error: a bot speaks for itself
    typed(() => new Bot().on("text", (ctx) => ctx.as("echo")));
    // @ts-expect-error: a bot's replies say nothing of approval
    typed(() => new Bot().on("text", (ctx) => ctx.reply("x", { approve: true })));
    // @ts-expect-error: a bot holds nothing
    typed(() => new Bot().hold({ timeoutMs: 1, then: "approve" }));
  });
});
