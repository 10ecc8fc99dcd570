// Lists the rows of FEATURES.md with the tests that name them, and those that none names.
// The file lies beside the repository: its path is the argument, NATTER_FEATURES, or ../shared/FEATURES.md.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

const file = path.resolve(root, process.argv[2] ?? process.env.NATTER_FEATURES ?? "../shared/FEATURES.md");
if (!existsSync(file)) {
  console.error(`There is no ${file}. Name the list of features: pnpm features <path of FEATURES.md>`);
  process.exit(1);
}

const rows = [...readFileSync(file, "utf8").matchAll(/^\| (F\d+) \| (.*) \|$/gmu)].map(([, id, text]) => ({
  id,
  text,
}));
const tests = namedRows();
const shown = rows.filter(({ id }) => tests.has(id));

for (const { id } of shown) console.log(`${id.padEnd(5)} ${[...tests.get(id)].sort().join(" ")}`);
console.log(`\n${rows.length - shown.length} rows that no test names:\n`);
for (const { id, text } of rows.filter(({ id }) => !tests.has(id))) console.log(`${id.padEnd(5)} ${text}`);
const unknown = [...tests.keys()].filter((id) => !rows.some((row) => row.id === id));
if (unknown.length > 0) console.log(`\nNamed by tests, but no rows: ${unknown.join(", ")}`);
console.log(`\n${shown.length} of ${rows.length} rows are named by a test.`);

/** For each row, the test files that have `[F12]` in a title. */
function namedRows() {
  const found = new Map();
  const listed = readdirSync(root, { recursive: true, withFileTypes: true });
  for (const entry of listed) {
    const name = path.relative(root, path.join(entry.parentPath, entry.name));
    if (!entry.isFile() || !name.endsWith(".test.ts") || name.includes("node_modules")) continue;
    for (const [, id] of readFileSync(path.join(root, name), "utf8").matchAll(/\[(F\d+)\]/gu)) {
      found.set(id, (found.get(id) ?? new Set()).add(name));
    }
  }
  return found;
}
