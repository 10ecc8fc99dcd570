import type { CommandEntity } from "../entities.js";
import { parsed, type Row } from "./cells.js";

export function fromCommand(row: CommandEntity): Row {
  return [
    row.id,
    row.actorKind,
    row.actorId,
    row.commandKey,
    row.type,
    row.conversationId,
    row.messageId,
    JSON.stringify(row.details),
    row.outcome,
    row.createdAt,
  ];
}

export function toCommand(row: Row): CommandEntity {
  const [id, actorKind, actorId, commandKey, type, conversationId, messageId, details, ...rest] = row;
  const [outcome, createdAt] = rest;
  return {
    id: id as string,
    actorKind: actorKind as CommandEntity["actorKind"],
    actorId: actorId as string | null,
    commandKey: commandKey as string | null,
    type: type as CommandEntity["type"],
    conversationId: conversationId as string,
    messageId: messageId as string,
    details: parsed<CommandEntity["details"]>(details) ?? {},
    outcome: outcome as CommandEntity["outcome"],
    createdAt: Number(createdAt),
  };
}
