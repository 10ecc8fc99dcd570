import type { Knex } from "knex";
import { sorted } from "./faults.js";
import type { Cell } from "./rows/cells.js";
import { columns } from "./rows/columns.js";
import { toFile } from "./rows/files.js";
import type { FileReads } from "./store.js";

export function createFileReads(knex: Knex): FileReads {
  return {
    async find(key) {
      const row: Record<string, Cell> | undefined = await sorted(
        knex("files").where({ key }).first(columns.files),
      );
      return row ? toFile(columns.files.map((name) => row[name] ?? null)) : null;
    },

    async isPublished(key) {
      const row = await sorted(knex("messages").where("file_key", key).whereNotNull("seq").first("id"));
      return row !== undefined;
    },

    async known(keys) {
      const rows = await sorted(knex("files").whereIn("key", keys).select("key"));
      return new Set(rows.map(({ key }) => key));
    },

    async unused(before, limit) {
      const rows = await sorted(
        knex("files")
          .whereNull("conversation_id")
          .where("created_at", "<", before)
          .orderBy("created_at")
          .limit(limit)
          .select("key"),
      );
      return rows.map(({ key }) => key);
    },
  };
}
