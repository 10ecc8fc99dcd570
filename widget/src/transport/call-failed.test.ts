import { errorCodes } from "@natter/protocol";
import { expect, test } from "vitest";
import { CallFailed, type FailureCode } from "./call-failed.js";

test("what may be retried is what the protocol's table says", () => {
  for (const [code, { isRetryable }] of Object.entries(errorCodes))
    expect(new CallFailed({ code: code as FailureCode, message: "" }).isRetryable, code).toBe(isRetryable);
  expect(CallFailed.unreachable("gone").isRetryable).toBe(true);
});

test("an unknown code of a newer server may be retried when it says when", () => {
  const unknown = "invented" as FailureCode;
  expect(new CallFailed({ code: unknown, message: "" }).isRetryable).toBe(false);
  expect(new CallFailed({ code: unknown, message: "", retryAfterMs: 5 }).isRetryable).toBe(true);
});
