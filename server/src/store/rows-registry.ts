import type { AdminScope, RequestRecord } from "@natter/protocol";
import type { ApiKeyEntity, BotEntity } from "./entities.js";
import type { RequestRow } from "./request-history.js";
import { fromPolicy, toPolicy } from "./rows/bots.js";

/*
 * Rows as Knex gives them: objects by column. Numbers may be text (PostgreSQL's bigint) and booleans may be
 * 0 and 1 (SQLite); JSON was written by the functions beside, under the schema of a door.
 */
export interface BotRow {
  id: string;
  name: string;
  description: string | null;
  is_required: boolean | number;
  hears: string;
  policy: string | null;
  settings: string;
  created_at: number | string;
  removed_at: number | string | null;
  is_manager: boolean | number;
}

export interface ApiKeyRow {
  id: string;
  kind: string;
  bot_id: string | null;
  name: string;
  scopes: string;
  hash: string;
  created_at: number | string;
  last_used_at: number | string | null;
  revoked_at: number | string | null;
}

export interface RequestHistoryRow {
  key: number | string;
  id: string;
  bot_id: string;
  /** Of the bot; null where the registry never knew it. */
  bot_name: string | null;
  conversation_id: string;
  message_id: string | null;
  message_ids: string | null;
  session_key: string | null;
  request: string;
  is_aggregation: boolean | number;
  status: string;
  attempt: number;
  response: string | null;
  error: string | null;
  latency_ms: number | string | null;
  created_at: number | string;
  updated_at: number | string;
}

const numberOrNull = (cell: number | string | null): number | null => (cell === null ? null : Number(cell));

export function fromBot(bot: BotEntity): BotRow {
  return {
    id: bot.id,
    name: bot.name,
    description: bot.description,
    is_required: bot.isRequired,
    hears: JSON.stringify(bot.hears),
    policy: fromPolicy(bot.policy),
    settings: JSON.stringify(bot.settings),
    created_at: bot.createdAt,
    removed_at: bot.removedAt,
    is_manager: bot.isManager,
  };
}

export function toBot(row: BotRow): BotEntity {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    isRequired: Boolean(row.is_required),
    hears: JSON.parse(row.hears),
    policy: toPolicy(row.policy),
    settings: JSON.parse(row.settings),
    createdAt: Number(row.created_at),
    removedAt: numberOrNull(row.removed_at),
    isManager: Boolean(row.is_manager),
  };
}

export function fromApiKey(key: ApiKeyEntity, hash: string): ApiKeyRow {
  return {
    id: key.id,
    kind: key.kind,
    bot_id: key.botId,
    name: key.name,
    scopes: JSON.stringify(key.scopes),
    hash,
    created_at: key.createdAt,
    last_used_at: key.lastUsedAt,
    revoked_at: key.revokedAt,
  };
}

export function toApiKey(row: ApiKeyRow): ApiKeyEntity {
  return {
    id: row.id,
    kind: row.kind as ApiKeyEntity["kind"],
    botId: row.bot_id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as AdminScope[],
    createdAt: Number(row.created_at),
    lastUsedAt: numberOrNull(row.last_used_at),
    revokedAt: numberOrNull(row.revoked_at),
  };
}

export function toRequestRow(row: RequestHistoryRow): RequestRow {
  return {
    key: Number(row.key),
    record: {
      id: row.id,
      botId: row.bot_id,
      botName: row.bot_name ?? row.bot_id,
      conversationId: row.conversation_id,
      messageId: row.message_id,
      ...(row.message_ids !== null && { messageIds: JSON.parse(row.message_ids) }),
      sessionKey: row.session_key,
      isAggregation: Boolean(row.is_aggregation),
      status: row.status as RequestRecord["status"],
      attempt: Number(row.attempt),
      request: JSON.parse(row.request),
      response: row.response === null ? null : JSON.parse(row.response),
      error: row.error,
      latencyMs: numberOrNull(row.latency_ms),
      createdAt: Number(row.created_at),
      updatedAt: Number(row.updated_at),
    },
  };
}
