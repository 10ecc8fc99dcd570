import { Command } from "commander";
import { botsCommand } from "./bots.js";
import { chatCommand } from "./chat.js";
import type { CliIo } from "./io.js";
import { keysCommand } from "./keys.js";
import { migrateCommand } from "./migrate.js";
import { newBotCommand } from "./new-bot.js";
import { serveCommand } from "./serve.js";
import { readVersion } from "./version.js";

/** The command `natter`. */
export function createProgram(io: CliIo): Command {
  const program = new Command("natter")
    .description("Natter's chat server.")
    .version(readVersion())
    .addHelpText("after", "\nSettings come from NATTER_… variables and from the file that --config names.");
  for (const command of [
    serveCommand,
    migrateCommand,
    botsCommand,
    keysCommand,
    chatCommand,
    newBotCommand,
  ]) {
    program.addCommand(command(io));
  }
  adopt(program, io, "natter");
  return program;
}

const withoutSettings = new Set(["chat", "new-bot"]);

/** Commands made apart inherit nothing, so each is told where to write and not to end the process. */
function adopt(command: Command, io: CliIo, words: string): void {
  command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err });
  command.showHelpAfterError(`See ${words} --help`);
  if (command.commands.length === 0 && !withoutSettings.has(command.name())) {
    command.option("--config <file>", "a .json, .js or .mjs file of settings (or NATTER_CONFIG)");
  }
  for (const child of command.commands) adopt(child, io, `${words} ${child.name()}`);
}
