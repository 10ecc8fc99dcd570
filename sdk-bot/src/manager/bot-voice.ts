import type { Message } from "@natter/protocol";
import type { Effects } from "../effects.js";
import { type Reply, type ReplyExtras, sendEffect } from "../reply.js";
import { perform } from "./command.js";

/** A bot of the conversation, for the manager to speak as. */
export class BotVoice {
  readonly #name: string;
  readonly #effects: Effects;

  constructor(name: string, effects: Effects) {
    this.#name = name;
    this.#effects = effects;
  }

  /**
   * Sends a message that people see at once, as if the bot had said it. The bot itself does not hear it; operators see
   * that the manager sent it.
   */
  reply(content: string | Reply, extras: ReplyExtras = {}): Promise<Message> {
    return this.#effects.inOrder("send", () =>
      perform({ ...sendEffect(content, extras), onBehalfOf: this.#name, approve: true }),
    );
  }
}
