import { describe, expect, it } from "vitest";
import { Composer } from "../composer.js";
import { aRequest, fileMessage, offer, systemMessage, textMessage } from "../request.fixture.js";
import { askManager, drafted, refusing, said } from "./ask-manager.fixture.js";
import { Manager } from "./manager.js";

const policy = { timeoutMs: 60_000, then: "reject" } as const;

describe("a manager's handlers", () => {
  const marks = (manager: Manager) => {
    for (const filter of [
      "human",
      "human:text",
      "human:file",
      "human:image",
      "draft",
      "draft:text",
      "draft:file",
      "draft:image",
      "message",
      "text",
      "image",
      "system",
    ] as const) {
      manager.on(filter, async (ctx, next) => {
        await ctx.reply(filter);
        await next();
      });
    }
  };

  it.each([
    ["a person's text", said(), ["human", "human:text", "message", "text"]],
    [
      "a person's image",
      said(fileMessage("image")),
      ["human", "human:file", "human:image", "message", "image"],
    ],
    ["a bot's text", drafted(), ["draft", "draft:text"]],
    ["a bot's image", drafted(fileMessage("image")), ["draft", "draft:file", "draft:image"]],
    ["a system message", aRequest({ message: systemMessage() }), ["system"]],
  ])("get %s by its own filters and no others [F43] [F44] [F57]", async (_, request, filters) => {
    const effects = await askManager(request, marks);
    expect(effects).toEqual([...filters.map((text) => ({ type: "send", text, approve: true })), "done"]);
  });

  it("take hears, command and choice for what people say, never for drafts [F200]", async () => {
    const teach = (manager: Manager) =>
      manager
        .hears("hello", (ctx) => ctx.redirect("echo"))
        .command("help", (ctx) => ctx.reply(ctx.command.name))
        .choice("Tea", (ctx) => ctx.tell("echo", ctx.choice.text));
    const redirected = { type: "redirect", messageId: "m-1", to: ["echo"] };
    expect(await askManager(said(), teach)).toEqual([redirected, "done"]);
    expect(await askManager(said(textMessage("/help")), teach)).toMatchObject([{ text: "help" }, "done"]);
    const picked = said(textMessage("Tea"));
    picked.payload.quoted = offer("What?", ["Tea"]);
    expect(await askManager(picked, teach)).toMatchObject([{ text: "Tea", to: ["echo"] }, "done"]);
    for (const text of ["hello", "/help"])
      expect(await askManager(drafted(textMessage(text)), teach)).toEqual(["done"]);
    const draftedPick = drafted(textMessage("Tea"));
    draftedPick.payload.quoted = offer("What?", ["Tea"]);
    expect(await askManager(draftedPick, teach)).toEqual(["done"]);
  });

  it("hear system messages only when one is registered for them [F62]", () => {
    expect(new Manager().on("human", () => {}).announces()).toEqual(["message"]);
    expect(new Manager().on(["human", "system"], () => {}).announces()).toEqual(["message", "system"]);
  });

  it("nest a bot's composer [F62]", async () => {
    const small = new Composer().hears("hello", (ctx) => ctx.quote("hi"));
    expect(await askManager(said(), (manager) => manager.use(small))).toEqual([
      { type: "send", text: "hi", quotedMessageId: "m-1", approve: true },
      "done",
    ]);
  });

  it("refuse a string that is no filter [F67]", () => {
    // @ts-expect-error: there is no such filter
    expect(() => new Manager().on("drafts", () => {})).toThrow('"drafts" is not a filter');
    // @ts-expect-error: there is no such type
    expect(() => new Manager().on("draft:texts", () => {})).toThrow('"texts" is not a filter');
  });
});

