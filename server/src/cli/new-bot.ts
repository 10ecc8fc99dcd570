import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { CliError, type CliIo } from "./io.js";
import { projectFiles } from "./new-bot/files.js";
import { readVersion } from "./version.js";

export function newBotCommand(io: CliIo): Command {
  return new Command("new-bot")
    .description("Write a project for a new bot: typed, tested, ready to run.")
    .argument("<folder>", "where; its last part names the bot")
    .action((folder: string) => newBot(io, folder));
}

async function newBot(io: CliIo, folder: string): Promise<void> {
  const name = path.basename(path.resolve(folder));
  // npm's rule for names, without scopes.
  if (!/^[a-z0-9][a-z0-9._-]{0,49}$/u.test(name)) {
    throw new CliError(
      `"${name}" cannot name a bot's project; use 1 to 50 small letters, digits, dots, dashes or underscores, such as weather-bot`,
    );
  }
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new CliError(`${folder} is not empty, and nothing in it is overwritten; name another folder`);
  }
  for (const [file, text] of Object.entries(projectFiles({ name, version: readVersion() }))) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    // "wx": refuses to write over what somebody put there meanwhile.
    await writeFile(path.join(folder, file), text, { flag: "wx" });
    io.out(`  ${path.join(folder, file)}\n`);
  }
  io.out(`\nNext:\n  cd ${folder}\n  npm install\n  npm test\n`);
}
