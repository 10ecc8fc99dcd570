import type { AdminCommand, HeldMessage, Overrides, SentMessage } from "@natter/protocol";
import type { ChatParts } from "./chat.js";
import type { Said } from "./thread.js";
import { untilQuiet } from "./until-quiet.js";

/** What is decided on: by its text, or by what matches that; the oldest that fits. */
export type Which = string | RegExp;
type Decision = Extract<AdminCommand, { messageId: string }>;
type Verdict = Decision extends infer One
  ? One extends Decision
    ? Omit<One, "messageId" | "commandKey">
    : never
  : never;

/**
 * A person who decides over REST on what is held. Each decision waits until the bots and the manager have answered
 * everything, and resolves to the message as it is stored then.
 */
export class Moderator {
  readonly #parts: ChatParts;
  #given = 0;

  constructor(parts: ChatParts) {
    this.#parts = parts;
  }

  /** What waits for a decision, oldest first. */
  async held(): Promise<Said[]> {
    return (await this.#held()).map(({ message }) => message).filter((message) => message.type !== "system");
  }

  /** People see it. */
  approves(which: Which): Promise<Said> {
    return this.#decides(which, { type: "approve" });
  }

  /** Nobody will see it. */
  rejects(which: Which, reason: string): Promise<Said> {
    return this.#decides(which, { type: "reject", reason });
  }

  /** People see it with another text. */
  rewrites(which: Which, text: string): Promise<Said> {
    return this.#decides(which, { type: "rewrite", text });
  }

  /** Bots get it, by their names, and it stays held. */
  redirects(which: Which, to: string | readonly string[], overrides: Overrides | null = null): Promise<Said> {
    return this.#decides(which, { type: "redirect", to: typeof to === "string" ? [to] : [...to], overrides });
  }

  /** Keeps it; after that time, by the virtual clock, it is approved or rejected by itself. */
  holds(which: Which, policy: { timeoutMs: number; then: "approve" | "reject" }): Promise<Said> {
    return this.#decides(which, { type: "hold", ...policy });
  }

  async #decides(which: Which, verdict: Verdict): Promise<Said> {
    const held = await this.held();
    const message = held.find(({ text }) => (typeof which === "string" ? text === which : which.test(text)));
    if (!message) {
      const texts = held.map(({ text }) => `"${text}"`).join(", ");
      throw new Error(
        `nothing is held that is ${String(which)}; held, and not decided on, is: ${texts || "nothing"}`,
      );
    }
    this.#given += 1;
    const commandKey = `moderator-${this.#given}`;
    const sent: SentMessage = await this.#parts.engine.giveCommand({
      ...verdict,
      messageId: message.id,
      commandKey,
    });
    // Nothing of the system's is ever held.
    return sent.message as Said;
  }

  async #held(): Promise<HeldMessage[]> {
    const { engine, clock, joined, patienceMs, settled } = this.#parts;
    await settled();
    await untilQuiet(engine, clock, patienceMs);
    return engine.held(joined.conversation.id);
  }
}
