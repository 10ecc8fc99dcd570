import { randomBytes } from "node:crypto";
import {
  AdminCommand,
  type BotHost,
  type Delta,
  type HeldMessage,
  type Message,
  NewConversation,
  type NewConversationInput,
  NewFileMessage,
  NewMessage,
  type NewMessageInput,
  parse,
  type RequestRecord,
  type SentMessage,
} from "@natter/protocol";
import type { InferInput } from "valibot";
import { Dispatcher } from "../bots/dispatcher.js";
import { Streams } from "../bots/streams.js";
import type { AdminActor } from "../chat/actor.js";
import type { Core } from "../chat/core.js";
import { createConversation, type Joined } from "../chat/create-conversation.js";
import { endConversation } from "../chat/end-conversation.js";
import { giveCommand } from "../chat/give-command.js";
import { listHeld } from "../chat/list-held.js";
import { presentMessage } from "../chat/present.js";
import { sendMessage } from "../chat/send-message.js";
import { stopReply } from "../chat/stop-reply.js";
import { type Clock, systemClock } from "../clock.js";
import { invalidInput, NatterError } from "../errors.js";
import { createFileUrls } from "../files/file-urls.js";
import { createMemoryBlobStore } from "../files/memory-blob-store.js";
import type { IncomingFile } from "../files/receive-file.js";
import { sendFile } from "../files/send-file.js";
import { newId } from "../new-id.js";
import { createHostFiles } from "../realtime/in-process-files.js";
import { createBotHost } from "../realtime/in-process-host.js";
import { createCursors } from "../requests/cursor.js";
import { decideOverdue } from "../requests/decide-overdue.js";
import { timeOutQuestions } from "../requests/time-out-questions.js";
import { CommitQueue } from "../store/commit-queue.js";
import { serial } from "../store/entities.js";
import { openMemoryStore } from "../store/memory/open.js";
import { DueAlarm } from "./due-alarm.js";

type NewFileMessageInput = InferInput<typeof NewFileMessage>;

export interface EngineOptions {
  /** Default: the system's. */
  clock?: Clock;
  /** How long a bot may work on one request. Default 300 000. */
  requestTimeoutMs?: number;
  /** Bytes that files may have, by type; 0 refuses it. Default: the server's. */
  fileMaxBytes?: Core["settings"]["fileMaxBytes"];
  /** A piece of a message that is being streamed. */
  onDelta?(conversationId: string, delta: Delta): void;
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
  addBot(name: string, options?: { isManager?: boolean }): Promise<BotHost>;
  createConversation(input: NewConversationInput): Promise<Joined>;
  /** Resolves once the message is stored, as over the wire. Rejects with a `NatterError`. */
  sendMessage(joined: Joined, input: NewMessageInput): Promise<SentMessage>;
  /** The same for a message with a file. */
  sendFile(joined: Joined, input: NewFileMessageInput, file: IncomingFile): Promise<SentMessage>;
  /** What is held in a conversation and somebody may still decide on, oldest first. */
  held(conversationId: string): Promise<HeldMessage[]>;
  /** A moderator's command, as over REST. Rejects with a `NatterError`. */
  giveCommand(input: AdminCommand): Promise<SentMessage>;
  /** The bytes of a file in the thread, by the address in its message. */
  readFile(url: string): Promise<AsyncIterable<Uint8Array>>;
  endConversation(joined: Joined): Promise<void>;
  /** The person stops a message that a bot is still writing. Changes nothing where it was finished already. */
  stopReply(joined: Joined, messageId: string): Promise<void>;
  /** Everything in the thread that changed after a cursor, 0 for all of it, system messages included. */
  changes(conversationId: string, after: number): { head: number; changes: Message[] };
  /** What the bots were asked, in order. */
  requests(): Promise<RequestRecord[]>;
  workload(): Workload;
  /** Calls `listener` after every commit; returns how to stop that. */
  onCommit(listener: () => void): () => void;
  close(): Promise<void>;
}

/** The one that decides by `giveCommand`. */
const moderator: AdminActor = { kind: "admin", keyId: "moderator", scopes: ["messages:moderate"] };
/** More than any dialogue of a test or a terminal has. */
const heldMaxCount = 10_000;
const mebibyte = 1_048_576;
const defaultFileMaxBytes = {
  voice: 10 * mebibyte,
  audio: 25 * mebibyte,
  video: 100 * mebibyte,
  image: 10 * mebibyte,
  attachment: 25 * mebibyte,
};

export function openEngine({
  clock = systemClock,
  requestTimeoutMs = 300_000,
  fileMaxBytes = defaultFileMaxBytes,
  onDelta = () => {},
  onFault,
}: EngineOptions): Engine {
  const store = openMemoryStore();
  const listeners = new Set<() => void>();
  const queue = new CommitQueue({
    store,
    onFault,
    onCommitted(publication) {
      dispatcher.committed(publication);
      due.set();
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
    textOf: (messageId) => streams.textOf(messageId),
    blobs: createMemoryBlobStore(() => clock.now()),
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
      fileMaxBytes,
      maxHops: 8,
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
  const streams = new Streams({ core, onDelta, onFault });
  const due = new DueAlarm({
    clock,
    next: () => store.tables.nextDue(),
    ring: () => Promise.all([timeOutQuestions(core), decideOverdue(core)]),
    onFault,
  });
  const cursors = createCursors(randomBytes(32).toString("base64url"));
  const close = async () => {
    due[Symbol.dispose]();
    dispatcher.close();
    await streams.close();
    await queue.close();
  };

  return {
    async addBot(name, { isManager = false } = {}) {
      const bot = {
        id: core.newId(),
        name,
        description: null,
        isRequired: false,
        isManager,
        hears: ["message" as const],
        policy: serial,
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
    sendFile: async ({ actor }, input, file) =>
      sendFile(core, actor, actor.conversationId, read(NewFileMessage, input), file),
    async held(conversation) {
      const { held } = await listHeld(core, { conversation, limit: heldMaxCount });
      return structuredClone(held);
    },
    giveCommand: async (input) => giveCommand(core, moderator, read(AdminCommand, input)),
    async readFile(url) {
      const reader = createHostFiles({ kind: "bot", botId: "", botName: "" }, core, onFault);
      const answer = await reader.open(url);
      if (answer.ok) return answer.data;
      throw new NatterError(answer.error.code, answer.error.message);
    },
    endConversation: ({ actor }) => endConversation(core, actor, actor.conversationId),
    async stopReply({ actor }, messageId) {
      const text = streams.textOf(messageId);
      const stopped = await stopReply(core, actor, actor.conversationId, messageId, text);
      streams.drop(messageId);
      if (stopped) dispatcher.stopped(stopped.botId, stopped.requestId, stopped.attempt);
    },
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
