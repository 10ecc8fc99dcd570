import type { Knex } from "knex";

/** Bots that are called at an address of theirs. The secret signs, so it is kept as it is. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("bot_webhooks", (table) => {
    table.text("bot_id").primary().references("bots.id").onDelete("CASCADE");
    table.text("url").notNullable();
    table.text("secret").notNullable();
    table.bigInteger("created_at").notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable("bot_webhooks");
}