describe("what a manager does", () => {
  it("redirects to bots by name, by id, as ctx.bots has them, and with overrides [F47] [F48]", async () => {
    const metadata = { score: 1 };
    const effects = await askManager(said(), (manager) =>
      manager.on("human", async (ctx) => {
        await ctx.redirect("calculator");
        await ctx.redirect(["echo", "p-calculator"], {
          text: "1 + 1",
          options: ["A", { text: "B" }],
          metadata,
        });
        metadata.score = 2;
        await ctx.redirect(ctx.bots, { metadata: null, quotedMessageId: null });
        const message = await ctx.redirect([]);
        await ctx.reply(message === ctx.message ? "the same" : "another");
      }),
    );
    const redirect = { type: "redirect", messageId: "m-1" };
    expect(effects).toEqual([
      { ...redirect, to: ["calculator"] },
      {
        ...redirect,
        to: ["echo", "calculator"],
        overrides: { text: "1 + 1", options: [{ text: "A" }, { text: "B" }], metadata: { score: 1 } },
      },
      { ...redirect, to: ["echo", "calculator"], overrides: { metadata: null, quotedMessageId: null } },
      { type: "send", text: "the same", approve: true },
      "done",
    ]);
  });

  it("decides on drafts [F45] [F58] [F208]", async () => {
    const effects = await askManager(drafted(), (manager) =>
      manager.on("draft", async ({ draft }) => {
        await draft.approve();
        await draft.reject("too long");
        await draft.rewrite("Hello.");
        await draft.hold(policy);
      }),
    );
    const messageId = "m-1";
    expect(effects).toEqual([
      { type: "approve", messageId },
      { type: "reject", messageId, reason: "too long" },
      { type: "rewrite", messageId, text: "Hello." },
      { type: "hold", messageId, ...policy },
      "done",
    ]);
  });

  it("speaks to people at once, to bots alone, and as a bot [F51] [F52]", async () => {
    const effects = await askManager(said(), (manager) =>
      manager.on("human", async (ctx) => {
        await ctx.quote({ text: "hi", options: ["A"] });
        await ctx.tell(["echo"], "wake up", { metadata: { at: 9 } });
        await ctx.as("echo").reply("I am awake.", { options: ["Sleep"] });
        await ctx.as("p-calculator").reply({ text: "= 2" });
      }),
    );
    expect(effects).toEqual([
      { type: "send", text: "hi", options: [{ text: "A" }], quotedMessageId: "m-1", approve: true },
      { type: "send", text: "wake up", metadata: { at: 9 }, to: ["echo"] },
      { type: "send", text: "I am awake.", options: [{ text: "Sleep" }], onBehalfOf: "echo", approve: true },
      { type: "send", text: "= 2", onBehalfOf: "calculator", approve: true },
      "done",
    ]);
  });

  it("knows the bots of the conversation [F47]", async () => {
    let names: string[] = [];
    const first = said();
    first.payload.bots = first.payload.bots.map((bot) => ({ ...bot, isPresent: bot.botName === "echo" }));
    await askManager(first, (manager) =>
      manager.on("human", ({ bots }) => {
        names = bots.map(({ name, id, isPresent }) => `${name} ${id} ${isPresent}`);
      }),
    );
    expect(names).toEqual(["echo p-echo true", "calculator p-calculator false"]);
  });
});

describe("a policy for drafts that nobody decided on", () => {
  const held = { type: "hold", messageId: "m-1", ...policy };

  it.each<[string, (manager: Manager) => unknown]>([
    ["no handler matched", () => {}],
    ["the handler only looked", (manager) => manager.on("draft", () => {})],
    [
      "the handler failed and was excused",
      (manager) =>
        manager
          .on("draft", () => {
            throw new Error("no");
          })
          .catch(() => {}),
    ],
  ])("holds a draft when %s [F58] [F208]", async (_, teach) => {
    const effects = await askManager(drafted(), (manager) => {
      teach(manager.hold(policy));
    });
    expect(effects).toEqual([held, "done"]);
  });

  it("holds a draft that was only sent on [F208]", async () => {
    const effects = await askManager(drafted(), (manager) =>
      manager.hold(policy).on("draft", (ctx) => ctx.redirect("calculator")),
    );
    expect(effects).toEqual([{ type: "redirect", messageId: "m-1", to: ["calculator"] }, held, "done"]);
  });

  it("leaves alone what a handler decided, even when nobody awaited it [F208]", async () => {
    const effects = await askManager(drafted(), (manager) =>
      manager.hold(policy).on("draft", (ctx) => {
        void ctx.draft.approve();
      }),
    );
    expect(effects).toEqual([{ type: "approve", messageId: "m-1" }, "done"]);
  });

  it("leaves alone what people say, and drafts whose handler failed [F208]", async () => {
    expect(await askManager(said(), (manager) => manager.hold(policy))).toEqual(["done"]);
    const failed = await askManager(drafted(), (manager) =>
      manager.hold(policy).on("draft", () => {
        throw new Error("no");
      }),
    );
    expect(failed).toEqual(["Error: no"]);
  });

  it("is content where somebody else has decided meanwhile, and with no other refusal [F208]", async () => {
    const teach = (manager: Manager) => manager.hold(policy);
    expect(await askManager(drafted(), teach, refusing("conflict"))).toEqual([held, "done"]);
    expect((await askManager(drafted(), teach, refusing("forbidden"))).at(-1)).toContain("--manager");
  });

  it.each([
    { timeoutMs: 0, then: "reject" },
    { timeoutMs: 2_592_000_001, then: "approve" },
    { timeoutMs: 1, then: "wait" },
  ])("is refused where it is registered: %o [F67]", (wrong) => {
    // @ts-expect-error: what JavaScript may hand over
    expect(() => new Manager().hold(wrong)).toThrow(/Write it like hold\(\{ timeoutMs: 600_000/u);
  });
});
