import type { Act } from "./effects.js";
import { NatterBotError } from "./errors.js";
import { insideStep } from "./inside-step.js";
import { stepResultMaxBytes } from "./wire.js";

/** Does the work, or returns what an attempt before this one recorded of it. */
export function step<T>(name: string, work: () => T | Promise<T>): Act<T> {
  return async (calls, index) => {
    if (typeof name !== "string" || name.trim() === "") throw miscalled("name");
    if (typeof work !== "function") throw miscalled("function");
    if (!calls.isFirstAttempt) {
      const { result } = await calls.step({ index, name });
      // It was recorded from this same step.
      if (result) return result.value as T;
    }
    const recorded = asRecorded(name, await insideStep(work));
    const { result } = await calls.step({ index, name, result: recorded });
    return (result ?? recorded).value as T;
  };
}

/** As JSON sees it, so that the first attempt gets exactly what the later ones will. */
function asRecorded(name: string, value: unknown): { value?: unknown } {
  let text: string;
  try {
    text = JSON.stringify({ value });
  } catch (cause) {
    throw unrecordable(name, "cannot be written as JSON", cause);
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > stepResultMaxBytes) {
    throw unrecordable(name, `has ${bytes} bytes of JSON, and ${stepResultMaxBytes} is the most`);
  }
  return JSON.parse(text) as { value?: unknown };
}

function miscalled(missing: "name" | "function"): NatterBotError {
  return new NatterBotError("misuse", `ctx.step was called without a ${missing}`, {
    remedy: 'Write it like ctx.step("order", () => shop.order())',
  });
}

function unrecordable(name: string, why: string, cause?: unknown): NatterBotError {
  return new NatterBotError("invalid", `the result of step "${name}" ${why}`, {
    remedy: "Return what the handler needs of it, and store the rest elsewhere",
    cause,
  });
}
