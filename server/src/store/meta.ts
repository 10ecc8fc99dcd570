import type { Knex } from "knex";
import { sorted } from "./faults.js";
import type { Meta } from "./store.js";

export function createMeta(knex: Knex): Meta {
  return {
    async keep(name, value) {
      await sorted(knex("meta").insert({ name, value }).onConflict("name").ignore());
      const row = await sorted(knex("meta").where({ name }).first("value"));
      return row.value;
    },
  };
}
