import type { Message } from "@natter/protocol";
import type { Effects } from "../effects.js";
import type { EffectOf } from "../wire.js";
import { perform } from "./command.js";

/** How long a draft waits for somebody's decision, and what happens to it when nobody made one. */
export interface HoldPolicy {
  /** How long to wait, in milliseconds: 1 to 2 592 000 000, which is 30 days. */
  timeoutMs: number;
  /** What happens when the time is over: people see it, or nobody does. */
  then: "approve" | "reject";
}

/** What the attempt has done about its draft. */
export interface Verdict {
  isGiven: boolean;
}

/**
 * A bot's message that people have not seen yet, and what may become of it. Each call resolves to the message as it is
 * stored then. Fails with `conflict` where somebody has decided otherwise before, with `conversation_ended` where
 * nobody listens any more.
 */
export class Draft {
  readonly #messageId: string;
  readonly #effects: Effects;
  readonly #verdict: Verdict;

  constructor(messageId: string, effects: Effects, verdict: Verdict) {
    this.#messageId = messageId;
    this.#effects = effects;
    this.#verdict = verdict;
  }

  /** People see it now. Approving again changes nothing. */
  approve(): Promise<Message> {
    return this.#decide({ type: "approve", messageId: this.#messageId });
  }

  /** Nobody will see it. The reason, 1 to 500 characters, is kept in the audit. */
  reject(reason: string): Promise<Message> {
    return this.#decide({ type: "reject", messageId: this.#messageId, reason });
  }

  /** People see it now, with another text of 1 to 10 000 characters. The bot's own is kept in the audit. */
  rewrite(text: string): Promise<Message> {
    return this.#decide({ type: "rewrite", messageId: this.#messageId, text });
  }

  /** It waits for a person, and when the time is over the policy happens, with nobody alive. */
  hold({ timeoutMs, then }: HoldPolicy): Promise<Message> {
    return this.#decide({ type: "hold", messageId: this.#messageId, timeoutMs, then });
  }

  #decide(command: EffectOf<"approve" | "reject" | "rewrite" | "hold">): Promise<Message> {
    this.#verdict.isGiven = true;
    return this.#effects.inOrder(command.type, () => perform(command));
  }
}
