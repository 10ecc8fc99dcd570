import * as v from "valibot";
import { ExternalFileUrl } from "./external-file-url.js";
import { limits } from "./limits.js";
import { participantKinds } from "./participant.js";
import { anyText, filledText, Id, LocalId, Metadata, Position, Time } from "./primitives.js";

export const fileMessageTypes = ["voice", "audio", "video", "image", "attachment"] as const;
export type FileMessageType = (typeof fileMessageTypes)[number];

export const messageTypes = ["system", "text", ...fileMessageTypes] as const;
export type MessageType = (typeof messageTypes)[number];

/** What a `system` message says. Unknown kinds are ignored by older clients. */
export const SystemEvent = v.variant("type", [
  v.object({ type: v.literal("conversation-created") }),
  v.object({
    type: v.literal("participant-joined"),
    participantId: Id,
    kind: v.picklist(participantKinds),
    nickname: v.string(),
  }),
  v.object({ type: v.literal("participant-left"), participantId: Id, nickname: v.string() }),
  v.object({
    type: v.literal("participant-renamed"),
    participantId: Id,
    nickname: v.string(),
    previousNickname: v.string(),
  }),
  v.object({ type: v.literal("conversation-ended"), participantId: v.nullable(Id) }),
]);
export type SystemEvent = v.InferOutput<typeof SystemEvent>;

/** A choice offered with a bot's message. Picking it sends its text, quoting the message. */
export const Option = v.object({ text: filledText(limits.optionMaxChars) });
export type Option = v.InferOutput<typeof Option>;

export const FileInfo = v.object({
  /**
   * Where to read it, made anew each time that the message is shown: signed, valid for a day, and a path from the
   * server's own address (`/api/v1/files/…`) where the server was not told its public one.
   */
  url: v.string(),
  name: v.string(),
  /** What the server found in the file; null for one that lies elsewhere. */
  sizeBytes: v.nullable(v.number()),
  mimeType: v.nullable(v.string()),
  /** In pixels, as shown; null where there are none or they are unknown. */
  width: v.nullable(v.number()),
  height: v.nullable(v.number()),
});
export type FileInfo = v.InferOutput<typeof FileInfo>;

const everyMessage = {
  id: Id,
  conversationId: Id,
  /**
   * The change number at which the message was published; the order of the thread. 0 where nobody has published it:
   * only bots and operators meet such a message.
   */
  seq: Position,
  /** The change number at which the message last changed; equals `seq` until then. */
  version: Position,
  sentAt: Time,
  /** When its sender last changed it; null if never. */
  editedAt: v.nullable(Time),
  /** When it was deleted: a tombstone without text, options or file stays in its place. */
  deletedAt: v.nullable(Time),
  /** What its sender called it; null when the sender gave no name. */
  localId: v.nullable(LocalId),
  quotedMessageId: v.nullable(Id),
  metadata: v.nullable(Metadata),
};

const SystemMessage = v.object({
  type: v.literal("system"),
  ...everyMessage,
  senderId: v.null(),
  event: SystemEvent,
});
const TextMessage = v.object({
  type: v.literal("text"),
  ...everyMessage,
  senderId: Id,
  text: v.string(),
  options: v.array(Option),
  /** True while a bot is still writing it: `delta` events bring more, and the text here may lag behind. */
  isStreaming: v.optional(v.boolean()),
  /** True where the bot that wrote it broke off. */
  isInterrupted: v.optional(v.boolean()),
});
const FileMessage = v.object({
  type: v.picklist(fileMessageTypes),
  ...everyMessage,
  senderId: Id,
  /** The caption; empty when there is none. */
  text: v.string(),
  options: v.array(Option),
  /** Null once the message is deleted. */
  file: v.nullable(FileInfo),
});

/** One entry of a conversation as people and bots read it. */
export const Message = v.variant("type", [SystemMessage, TextMessage, FileMessage]);
export type Message = v.InferOutput<typeof Message>;
export type SystemMessage = v.InferOutput<typeof SystemMessage>;
export type TextMessage = v.InferOutput<typeof TextMessage>;
export type FileMessage = v.InferOutput<typeof FileMessage>;

const everyNewMessage = {
  localId: LocalId,
  quotedMessageId: v.optional(v.nullable(Id), null),
  metadata: v.optional(v.nullable(Metadata), null),
};
const fileType = v.picklist(fileMessageTypes, `must be one of ${fileMessageTypes.join(", ")}`);
const caption = v.optional(anyText(limits.textMaxChars), "");

const NewTextMessage = v.object({
  type: v.optional(v.literal("text"), "text"),
  ...everyNewMessage,
  text: filledText(limits.textMaxChars),
});
const NewLinkedFile = v.object({
  type: fileType,
  ...everyNewMessage,
  text: caption,
  externalFileUrl: ExternalFileUrl,
});

/** What a person sends: a text, or, where the server allows it to people, a file that lies elsewhere. */
export const NewMessage = v.variant(
  "type",
  [NewTextMessage, NewLinkedFile],
  `must be "text", or one of ${fileMessageTypes.join(", ")} with a file`,
);
export type NewMessage = v.InferOutput<typeof NewMessage>;
export type NewTextMessage = v.InferOutput<typeof NewTextMessage>;
/** The part `message` of a `multipart/form-data` body; the part `file` follows it. */
export const NewFileMessage = v.object({ type: fileType, ...everyNewMessage, text: caption });
export type NewFileMessage = v.InferOutput<typeof NewFileMessage>;
/** The same for a file that a bot uploads, to send it with an effect. */
export const NewBotFile = v.object({ type: fileType });
export const BotFile = v.object({
  /** Goes into one `send` effect of the same type, once, within a day. */
  fileKey: Id,
  name: v.string(),
  sizeBytes: v.number(),
  mimeType: v.string(),
});
export type BotFile = v.InferOutput<typeof BotFile>;
/** `NewMessage` as a client writes it: what has a default may be left out. */
export type NewMessageInput = v.InferInput<typeof NewMessage>;

/** The answer to a send. `duplicate` is true when this localId was stored before. */
export const SentMessage = v.object({ message: Message, duplicate: v.boolean() });
export type SentMessage = v.InferOutput<typeof SentMessage>;

/** The new text of one's own message, or the new caption of one's own file, which may be empty. */
export const ChangedText = anyText(limits.textMaxChars);
/** A change of one's own message, and its deletion. */
export const EditMessage = v.object({ messageId: Id, text: ChangedText });
export const DeleteMessage = v.object({ messageId: Id });
export const ChangedMessage = v.object({ message: Message });
export type ChangedMessage = v.InferOutput<typeof ChangedMessage>;
