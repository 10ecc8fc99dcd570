import { readFileSync } from "node:fs";
import { Command } from "commander";
import { botsCommand } from "./bots.js";
import type { CliIo } from "./io.js";
import { keysCommand } from "./keys.js";
import { migrateCommand } from "./migrate.js";
import { serveCommand } from "./serve.js";

/** The command `natter`. */
export function createProgram(io: CliIo): Command {
  const program = new Command("natter")
    .description("Natter's chat server.")
    .version(readVersion())
    .showHelpAfterError()
    .addHelpText("after", "\nSettings come from NATTER_… variables and from the file that --config names.");
  for (const command of [serveCommand, migrateCommand, botsCommand, keysCommand]) {
    program.addCommand(command(io));
  }
  adopt(program, io);
  return program;
}

/** Commands made apart inherit nothing, so each is told where to write and not to end the process. */
function adopt(command: Command, io: CliIo): void {
  command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err });
  if (command.commands.length === 0) {
    command.option("--config <file>", "a .json, .js or .mjs file of settings (or NATTER_CONFIG)");
  }
  for (const child of command.commands) adopt(child, io);
}

function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
