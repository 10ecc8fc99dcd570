import { NatterBotError } from "../errors.js";
import { holdTimeoutMaxMs } from "../wire.js";
import type { HoldPolicy } from "./draft.js";

/** Throws `misuse` where a policy is malformed: at its registration, not at the first draft. */
export function checkPolicy({ timeoutMs, then }: HoldPolicy): HoldPolicy {
  const isTime = Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= holdTimeoutMaxMs;
  if (isTime && (then === "approve" || then === "reject")) return { timeoutMs, then };
  throw new NatterBotError("misuse", "this is no policy for drafts that are held", {
    remedy: `Write it like hold({ timeoutMs: 600_000, then: "reject" }), with at most ${holdTimeoutMaxMs} ms, and "approve" or "reject"`,
  });
}
