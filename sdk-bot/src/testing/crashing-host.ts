import type { Answer, BotHost, BotHostConnection, BotHostListener, BotHostUpload } from "@natter/protocol";
import type { Reply } from "../wire.js";
import type { CrashPlan } from "./crash-plan.js";

type CallName = Parameters<BotHostConnection["call"]>[0];

/** The calls by which a bot answers a request. Those of its own accord belong to no request that could run again. */
const answering: ReadonlySet<CallName> = new Set<CallName>([
  "effect",
  "ask",
  "step",
  "report",
  "delta",
  "delta.end",
  "done",
  "fail",
]);
/** A stream is an effect with its end, a step with its record: looking for one that is not there does nothing. */
function isEffect(name: CallName, answer: Answer<unknown>): boolean {
  if (!answer.ok || name === "delta" || name === "done" || name === "fail") return false;
  return name !== "step" || (answer as Answer<Reply<"step">> & { ok: true }).data.result !== null;
}

/** A host that cuts the connection of its bot where the plan says so. */
export class CrashingHost implements BotHost {
  readonly #host: BotHost;
  readonly #plan: CrashPlan;
  readonly #onCrash: () => void;

  constructor(host: BotHost, plan: CrashPlan, onCrash: () => void) {
    this.#host = host;
    this.#plan = plan;
    this.#onCrash = onCrash;
  }

  upload(file: BotHostUpload): ReturnType<BotHost["upload"]> {
    return this.#host.upload(file);
  }

  open(url: string): ReturnType<BotHost["open"]> {
    return this.#host.open(url);
  }

  connect(listener: BotHostListener): BotHostConnection {
    const connection = this.#host.connect(listener);
    let isAlive = true;
    const crash = (): Promise<never> => {
      isAlive = false;
      connection.close();
      listener.closed();
      this.#onCrash();
      // Who is dead hears no answer.
      return new Promise(() => {});
    };
    return {
      call: async (name, input) => {
        if (!isAlive) return new Promise(() => {});
        if (!answering.has(name)) return connection.call(name, input);
        const number = this.#plan.count();
        if (this.#plan.takes(number, "before")) return crash();
        const answer = await connection.call(name, input);
        const isAfterEffect = isEffect(name, answer) && this.#plan.effectDone();
        if (isAlive && (isAfterEffect || this.#plan.takes(number, "after"))) return crash();
        return answer;
      },
      close: () => connection.close(),
    };
  }
}
