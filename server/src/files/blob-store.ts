import type { Readable } from "node:stream";

export interface StoredBlob {
  /** Unguessable; all that names the bytes. */
  key: string;
  sizeBytes: number;
  /** Hex. */
  sha256: string;
}

/** First and last byte, both counted, as in RFC 9110 section 14.1.2. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Where the bytes of files lie. One implementation a place; all pass one suite. Knows nothing of messages. */
export interface BlobStore {
  /**
   * Stores everything that `source` gives, at its pace, never the whole of it in memory. When the promise resolves
   * the bytes are durable. Rejects with the source's own error or with the store's; then nothing is left behind.
   */
  put(source: AsyncIterable<Uint8Array>): Promise<StoredBlob>;
  /** The bytes, or a part of them that exists; null when there is no such blob. */
  get(key: string, range?: ByteRange): Promise<Readable | null>;
  /** Deleting what is not there succeeds. */
  delete(key: string): Promise<void>;
  /** Every stored blob, in no order. */
  list(): AsyncIterable<{ key: string; createdAt: number }>;
  /** Removes what uploads left behind that broke off, with their process, before that time. */
  clean(before: number): Promise<void>;
}
