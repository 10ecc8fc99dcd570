import type { EffectInput, SentMessage } from "@natter/protocol";
import { NatterBotError } from "../errors.js";
import type { Link } from "../source/request-source.js";
import type { BotRequest, Input, Reply } from "../wire.js";

/** How an attempt ended, as the answer to a webhook says it. */
export interface Collected {
  effects: EffectInput[];
  done?: true;
  failure?: { error: string; isRetryable: boolean };
}

/**
 * Collects what a bot does, for the answer. Nothing is stored before the server has that, so a reply resolves
 * to the message as it will be, under a name of its own instead of an id.
 */
export class CollectingLink implements Link {
  readonly #request: BotRequest;
  readonly #collected: Collected = { effects: [] };
  #hasEnded = false;

  constructor(request: BotRequest) {
    this.#request = request;
  }

  /** Null when the attempt was given up. */
  get outcome(): Collected | null {
    return this.#hasEnded ? this.#collected : null;
  }

  async effect({ requestId, index, effect }: Input<"effect">): Promise<SentMessage> {
    this.#collected.effects[index] = effect;
    const { conversation, self } = this.#request.payload;
    const localId = `${requestId}:${index}`;
    return {
      duplicate: false,
      message: {
        type: "text",
        id: localId.replace(":", "_"),
        conversationId: conversation.id,
        seq: 0,
        version: 0,
        sentAt: Date.now(),
        editedAt: null,
        deletedAt: null,
        localId,
        quotedMessageId: effect.quotedMessageId ?? null,
        metadata: effect.metadata ?? null,
        senderId: self.id,
        text: effect.text ?? "",
        options: [...(effect.options ?? [])],
      },
    };
  }

  ask(): Promise<never> {
    return notOverWebhook("ask");
  }

  step(): Promise<never> {
    return notOverWebhook("step");
  }

  report(): Promise<never> {
    return notOverWebhook("report");
  }

  delta(): Promise<never> {
    return notOverWebhook("stream a reply");
  }

  endDelta(): Promise<never> {
    return notOverWebhook("stream a reply");
  }

  async done(): Promise<Reply<"done">> {
    this.#collected.done = true;
    this.#hasEnded = true;
    return {};
  }

  async fail({ error, isRetryable }: Input<"fail">): Promise<Reply<"fail">> {
    this.#collected.failure = { error, isRetryable };
    this.#hasEnded = true;
    // Whether it is tried again, the server decides when it has the answer.
    return { retryAt: Date.now() };
  }
}

/** What needs the server in the middle of an attempt; a webhook's answer comes only at its end. */
async function notOverWebhook(what: string): Promise<never> {
  throw new NatterBotError("misuse", `a bot behind a webhook cannot ${what}`, {
    remedy: "Run it by socket or inside the server for that",
  });
}
