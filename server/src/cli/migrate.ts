import { Command } from "commander";
import type { Knex } from "knex";
import { migrationSource } from "../store/migrations/index.js";
import { withSchema } from "../store/schema.js";
import { CliError, type CliIo, type CommonOptions } from "./io.js";
import { namingDatabase } from "./naming-database.js";
import { readSettings } from "./settings.js";

interface DownOptions extends CommonOptions {
  yes?: true;
}

/** Serving migrates by itself; this is for those who want to see it happen, or to go back. */
export function migrateCommand(io: CliIo): Command {
  const command = new Command("migrate").description(
    "Bring the database's schema up to date (up, the default), or back.",
  );
  command
    .command("up", { isDefault: true })
    .description("Run every pending migration.")
    .action((options: CommonOptions) =>
      withDatabase(io, options, async (knex) => {
        const [, names] = await knex.migrate.latest({ migrationSource });
        io.out(names.length === 0 ? "The schema is up to date.\n" : `Ran ${names.join(", ")}.\n`);
      }),
    );
  command
    .command("down")
    .description("Take the newest migration back. Drops what it made, with the data in it.")
    .option("--yes", "really do it")
    .action((options: DownOptions) =>
      withDatabase(io, options, async (knex) => {
        if (!options.yes) {
          throw new CliError(
            "Going back drops tables with their data. Stop the server, copy the database, and repeat with --yes",
          );
        }
        const [, names] = await knex.migrate.down({ migrationSource });
        io.out(names.length === 0 ? "There is nothing to take back.\n" : `Took back ${names.join(", ")}.\n`);
      }),
    );
  command
    .command("status")
    .description("Show which migrations have run.")
    .action((options: CommonOptions) =>
      withDatabase(io, options, async (knex) => {
        const [completed, pending]: [{ name: string }[], { name: string }[]] = await knex.migrate.list({
          migrationSource,
        });
        for (const { name } of completed) io.out(`done     ${name}\n`);
        for (const { name } of pending) io.out(`pending  ${name}\n`);
      }),
    );
  return command;
}

async function withDatabase(
  io: CliIo,
  options: CommonOptions,
  use: (knex: Knex) => Promise<void>,
): Promise<void> {
  const { database } = await readSettings(io, options);
  await namingDatabase(io, database, () => withSchema(database, use));
}
