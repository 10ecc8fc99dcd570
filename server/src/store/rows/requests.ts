import type { EffectEntity, EffectResult, RequestEntity } from "../entities.js";
import { bit, json, parsed, type Row } from "./cells.js";

/** Without what redirected it where nothing did. */
export function fromRequest(row: RequestEntity): Row {
  return [
    row.id,
    row.botId,
    row.conversationId,
    row.messageId,
    json(row.messageIds),
    row.sessionKey,
    JSON.stringify(row.request),
    bit(row.isAggregation),
    row.status,
    row.attempt,
    row.failures,
    row.suspensions,
    row.leasedBy,
    row.availableAt,
    json(row.response),
    row.error,
    row.latencyMs,
    row.createdAt,
    row.updatedAt,
    ...(row.redirectedBy === null ? [] : [row.redirectedBy]),
  ];
}

export function toRequest(row: Row): RequestEntity {
  const [id, botId, conversationId, messageId, messageIds, sessionKey, request, isAggregation, ...rest] = row;
  const [status, attempt, failures, suspensions, leasedBy, availableAt, ...ending] = rest;
  const [response, error, latencyMs, createdAt, updatedAt, redirectedBy] = ending;
  return {
    id: id as string,
    botId: botId as string,
    conversationId: conversationId as string,
    messageId: messageId as string | null,
    messageIds: parsed<string[]>(messageIds),
    sessionKey: sessionKey as string | null,
    request: JSON.parse(request as string),
    isAggregation: Boolean(isAggregation),
    status: status as RequestEntity["status"],
    attempt: Number(attempt),
    failures: Number(failures),
    suspensions: Number(suspensions),
    leasedBy: leasedBy as string | null,
    availableAt: Number(availableAt),
    response: parsed<NonNullable<RequestEntity["response"]>>(response),
    error: error as string | null,
    latencyMs: latencyMs == null ? null : Number(latencyMs),
    createdAt: Number(createdAt),
    updatedAt: Number(updatedAt),
    redirectedBy: (redirectedBy ?? null) as string | null,
  };
}

export function fromEffect(row: EffectEntity): Row {
  return [row.requestId, row.index, row.kind, row.name, row.messageId, json(row.result), row.createdAt];
}

export function toEffect(row: Row): EffectEntity {
  const [requestId, index, kind, name, messageId, result, createdAt] = row;
  return {
    requestId: requestId as string,
    index: Number(index),
    kind: kind as EffectEntity["kind"],
    name: name as string | null,
    messageId: messageId as string | null,
    result: parsed<EffectResult>(result),
    createdAt: Number(createdAt),
  };
}
