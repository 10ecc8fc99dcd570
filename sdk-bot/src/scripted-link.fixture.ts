import type { SentMessage } from "@natter/protocol";
import { botSelf, textMessage } from "./request.fixture.js";
import type { Link } from "./source/request-source.js";
import type { Timing } from "./timing.js";
import type { Input, Reply } from "./wire.js";

/** One call as it left the bot. */
export type LinkCall =
  | { name: "effect"; input: Input<"effect"> }
  | { name: "done"; input: Input<"done"> }
  | { name: "fail"; input: Input<"fail"> };

/** A link that notes what the bot calls and answers by a function; by default everything succeeds at once. */
export class ScriptedLink implements Link {
  readonly calls: LinkCall[] = [];
  /** Throws what the server refuses with. */
  before: (call: LinkCall) => Promise<void> | void = () => {};

  async effect(input: Input<"effect">): Promise<Reply<"effect">> {
    await this.#note({ name: "effect", input });
    return stored(input);
  }

  async done(input: Input<"done">): Promise<Reply<"done">> {
    await this.#note({ name: "done", input });
    return {};
  }

  async fail(input: Input<"fail">): Promise<Reply<"fail">> {
    await this.#note({ name: "fail", input });
    return { retryAt: input.isRetryable ? 1 : null };
  }

  /** The calls in short: `effect 0 hello`, `done`, `fail`. */
  get summary(): string[] {
    return this.calls.map(({ name, input }) =>
      name === "effect" ? `effect ${input.index} ${input.effect.text}` : name,
    );
  }

  async #note(call: LinkCall): Promise<void> {
    this.calls.push(call);
    await this.before(call);
  }
}

/** The answer to an effect that was stored. */
export function stored({ requestId, index, effect }: Input<"effect">): SentMessage {
  const message = textMessage(effect.text ?? "", {
    id: `m-${requestId}-${index}`,
    senderId: botSelf.id,
    options: effect.options ?? [],
    quotedMessageId: effect.quotedMessageId ?? null,
    metadata: effect.metadata ?? null,
  });
  return { message, duplicate: false };
}

/** No waiting and no chance. */
export const instantly: Timing = {
  random: () => 0,
  sleep: (_ms, signal) => {
    signal.throwIfAborted();
    return Promise.resolve();
  },
};
