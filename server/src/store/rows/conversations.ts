import type { Hearable, Metadata } from "@natter/protocol";
import type { ConversationEntity, ParticipantEntity } from "../entities.js";
import { toPolicy } from "./bots.js";
import { bit, json, parsed, type Row } from "./cells.js";

export function fromConversation(row: ConversationEntity): Row {
  return [row.id, row.name, json(row.metadata), row.head, row.createdAt, row.endedAt];
}

export function toConversation(row: Row): ConversationEntity {
  const [id, name, metadata, head, createdAt, endedAt] = row;
  return {
    id: id as string,
    name: name as string | null,
    metadata: parsed<Metadata>(metadata),
    head: Number(head),
    createdAt: Number(createdAt),
    endedAt: endedAt == null ? null : Number(endedAt),
  };
}

export function fromParticipant(row: ParticipantEntity): Row {
  return [
    row.id,
    row.conversationId,
    row.kind,
    row.nickname,
    row.botId,
    row.visitorId,
    row.sessionKey,
    bit(row.isRequired),
    row.readSeq,
    row.joinedAt,
    row.leftAt,
    row.tokensValidFrom,
  ];
}

/** The columns of `participants`, then the bot's `name`, what it `hears`, its `policy`, and whether it is the manager. */
export function toParticipant(row: Row): ParticipantEntity {
  const [id, conversationId, kind, nickname, botId, visitorId, sessionKey, ...rest] = row;
  const [isRequired, readSeq, joinedAt, leftAt, tokensValidFrom, ...bot] = rest;
  const [botName, hears, policy, isManager] = bot;
  return {
    id: id as string,
    conversationId: conversationId as string,
    kind: kind as ParticipantEntity["kind"],
    nickname: nickname as string,
    botId: botId as string | null,
    botName: (botName ?? null) as string | null,
    hears: parsed<Hearable[]>(hears) ?? [],
    policy: toPolicy(policy),
    role: isManager == null ? null : isManager ? "manager" : "ordinary",
    visitorId: visitorId as string | null,
    sessionKey: sessionKey as string | null,
    isRequired: Boolean(isRequired),
    readSeq: Number(readSeq),
    joinedAt: Number(joinedAt),
    leftAt: leftAt == null ? null : Number(leftAt),
    tokensValidFrom: Number(tokensValidFrom),
  };
}
