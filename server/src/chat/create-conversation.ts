import type { Conversation, NewConversation, Participant } from "@natter/protocol";
import { invalidInput } from "../errors.js";
import { type BotEntity, type ParticipantEntity, serial } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import type { VisitorActor } from "./actor.js";
import { anonymousName } from "./anonymous-name.js";
import type { Core } from "./core.js";
import { postEvent } from "./post-message.js";
import { presentConversation, presentParticipant } from "./present.js";

/** What somebody has in hand who just created or joined a conversation. */
export interface Joined {
  conversation: Conversation;
  participants: Participant[];
  /** The caller's own. */
  participant: Participant;
  actor: VisitorActor;
  isNew: boolean;
}

/**
 * Starts a conversation with the caller and the named bots; the same bot twice is one participant. The server's
 * manager, if there is one, joins by itself, after them. The conversation, its participants and its first events come
 * into being together or not at all.
 */
export function createConversation(
  core: Core,
  visitorId: string | null,
  input: NewConversation,
): Promise<Joined> {
  const names = [...new Set(input.bots)];
  return core.submit({
    keys: { botNames: names, botRoles: ["manager"] },
    apply(work) {
      const manager = work.manager();
      const bots = names.map((name) => selectable(work.bot(name)) ?? unknownBot(name, input.bots));
      const id = core.newId();
      const now = core.now();
      work.addConversation({
        id,
        name: input.name || null,
        metadata: input.metadata,
        head: 0,
        createdAt: now,
        endedAt: null,
      });
      const joining = [...bots, ...(manager ? [manager] : [])].map((bot) => botParticipant(core, id, bot));
      for (const participant of joining) work.addParticipant(participant);
      const self = addHuman(core, work, id, visitorId ?? core.newId(), input.nickname);
      postEvent(core, work, id, { type: "conversation-created" });
      for (const participant of [...joining, self]) announce(core, work, participant);
      return joinedAs(core, work, self, true);
    },
  });
}

/** Adds the human; the caller announces it. A blank nickname becomes an anonymous one. */
export function addHuman(
  core: Core,
  work: Workspace,
  conversationId: string,
  visitorId: string,
  nickname: string,
): ParticipantEntity {
  const id = core.newId();
  const participant: ParticipantEntity = {
    id,
    conversationId,
    kind: "human",
    nickname: nickname || anonymousName(id, work.participants(conversationId)),
    botId: null,
    botName: null,
    hears: [],
    policy: serial,
    role: null,
    visitorId,
    sessionKey: core.newSecret(),
    isRequired: false,
    readSeq: 0,
    joinedAt: core.now(),
    leftAt: null,
    tokensValidFrom: 0,
  };
  work.addParticipant(participant);
  return participant;
}

export function announce(core: Core, work: Workspace, participant: ParticipantEntity): void {
  const { id, kind, nickname, conversationId } = participant;
  postEvent(core, work, conversationId, { type: "participant-joined", participantId: id, kind, nickname });
}

export function joinedAs(core: Core, work: Workspace, self: ParticipantEntity, isNew: boolean): Joined {
  const conversation = work.conversation(self.conversationId);
  if (!conversation || self.visitorId === null) throw new Error("a visitor joins a loaded conversation");
  return {
    conversation: presentConversation(conversation),
    participants: work.participants(conversation.id).map((row) => presentParticipant(core.presence, row)),
    participant: presentParticipant(core.presence, self),
    actor: {
      kind: "visitor",
      visitorId: self.visitorId,
      conversationId: conversation.id,
      participantId: self.id,
      tokenIssuedAt: core.now(),
    },
    isNew,
  };
}

function botParticipant(core: Core, conversationId: string, bot: BotEntity): ParticipantEntity {
  return {
    id: core.newId(),
    conversationId,
    kind: "bot",
    nickname: bot.name,
    botId: bot.id,
    botName: bot.name,
    hears: bot.hears,
    policy: bot.policy,
    role: bot.isManager ? "manager" : "ordinary",
    visitorId: null,
    sessionKey: null,
    isRequired: bot.isRequired,
    readSeq: 0,
    joinedAt: core.now(),
    leftAt: null,
    tokensValidFrom: 0,
  };
}

/** The manager comes by itself, and nobody can pick it. */
const selectable = (bot: BotEntity | undefined) => (bot?.isManager ? undefined : bot);

function unknownBot(name: string, asked: readonly string[]): never {
  const message = `"${name}" names no bot of this server; GET /api/v1/bots lists them, \`natter bots add <name>\` adds one`;
  throw invalidInput([{ field: `bots.${asked.indexOf(name)}`, message }]);
}
