import type { Knex } from "knex";

const messageTypes = "'system','text','voice','audio','video','image','attachment'";
const fileTypes = "'voice','audio','video','image','attachment'";

/** Every table of the house. Rules that hold for every row are constraints, so that no code path can skip them. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable("meta", (table) => {
    table.text("name").primary();
    table.text("value").notNullable();
  });

  await knex.schema.createTable("conversations", (table) => {
    table.text("id").primary();
    table.text("name");
    table.text("metadata");
    table.bigInteger("head").notNullable().defaultTo(0);
    table.bigInteger("created_at").notNullable();
    table.bigInteger("ended_at");
    table.check("head >= 0", [], "conversations_head_positive");
    table.check("name is null or length(name) between 1 and 50", [], "conversations_name");
  });

  await knex.schema.createTable("bots", (table) => {
    table.text("id").primary();
    table.text("name").notNullable();
    table.text("description");
    table.boolean("is_required").notNullable().defaultTo(false);
    table.text("hears").notNullable();
    // How it wants messages; null for one after another.
    table.text("policy");
    table.text("settings").notNullable().defaultTo("{}");
    table.boolean("is_manager").notNullable().defaultTo(false);
    table.bigInteger("created_at").notNullable();
    table.bigInteger("removed_at");
  });
  // A removed bot gives its name free.
  await knex.raw("create unique index bots_name_unique on bots (name) where removed_at is null");
  await knex.raw(
    "create unique index bots_one_manager on bots (is_manager) where is_manager and removed_at is null",
  );

  await knex.schema.createTable("participants", (table) => {
    // The order of joining; clocks may jump.
    table.bigIncrements("key");
    table.text("id").notNullable();
    table.text("conversation_id").notNullable().references("conversations.id").onDelete("CASCADE");
    table.text("kind").notNullable();
    table.text("nickname").notNullable();
    table.text("bot_id").references("bots.id");
    table.text("visitor_id");
    table.text("session_key");
    table.boolean("is_required").notNullable();
    table.bigInteger("read_seq").notNullable().defaultTo(0);
    table.bigInteger("joined_at").notNullable();
    table.bigInteger("left_at");
    table.bigInteger("tokens_valid_from").notNullable().defaultTo(0);
    table.unique(["id"], { indexName: "participants_id" });
    table.unique(["id", "conversation_id"], { indexName: "participants_id_conversation" });
    table.unique(["conversation_id", "bot_id"], { indexName: "participants_bot_once" });
    table.unique(["conversation_id", "visitor_id"], { indexName: "participants_visitor_once" });
    table.check(
      "(kind = 'bot' and bot_id is not null and visitor_id is null) or (kind = 'human' and bot_id is null and visitor_id is not null)",
      [],
      "participants_kind",
    );
    table.check("length(nickname) between 1 and 50", [], "participants_nickname");
    table.check("read_seq >= 0", [], "participants_read_seq");
  });

  await knex.schema.createTable("files", (table) => {
    table.text("key").primary();
    // The type of message that it was uploaded for.
    table.text("type").notNullable();
    table.text("bot_id").references("bots.id");
    // Null until a message carries it.
    table.text("conversation_id").references("conversations.id").onDelete("CASCADE");
    table.text("name").notNullable();
    table.text("mime_type").notNullable();
    table.bigInteger("size_bytes").notNullable();
    table.text("sha256").notNullable();
    table.integer("width");
    table.integer("height");
    table.bigInteger("duration_ms");
    table.bigInteger("created_at").notNullable();
    table.check(`type in (${fileTypes})`, [], "files_type");
    table.check("conversation_id is not null or bot_id is not null", [], "files_belong_to_somebody");
    table.check("length(name) between 1 and 255", [], "files_name");
    table.check("size_bytes > 0 and length(sha256) = 64", [], "files_bytes");
    table.check(
      "(width is null) = (height is null) and (width is null or (width > 0 and height > 0))",
      [],
      "files_size",
    );
  });
  // Uploads that no message carries, for the sweep.
  await knex.raw("create index files_unused on files (created_at) where conversation_id is null");

  await knex.schema.createTable("messages", (table) => {
    table.bigIncrements("key");
    table.text("id").notNullable();
    table.text("conversation_id").notNullable().references("conversations.id").onDelete("CASCADE");
    table.text("type").notNullable();
    table.bigInteger("seq");
    table.bigInteger("version");
    table.text("sender_id");
    table.text("local_id");
    table.text("quoted_message_id");
    table.integer("approval_status").notNullable();
    table.text("text");
    table.text("additional_metadata");
    table.text("original_file_name");
    table.text("file_key").references("files.key");
    table.bigInteger("file_size");
    table.text("mime_type");
    table.text("external_file_url");
    table.integer("file_width");
    table.integer("file_height");
    table.integer("hops").notNullable().defaultTo(0);
    table.bigInteger("hold_until");
    table.text("hold_then");
    table.boolean("sent_by_manager").notNullable().defaultTo(false);
    table.boolean("for_bots").notNullable().defaultTo(false);
    table.bigInteger("created_at").notNullable();
    table.bigInteger("edited_at");
    table.bigInteger("deleted_at");
    table.text("stream_state");
    table.unique(["id"], { indexName: "messages_id" });
    // After the index that PostgreSQL wants to refer to.
    table.foreign("quoted_message_id").references("messages.id").onDelete("SET NULL");
    table.unique(["conversation_id", "sender_id", "local_id"], { indexName: "messages_one_per_send" });
    table.unique(["conversation_id", "seq"], { indexName: "messages_seq" });
    table.unique(["conversation_id", "version"], { indexName: "messages_version" });
    // The sender is a participant of the same conversation.
    table
      .foreign(["sender_id", "conversation_id"], "messages_sender_in_conversation")
      .references(["id", "conversation_id"])
      .inTable("participants");
    table.check(`type in (${messageTypes})`, [], "messages_type");
    table.check("(type = 'system') = (sender_id is null)", [], "messages_system_has_no_sender");
    table.check("approval_status in (0, 1, 2, 3)", [], "messages_approval_known");
    table.check("(approval_status in (1, 2)) = (seq is not null)", [], "messages_published_has_seq");
    table.check("(seq is null) = (version is null)", [], "messages_published_has_version");
    table.check("version is null or version >= seq", [], "messages_version_not_before_seq");
    table.check("type <> 'system' or seq is not null", [], "messages_system_is_never_held");
    table.check("hops >= 0", [], "messages_hops");
    table.check("hold_then in ('approve', 'reject')", [], "messages_hold_policy");
    table.check("(hold_until is null) = (hold_then is null)", [], "messages_hold_whole");
    table.check("hold_until is null or approval_status = 0", [], "messages_hold_of_drafts");
    table.check(
      "type <> 'text' or deleted_at is not null or (text is not null and length(text) > 0)",
      [],
      "messages_text_filled",
    );
    table.check("text is null or length(text) <= 10000", [], "messages_text_length");
    table.check("type <> 'system' or text is null", [], "messages_system_has_no_text");
    table.check("local_id is null or length(local_id) between 1 and 64", [], "messages_local_id");
    table.check("stream_state in ('streaming', 'interrupted')", [], "messages_stream_state");
    table.check(
      "deleted_at is null or (text is null and original_file_name is null and file_key is null and external_file_url is null)",
      [],
      "messages_tombstone_is_empty",
    );
    table.check("type <> 'system' or additional_metadata is not null", [], "messages_system_has_event");
    table.check(
      `deleted_at is not null or (type in (${fileTypes})) = (file_key is not null or external_file_url is not null)`,
      [],
      "messages_file_types_have_a_file",
    );
    table.check("file_key is null or external_file_url is null", [], "messages_one_file");
    table.check(
      "(original_file_name is not null) = (file_key is not null or external_file_url is not null)",
      [],
      "messages_file_has_a_name",
    );
    table.check(
      "(file_key is not null) = (file_size is not null) and (file_key is not null) = (mime_type is not null)",
      [],
      "messages_held_file_is_known",
    );
    table.check(
      "external_file_url is null or (length(external_file_url) <= 2048 and (lower(external_file_url) like 'http://_%' or lower(external_file_url) like 'https://_%'))",
      [],
      "messages_external_file_on_the_web",
    );
  });

  // Without the rows that have none, which are most of them.
  await knex.raw("create unique index messages_file_once on messages (file_key) where file_key is not null");
  await knex.raw(
    "create index messages_quotes on messages (quoted_message_id) where quoted_message_id is not null",
  );

  // What somebody may still decide on, and what decides itself with time.
  await knex.raw("create index messages_held on messages (key) where approval_status = 0");
  await knex.raw("create index messages_holds on messages (hold_until) where hold_until is not null");

  await knex.schema.createTable("message_options", (table) => {
    table.text("message_id").notNullable().references("messages.id").onDelete("CASCADE");
    table.integer("position").notNullable();
    table.text("text").notNullable();
    table.text("chosen_by").references("messages.id").onDelete("SET NULL");
    table.primary(["message_id", "position"]);
    table.check("position >= 0 and length(text) between 1 and 200", [], "message_options_filled");
  });

  await knex.schema.createTable("bot_requests", (table) => {
    table.bigIncrements("key");
    table.text("id").notNullable();
    // No foreign keys to bots, conversations and messages: the audit outlives them.
    table.text("bot_id").notNullable();
    table.text("conversation_id").notNullable();
    table.text("message_id");
    // JSON; of those that it stands for, where they are several.
    table.text("message_ids");
    table.text("session_key");
    table.text("request").notNullable();
    table.boolean("is_aggregation").notNullable().defaultTo(false);
    table.text("status").notNullable();
    table.integer("attempt").notNullable().defaultTo(0);
    table.integer("failures").notNullable().defaultTo(0);
    table.integer("suspensions").notNullable().defaultTo(0);
    table.text("leased_by");
    table.bigInteger("available_at").notNullable();
    table.text("response");
    table.text("error");
    table.bigInteger("latency_ms");
    table.bigInteger("created_at").notNullable();
    table.bigInteger("updated_at").notNullable();
    // The command that delivered it.
    table.text("redirected_by");
    table.unique(["id"], { indexName: "bot_requests_id" });
    table.index(["bot_id", "key"], "bot_requests_bot");
    table.index(["conversation_id", "key"], "bot_requests_conversation");
    table.index(["session_key", "key"], "bot_requests_session");
    table.index(["created_at"], "bot_requests_created");
    table.index(["updated_at"], "bot_requests_updated");
    table.check(
      "status in ('pending', 'running', 'waiting', 'done', 'dead', 'superseded')",
      [],
      "bot_requests_status",
    );
    table.check("(status = 'running') = (leased_by is not null)", [], "bot_requests_running_is_leased");
    table.check("attempt >= 0 and failures >= 0 and suspensions >= 0", [], "bot_requests_counts");
  });
  // The inbox: small however long the history grows. A lane is (bot, conversation) in order of key.
  await knex.raw(
    "create index bot_requests_inbox on bot_requests (bot_id, conversation_id, key) where status in ('pending', 'running', 'waiting')",
  );
  // Questions that nobody has answered: by conversation for the answer, by time for the timeout.
  await knex.raw(
    "create index bot_requests_waiting on bot_requests (conversation_id) where status = 'waiting'",
  );
  await knex.raw("create index bot_requests_due on bot_requests (available_at) where status = 'waiting'");
  // One message is asked of one bot once, and once more for each command that sends it on.
  await knex.raw(
    "create unique index bot_requests_once on bot_requests (message_id, bot_id) where message_id is not null and redirected_by is null and not is_aggregation",
  );
  await knex.raw(
    "create unique index bot_requests_redirected_once on bot_requests (redirected_by, bot_id) where redirected_by is not null",
  );

  await knex.schema.createTable("bot_effects", (table) => {
    table.text("request_id").notNullable();
    table.integer("op_index").notNullable();
    table.text("kind").notNullable();
    table.text("name");
    table.text("message_id");
    table.text("result");
    table.bigInteger("created_at").notNullable();
    table.primary(["request_id", "op_index"]);
    table.check(
      "kind in ('send', 'ask', 'step', 'stream', 'report', 'approve', 'reject', 'rewrite', 'redirect', 'hold')",
      [],
      "bot_effects_kind",
    );
    table.check("(kind = 'step') = (name is not null)", [], "bot_effects_steps_have_names");
    table.check(
      "(kind in ('step', 'report')) = (message_id is null)",
      [],
      "bot_effects_others_have_a_message",
    );
  });

  // What is still open: questions and streams.
  await knex.raw(
    "create index bot_effects_open on bot_effects (request_id) where kind = 'stream' and result is null",
  );

  // Servers that share this database, each with when it last said that it lives, by the database's clock.
  await knex.schema.createTable("nodes", (table) => {
    table.text("id").primary();
    table.bigInteger("seen_at").notNullable();
  });

  await knex.schema.createTable("manager_commands", (table) => {
    table.bigIncrements("key");
    table.text("id").notNullable().unique();
    table.text("actor_kind").notNullable();
    // No foreign keys to bots, keys, conversations and messages: the audit outlives them.
    table.text("actor_id");
    table.text("command_key");
    table.text("type").notNullable();
    table.text("conversation_id").notNullable();
    table.text("message_id").notNullable();
    table.text("details").notNullable();
    table.text("outcome").notNullable();
    table.bigInteger("created_at").notNullable();
    table.unique(["actor_id", "command_key"], { indexName: "manager_commands_once" });
    table.index(["conversation_id", "key"], "manager_commands_conversation");
    table.index(["message_id", "key"], "manager_commands_message");
    table.index(["actor_id", "key"], "manager_commands_actor");
    table.check("actor_kind in ('bot', 'admin', 'policy')", [], "manager_commands_actor_kind");
    table.check(
      "(actor_kind = 'policy') = (actor_id is null) and (actor_id is null) = (command_key is null)",
      [],
      "manager_commands_have_an_actor",
    );
    table.check(
      "type in ('approve', 'reject', 'rewrite', 'redirect', 'hold', 'send')",
      [],
      "manager_commands_type",
    );
    table.check("outcome in ('done', 'unchanged')", [], "manager_commands_outcome");
  });

  await knex.schema.createTable("api_keys", (table) => {
    table.text("id").primary();
    table.text("kind").notNullable();
    table.text("bot_id").references("bots.id");
    table.text("name").notNullable();
    table.text("scopes").notNullable();
    table.text("hash").notNullable().unique();
    table.bigInteger("created_at").notNullable();
    table.bigInteger("last_used_at");
    table.bigInteger("revoked_at");
    table.check("(kind = 'bot') = (bot_id is not null)", [], "api_keys_bot");
    table.check("kind in ('bot', 'admin')", [], "api_keys_kind");
  });

  await knex.schema.createTable("audit_log", (table) => {
    table.bigIncrements("key");
    table.text("actor").notNullable();
    table.text("action").notNullable();
    table.text("details").notNullable();
    table.bigInteger("created_at").notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  const tables = [
    "audit_log",
    "api_keys",
    "manager_commands",
    "nodes",
    "bot_effects",
    "bot_requests",
    "message_options",
    "messages",
    "files",
    "participants",
    "bots",
    "conversations",
    "meta",
  ];
  for (const table of tables) await knex.schema.dropTable(table);
}
