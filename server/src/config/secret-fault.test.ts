import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { loadConfig } from "../config.js";
import { secretFault } from "./secret-fault.js";

test("random secrets pass, however they are written", () => {
  for (let n = 0; n < 200; n += 1) {
    expect(secretFault(randomBytes(33).toString("base64"))).toBeNull();
    expect(secretFault(randomBytes(32).toString("hex"))).toBeNull();
    expect(secretFault(randomBytes(32).toString("base64url"))).toBeNull();
  }
});

test("what repeats itself or is well known is refused in production, unshown, and taken in development", async () => {
  const known = [
    "x".repeat(40),
    "abababababababababababababababababababab",
    "change-me-change-me-change-me-now!",
    "please use your-secret here, at least 32",
    "this is the default value of the secret",
  ];
  for (const secret of known) {
    expect(secretFault(secret), secret).not.toBeNull();
    const started = loadConfig({ env: { NODE_ENV: "production", NATTER_SECRET: secret } });
    const refusal = await started.then(
      () => "was accepted",
      (error) => String(error),
    );
    expect(refusal).toContain("openssl rand -base64 33");
    expect(refusal).not.toContain(secret);
    expect((await loadConfig({ env: { NATTER_SECRET: secret } })).secret).toBe(secret);
  }
});
