// The full fuzz, a program: node server/dist/testing/fuzz/main.js [seed] [count]. Exit 1 when anything gave way.
import { runFuzz } from "./run-fuzz.js";

const [seed = Date.now() % 1e9, count = 100_000] = process.argv.slice(2).map(Number);
const rejections: unknown[] = [];
process.on("unhandledRejection", (reason) => rejections.push(reason));
process.on("uncaughtException", (error) => rejections.push(error));
const { faults, complaints, ...figures } = await runFuzz({ seed, count, maxMs: 60_000 });
process.stdout.write(
  `${JSON.stringify({ seed, ...figures, faults: faults.length, complaints: complaints.length })}\n`,
);
for (const trouble of [...faults, ...complaints, ...rejections].slice(0, 20)) {
  process.stderr.write(`${trouble instanceof Error ? trouble.stack : JSON.stringify(trouble)}\n`);
}
process.exit(faults.length + complaints.length + rejections.length === 0 ? 0 : 1);
