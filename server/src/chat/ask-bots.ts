import type { BotRequestPayload } from "@natter/protocol";
import type { MessageEntity, ParticipantEntity } from "../store/entities.js";
import type { Workspace } from "../store/workspace.js";
import { answerQuestions } from "./answer-question.js";
import type { Core } from "./core.js";
import { hearers } from "./policy.js";
import { presentMessage, presentParticipant } from "./present.js";

/** Writes one request per bot that hears the message, in the transaction that stores it: its inbox and its history. */
export function askBots(core: Core, work: Workspace, message: MessageEntity): void {
  const participants = work.participants(message.conversationId);
  const sender = participants.find((participant) => participant.id === message.senderId) ?? null;
  const answered = sender?.kind === "human" ? answerQuestions(core, work, message) : null;
  const listening = hearers(message, participants);
  if (listening.length === 0) return;
  const sessionKey = (sender ?? participants.find(({ kind }) => kind === "human"))?.sessionKey ?? null;
  const now = core.now();
  for (const bot of listening) {
    if (bot.botId === null || answered?.has(bot.botId)) continue;
    work.addRequest({
      id: core.newId(),
      botId: bot.botId,
      conversationId: message.conversationId,
      messageId: message.id,
      sessionKey,
      request: payload(core, work, message, bot, sender, sessionKey),
      isAggregation: false,
      status: "pending",
      attempt: 0,
      failures: 0,
      suspensions: 0,
      leasedBy: null,
      availableAt: now,
      response: null,
      error: null,
      latencyMs: null,
      createdAt: now,
      updatedAt: now,
    });
  }
}

function payload(
  core: Core,
  work: Workspace,
  message: MessageEntity,
  bot: ParticipantEntity,
  sender: ParticipantEntity | null,
  sessionKey: string | null,
): BotRequestPayload {
  const quoted = message.quotedMessageId === null ? undefined : work.message(message.quotedMessageId);
  return {
    conversation: {
      id: message.conversationId,
      name: work.conversation(message.conversationId)?.name ?? null,
    },
    self: presentParticipant(core.presence, bot),
    sender: sender && presentParticipant(core.presence, sender),
    message: presentMessage(core.fileUrls, message),
    quoted: quoted ? presentMessage(core.fileUrls, quoted) : null,
    sessionKey,
  };
}
