import { describe, expect, expectTypeOf, it } from "vitest";
import type { Context } from "./context.js";
import { NatterBotError } from "./errors.js";
import { RecordingLogger } from "./recording-logger.fixture.js";
import { aRequest } from "./request.fixture.js";
import { runAttempt } from "./run-attempt.js";
import { instantly, ScriptedLink } from "./scripted-link.fixture.js";

const logger = new RecordingLogger();

async function run(handle: (ctx: Context) => unknown, link: ScriptedLink, attempt = 1) {
  const controller = new AbortController();
  link.calls.length = 0;
  await runAttempt(aRequest({ attempt }), link, controller, { handle, logger, timing: instantly });
  return link.summary;
}
const failureOf = (link: ScriptedLink) => {
  const call = link.calls.at(-1);
  return call?.name === "fail" ? call.input : null;
};

describe("ctx.ask", () => {
  it("ends the attempt while nobody has answered, and says neither done nor fail [F204]", async () => {
    const link = new ScriptedLink();
    const seen: unknown[] = [];
    const calls = await run(async (ctx) => {
      await ctx.reply("hello");
      await ctx.ask("Name?", { options: ["Ann"], timeoutMs: 5000 }).catch((error) => {
        seen.push(error.reason);
        throw error;
      });
      seen.push("not reached");
    }, link);
    expect(calls).toEqual(["effect 0 hello", "ask 1 Name?"]);
    expect(link.calls[1]?.input).toMatchObject({ options: [{ text: "Ann" }], timeoutMs: 5000 });
    await new Promise(setImmediate);
    expect(seen).toEqual(["suspended"]);
  });

  it("is refused with an option that it does not have, instead of asking without it [F67] [F204]", async () => {
    const link = new ScriptedLink();
    // As a program in JavaScript calls it.
    await run(async (ctx) => void (await ctx.ask("Name?", { timeout: 5000 } as object)), link);
    expect(failureOf(link)?.error).toContain("ctx.ask has no option timeout. Use options, strict, timeoutMs");
  });

  it("says which option an answer names, with the options as its type [F204]", async () => {
    const choices: unknown[] = [];
    const dialogue = async (ctx: Context) => {
      const drink = await ctx.ask("Tea or coffee?", {
        options: ["Tea", { text: "Coffee" }],
        validate: (answer) => {
          expectTypeOf(answer.choice).toEqualTypeOf<"Tea" | "Coffee" | null>();
          return true;
        },
      });
      expectTypeOf(drink.choice).toEqualTypeOf<"Tea" | "Coffee" | null>();
      const name = await ctx.ask("Name?");
      expectTypeOf(name.choice).toEqualTypeOf<null>();
      const offered: string[] = ["a", "b"];
      const other = await ctx.ask("Which?", { options: offered });
      expectTypeOf(other.choice).toEqualTypeOf<string | null>();
      choices.push(drink.choice, name.choice, other.choice);
    };
    for (const answers of [
      ["Tea", "Tea", "A "],
      ["cocoa", "", "c"],
    ]) {
      const link = new ScriptedLink();
      link.answers = answers;
      await run(dialogue, link);
    }
    expect(choices).toEqual(["Tea", null, "a", null, null, null]);
  });

  it("asks again until an option is picked where nothing else will do [F204]", async () => {
    const link = new ScriptedLink();
    link.answers = ["cocoa", "tea"];
    const calls = await run(async (ctx) => {
      const { choice } = await ctx.ask("Tea or coffee?", {
        options: ["Tea", "Coffee"],
        strict: true,
        retry: "Tea or coffee only.",
        validate: (answer) => answer.choice === "Tea" || "Coffee is out.",
      });
      expectTypeOf(choice).toEqualTypeOf<"Tea" | "Coffee">();
      await ctx.reply(choice);
    }, link);
    expect(calls).toEqual(["ask 0 Tea or coffee?", "ask 1 Tea or coffee only.", "effect 2 Tea", "done"]);
    expect(link.calls[1]?.input).toMatchObject({ options: [{ text: "Tea" }, { text: "Coffee" }] });
    const none = new ScriptedLink();
    await run(async (ctx) => void (await ctx.ask("Well?", { strict: true })), none);
    expect(failureOf(none)).toMatchObject({ error: expect.stringContaining("without options to insist on") });
  });

  it("asks three questions in eight lines, each attempt getting one answer further [F200] [F204]", async () => {
    const dialogue = async (ctx: Context) => {
      const name = await ctx.ask("Your name?");
      const drink = await ctx.ask("Tea or coffee?", { options: ["Tea", "Coffee"] });
      const sugar = await ctx.ask("Sugar?", { options: ["Yes", "No"] });
      await ctx.reply(`${name.text}: ${drink.text}, sugar: ${sugar.text}`);
    };
    const ends: string[] = [];
    for (const answers of [[], ["Ann"], ["Ann", "Tea"], ["Ann", "Tea", "No"]]) {
      const link = new ScriptedLink();
      link.answers = answers;
      ends.push((await run(dialogue, link)).slice(-2).join(", "));
    }
    expect(ends).toEqual([
      "ask 0 Your name?",
      "ask 0 Your name?, ask 1 Tea or coffee?",
      "ask 1 Tea or coffee?, ask 2 Sugar?",
      "effect 3 Ann: Tea, sugar: No, done",
    ]);
  });

  it("asks again until the answer will do [F204]", async () => {
    const link = new ScriptedLink();
    link.answers = ["x", "17", "42"];
    const calls = await run(async (ctx) => {
      const validate = ({ text }: { text: string }) => (text === "17" ? "Older?" : /^\d+$/u.test(text));
      const age = await ctx.ask("Age?", { validate, retry: "A number, please." });
      await ctx.reply(age.text);
    }, link);
    expect(calls).toEqual(["ask 0 Age?", "ask 1 A number, please.", "ask 2 Older?", "effect 3 42", "done"]);
  });

  it("fails with no_answer after the timeout, which a handler may catch [F204]", async () => {
    const link = new ScriptedLink();
    link.answers = ["timed-out"];
    await run((ctx) => ctx.ask("Name?"), link);
    expect(failureOf(link)).toMatchObject({ isRetryable: false });
    expect(failureOf(link)?.error).toContain("nobody answered");
    link.answers = ["timed-out"];
    const caught = (ctx: Context) => ctx.ask("Name?").catch(() => ctx.reply("Never mind."));
    expect(await run(caught, link)).toEqual(["ask 0 Name?", "effect 1 Never mind.", "done"]);
  });

  it("is sent after every effect that was begun before it [F204]", async () => {
    const link = new ScriptedLink();
    const calls = await run((ctx) => {
      void ctx.reply("first");
      void ctx.step("slow", () => new Promise((resolve) => setImmediate(resolve)));
      return ctx.ask("Name?");
    }, link);
    expect(calls).toEqual(["effect 0 first", "step 1 slow recorded", "ask 2 Name?"]);
  });
});

