import { errorCodes } from "@natter/protocol";
import { describe, expect, it } from "vitest";
import { fromWire, NatterBotError, PermanentError } from "./errors.js";
import { isRetryableCode } from "./wire.js";

describe("an error", () => {
  it("of the server is as retryable as the protocol says [F64]", () => {
    for (const [code, { isRetryable }] of Object.entries(errorCodes)) {
      expect(isRetryableCode(code as keyof typeof errorCodes), code).toBe(isRetryable);
    }
    expect(isRetryableCode("from_the_future" as keyof typeof errorCodes)).toBe(false);
  });

  it("names the faulty fields once, and what to do [F67]", () => {
    const details = [{ field: "effect.text", message: "is empty" }];
    // As bots write it: there is no effect in ctx.reply("").
    const told = "text is empty. Correct the named field; nothing was sent";
    expect(fromWire({ code: "invalid", message: "effect.text is empty", details }).message).toBe(told);
    expect(fromWire({ code: "invalid", message: "a field is wrong", details }).message).toBe(
      `a field is wrong: ${told}`,
    );
    expect(fromWire({ code: "invalid", message: "effect.text is empty", details }).details).toEqual([
      { field: "text", message: "is empty" },
    ]);
    expect(fromWire({ code: "draining", message: "It restarts." }).message).toBe(
      "It restarts. Nothing: the call is repeated by itself, and the server does it once",
    );
    expect(fromWire({ code: "fenced", message: "no such thing" }).message).toBe("no such thing");
  });

  it("keeps its cause and its place in the family [F67]", () => {
    const cause = new Error("deep");
    const error = new PermanentError("no use", { cause });
    expect(error).toBeInstanceOf(NatterBotError);
    expect(error).toMatchObject({ name: "PermanentError", code: "permanent", isRetryable: false, cause });
    expect(error.message).toBe("no use");
  });
});
