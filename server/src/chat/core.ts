import type { FileMessageType } from "@natter/protocol";
import type { BlobStore } from "../files/blob-store.js";
import type { FileUrls } from "../files/file-urls.js";
import type { Unit } from "../store/commit-queue.js";
import type { ParticipantEntity } from "../store/entities.js";
import type { Store } from "../store/store.js";

/** What every verb of the core stands on. Clock, ids and randomness come from outside. */
export interface Core {
  store: Store;
  /** Queues a write; resolves once it is durable. */
  submit<T>(unit: Unit<T>): Promise<T>;
  /** Milliseconds since 1970. Never an order, never a cursor. */
  now(): number;
  /** A new opaque id (UUIDv7). */
  newId(): string;
  /** 192 random bits, base64url. */
  newSecret(): string;
  presence: Presence;
  /** A message that a bot is writing at the moment, as far as readers may have seen it; null for others. */
  textOf(messageId: string): string | null;
  /** Where the bytes of files lie, and the addresses that open them. */
  blobs: BlobStore;
  fileUrls: FileUrls;
  /** Hears of faults that no caller has to hear of. */
  onFault(error: unknown): void;
  settings: CoreSettings;
}

/** Who is there at the moment. Shown to people; nothing is decided by it. */
export interface Presence {
  isPresent(participant: Pick<ParticipantEntity, "id" | "botId">): boolean;
}

export interface CoreSettings {
  /** Whether strangers may join a conversation whose id they know. Default false. */
  roomsEnabled: boolean;
  retry: RetrySettings;
  /** How often a manager may send on what bots say in answer to what it sent on. Default 8. */
  maxHops: number;
  /** Whether people, and not only bots, may send the address of a file that lies elsewhere. Default false. */
  peopleLinkFiles: boolean;
  /** Bytes that a file of each type may have; 0 refuses it. */
  fileMaxBytes: Readonly<Record<FileMessageType, number>>;
}

export interface RetrySettings {
  /** A request is put aside after so many reported failures. Default 5. */
  maxFailures: number;
  /** ... or after so many attempts in all, so that one that kills its bot cannot circle for ever. Default 50. */
  maxAttempts: number;
  /** The wait before the second attempt; doubled for each further one. Default 500 ms. */
  firstDelayMs: number;
  /** Default 60 s. */
  maxDelayMs: number;
}