describe("ctx.step", () => {
  it("does its work once; a later attempt gets what was recorded, as JSON [F205]", async () => {
    const link = new ScriptedLink();
    const seen: unknown[] = [];
    let times = 0;
    const handle = async (ctx: Context) => {
      seen.push(await ctx.step("price", () => ({ times: ++times, at: new Date(0), none: undefined })));
      seen.push(await ctx.step("nothing", () => {}));
    };
    expect(await run(handle, link)).toEqual(["step 0 price recorded", "step 1 nothing recorded", "done"]);
    expect(await run(handle, link, 2)).toEqual(["step 0 price", "step 1 nothing", "done"]);
    const recorded = { times: 1, at: "1970-01-01T00:00:00.000Z" };
    expect(seen).toEqual([recorded, undefined, recorded, undefined]);
  });

  it("does the work where an attempt before died ahead of recording it [F205]", async () => {
    const link = new ScriptedLink();
    const calls = await run((ctx) => ctx.step("price", () => 3), link, 2);
    expect(calls).toEqual(["step 0 price", "step 0 price recorded", "done"]);
  });

  it("refuses results that are too large or no JSON, naming the step [F205]", async () => {
    const link = new ScriptedLink();
    await run((ctx) => ctx.step("big", () => "x".repeat(20_000)), link);
    expect(failureOf(link)?.error).toContain('the result of step "big" has 20012 bytes of JSON');
    await run((ctx) => ctx.step("odd", () => 1n as unknown), link);
    expect(failureOf(link)?.error).toContain('the result of step "odd" cannot be written as JSON');
  });

  it("refuses effects from within, which a re-run would not do [F205]", async () => {
    const link = new ScriptedLink();
    await run((ctx) => ctx.step("outer", () => ctx.reply("inner")), link);
    expect(failureOf(link)?.error).toContain("from within a step");
    expect(failureOf(link)?.isRetryable).toBe(false);
  });

  it("fails the request for good when the code changed its mind, whatever the handler makes of it [F205]", async () => {
    const link = new ScriptedLink();
    link.before = ({ name }) => {
      if (name === "effect") throw new NatterBotError("changed_mind", 'was "step a", and is now "send"');
    };
    await run((ctx) => ctx.reply("hello").catch(() => {}), link);
    expect(failureOf(link)).toMatchObject({ isRetryable: false });
    expect(failureOf(link)?.error).toContain('was "step a", and is now "send"');
  });
});

