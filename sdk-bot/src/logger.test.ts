import { describe, expect, it } from "vitest";
import { formatLine } from "./logger.js";

describe("a log line", () => {
  it("is one line with the error, its place and the request [F219]", () => {
    const line = formatLine("a handler failed", {
      error: new TypeError("no\nway"),
      requestId: "r-1",
      attempt: 2,
    });
    expect(line).toMatch(
      /^a handler failed: TypeError: no way at .*logger\.test\.ts.* \(request r-1, attempt 2\)$/u,
    );
  });

  it("takes what is thrown though it is no error [F219]", () => {
    expect(formatLine("odd", { error: "a string" })).toBe("odd: a string");
    expect(formatLine("plain", {})).toBe("plain");
  });
});
