import type {
  BotEntity,
  CommandEntity,
  ConversationEntity,
  EffectEntity,
  FileEntity,
  MessageEntity,
  ParticipantEntity,
  RequestEntity,
} from "./entities.js";
import { Inboxes } from "./inboxes.js";
import { News, type Publication } from "./publication.js";
import { commandId, effectId, sendId } from "./row-ids.js";
import type { Changes, LaneKey, Snapshot } from "./snapshot.js";
import { Journal, Table } from "./table.js";

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
  readonly #effects = new Table<EffectEntity>(this.#journal, effectId);
  readonly #files = new Table<FileEntity>(this.#journal, (row) => row.key);
  readonly #removedFiles = new Set<string>();
  readonly #commands = new Table<CommandEntity>(this.#journal, commandId);
  readonly #bots: Map<string, BotEntity>;
  readonly #participantIds = new Map<string, string[]>();
  readonly #sends = new Map<string, string>();
  readonly #grown = new Set<string>();
  readonly #quotes = new Map<string, string[]>();
  readonly #inboxes = new Inboxes(this.#requests, this.#effects);
  readonly #news = new News(this.#journal);

  constructor(snapshot: Snapshot) {
    for (const row of snapshot.conversations) {
      this.#conversations.load(row);
      this.#participantIds.set(row.id, []);
      this.#news.knows(row);
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
      this.#inboxes.load(row);
    }
    for (const row of snapshot.effects) {
      this.#effects.load(row);
      this.#inboxes.effect(row);
    }
    for (const row of snapshot.files) this.#files.load(row);
    for (const row of snapshot.commands) this.#commands.load(row);
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
    const id = this.#sends.get(sendId({ conversationId, senderId, localId }));
    return id === undefined ? undefined : this.#messages.get(id);
  }
  request(id: string): RequestEntity | undefined {
    return this.#requests.get(id);
  }
  /** The first unanswered request of a lane, as loaded. */
  firstOfLane(lane: LaneKey): RequestEntity | undefined {
    return this.#inboxes.firstOfLane(lane);
  }
  /** The unanswered requests of a lane, in order, where the inboxes of its conversation were asked for. */
  unanswered(lane: LaneKey): RequestEntity[] {
    return this.#inboxes.unanswered(lane);
  }
  effect(requestId: string, index: number): EffectEntity | undefined {
    return this.#effects.get(effectId({ requestId, index }));
  }
  /** The requests of a conversation that wait for an answer. */
  waiting(conversationId: string): RequestEntity[] {
    return this.#inboxes.waiting(conversationId);
  }
  /** The question that a waiting request waits on. */
  openQuestion(requestId: string): EffectEntity | undefined {
    return this.#inboxes.openQuestion(requestId);
  }
  /** The messages that a request has begun and not finished. */
  openStreams(requestId: string): EffectEntity[] {
    return this.#inboxes.openStreams(requestId);
  }
  file(key: string): FileEntity | undefined {
    return this.#removedFiles.has(key) ? undefined : this.#files.get(key);
  }
  bot(name: string): BotEntity | undefined {
    return this.#bots.get(name);
  }
  /** The server's manager, where the snapshot was asked for it. */
  manager(): BotEntity | undefined {
    return [...this.#bots.values()].find(({ isManager }) => isManager);
  }
  /** What this actor did before under this key. */
  command(actorId: string, commandKey: string): CommandEntity | undefined {
    return this.#commands.get(commandId({ id: "", actorId, commandKey }));
  }

  addConversation(row: ConversationEntity): void {
    this.#conversations.insert(row);
    this.#participantIds.set(row.id, []);
    this.#news.knows(row);
  }
  changeConversation(id: string, patch: Partial<ConversationEntity>): void {
    this.#conversations.change(id, patch);
    if (patch.endedAt != null) this.#news.ended(id);
  }
  addParticipant(row: ParticipantEntity): void {
    this.#participants.insert(row);
    const ids = this.#participantIds.get(row.conversationId);
    ids?.push(row.id);
    this.#journal.record(() => ids?.pop());
  }
  changeParticipant(id: string, patch: Partial<ParticipantEntity>): void {
    this.#participants.change(id, patch);
    if (patch.tokensValidFrom !== undefined) this.#news.revoked(id);
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
    if (row.seq !== null) this.#news.message(row);
  }
  /** The messages that quote this one, as far as they were loaded. */
  quotesOf(id: string): MessageEntity[] {
    return (this.#quotes.get(id) ?? [])
      .map((quoting) => this.#messages.get(quoting))
      .filter((row) => row?.quotedMessageId === id)
      .filter((row) => row !== undefined);
  }
  /** Changes a message. What people see of it takes the next number, as its version; a held one has none. */
  changeMessage(id: string, patch: Partial<MessageEntity>): MessageEntity {
    const before = this.#messages.get(id);
    if (!before) throw new Error(`message ${id} was not loaded`);
    const isSeen = before.seq !== null;
    this.#messages.change(id, {
      ...patch,
      ...(isSeen && { version: this.nextNumber(before.conversationId) }),
    });
    if (isSeen) this.#news.message(before);
    return { ...before, ...this.#messages.get(id) };
  }
  /** Lets people see a held message: it takes the next number. */
  publishMessage(id: string, patch: Partial<MessageEntity>): MessageEntity {
    const before = this.#messages.get(id);
    if (before?.seq !== null) throw new Error(`message ${id} is not held`);
    const seq = this.nextNumber(before.conversationId);
    this.#messages.change(id, { ...patch, seq, version: seq });
    this.#news.message(before);
    return { ...before, ...this.#messages.get(id) };
  }
  addCommand(row: CommandEntity): void {
    this.#commands.insert(row);
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
    this.#inboxes.added(row);
    this.wake(row);
  }
  changeRequest(id: string, patch: Partial<RequestEntity>): void {
    this.#requests.change(id, patch);
    const row = this.#requests.get(id);
    if (row) this.#inboxes.changed(row);
  }
  /** The request stands for more than before. */
  growRequest(
    id: string,
    patch: Pick<RequestEntity, "messageId" | "messageIds" | "request" | "availableAt" | "updatedAt">,
  ): void {
    this.#requests.change(id, { ...patch, isAggregation: true });
    if (this.#grown.has(id)) return;
    this.#grown.add(id);
    this.#journal.record(() => this.#grown.delete(id));
  }
  /** A newer message takes the request's place. Whoever works on it hears so once that is committed. */
  supersedeRequest(request: RequestEntity, updatedAt: number): void {
    const { id, botId, conversationId, attempt } = request;
    this.changeRequest(id, { status: "superseded", leasedBy: null, updatedAt });
    if (request.status !== "running") return;
    this.#news.superseded({ botId, conversationId, requestId: id, attempt });
  }
  /** The lane has something to deliver, which the dispatcher hears once it is committed. */
  wake(lane: LaneKey): void {
    this.#news.asked(lane);
  }
  addEffect(row: EffectEntity): void {
    this.#effects.insert(row);
    this.#inboxes.effect(row);
  }
  recordResult(effect: EffectEntity, result: EffectEntity["result"]): void {
    this.#effects.change(effectId(effect), { result });
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
      grownRequests: this.#requests.changed().filter(({ id }) => this.#grown.has(id)),
      newEffects: this.#effects.inserted(),
      changedEffects: this.#effects.changed(),
      newFiles: this.#files.inserted(),
      changedFiles: this.#files.changed(),
      removedFiles: [...this.#removedFiles],
      newCommands: this.#commands.inserted(),
    };
  }

  publication(): Publication {
    return this.#news.publication({
      conversations: this.#conversations,
      participants: this.#participants,
      messages: this.#messages,
      participantsOf: (id) => this.participants(id),
    });
  }

  /** Whatever is found through an index is looked up again, so an entry of an undone unit does no harm. */
  #index(row: MessageEntity): void {
    if (row.localId !== null && row.senderId !== null) this.#sends.set(sendId(row), row.id);
    if (row.quotedMessageId !== null) {
      const quoting = this.#quotes.get(row.quotedMessageId);
      if (quoting) quoting.push(row.id);
      else this.#quotes.set(row.quotedMessageId, [row.id]);
    }
  }
}
