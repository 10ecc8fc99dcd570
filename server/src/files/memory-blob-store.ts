import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { newBlobKey } from "./blob-key.js";
import type { BlobStore } from "./blob-store.js";
import { measure } from "./measure.js";

/** Blobs in memory, for the engine without a disk: tests and terminals. */
export function createMemoryBlobStore(now: () => number): BlobStore {
  const blobs = new Map<string, { bytes: Buffer; createdAt: number }>();
  return {
    async put(source) {
      const measured = measure(source);
      const bytes = await buffer(measured.chunks);
      const key = newBlobKey();
      blobs.set(key, { bytes, createdAt: now() });
      return { key, ...measured.result() };
    },
    async get(key, range) {
      const blob = blobs.get(key);
      if (!blob) return null;
      return Readable.from([range ? blob.bytes.subarray(range.start, range.end + 1) : blob.bytes]);
    },
    async delete(key) {
      blobs.delete(key);
    },
    async *list() {
      for (const [key, { createdAt }] of blobs) yield { key, createdAt };
    },
    async clean() {},
  };
}
