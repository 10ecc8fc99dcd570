import { type AdminScope, adminScopes } from "@natter/protocol";
import { Command, Option } from "commander";
import { issueAdminKey } from "../registration.js";
import type { Store } from "../store/store.js";
import { CliError, type CliIo, type CommonOptions } from "./io.js";
import { shownTime, textTable } from "./text-table.js";
import { withStore } from "./with-store.js";

interface KeyOptions extends CommonOptions {
  scope: AdminScope[];
  json?: true;
}

export function keysCommand(io: CliIo): Command {
  const command = new Command("keys").description("Keep the administrators' keys.");
  command
    .command("add <name>")
    .description("Make an administrator's key and show it, once.")
    .addOption(
      new Option("--scope <scopes...>", "what it allows").choices(adminScopes).default(["requests:read"]),
    )
    .option("--json", "write one JSON object")
    .action((name: string, options: KeyOptions) =>
      withStore(io, options, (store) => add(io, store, name, options)),
    );
  command
    .command("list")
    .description("List all keys, also those of bots. The keys themselves are not stored.")
    .option("--json", "write a JSON array")
    .action((options: KeyOptions) => withStore(io, options, (store) => list(io, store, options)));
  command
    .command("revoke <id>")
    .description("Revoke a key, at once and for good.")
    .action((id: string, options: CommonOptions) => withStore(io, options, (store) => revoke(io, store, id)));
  return command;
}

async function add(io: CliIo, store: Store, name: string, options: KeyOptions): Promise<void> {
  const scopes = [...new Set(options.scope)];
  const { id, key } = await issueAdminKey(store, { name, scopes });
  io.out(
    options.json
      ? `${JSON.stringify({ id, name, scopes, key })}\n`
      : `Made the key ${name} for ${scopes.join(", ")}.\n\n  ${key}\n\nThis key is shown only now; send it as Authorization: Bearer <key>.\n`,
  );
}

async function list(io: CliIo, store: Store, { json }: KeyOptions): Promise<void> {
  const keys = await store.keys.list();
  if (json) {
    io.out(`${JSON.stringify(keys)}\n`);
  } else if (keys.length === 0) {
    io.out("There are no keys yet. Make one with: natter keys add <name>\n");
  } else {
    const rows = keys.map((key) => [
      key.id,
      key.kind,
      key.name,
      key.scopes.join(",") || "-",
      shownTime(key.createdAt),
      shownTime(key.lastUsedAt),
      shownTime(key.revokedAt),
    ]);
    io.out(textTable(["ID", "KIND", "NAME", "SCOPES", "MADE", "LAST USED", "REVOKED"], rows));
  }
}

async function revoke(io: CliIo, store: Store, id: string): Promise<void> {
  if (!(await store.keys.revoke(id, Date.now()))) {
    throw new CliError(`There is no key ${id} in force; natter keys list shows them`);
  }
  io.out(`Revoked the key ${id}.\n`);
}
