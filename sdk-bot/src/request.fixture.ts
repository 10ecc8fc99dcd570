import type {
  FileMessageType,
  Message,
  Option,
  Participant,
  SystemEvent,
  TextMessage,
} from "@natter/protocol";
import type { BotRequest, RequestKind } from "./wire.js";

const participant = {
  isRequired: true,
  joinedAt: 1_700_000_000_000,
  leftAt: null,
  isPresent: true,
  readSeq: 0,
};
const visitor: Participant = {
  ...participant,
  id: "p-ada",
  kind: "human",
  nickname: "Ada",
  botName: null,
};
export const botSelf: Participant = {
  ...participant,
  id: "p-bot",
  kind: "bot",
  nickname: "Echo",
  botName: "echo",
};

/** Another bot of the conversation. */
export function aBot(name: string): Participant {
  return { ...participant, id: `p-${name}`, kind: "bot", nickname: name, botName: name };
}

const everyMessage = {
  conversationId: "c-1",
  seq: 1,
  version: 1,
  sentAt: 1_700_000_000_000,
  editedAt: null,
  deletedAt: null,
  localId: null,
  quotedMessageId: null,
  metadata: null,
};

export function textMessage(text: string, parts: Partial<TextMessage> = {}): TextMessage {
  return { type: "text", ...everyMessage, id: "m-1", senderId: visitor.id, text, options: [], ...parts };
}

/** A message of the bot itself, with options. */
export function offer(text: string, options: string[]): TextMessage {
  return textMessage(text, {
    id: "m-offer",
    senderId: botSelf.id,
    options: options.map((one): Option => ({ text: one })),
  });
}

export function fileMessage(type: FileMessageType): Message {
  const file = {
    url: "/api/v1/files/f",
    name: "f.bin",
    sizeBytes: 3,
    mimeType: null,
    width: null,
    height: null,
  };
  return { type, ...everyMessage, id: "m-1", senderId: visitor.id, text: "", options: [], file };
}

export function systemMessage(event: SystemEvent = { type: "conversation-created" }): Message {
  return { type: "system", ...everyMessage, id: "m-1", senderId: null, event };
}

interface RequestParts {
  kind?: RequestKind;
  bots?: Participant[];
  message?: Message;
  quoted?: Message | null;
  requestId?: string;
  attempt?: number;
  conversationId?: string;
}

/** A request as a server sends it; by default the text "hello", delivered for the first time. */
export function aRequest(parts: RequestParts = {}): BotRequest {
  const { message = textMessage("hello"), quoted = null, conversationId = "c-1" } = parts;
  return {
    requestId: parts.requestId ?? "r-1",
    attempt: parts.attempt ?? 1,
    isAggregation: false,
    createdAt: 1_700_000_000_000,
    payload: {
      conversation: { id: conversationId, name: null },
      self: botSelf,
      sender: message.type === "system" ? null : visitor,
      message: { ...message, conversationId },
      quoted,
      sessionKey: "s-1",
      kind: parts.kind ?? (message.type === "system" ? "system" : "message"),
      hops: 0,
      bots: parts.bots ?? [],
    },
  };
}
