import { describe, expect, it } from "vitest";
import type { Context } from "./context.js";
import { AttemptAborted, NatterBotError, PermanentError } from "./errors.js";
import { RecordingLogger } from "./recording-logger.fixture.js";
import { aRequest } from "./request.fixture.js";
import { runAttempt } from "./run-attempt.js";
import { instantly, ScriptedLink } from "./scripted-link.fixture.js";

const logger = new RecordingLogger();

async function run(handle: (context: Context) => unknown, link = new ScriptedLink()) {
  const controller = new AbortController();
  logger.lines.length = 0;
  await runAttempt(aRequest(), link, controller, { handle, logger, timing: instantly });
  return { link, signal: controller.signal };
}

const refusal = (code: ConstructorParameters<typeof NatterBotError>[0], isRetryable = false) =>
  new NatterBotError(code, code, { isRetryable });

describe("an attempt", () => {
  it("numbers its effects in the order of the calls, and says done last [F201]", async () => {
    const { link } = await run(async (ctx) => {
      void ctx.reply("zero");
      const two = ctx.reply("one");
      void ctx.quote("two", { options: ["A", { text: "B" }] });
      await two;
    });
    expect(link.summary).toEqual(["effect 0 zero", "effect 1 one", "effect 2 two", "done"]);
    expect(link.calls[2]?.input).toEqual({
      requestId: "r-1",
      attempt: 1,
      index: 2,
      effect: { type: "send", text: "two", options: [{ text: "A" }, { text: "B" }], quotedMessageId: "m-1" },
    });
  });

  it("waits for replies that nobody awaited, and for those that they led to [F201]", async () => {
    const { link } = await run((ctx) => {
      void ctx.reply("first").then(() => ctx.reply("second"));
    });
    expect(link.summary).toEqual(["effect 0 first", "effect 1 second", "done"]);
  });

  it("keeps the order of replies when an earlier one has to be repeated [F201]", async () => {
    const link = new ScriptedLink();
    let refusals = 2;
    link.before = ({ name, input }) => {
      if (name === "effect" && input.index === 0 && refusals-- > 0) throw refusal("overloaded", true);
    };
    await run((ctx) => {
      void ctx.reply("first");
      void ctx.reply("second");
    }, link);
    expect(link.summary).toEqual([
      "effect 0 first",
      "effect 0 first",
      "effect 0 first",
      "effect 1 second",
      "done",
    ]);
  });

  it("returns the stored message of every reply [F62]", async () => {
    let id = "";
    await run(async (ctx) => {
      id = (await ctx.reply({ text: "hi", metadata: { a: 1 } })).id;
    });
    expect(id).toBe("m-r-1-0");
  });

  it("sends what metadata was at the time of the call, also when it repeats it [F201]", async () => {
    const link = new ScriptedLink();
    const metadata = { step: 1, at: new Date(0) };
    link.before = ({ name }) => {
      if (name !== "effect" || link.calls.length > 1) return;
      metadata.step = 2;
      throw refusal("unavailable", true);
    };
    await run((ctx) => ctx.reply("hi", { metadata }), link);
    const sent = link.calls.map(
      ({ name, input }) => name === "effect" && input.effect.type === "send" && input.effect.metadata,
    );
    expect(sent).toEqual([
      { step: 1, at: "1970-01-01T00:00:00.000Z" },
      { step: 1, at: "1970-01-01T00:00:00.000Z" },
      false,
    ]);
  });

  it("lets a handler deal with a refused reply [F62]", async () => {
    const link = new ScriptedLink();
    link.before = ({ name, input }) => {
      if (name === "effect" && input.effect.type === "send" && input.effect.text === "")
        throw refusal("invalid");
    };
    await run(async (ctx) => {
      await ctx.reply("").catch(() => ctx.reply("sorry"));
    }, link);
    expect(link.summary).toEqual(["effect 0 ", "effect 1 sorry", "done"]);
  });

  it("fails by a refused reply that nobody awaited [F201]", async () => {
    const link = new ScriptedLink();
    link.before = ({ name }) => {
      if (name === "effect") throw refusal("invalid");
    };
    await run((ctx) => void ctx.reply(""), link);
    expect(link.summary).toEqual(["effect 0 ", "fail"]);
    expect(link.calls[1]?.input).toMatchObject({ isRetryable: false });
  });

  it.each([
    [new Error("later"), "Error: later", true],
    [new PermanentError("never"), "PermanentError: never", false],
    [Object.assign(new TypeError("no"), { isRetryable: false }), "TypeError: no", false],
    ["a string\0", "a string\uFFFD", true],
    [new Error("x".repeat(5000)), `Error: ${"x".repeat(1993)}`, true],
  ])(
    "reports a failure so that the server knows whether to try again [F201]",
    async (error, told, isRetryable) => {
      const { link } = await run(() => {
        throw error;
      });
      expect(link.calls).toEqual([
        { name: "fail", input: { requestId: "r-1", attempt: 1, error: told, isRetryable } },
      ]);
      expect(logger.lines[0]).toMatch(/^error a handler failed/u);
      expect(logger.lines.length).toBe(isRetryable ? 1 : 2);
    },
  );

  it("sends the replies that were under way before it reports a failure [F201]", async () => {
    const { link } = await run((ctx) => {
      void ctx.reply("half");
      throw new Error("no");
    });
    expect(link.summary).toEqual(["effect 0 half", "fail"]);
  });

  it("refuses replies after the request was answered [F201]", async () => {
    let context: Context | undefined;
    const { link } = await run((ctx) => {
      context = ctx;
    });
    await expect(context?.reply("too late")).rejects.toThrow(/already been answered\. Await the work/u);
    expect(link.summary).toEqual(["done"]);
  });

  it("takes at most 1000 effects [F201]", async () => {
    const { link } = await run(async (ctx) => {
      for (let count = 0; count < 1000; count++) void ctx.reply("x");
      await ctx.reply("one too many");
    });
    expect(link.calls).toHaveLength(1001);
    expect(link.calls.at(-1)?.input).toMatchObject({
      error: expect.stringContaining("at most 1000 effects"),
    });
  });

  it.each(["effect", "done"] as const)("falls silent when %s is fenced [F202]", async (fenced) => {
    const link = new ScriptedLink();
    link.before = ({ name }) => {
      if (name === fenced) throw refusal("fenced");
    };
    const { signal } = await run((ctx) => ctx.reply("hi"), link);
    expect(signal.reason).toBeInstanceOf(AttemptAborted);
    expect(signal.reason.reason).toBe("fenced");
    expect(link.calls.at(-1)?.name).toBe(fenced);
    expect(logger.lines).toEqual([]);
  });

  it("returns at once when it is aborted, though the handler goes on, and drops later replies [F202]", async () => {
    const link = new ScriptedLink();
    const controller = new AbortController();
    let finish = () => {};
    let late: Promise<unknown> = Promise.resolve();
    const handle = async (ctx: Context) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      late = expect(ctx.reply("late")).rejects.toMatchObject({ code: "aborted", reason: "lease-lost" });
    };
    const attempt = runAttempt(aRequest(), link, controller, { handle, logger, timing: instantly });
    controller.abort(new AttemptAborted("lease-lost"));
    await attempt;
    finish();
    await new Promise(setImmediate);
    await late;
    expect(link.calls).toEqual([]);
  });

  it("tells when the server refuses the end of a request [F62]", async () => {
    const link = new ScriptedLink();
    link.before = () => {
      throw refusal("not_found");
    };
    await run(() => {}, link);
    expect(logger.lines).toEqual([
      expect.stringMatching(/^error the server refused the end.*request r-1, attempt 1/u),
    ]);
  });
});
