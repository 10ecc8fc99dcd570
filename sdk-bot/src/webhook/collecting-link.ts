import type { AttemptCall, EffectInput, SentMessage } from "@natter/protocol";
import { NatterBotError } from "../errors.js";
import type { HttpDoor } from "../http.js";
import type { BotRequest, Input } from "../wire.js";
import { AnsweringLink, type Outcome } from "./answering-link.js";

/**
 * Collects what a bot does, for the answer, where it cannot call the server. Nothing is stored before the server
 * has that, so a reply resolves to the message as it will be, under a name of its own instead of an id.
 */
export class CollectingLink extends AnsweringLink {
  readonly #request: BotRequest;
  readonly #effects: EffectInput[] = [];

  constructor(request: BotRequest, files: () => HttpDoor) {
    super(files);
    this.#request = request;
  }

  override async effect({ requestId, index, effect }: Input<"effect">): Promise<SentMessage> {
    this.#effects[index] = effect;
    // A command is about a message that is there already.
    if (effect.type !== "send") return { duplicate: false, message: this.#request.payload.message };
    const { conversation, self } = this.#request.payload;
    const { messageType = "text" } = effect;
    const localId = `${requestId}:${index}`;
    return {
      duplicate: false,
      message: {
        // What is in a file, the server finds out.
        ...(messageType === "text" ? { type: messageType } : { type: messageType, file: null }),
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

  protected call(name: AttemptCall): Promise<never> {
    return notOverWebhook(name.startsWith("delta") ? "stream a reply" : name);
  }

  protected override ended(outcome: Outcome): void {
    super.ended({ effects: this.#effects, ...outcome });
  }
}

/** What needs the server in the middle of an attempt; the answer of a webhook comes only at its end. */
async function notOverWebhook(what: string): Promise<never> {
  throw new NatterBotError("misuse", `a bot behind a webhook that cannot call the server cannot ${what}`, {
    remedy: "Set NATTER_URL and NATTER_BOT_KEY, so that it calls the server while it works",
  });
}
