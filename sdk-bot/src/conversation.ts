import type { Message } from "@natter/protocol";
import { NatterBotError } from "./errors.js";
import { type ReplyExtras, sendEffect } from "./reply.js";
import type { OwnCalls } from "./source/request-source.js";

/** What goes with something that a bot says of its own accord. */
export interface SayExtras extends Pick<ReplyExtras, "options" | "metadata"> {
  /** Names what is said, in this conversation and for ever: the same key again sends nothing. 1 to 60 characters. */
  key: string;
}

/** A conversation that the bot is part of. */
export class Conversation {
  readonly id: string;
  readonly #calls: () => OwnCalls;

  constructor(id: string, calls: () => OwnCalls) {
    this.id = id;
    this.#calls = calls;
  }

  /**
   * Says something that nobody asked for, in 1 to 10 000 characters, and returns the message as stored. Fails with
   * `not_found` where the bot is no participant, with `conflict` when the key was used for another text, with
   * `unreachable` while there is no connection: the same key may then be tried again. A bot that was not started goes
   * by REST.
   */
  async send(text: string, said: SayExtras): Promise<Message> {
    const { key, ...extras } = requireKey(said);
    const { type, messageType, quotedMessageId, ...effect } = sendEffect(text, extras);
    const { message } = await this.#calls().call("say", { ...effect, conversationId: this.id, key });
    return message;
  }

  /** Leaves for good; the conversation ends where the bot is required. Fails with `not_found` like `send`. */
  async leave(): Promise<void> {
    await this.#calls().call("leave", { conversationId: this.id });
  }
}

/** Throws `misuse` on what the types would have refused. */
function requireKey(extras: SayExtras | undefined): SayExtras {
  if (typeof extras?.key === "string") return extras;
  throw new NatterBotError("misuse", "send was called without a key", {
    remedy: 'Name what is said, like send("Your tea is ready.", { key: "order-17-ready" })',
  });
}
