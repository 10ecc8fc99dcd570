import type { FileMessageType } from "@natter/protocol";
import type { Core } from "../chat/core.js";
import { failure, NatterError } from "../errors.js";
import type { FileEntity } from "../store/entities.js";
import { detectType } from "./detect-type.js";
import { cleanFileName } from "./file-name.js";
import { imageDimensions } from "./image-dimensions.js";
import { peek } from "./peek.js";
import { storedType } from "./stored-type.js";

/** A file as a door hands it in. `bytes` rejects with a `NatterError` when the upload breaks off or is malformed. */
export interface IncomingFile {
  /** As its sender calls it. */
  name: string;
  bytes: AsyncIterable<Uint8Array>;
}

/** Enough to tell types, and image sizes behind the metadata that cameras write. */
const headBytes = 128 * 1024;

/**
 * Streams a file into the blob store. It is nobody's yet: the caller stores the row, or deletes the blob. Rejects
 * with `too_large`, `unsupported_media_type`, `invalid` or `unavailable`; then nothing was kept.
 */
export async function receiveFile(core: Core, type: FileMessageType, file: IncomingFile): Promise<FileEntity> {
  const maxBytes = core.settings.fileMaxBytes[type];
  if (maxBytes === 0) throw failure("too_large", "file.refused", { type });
  const { head, all } = await peek(atMost(maxBytes, type, file.bytes), headBytes);
  if (head.length === 0) throw failure("invalid", "file.empty");
  const detected = await detectType(head);
  const mimeType = storedType(type, detected);
  if (mimeType === null) throw failure("unsupported_media_type", "file.otherType", { type, detected });
  const blob = await store(core, all);
  const dimensions = mimeType.startsWith("image/") ? imageDimensions(head) : { width: null, height: null };
  return {
    ...blob,
    type,
    botId: null,
    conversationId: null,
    name: cleanFileName(file.name),
    mimeType,
    ...dimensions,
    createdAt: core.now(),
  };
}

async function* atMost(maxBytes: number, type: FileMessageType, bytes: AsyncIterable<Uint8Array>) {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > maxBytes) throw failure("too_large", "file.large", { type, max: maxBytes });
    yield chunk;
  }
}

async function store({ blobs }: Core, bytes: AsyncIterable<Uint8Array>) {
  try {
    return await blobs.put(bytes);
  } catch (cause) {
    // What the upload itself did wrong passes through; the rest is the store's: a full disk, a lost bucket.
    if (cause instanceof NatterError) throw cause;
    throw failure("unavailable", "file.unwritable", {}, { retryAfterMs: 5000, cause });
  }
}
