import type { Knex } from "knex";
import { migrationNames } from "./index.js";

/** Throws where a newer release has brought the schema further than this one knows: it could only do harm there. */
export async function refuseNewerSchema(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasTable("knex_migrations"))) return;
  const ran: { name: string }[] = await knex("knex_migrations").select("name").orderBy("id");
  const unknown = ran.map(({ name }) => name).filter((name) => !migrationNames.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `A newer Natter has brought this database's schema further (${unknown.join(", ")}). Install that release again, ` +
      "take its migrations back there with natter migrate down, or set NATTER_DATABASE to another database",
  );
}