describe("a call that is written wrongly", () => {
  const misusing = async (handle: (ctx: Context) => unknown) => {
    const link = new ScriptedLink();
    const thrown: unknown[] = [];
    await run(async (ctx) => {
      try {
        await handle(ctx);
      } catch (error) {
        thrown.push(error);
        throw error;
      }
    }, link);
    expect(link.summary).toEqual(["fail"]);
    expect(failureOf(link)).toMatchObject({ isRetryable: false });
    expect(thrown[0]).toBeInstanceOf(NatterBotError);
    return thrown[0];
  };

  it.each<[string, (ctx: Context) => unknown]>([
    // @ts-expect-error: options are a list
    ["ask", (ctx) => ctx.ask("q", { options: "A" })],
    // @ts-expect-error: options are a list
    ["reply", (ctx) => ctx.reply("q", { options: "A" })],
    // @ts-expect-error: options are a list
    ["reply of one object", (ctx) => ctx.reply({ text: "q", options: { text: "A" } })],
  ])("says that options are a list: %s [F67]", async (_, handle) => {
    expect(await misusing(handle)).toMatchObject({
      code: "invalid",
      message: 'options is not a list. Write it like { options: ["Tea", "Coffee"] }',
    });
  });

  it("says which option is none [F67]", async () => {
    // @ts-expect-error: options are texts or {text}
    expect(await misusing((ctx) => ctx.ask("q", { options: ["A", null] }))).toMatchObject({
      code: "invalid",
      message: 'options[1] is neither a text nor {text}. Write it like { options: ["Tea", "Coffee"] }',
    });
  });

  it.each<[string, (ctx: Context) => unknown]>([
    // @ts-expect-error: a step has a name
    ["no name", (ctx) => ctx.step(() => 1)],
    ["an empty name", (ctx) => ctx.step(" ", () => 1)],
    // @ts-expect-error: a step has work
    ["no work", (ctx) => ctx.step("name")],
  ])("shows how a step is called: %s [F67]", async (_, handle) => {
    expect(await misusing(handle)).toMatchObject({
      code: "misuse",
      message: expect.stringMatching(
        /^ctx\.step was called without a (name|function)\. Write it like ctx\.step\("order", \(\) => shop\.order\(\)\)$/u,
      ),
    });
  });
});
