import { execFile } from "node:child_process";
import { promisify } from "node:util";
import knexFactory from "knex";

const run = promisify(execFile);

/**
 * Makes a database that has seen `conversations` conversations, of a person and a bot each: a fresh file flatters
 * whatever scans a table. The schema is the server's own, brought about by a command of its CLI.
 */
export async function ageDatabase(
  program: string,
  env: Record<string, string>,
  file: string,
  conversations: number,
): Promise<void> {
  await run(process.execPath, [program, "bots", "add", "ages-ago"], { env: { ...process.env, ...env } });
  const knex = knexFactory({ client: "sqlite3", connection: { filename: file }, useNullAsDefault: true });
  try {
    await knex.raw(
      `insert into conversations (id, created_at)
       with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
       select 'old-' || i, 1 from n`,
      [conversations],
    );
    await knex.raw(
      `insert into participants (id, conversation_id, kind, nickname, visitor_id, is_required, joined_at)
       select 'person-of-' || id, id, 'human', 'somebody', 'visitor-of-' || id, 0, 1 from conversations`,
    );
    await knex.raw(
      `insert into participants (id, conversation_id, kind, nickname, bot_id, is_required, joined_at)
       select 'bot-of-' || conversations.id, conversations.id, 'bot', 'ages-ago', bots.id, 0, 1
       from conversations, bots`,
    );
  } finally {
    await knex.destroy();
  }
}
