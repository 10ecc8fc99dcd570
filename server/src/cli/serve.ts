import { Command } from "commander";
import { createLog } from "../log.js";
import { startServer } from "../server.js";
import { shownDatabase } from "../store/database-name.js";
import type { CliIo, CommonOptions } from "./io.js";
import { readSettings } from "./settings.js";

export function serveCommand(io: CliIo): Command {
  return new Command("serve")
    .description("Run the server until SIGTERM or SIGINT.")
    .action(async (options: CommonOptions) => {
      const config = await readSettings(io, options);
      const log = createLog(config.logLevel);
      const server = await startServer(config, { log });
      log.info({ url: server.url, database: shownDatabase(config.database) }, "listening");
      const signal = await io.stopped();
      log.info({ signal }, "stopping");
      await server.close();
      log.info({}, "stopped");
    });
}
