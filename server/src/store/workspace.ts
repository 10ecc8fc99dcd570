import type {
  BotEntity,
  ConversationEntity,
  EffectEntity,
  FileEntity,
  MessageEntity,
  ParticipantEntity,
  RequestEntity,
} from "./entities.js";
import type { Changes, LaneKey, Snapshot } from "./snapshot.js";
import type { ConversationState } from "./store.js";
import { Journal, Table } from "./table.js";

/** What a committed batch has to tell the rest of the house. */
export interface Publication {
  /** One entry a conversation: the changes with `after < version ≤ head`, in order. */
  feeds: { conversationId: string; after: number; head: number; messages: MessageEntity[] }[];
  /** Conversations whose participants or ending changed, as they are now. */
  states: ConversationState[];
  /** Lanes that got a new request. */
  asked: LaneKey[];
  /** Conversations that ended. */
  ended: string[];
  /** Participants whose tokens were revoked. */
  revoked: string[];
}

/**
 * The rows of one batch while its units are decided: each unit sees what the ones before it changed.
 * A unit that throws is rolled back alone.
 */
export class Workspace {
  readonly #journal = new Journal();
  readonly #conversations = new Table<ConversationEntity>(this.#journal, (row) => row.id);
  readonly #participants = new Table<ParticipantEntity>(this.#journal, (row) => row.id);
  readonly #messages = new Table<MessageEntity>(this.#journal, (row) => row.id);
  readonly #requests = new Table<RequestEntity>(this.#journal, (row) => row.id);
  readonly #effects = new Table<EffectEntity>(this.#journal, (row) => effectId(row.requestId, row.index));
  readonly #files = new Table<FileEntity>(this.#journal, (row) => row.key);
  readonly #removedFiles = new Set<string>();
  readonly #bots: Map<string, BotEntity>;
  readonly #participantIds = new Map<string, string[]>();
  readonly #sends = new Map<string, string>();
  readonly #lanes = new Map<string, string>();
  readonly #waiting = new Map<string, Set<string>>();
  readonly #questions = new Map<string, EffectEntity>();
  readonly #streams = new Map<string, EffectEntity[]>();
  readonly #heads = new Map<string, number>();
  readonly #published = new Map<string, Set<string>>();
  readonly #quotes = new Map<string, string[]>();
  readonly #asked = new Map<string, LaneKey>();
  readonly #ended = new Set<string>();
  readonly #revoked = new Set<string>();

