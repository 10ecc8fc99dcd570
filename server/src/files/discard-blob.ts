import type { Core } from "../chat/core.js";
import { NatterError } from "../errors.js";

/** Deletes bytes that nobody needs any more. Where that fails the sweep does it later, so no caller has to hear of it. */
export async function discardBlob(
  { blobs, onFault }: Pick<Core, "blobs" | "onFault">,
  key: string,
): Promise<void> {
  try {
    await blobs.delete(key);
  } catch (error) {
    onFault(error);
  }
}

/**
 * After a write that was to store a blob's row and failed. Whether a commit happened that the database no longer
 * answered for, nobody knows; there the bytes stay, and the sweep finds out.
 */
export async function discardUnlessStored(core: Core, key: string, error: unknown): Promise<void> {
  if (error instanceof NatterError && error.code !== "unavailable") await discardBlob(core, key);
}
