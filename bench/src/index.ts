#!/usr/bin/env node
import { existsSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { backlog } from "./backlog.js";
import { botReply } from "./bot-reply.js";
import { hostile } from "./hostile.js";
import { idleSockets } from "./idle-sockets.js";
import { readOptions } from "./options.js";
import { reactions } from "./reactions.js";
import { natterProgram } from "./servers/start-server.js";
import { writePath } from "./write-path.js";

const options = readOptions(process.argv.slice(2));
const [load = 0] = loadavg();
console.log(
  `${cpus().length} × ${cpus()[0]?.model}, node ${process.version}, load before ${load.toFixed(2)}`,
);
const hasServer = existsSync(natterProgram);
if (!hasServer) console.log(`${natterProgram} is not built: baselines only.`);
const others = { "bot-reply": botReply, reactions, backlog, hostile, "idle-sockets": idleSockets };
for (const benchmark of options.run) {
  console.log(`\n# ${benchmark}\n`);
  if (benchmark === "write-path") {
    console.log(await writePath(options, hasServer ? undefined : ["relay", "naive"]));
  } else if (hasServer) console.log(await others[benchmark](options));
}
