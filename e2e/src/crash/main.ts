// The kill harness from the command line: node e2e/dist/crash/main.js --cycles 200 --seed 7 --instances 3 --replies 3
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { storm } from "./storm.js";

const { values } = parseArgs({
  options: {
    cycles: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    instances: { type: "string", default: "2" },
    replies: { type: "string", default: "2" },
    conversations: { type: "string", default: "6" },
    alive: { type: "string", default: "1200" },
    pause: { type: "string", default: "100" },
    keep: { type: "boolean", default: false },
  },
});
const print = (line: string) => process.stdout.write(`${line}\n`);
const cycles = Number(values.cycles);
const folder = await mkdtemp(path.join(tmpdir(), `natter-crash-${values.seed}-`));
print(`seed ${values.seed}, ${cycles} cycles, database and logs in ${folder}`);

const { failures, hits } = await storm({
  cycles,
  seed: Number(values.seed),
  folder,
  conversations: Number(values.conversations),
  aliveMs: Number(values.alive),
  pauseMs: Number(values.pause),
  instances: Number(values.instances),
  repliesPerMessage: Number(values.replies),
  onCycle: (cycle) => process.stderr.write(`\rcycle ${cycle} of ${cycles}`),
});
process.stderr.write("\n");
for (const [name, count] of Object.entries(hits)) print(`${name.padEnd(20)} ${count}`);
for (const failure of failures.slice(0, 50)) print(`FAILED ${failure}`);
if (failures.length > 50) print(`… and ${failures.length - 50} more`);
if (failures.length > 0) print(`seed ${values.seed}; the database is kept: ${folder}/natter.sqlite`);
else print("every promise was kept");
if (failures.length === 0 && !values.keep) await rm(folder, { recursive: true });
process.exitCode = failures.length === 0 ? 0 : 1;
