import type { AttemptCall } from "@natter/protocol";
import type { Input, Reply } from "../wire.js";

/** What a link carries in the middle of an attempt, for links that carry all of it in one way. */
export abstract class CallingLink {
  /** One try. Rejects with a `NatterBotError`. */
  protected abstract call<Name extends AttemptCall>(name: Name, input: Input<Name>): Promise<Reply<Name>>;

  effect(input: Input<"effect">): Promise<Reply<"effect">> {
    return this.call("effect", input);
  }

  ask(input: Input<"ask">): Promise<Reply<"ask">> {
    return this.call("ask", input);
  }

  step(input: Input<"step">): Promise<Reply<"step">> {
    return this.call("step", input);
  }

  report(input: Input<"report">): Promise<Reply<"report">> {
    return this.call("report", input);
  }

  delta(input: Input<"delta">): Promise<Reply<"delta">> {
    return this.call("delta", input);
  }

  endDelta(input: Input<"delta.end">): Promise<Reply<"delta.end">> {
    return this.call("delta.end", input);
  }
}
