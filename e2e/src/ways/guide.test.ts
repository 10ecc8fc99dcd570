import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linkPackages } from "./link-packages.js";
import { build, run } from "./run-process.js";

const house = fileURLToPath(new URL("../../..", import.meta.url));
const guide = await readFile(path.join(house, "docs", "BOTS.md"), "utf8");
const snippets = [...guide.matchAll(/^```ts( run)?\n([\s\S]*?)^```$/gmu)].map(
  ([, run, code = ""], index) => ({
    name: `snippet-${index + 1}`,
    code,
    isRun: run !== undefined,
  }),
);

const tsconfig = {
  compilerOptions: {
    target: "ES2022",
    lib: ["ES2024"],
    module: "NodeNext",
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    outDir: "out",
    rootDir: "src",
  },
  include: ["src"],
};

describe("docs/BOTS.md", () => {
  let folder: string;
  let compiled: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "natter-guide-"));
    await build(house, "sdk-bot");
    await linkPackages(house, folder);
    await mkdir(path.join(folder, "src"));
    await writeFile(path.join(folder, "package.json"), '{"type":"module"}');
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
    for (const { name, code } of snippets) await writeFile(path.join(folder, "src", `${name}.ts`), code);
    compiled = await run(path.join(house, "node_modules", ".bin", "tsc"), [], { cwd: folder });
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true }));

  it("has TypeScript that compiles as it stands there", () => {
    expect(snippets.length).toBeGreaterThan(5);
    expect(compiled).toEqual({ code: 0, out: "", err: "" });
  });

  it.each(snippets.filter(({ isRun }) => isRun))("runs $name as it stands there", async ({ name }) => {
    expect(await run(process.execPath, [path.join(folder, "out", `${name}.js`)])).toEqual({
      code: 0,
      out: "",
      err: "",
    });
  });
});
