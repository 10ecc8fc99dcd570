import type {
  BotEntity,
  CommandEntity,
  ConversationEntity,
  EffectEntity,
  FileEntity,
  MessageEntity,
  ParticipantEntity,
  RequestEntity,
} from "../entities.js";
import type { Changes } from "../snapshot.js";

/** The rows, and what finds them. Maps keep the order of insertion, which is the order of the keys on disk. */
export class Tables {
  readonly conversations = new Map<string, ConversationEntity>();
  readonly participants = new Map<string, ParticipantEntity>();
  readonly messages = new Map<string, MessageEntity>();
  readonly requests = new Map<string, RequestEntity>();
  readonly effects = new Map<string, EffectEntity>();
  readonly bots = new Map<string, BotEntity>();
  readonly files = new Map<string, FileEntity>();
  readonly commands: CommandEntity[] = [];
  /** Ids by what they belong to. */
  readonly participantsOf = new Index();
  readonly messagesOf = new Index();
  readonly quotesOf = new Index();
  /** Unanswered requests by lane. */
  readonly open = new Index();
  /** Requests that wait for an answer, by conversation. */
  readonly waiting = new Index();
  /** Messages that a policy decides on when their time is over. */
  readonly timed = new Set<string>();
  /** Effects by request. */
  readonly effectsOf = new Index();
  readonly sends = new Map<string, string>();
  readonly #order = new Map<string, number>();
  /** Every change that people see, by conversation, in order. */
  readonly #log = new Map<string, { id: string; version: number }[]>();

  write(changes: Changes): void {
    for (const row of [...changes.newConversations, ...changes.changedConversations]) {
      this.conversations.set(row.id, row);
    }
    for (const row of changes.newParticipants) this.participantsOf.add(row.conversationId, row.id);
    for (const row of [...changes.newParticipants, ...changes.changedParticipants]) {
      this.participants.set(row.id, row);
    }
    for (const row of changes.newMessages) this.#index(row);
    const messages = [...changes.newMessages, ...changes.changedMessages];
    // A message may change without anybody seeing it, and then keeps its version.
    this.#note(messages.filter((row) => this.messages.get(row.id)?.version !== row.version));
    for (const row of messages) {
      this.messages.set(row.id, row);
      if (row.holdUntil === null) this.timed.delete(row.id);
      else this.timed.add(row.id);
    }
    for (const row of [...changes.newFiles, ...changes.changedFiles]) this.files.set(row.key, row);
    for (const key of changes.removedFiles) this.files.delete(key);
    for (const row of [...changes.newRequests, ...changes.changedRequests]) this.#request(row);
    for (const row of [...changes.newEffects, ...changes.changedEffects]) {
      this.effects.set(effectId(row), row);
      this.effectsOf.add(row.requestId, effectId(row));
    }
    this.commands.push(...changes.newCommands);
  }

  /** As the database joins it: with the name of the bot, what the bot hears now, and how. */
  participant(id: string): ParticipantEntity | undefined {
    const row = this.participants.get(id);
    const bot = row?.botId == null ? undefined : this.bots.get(row.botId);
    if (!row || !bot) return row;
    const isThere = bot.removedAt === null;
    const role = bot.isManager ? "manager" : "ordinary";
    return {
      ...row,
      botName: bot.name,
      policy: bot.policy,
      hears: isThere ? bot.hears : [],
      role: isThere ? role : null,
    };
  }

  /** Published messages with a version above `after`, in order of version. */
  changesAfter(conversationId: string, after: number): { head: number; messages: MessageEntity[] } {
    const head = this.conversations.get(conversationId)?.head ?? 0;
    const log = this.#log.get(conversationId) ?? [];
    const messages: MessageEntity[] = [];
    for (let at = log.length - 1; at >= 0; at--) {
      const { id, version } = log[at] ?? { id: "", version: 0 };
      if (version <= after) break;
      const row = this.messages.get(id);
      // A message that changed again stands further down, too.
      if (row?.version === version) messages.push(row);
    }
    return { head, messages: messages.reverse() };
  }

  /** When a request came, among all. */
  orderOf(requestId: string): number {
    return this.#order.get(requestId) ?? 0;
  }

  workload(): { running: number; pending: number } {
    let running = 0;
    let pending = 0;
    for (const lane of this.open.keys()) {
      const statuses = [...this.open.of(lane)].map((id) => this.requests.get(id)?.status);
      // What stands behind a question waits for people, not for a bot.
      if (statuses[0] === "waiting") continue;
      running += statuses.filter((status) => status === "running").length;
      pending += statuses.filter((status) => status === "pending").length;
    }
    return { running, pending };
  }

  /** When the time of a question or of a held message is over next; null where none runs. */
  nextDue(): number | null {
    let next = Number.POSITIVE_INFINITY;
    for (const id of this.waiting.all()) next = Math.min(next, this.requests.get(id)?.availableAt ?? next);
    for (const id of this.timed) next = Math.min(next, this.messages.get(id)?.holdUntil ?? next);
    return Number.isFinite(next) ? next : null;
  }

  #note(changed: MessageEntity[]): void {
    changed.sort((one, other) => (one.version ?? 0) - (other.version ?? 0));
    for (const { conversationId, id, version } of changed) {
      if (version === null) continue;
      const log = this.#log.get(conversationId);
      if (log) log.push({ id, version });
      else this.#log.set(conversationId, [{ id, version }]);
    }
  }

  #index(row: MessageEntity): void {
    this.messagesOf.add(row.conversationId, row.id);
    if (row.quotedMessageId !== null) this.quotesOf.add(row.quotedMessageId, row.id);
    if (row.localId !== null && row.senderId !== null) {
      this.sends.set(sendId({ ...row, senderId: row.senderId, localId: row.localId }), row.id);
    }
  }

  #request(row: RequestEntity): void {
    this.requests.set(row.id, row);
    if (!this.#order.has(row.id)) this.#order.set(row.id, this.#order.size);
    if (row.status === "waiting") this.waiting.add(row.conversationId, row.id);
    else this.waiting.remove(row.conversationId, row.id);
    const isUnanswered = row.status === "pending" || row.status === "running" || row.status === "waiting";
    if (isUnanswered) this.open.add(laneId(row), row.id);
    else this.open.remove(laneId(row), row.id);
  }
}

/** Sets of ids by a key; a key without ids is forgotten. */
class Index {
  readonly #ids = new Map<string, Set<string>>();

  of(key: string): Iterable<string> {
    return this.#ids.get(key) ?? [];
  }
  keys(): Iterable<string> {
    return this.#ids.keys();
  }
  *all(): Iterable<string> {
    for (const ids of this.#ids.values()) yield* ids;
  }
  add(key: string, id: string): void {
    const ids = this.#ids.get(key);
    if (ids) ids.add(id);
    else this.#ids.set(key, new Set([id]));
  }
  remove(key: string, id: string): void {
    const ids = this.#ids.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.#ids.delete(key);
  }
}

export const laneId = (row: { botId: string; conversationId: string }) =>
  `${row.botId} ${row.conversationId}`;
export const effectId = (row: { requestId: string; index: number }) => `${row.requestId} ${row.index}`;
export const sendId = (row: { conversationId: string; senderId: string; localId: string }) =>
  `${row.conversationId} ${row.senderId} ${row.localId}`;
