import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linkPackages } from "./link-packages.js";
import { build, run } from "./run-process.js";

const house = fileURLToPath(new URL("../../..", import.meta.url));
const natter = path.join(house, "server", "dist", "main.js");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "natter-new-bot-"));
  await build(house, "sdk-bot");
});
afterAll(() => rm(folder, { recursive: true }));

const tool = (name: string) => path.join(house, "node_modules", ".bin", name);

test("a new bot's project passes its own type check and test, and talks in the terminal [F213]", async () => {
  const project = path.join(folder, "tea-bot");
  const made = await run(process.execPath, [natter, "new-bot", project]);
  expect(made).toMatchObject({ code: 0, err: "" });
  expect(made.out).toContain("npm install");
  await linkPackages(house, project);

  expect(await run(tool("tsc"), [], { cwd: project })).toMatchObject({ code: 0, out: "" });
  const tested = await run(tool("vitest"), ["run", "src"], { cwd: project });
  expect(tested, tested.out + tested.err).toMatchObject({ code: 0 });
  expect(tested.out).toContain("1 passed");
  const talked = await run(process.execPath, [natter, "chat", "dist/bot.js"], {
    cwd: project,
    input: "hi\n",
  });
  expect(talked).toMatchObject({ code: 0, out: "bot: You said: hi\n" });
  const bot = await readFile(path.join(project, "src", "bot.ts"), "utf8");
  expect(bot.trim().split("\n").filter(Boolean)).toHaveLength(4);
});

test("it writes over nothing, and refuses a name that npm would refuse [F213]", async () => {
  const again = await run(process.execPath, [natter, "new-bot", folder]);
  expect(again.code).toBe(1);
  const named = await run(process.execPath, [natter, "new-bot", path.join(folder, "Tea Bot")]);
  expect(named).toMatchObject({ code: 1, err: expect.stringContaining("such as weather-bot") });
});