  constructor(snapshot: Snapshot) {
    for (const row of snapshot.conversations) {
      this.#conversations.load(row);
      this.#participantIds.set(row.id, []);
      this.#heads.set(row.id, row.head);
    }
    for (const row of snapshot.participants) {
      this.#participants.load(row);
      this.#participantIds.get(row.conversationId)?.push(row.id);
    }
    for (const row of snapshot.messages) {
      this.#messages.load(row);
      this.#index(row);
    }
    for (const row of snapshot.requests) {
      this.#requests.load(row);
      if (row.status === "waiting") this.#noteWaiting(row.conversationId, row.id);
      // Rows come in order of key, so the first unanswered one of a lane is its first.
      if (row.status === "pending" || row.status === "running" || row.status === "waiting") {
        const lane = laneId(row.botId, row.conversationId);
        if (!this.#lanes.has(lane)) this.#lanes.set(lane, row.id);
      }
    }
    for (const row of snapshot.effects) {
      this.#effects.load(row);
      this.#noteOpen(row);
    }
    for (const row of snapshot.files) this.#files.load(row);
    this.#bots = new Map(snapshot.bots.map((bot) => [bot.name, bot]));
  }

  /** Runs one unit; when it throws, its changes are undone and the error passes through. */
  attempt<T>(apply: (work: Workspace) => T): T {
    const mark = this.#journal.mark();
    try {
      return apply(this);
    } catch (error) {
      this.#journal.rollback(mark);
      throw error;
    }
  }

  conversation(id: string): ConversationEntity | undefined {
    return this.#conversations.get(id);
  }
  /** In order of joining. */
  participants(conversationId: string): ParticipantEntity[] {
    const ids = this.#participantIds.get(conversationId) ?? [];
    return ids.map((id) => this.#participants.get(id)).filter((row) => row !== undefined);
  }
  participant(id: string): ParticipantEntity | undefined {
    return this.#participants.get(id);
  }
  message(id: string): MessageEntity | undefined {
    return this.#messages.get(id);
  }
  /** What this sender stored before under this localId. */
  sent(conversationId: string, senderId: string, localId: string): MessageEntity | undefined {
    const id = this.#sends.get(sendId(conversationId, senderId, localId));
    return id === undefined ? undefined : this.#messages.get(id);
  }
  request(id: string): RequestEntity | undefined {
    return this.#requests.get(id);
  }
  /** The first unanswered request of a lane, as loaded. */
  firstOfLane(lane: LaneKey): RequestEntity | undefined {
    const id = this.#lanes.get(laneId(lane.botId, lane.conversationId));
    return id === undefined ? undefined : this.#requests.get(id);
  }
  effect(requestId: string, index: number): EffectEntity | undefined {
    return this.#effects.get(effectId(requestId, index));
  }
  /** The requests of a conversation that wait for an answer. */
  waiting(conversationId: string): RequestEntity[] {
    return [...(this.#waiting.get(conversationId) ?? [])]
      .map((id) => this.#requests.get(id))
      .filter((row) => row?.status === "waiting")
      .filter((row) => row !== undefined);
  }
  /** The question that a waiting request waits on. */
  openQuestion(requestId: string): EffectEntity | undefined {
    const asked = this.#questions.get(requestId);
    const current = asked && this.effect(requestId, asked.index);
    return current?.result === null ? current : undefined;
  }
  /** The messages that a request has begun and not finished. */
  openStreams(requestId: string): EffectEntity[] {
    return (this.#streams.get(requestId) ?? [])
      .map(({ index }) => this.effect(requestId, index))
      .filter((row) => row?.result === null)
      .filter((row) => row !== undefined);
  }
  file(key: string): FileEntity | undefined {
    return this.#removedFiles.has(key) ? undefined : this.#files.get(key);
  }
  bot(name: string): BotEntity | undefined {
    return this.#bots.get(name);
  }

  addConversation(row: ConversationEntity): void {
    this.#conversations.insert(row);
    this.#participantIds.set(row.id, []);
    this.#heads.set(row.id, row.head);
  }
  changeConversation(id: string, patch: Partial<ConversationEntity>): void {
    this.#conversations.change(id, patch);
    if (patch.endedAt != null) {
      this.#ended.add(id);
      this.#journal.record(() => this.#ended.delete(id));
    }
  }
  addParticipant(row: ParticipantEntity): void {
    this.#participants.insert(row);
    const ids = this.#participantIds.get(row.conversationId);
    ids?.push(row.id);
    this.#journal.record(() => ids?.pop());
  }
  changeParticipant(id: string, patch: Partial<ParticipantEntity>): void {
    this.#participants.change(id, patch);
    if (patch.tokensValidFrom === undefined) return;
    this.#revoked.add(id);
    this.#journal.record(() => this.#revoked.delete(id));
  }

  /** Takes the next number of the conversation's order. Its message must be added in the same unit. */
  nextNumber(conversationId: string): number {
    const conversation = this.#conversations.get(conversationId);
    if (!conversation) throw new Error("a number is taken only in a loaded conversation");
    const number = conversation.head + 1;
    this.#conversations.change(conversationId, { head: number });
    return number;
  }
  addMessage(row: MessageEntity): void {
    this.#messages.insert(row);
    this.#index(row);
    if (row.seq === null) return;
    this.#publish(row);
  }
  /** The messages that quote this one, as far as they were loaded. */
  quotesOf(id: string): MessageEntity[] {
    return (this.#quotes.get(id) ?? [])
      .map((quoting) => this.#messages.get(quoting))
      .filter((row) => row?.quotedMessageId === id)
      .filter((row) => row !== undefined);
  }
  /** Changes what people see of a message: it takes the next number, as its version. */
  changeMessage(id: string, patch: Partial<MessageEntity>): MessageEntity {
    const before = this.#messages.get(id);
    if (!before) throw new Error(`message ${id} was not loaded`);
    this.#messages.change(id, { ...patch, version: this.nextNumber(before.conversationId) });
    this.#publish(before);
    return { ...before, ...this.#messages.get(id) };
  }
  /** Records which message picked an option. Nobody sees it, so it takes no number. */
  chooseOption(id: string, position: number, chosenBy: string): void {
    const options = this.#messages.get(id)?.options ?? [];
    this.#messages.change(id, {
      options: options.map((option, index) => (index === position ? { ...option, chosenBy } : option)),
    });
  }
  addRequest(row: RequestEntity): void {
    this.#requests.insert(row);
    this.wake(row);
  }
  changeRequest(id: string, patch: Partial<RequestEntity>): void {
    this.#requests.change(id, patch);
    const row = this.#requests.get(id);
    if (row?.status === "waiting") this.#noteWaiting(row.conversationId, id);
  }
  /** The lane has something to deliver, which the dispatcher hears once it is committed. */
  wake(lane: LaneKey): void {
    const id = laneId(lane.botId, lane.conversationId);
    if (this.#asked.has(id)) return;
    this.#asked.set(id, lane);
    this.#journal.record(() => this.#asked.delete(id));
  }
  addEffect(row: EffectEntity): void {
    this.#effects.insert(row);
    this.#noteOpen(row);
  }
  recordResult({ requestId, index }: EffectEntity, result: EffectEntity["result"]): void {
    this.#effects.change(effectId(requestId, index), { result });
  }

  addFile(row: FileEntity): void {
    this.#files.insert(row);
  }
  changeFile(key: string, patch: Partial<FileEntity>): void {
    this.#files.change(key, patch);
  }
  /** Forgets a file of an earlier batch. Whoever does so deletes its bytes after the commit. */
  removeFile(key: string): void {
    if (this.#removedFiles.has(key)) return;
    this.#removedFiles.add(key);
    this.#journal.record(() => this.#removedFiles.delete(key));
  }

  changes(): Changes {
    return {
      newConversations: this.#conversations.inserted(),
      changedConversations: this.#conversations.changed(),
      newParticipants: this.#participants.inserted(),
      changedParticipants: this.#participants.changed(),
      newMessages: this.#messages.inserted(),
      changedMessages: this.#messages.changed(),
      newRequests: this.#requests.inserted(),
      changedRequests: this.#requests.changed(),
      newEffects: this.#effects.inserted(),
      changedEffects: this.#effects.changed(),
      newFiles: this.#files.inserted(),
      changedFiles: this.#files.changed(),
      removedFiles: [...this.#removedFiles],
    };
  }

  publication(): Publication {
    const feeds: Publication["feeds"] = [];
    for (const [conversationId, ids] of this.#published) {
      const head = this.#conversations.get(conversationId)?.head;
      if (ids.size === 0 || head === undefined) continue;
      // Each message once, in its newest state.
      const messages = [...ids]
        .map((id) => this.#messages.get(id))
        .filter((row) => row !== undefined)
        .sort((one, other) => (one.version ?? 0) - (other.version ?? 0));
      feeds.push({ conversationId, after: this.#heads.get(conversationId) ?? 0, head, messages });
    }
    const touched = new Set<string>(this.#ended);
    for (const row of [...this.#participants.inserted(), ...this.#participants.changed()]) {
      touched.add(row.conversationId);
    }
    const states: ConversationState[] = [];
    for (const id of touched) {
      const conversation = this.#conversations.get(id);
      if (conversation) states.push({ conversation, participants: this.participants(id) });
    }
    const asked = [...this.#asked.values()].map(({ botId, conversationId }) => ({ botId, conversationId }));
    return { feeds, states, asked, ended: [...this.#ended], revoked: [...this.#revoked] };
  }

  #publish({ id, conversationId }: MessageEntity): void {
    const ids = this.#published.get(conversationId) ?? new Set();
    this.#published.set(conversationId, ids);
    if (ids.has(id)) return;
    ids.add(id);
    this.#journal.record(() => ids.delete(id));
  }

  #noteWaiting(conversationId: string, requestId: string): void {
    const ids = this.#waiting.get(conversationId);
    if (ids) ids.add(requestId);
    else this.#waiting.set(conversationId, new Set([requestId]));
  }
  #noteOpen(row: EffectEntity): void {
    if (row.result !== null) return;
    if (row.kind === "ask") this.#questions.set(row.requestId, row);
    if (row.kind === "stream")
      this.#streams.set(row.requestId, [...(this.#streams.get(row.requestId) ?? []), row]);
  }

  /** Whatever is found through an index is looked up again, so an entry of an undone unit does no harm. */
  #index(row: MessageEntity): void {
    if (row.localId !== null && row.senderId !== null) {
      this.#sends.set(sendId(row.conversationId, row.senderId, row.localId), row.id);
    }
    if (row.quotedMessageId !== null) {
      const quoting = this.#quotes.get(row.quotedMessageId);
      if (quoting) quoting.push(row.id);
      else this.#quotes.set(row.quotedMessageId, [row.id]);
    }
  }
}

// Ids contain no space, and a localId stands last, so the joined text is unambiguous.
const sendId = (conversationId: string, senderId: string, localId: string) =>
  `${conversationId} ${senderId} ${localId}`;
const effectId = (requestId: string, index: number) => `${requestId} ${index}`;
const laneId = (botId: string, conversationId: string) => `${botId} ${conversationId}`;
