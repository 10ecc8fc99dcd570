import { randomBytes } from "node:crypto";
import {
  type BotHost,
  type Message,
  NewConversation,
  type NewConversationInput,
  NewMessage,
  type NewMessageInput,
  parse,
  type RequestRecord,
  type SentMessage,
} from "@natter/protocol";
import { Dispatcher } from "../bots/dispatcher.js";
import { Streams } from "../bots/streams.js";
import type { Core } from "../chat/core.js";
import { createConversation, type Joined } from "../chat/create-conversation.js";
import { endConversation } from "../chat/end-conversation.js";
import { presentMessage } from "../chat/present.js";
import { sendMessage } from "../chat/send-message.js";
import { type Clock, systemClock } from "../clock.js";
import { invalidInput } from "../errors.js";
import type { BlobStore } from "../files/blob-store.js";
import { createFileUrls } from "../files/file-urls.js";
import { newId } from "../new-id.js";
import { createBotHost } from "../realtime/in-process-host.js";
import { createCursors } from "../requests/cursor.js";
import { CommitQueue } from "../store/commit-queue.js";
import { openMemoryStore } from "../store/memory/open.js";

export interface EngineOptions {
  /** Default: the system's. */
  clock?: Clock;
  /** How long a bot may work on one request. Default 300 000. */
  requestTimeoutMs?: number;
  /** A fault of the engine itself. */
  onFault(error: unknown): void;
}

/** How busy the bots are. */
export interface Workload {
  /** Requests that a bot has and has not answered. */
  running: number;
  /** Requests that wait: for a bot, for their turn, or for the time of their next attempt. */
  pending: number;
}

/** The server's core without its doors and without a disk: the same verbs, lanes, leases and attempts. */
export interface Engine extends AsyncDisposable {
  /** Registers a bot by name. Its host lets it in; every connection is an instance. */
  addBot(name: string): Promise<BotHost>;
  createConversation(input: NewConversationInput): Promise<Joined>;
  /** Resolves once the message is stored, as over the wire. Rejects with a `NatterError`. */
  sendMessage(joined: Joined, input: NewMessageInput): Promise<SentMessage>;
  endConversation(joined: Joined): Promise<void>;
  /** Everything in the thread that changed after a cursor, 0 for all of it, system messages included. */
  changes(conversationId: string, after: number): { head: number; changes: Message[] };
  /** What the bots were asked, in order. */
  requests(): Promise<RequestRecord[]>;
  workload(): Workload;
  /** Calls `listener` after every commit; returns how to stop that. */
  onCommit(listener: () => void): () => void;
  close(): Promise<void>;
}

const noBlobs: BlobStore = {
  put: () => Promise.reject(new Error("the engine takes no uploads")),
  get: async () => null,
  delete: async () => {},
  async *list() {},
  clean: async () => {},
};

export function openEngine({
  clock = systemClock,
  requestTimeoutMs = 300_000,
  onFault,
}: EngineOptions): Engine {
  const store = openMemoryStore();
  const listeners = new Set<() => void>();
  const queue = new CommitQueue({
    store,
    onFault,
    onCommitted(publication) {
      dispatcher.committed(publication);
      for (const listener of listeners) listener();
    },
  });
  const core: Core = {
    store,
    submit: (unit) => queue.submit(unit),
    now: () => clock.now(),
    newId,
    newSecret: () => randomBytes(24).toString("base64url"),
    presence: { isPresent: ({ botId }) => botId === null || dispatcher.isRunning(botId) },
    // Nothing is uploaded without a door.
    blobs: noBlobs,
    fileUrls: createFileUrls({
      secret: randomBytes(32).toString("base64url"),
      publicUrl: null,
      lifetimeMs: 86_400_000,
      now: () => clock.now(),
    }),
    onFault,
    settings: {
      roomsEnabled: false,
      peopleLinkFiles: false,
      fileMaxBytes: { voice: 0, audio: 0, video: 0, image: 0, attachment: 0 },
      retry: { maxFailures: 5, maxAttempts: 50, firstDelayMs: 500, maxDelayMs: 60_000 },
    },
  };
  const dispatcher = new Dispatcher({
    core,
    nodeId: newId(),
    requestTimeoutMs,
    clock,
    onTyping: () => {},
    onFreed: (requestId, attempt) => streams.freed(requestId, attempt),
    onFault,
  });
  const streams = new Streams({ core, onDelta: () => {}, onFault });
  const cursors = createCursors(randomBytes(32).toString("base64url"));
  const close = async () => {
    dispatcher.close();
    await streams.close();
    await queue.close();
  };

  return {
    async addBot(name) {
      const bot = {
        id: core.newId(),
        name,
        description: null,
        isRequired: false,
        hears: ["message" as const],
        settings: {},
        createdAt: core.now(),
        removedAt: null,
      };
      await store.bots.add(bot);
      const presence = { botChanged: () => {} };
      const log = { info: () => {} };
      return createBotHost(
        { kind: "bot", botId: bot.id, botName: name },
        { core, dispatcher, streams, cursors, presence, log, onFault },
      );
    },
    createConversation: async (input) => createConversation(core, null, read(NewConversation, input)),
    sendMessage: async ({ actor }, input) =>
      sendMessage(core, actor, actor.conversationId, read(NewMessage, input)),
    endConversation: ({ actor }) => endConversation(core, actor, actor.conversationId),
    changes(conversationId, after) {
      const { head, messages } = store.tables.changesAfter(conversationId, after);
      return { head, changes: structuredClone(messages.map((row) => presentMessage(core.fileUrls, row))) };
    },
    async requests() {
      const upTo = await store.requests.highestKey();
      const rows = await store.requests.page({ filters: {}, order: "ascending", upTo, limit: 1e9 });
      return rows.map(({ record }) => structuredClone(record));
    },
    workload: () => store.tables.workload(),
    onCommit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function read<Schema extends Parameters<typeof parse>[0]>(schema: Schema, input: unknown) {
  const result = parse(schema, input);
  if (!result.ok) throw invalidInput(result.faults);
  return result.value;
}
