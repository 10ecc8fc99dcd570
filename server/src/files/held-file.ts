import type { FileEntity, MessageFile } from "../store/entities.js";

/** What a message says of a file that the server holds. */
export function heldFile({ key, name, sizeBytes, mimeType, width, height }: FileEntity): MessageFile {
  return { key, externalUrl: null, name, sizeBytes, mimeType, width, height };
}
