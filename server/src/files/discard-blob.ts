import type { Core } from "../chat/core.js";

/** Deletes bytes that nobody needs any more. Where that fails the sweep does it later, so no caller has to hear of it. */
export async function discardBlob({ blobs, onFault }: Pick<Core, "blobs" | "onFault">, key: string): Promise<void> {
  try {
    await blobs.delete(key);
  } catch (error) {
    onFault(error);
  }
}
