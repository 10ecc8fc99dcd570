import type {
  Bot,
  BotOptions,
  BotRequest,
  Message,
  RequestSink,
  RequestSource,
  TextMessage,
} from "@natter/bot";

const person = { kind: "human", nickname: "Ada", botName: null, isRequired: true } as const;
const times = { joinedAt: 0, leftAt: null, isPresent: true, readSeq: 0 };
const everyMessage = {
  conversationId: "c",
  seq: 1,
  version: 1,
  sentAt: 0,
  editedAt: null,
  deletedAt: null,
  localId: null,
  quotedMessageId: null,
};

/** A text message; by default the visitor's. */
export function text(content: string, parts: Partial<TextMessage> = {}): TextMessage {
  return {
    type: "text",
    id: "m",
    ...everyMessage,
    metadata: null,
    senderId: "p-ada",
    text: content,
    options: [],
    ...parts,
  };
}

/** Asks a bot in the same process, and returns what it sends. */
export class ScriptedSource implements RequestSource {
  #sink: RequestSink | null = null;
  #count = 0;

  /** A started bot with its source. */
  static async start(create: (options: BotOptions) => Bot): Promise<{ source: ScriptedSource; bot: Bot }> {
    const source = new ScriptedSource();
    const logger = { info() {}, warn() {}, error() {} };
    const bot = create({ source, logger, handleSignals: false });
    await bot.start();
    return { source, bot };
  }

  async open(sink: RequestSink): Promise<{ id: string; name: string }> {
    this.#sink = sink;
    return { id: "b", name: "bot" };
  }
  async setCredit(): Promise<void> {}
  call(): Promise<never> {
    return Promise.reject(new Error("this fixture knows no calls of the bot's own"));
  }
  async close(): Promise<void> {}

  /** Resolves with the messages that answer, once the bot says that it is done. */
  ask(message: Message, quoted: Message | null = null): Promise<TextMessage[]> {
    const replies: TextMessage[] = [];
    return new Promise((resolve, reject) => {
      this.#sink?.deliver(this.#request(message, quoted), {
        effect: async ({ index, effect }) => {
          if (effect.type !== "send") throw new Error("this fixture knows no managers");
          const options = effect.options ?? [];
          const reply = text(effect.text ?? "", {
            id: `m-${this.#count}-${index}`,
            senderId: "p-bot",
            options,
            quotedMessageId: effect.quotedMessageId ?? null,
          });
          replies.push(reply);
          return { message: reply, duplicate: false };
        },
        ask: () => Promise.reject(new Error("this fixture knows no questions")),
        report: async () => ({}),
        delta: () => Promise.reject(new Error("this fixture knows no streams")),
        endDelta: () => Promise.reject(new Error("this fixture knows no streams")),
        upload: () => Promise.reject(new Error("this fixture knows no files")),
        openFile: () => Promise.reject(new Error("this fixture knows no files")),
        step: async ({ result }) => ({ result: result ?? null }),
        done: async () => {
          resolve(replies);
          return {};
        },
        fail: async ({ error }) => {
          reject(new Error(error));
          return { retryAt: null };
        },
      });
    });
  }

  #request(message: Message, quoted: Message | null): BotRequest {
    return {
      requestId: `r-${++this.#count}`,
      attempt: 1,
      isAggregation: false,
      createdAt: 0,
      payload: {
        conversation: { id: "c", name: null },
        self: { ...person, id: "p-bot", kind: "bot", nickname: "Bot", botName: "bot", ...times },
        sender: message.type === "system" ? null : { ...person, id: "p-ada", ...times },
        message,
        quoted,
        sessionKey: null,
        kind: message.type === "system" ? "system" : "message",
        hops: 0,
        bots: [],
      },
    };
  }
}

/** Somebody joining, as the conversation's log says it. */
export function joined(nickname: string, kind: "human" | "bot" = "human"): Message {
  const event = { type: "participant-joined", participantId: `p-${nickname}`, kind, nickname } as const;
  return { type: "system", id: "m", ...everyMessage, metadata: null, senderId: null, event };
}
