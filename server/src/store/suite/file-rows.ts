import type { FileEntity, MessageEntity, MessageFile } from "../entities.js";
import { message } from "./rows.js";

export const file = (patch: Partial<FileEntity> = {}): FileEntity => ({
  key: "f-1",
  type: "image",
  botId: null,
  conversationId: "c-1",
  name: "a.png",
  mimeType: "image/png",
  sizeBytes: 10,
  sha256: "0".repeat(64),
  width: null,
  height: null,
  createdAt: 1,
  ...patch,
});

/** What a message says of `file()`. */
export const held = (patch: Partial<MessageFile> = {}): MessageFile => ({
  key: "f-1",
  externalUrl: null,
  name: "a.png",
  sizeBytes: 10,
  mimeType: "image/png",
  width: null,
  height: null,
  ...patch,
});

export const linked = (patch: Partial<MessageFile> = {}): MessageFile => ({
  ...held({ key: null, sizeBytes: null, mimeType: null }),
  externalUrl: "https://files.test/a.png",
  ...patch,
});

export const image = (seq: number, of: MessageFile): MessageEntity =>
  message(seq, { type: "image", file: of });
