import type { FileEntity } from "../entities.js";
import type { Row } from "./cells.js";

export function fromFile(row: FileEntity): Row {
  return [
    row.key,
    row.type,
    row.botId,
    row.conversationId,
    row.name,
    row.mimeType,
    row.sizeBytes,
    row.sha256,
    row.width,
    row.height,
    row.createdAt,
  ];
}

export function toFile(row: Row): FileEntity {
  const [key, type, botId, conversationId, name, mimeType, sizeBytes, sha256, width, height, createdAt] = row;
  return {
    key: key as string,
    type: type as FileEntity["type"],
    botId: botId as string | null,
    conversationId: conversationId as string | null,
    name: name as string,
    mimeType: mimeType as string,
    sizeBytes: Number(sizeBytes),
    sha256: sha256 as string,
    width: width == null ? null : Number(width),
    height: height == null ? null : Number(height),
    createdAt: Number(createdAt),
  };
}
