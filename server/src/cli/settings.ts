import { type Config, loadConfig } from "../config.js";
import type { CliIo, CommonOptions } from "./io.js";

/** The configuration that a command runs with. */
export function readSettings(io: CliIo, { config }: CommonOptions): Promise<Config> {
  return loadConfig({
    ...(io.env && { env: io.env }),
    ...(config !== undefined && { file: config }),
    warn: (warning) => io.err(`natter: ${warning}\n`),
  });
}
