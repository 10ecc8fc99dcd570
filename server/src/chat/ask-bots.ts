import type { BotRequestPayload, Message, Overrides } from "@natter/protocol";
import type { MessageEntity, ParticipantEntity } from "../store/entities.js";
import type { LaneKey } from "../store/snapshot.js";
import type { Workspace } from "../store/workspace.js";
import { answerByRedirect, answerQuestions } from "./answer-question.js";
import { dueAt, joinBurst } from "./burst.js";
import type { Core } from "./core.js";
import type { Lineage } from "./lineage.js";
import { type Hearing, hearers } from "./policy.js";
import { presentAnyMessage, presentParticipant } from "./present.js";
import { supersedeOlder } from "./supersede.js";

/**
 * Writes one request per bot that hears the message, or what the bot's policy has in its place, in the
 * transaction that stores it: its inbox and its history.
 */
export function askBots(
  core: Core,
  work: Workspace,
  message: MessageEntity,
  traceparent: string | null,
): void {
  const participants = work.participants(message.conversationId);
  const sender = participants.find((participant) => participant.id === message.senderId);
  const answered = sender?.kind === "human" ? answerQuestions(core, work, message) : null;
  for (const { bot, kind } of hearers(message, participants)) {
    if (bot.botId === null || answered?.has(bot.botId)) continue;
    const request = payload(core, work, message, { bot, kind, lineage: { hops: message.hops, traceparent } });
    const { policy } = bot;
    const lane = { botId: bot.botId, conversationId: message.conversationId };
    if (policy.type === "burst" && joinBurst(core, work, lane, policy, request)) continue;
    if (policy.type === "latest") supersedeOlder(core, work, lane, request);
    addRequest(core, work, message, lane, request, dueAt(policy, sender ?? null, core.now()));
  }
}

/** What one delivery says besides the message. */
export interface Delivery extends Hearing {
  lineage: Lineage;
  overrides?: Overrides | null;
}

/**
 * Delivers a message to one bot because a manager's command says so, at once and by itself, whatever the bot's policy: as
 * the answer to its question where a person said it and the bot waits for one. Returns the request's id.
 */
export function askBot(
  core: Core,
  work: Workspace,
  message: MessageEntity,
  { redirectedBy, ...delivery }: Delivery & { redirectedBy: string },
): string {
  const { botId } = delivery.bot;
  if (botId === null) throw new Error("only bots are asked");
  const lane = { botId, conversationId: message.conversationId };
  const request = payload(core, work, message, delivery);
  const isOfPerson = request.sender?.kind === "human";
  const answered = isOfPerson ? answerByRedirect(core, work, botId, request.message) : undefined;
  return answered?.id ?? addRequest(core, work, message, lane, request, core.now(), redirectedBy);
}

function addRequest(
  core: Core,
  work: Workspace,
  message: MessageEntity,
  lane: LaneKey,
  request: BotRequestPayload,
  availableAt: number,
  redirectedBy: string | null = null,
): string {
  const id = core.newId();
  const now = core.now();
  work.addRequest({
    id,
    ...lane,
    messageId: message.id,
    messageIds: null,
    sessionKey: request.sessionKey,
    request,
    isAggregation: false,
    status: "pending",
    attempt: 0,
    failures: 0,
    suspensions: 0,
    leasedBy: null,
    availableAt,
    response: null,
    error: null,
    latencyMs: null,
    createdAt: now,
    updatedAt: now,
    redirectedBy,
  });
  return id;
}

function payload(
  core: Core,
  work: Workspace,
  row: MessageEntity,
  { bot, kind, lineage: { hops, traceparent }, overrides = null }: Delivery,
): BotRequestPayload {
  const participants = work.participants(row.conversationId);
  const sender = participants.find((participant) => participant.id === row.senderId) ?? null;
  const person = sender?.kind === "human" ? sender : participants.find((one) => one.kind === "human");
  const message = overridden(presentAnyMessage(core.fileUrls, row), overrides);
  const quoted = message.quotedMessageId === null ? undefined : work.message(message.quotedMessageId);
  const present = (participant: ParticipantEntity) => presentParticipant(core.presence, participant);
  const others = bot.role === "manager" ? participants : [];
  return {
    conversation: { id: row.conversationId, name: work.conversation(row.conversationId)?.name ?? null },
    self: present(bot),
    sender: sender && present(sender),
    message,
    quoted: quoted ? presentAnyMessage(core.fileUrls, quoted) : null,
    sessionKey: person?.sessionKey ?? null,
    kind,
    hops,
    bots: others.filter((one) => isOther(one, bot)).map(present),
    ...(traceparent !== null && { traceparent }),
  };
}

/** What the manager wants the bot to read in place of what was said. */
function overridden(message: Message, overrides: Overrides | null): Message {
  if (overrides === null || message.type === "system") return message;
  const { text, options, metadata, quotedMessageId } = overrides;
  return {
    ...message,
    ...(text !== undefined && { text }),
    ...(options !== undefined && { options }),
    ...(metadata !== undefined && { metadata }),
    ...(quotedMessageId !== undefined && { quotedMessageId }),
  };
}

const isOther = ({ kind, role, leftAt, id }: ParticipantEntity, bot: ParticipantEntity) =>
  kind === "bot" && role !== null && leftAt === null && id !== bot.id;
