import { describe, expect, it } from "vitest";
import { Attempts } from "./attempts.js";
import type { Context } from "./context.js";
import { RecordingLogger } from "./recording-logger.fixture.js";
import { aRequest } from "./request.fixture.js";
import { runAttempt } from "./run-attempt.js";
import { instantly, ScriptedLink } from "./scripted-link.fixture.js";

const logger = new RecordingLogger();

async function run(handle: (ctx: Context) => unknown, link = new ScriptedLink()) {
  await runAttempt(aRequest(), link, new AbortController(), { handle, logger, timing: instantly });
  return link;
}
async function* pieces(...texts: string[]) {
  yield* texts;
}
const errorOf = (link: ScriptedLink) => {
  const last = link.calls.at(-1);
  return last?.name === "fail" ? last.input.error : null;
};

describe("a streamed reply", () => {
  it("is refused with options, which it cannot carry [F206]", async () => {
    const link = await run((ctx) => ctx.reply(pieces("hi") as never, { options: ["Tea"] }));
    expect(errorOf(link)).toContain(
      "a streamed reply was given options. Offer them with a reply of their own",
    );
  });

  it("sends what comes, in order, and ends with the whole message [F206]", async () => {
    const texts: string[] = [];
    const link = await run(async (ctx) => {
      const message = await ctx.quote(pieces("Once ", "upon ", "a ", "time."));
      if (message.type === "text") texts.push(message.text);
      await ctx.reply(ReadableStream.from(["The ", "end."]) as ReadableStream<string>);
    });
    expect(texts).toEqual(["Once upon a time."]);
    expect([...link.written.values()]).toEqual(["Once upon a time.", "The end."]);
    expect(link.calls[0]?.input).toMatchObject({ index: 0, from: 0, quotedMessageId: "m-1" });
    expect(link.calls.map(({ name }) => name).filter((name) => name !== "delta")).toEqual([
      "delta.end",
      "delta.end",
      "done",
    ]);
  });

  it("sends one piece at a time; what comes meanwhile goes into the next [F206]", async () => {
    const link = new ScriptedLink();
    link.before = () => new Promise((resolve) => setImmediate(resolve));
    await run((ctx) => ctx.reply(pieces(..."abcdefghijklmnop")), link);
    expect(link.written.get(0)).toBe("abcdefghijklmnop");
    expect(link.calls.length).toBeLessThan(6);
  });

  it("begins with something to see and never cuts a character in two [F206]", async () => {
    const link = await run((ctx) => ctx.reply(pieces(" ", "\n", "a", "\uD83D", "\uDE00", "\0")));
    const sent = link.calls.flatMap((call) => (call.name === "delta" ? [call.input.text] : []));
    expect(sent.every((text) => text.isWellFormed() && /\S/u.test(text))).toBe(true);
    expect(sent.join("")).toBe(" \na😀\uFFFD");
  });

  it("refuses a stream without text and one that is too long [F206]", async () => {
    expect(errorOf(await run((ctx) => ctx.reply(pieces(" "))))).toContain("had no text");
    expect(errorOf(await run((ctx) => ctx.reply(pieces("x".repeat(10_001)))))).toContain("10000 characters");
  });

  it("passes on what the source throws, and stops a source that is no longer wanted [F206]", async () => {
    const broken = async function* () {
      yield "a";
      throw new Error("the model is gone");
    };
    expect(errorOf(await run((ctx) => ctx.reply(broken())))).toContain("the model is gone");
    const link = new ScriptedLink();
    link.isStopped = true;
    let isReturned = false;
    const endless = async function* () {
      try {
        for (;;) {
          yield "a";
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        isReturned = true;
      }
    };
    await run((ctx) => ctx.reply(endless()), link);
    expect([isReturned, link.calls.at(-1)?.name]).toEqual([true, "done"]);
  });

  it("ends at once when the visitor stops it, though the source hangs [F206]", async () => {
    const link = new ScriptedLink();
    const reasons: unknown[] = [];
    const aborted = new Promise<void>((resolve) => {
      const handle = async (ctx: Context) => {
        ctx.signal.addEventListener("abort", () => {
          reasons.push(ctx.signal.reason.reason);
          resolve();
        });
        const hanging = async function* () {
          yield "a";
          attempts.cancel({ requestId: "r-1", attempt: 1, reason: "stopped-by-visitor" });
          await new Promise(() => {});
        };
        await ctx.reply(hanging());
      };
      const attempts = new Attempts({ handle, logger, timing: instantly });
      attempts.deliver(aRequest(), link);
    });
    await aborted;
    await new Promise(setImmediate);
    expect(reasons).toEqual(["stopped-by-visitor"]);
    expect(link.calls.map(({ name }) => name)).not.toContain("done");
  });
});
