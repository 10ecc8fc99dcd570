import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import knexFactory, { type Knex } from "knex";
import { newId } from "../../new-id.js";
import { migrationSource } from "../../store/migrations/index.js";
import { createAuditLog, createBotRegistry, createKeyRegistry } from "../../store/registry.js";
import type { RequestHistory } from "../../store/request-history.js";
import { createRequestHistory } from "../../store/request-history-reads.js";
import type { AuditLog, BotRegistry, KeyRegistry } from "../../store/store.js";

/** What a test may choose of a row; the rest is made up. */
export interface HistoryRow {
  botId?: string;
  conversationId?: string;
  sessionKey?: string | null;
  status?: "pending" | "running" | "done" | "dead";
  isAggregation?: boolean;
  text?: string;
  error?: string | null;
  createdAt?: number;
}

export interface TestHistory extends AsyncDisposable {
  knex: Knex;
  requests: RequestHistory;
  bots: BotRegistry;
  keys: KeyRegistry;
  audit: AuditLog;
  addBot(name: string): Promise<string>;
  /** Writes rows in order; resolves to their ids. */
  fill(rows: readonly HistoryRow[]): Promise<string[]>;
  auditRows(): Promise<{ actor: string; action: string; details: Record<string, unknown> }[]>;
}

/** The registry and the history on a real SQLite file with the real schema. */
export async function openTestHistory(): Promise<TestHistory> {
  const folder = await mkdtemp(path.join(tmpdir(), "natter-history-"));
  const knex = knexFactory({
    client: "sqlite3",
    connection: { filename: path.join(folder, "test.sqlite") },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  await knex.migrate.latest({ migrationSource });
  const bots = createBotRegistry(knex);
  return {
    knex,
    bots,
    keys: createKeyRegistry(knex),
    audit: createAuditLog(knex),
    requests: createRequestHistory(knex),
    async addBot(name) {
      const id = newId();
      const hears = ["message"] as const;
      await bots.add({
        id,
        name,
        description: null,
        isRequired: false,
        isManager: false,
        hears,
        policy: { type: "serial" },
        settings: {},
        createdAt: 1,
        removedAt: null,
      });
      return id;
    },
    async fill(rows) {
      const written = rows.map(historyRow);
      await knex.batchInsert("bot_requests", written, 50);
      return written.map(({ id }) => id);
    },
    async auditRows() {
      const rows = await knex("audit_log").orderBy("key");
      return rows.map(({ actor, action, details }) => ({ actor, action, details: JSON.parse(details) }));
    },
    async [Symbol.asyncDispose]() {
      await knex.destroy();
      await rm(folder, { recursive: true });
    },
  };
}

export function historyRow(row: HistoryRow) {
  const { status = "done", createdAt = 1000 } = row;
  const conversationId = row.conversationId ?? "conversation";
  const messageId = newId();
  const request = {
    conversation: { id: conversationId, name: null },
    message: { id: messageId, type: "text", text: row.text ?? "hello" },
  };
  return {
    id: newId(),
    bot_id: row.botId ?? "bot",
    conversation_id: conversationId,
    message_id: messageId,
    session_key: row.sessionKey ?? null,
    request: JSON.stringify(request),
    is_aggregation: row.isAggregation ?? false,
    status,
    attempt: status === "pending" ? 0 : 1,
    leased_by: status === "running" ? "instance" : null,
    available_at: createdAt,
    response: status === "done" ? JSON.stringify({ messages: [{ id: newId(), text: "hi" }] }) : null,
    error: row.error ?? null,
    latency_ms: status === "done" ? 12 : null,
    created_at: createdAt,
    updated_at: createdAt,
  };
}
