import { existsSync, readFileSync, realpathSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, run } from "./run-process.js";

const house = fileURLToPath(new URL("../../..", import.meta.url));
let folder: string;
beforeAll(async () => {
  // Resolved, because a program finds its packages from its real place.
  folder = await realpath(await mkdtemp(path.join(tmpdir(), "natter-packed-")));
  await build(house, "sdk-bot");
});
afterAll(() => rm(folder, { recursive: true }));

const manifestAt = (place: string): { dependencies?: Record<string, string> } =>
  JSON.parse(readFileSync(path.join(place, "package.json"), "utf8"));

/** The names of the packages that an install brings with the one that lies there. */
function broughtBy(place: string, names = new Set<string>()): Set<string> {
  const { resolve } = createRequire(path.join(place, "package.json"));
  for (const name of Object.keys(manifestAt(place).dependencies ?? {})) {
    if (names.has(name)) continue;
    const folders = (resolve.paths(name) ?? []).map((modules) => path.join(modules, name));
    const found = folders.find((one) => existsSync(path.join(one, "package.json")));
    if (!found) throw new Error(`${name}, which ${place} depends on, is nowhere`);
    names.add(name);
    broughtBy(realpathSync(found), names);
  }
  return names;
}

const bot = `
import { Bot, type Message, type RequestRecord } from "@natter/bot";
const bot = new Bot({ key: "natter_bot_x" });
bot.on("image", async (ctx) => {
  const width: number | null | undefined = ctx.message.file?.width;
  const sent: Message = await ctx.reply(\`\${width} pixels\`);
  const { choice } = await ctx.ask(sent.id, { options: ["Tea", "Coffee"], strict: true });
  const drink: "Tea" | "Coffee" = choice;
  // @ts-expect-error: an image has no such thing, so its type is known
  void [drink, ctx.message.nothingOfTheKind];
});
bot.on("system", (ctx) => {
  if (ctx.message.event.type === "participant-joined") return ctx.reply(ctx.message.event.nickname);
});
export const read = async (): Promise<RequestRecord[]> => Array.fromAsync(bot.requests({ status: "done" }));
console.log(bot.announces().join());
`;

test("what is published brings at most nine packages, and has all of its types without the protocol [F200]", async () => {
  const modules = path.join(folder, "node_modules");
  const packed = path.join(modules, "@natter", "bot");
  const script = path.join(house, "scripts", "pack-bot.mjs");
  expect(await run(process.execPath, [script, packed])).toMatchObject({ code: 0, err: "" });

  expect(manifestAt(packed)).toMatchObject({
    dependencies: { "socket.io-client": expect.stringMatching(/^\^\d/u) },
  });
  const client = await realpath(path.join(house, "sdk-bot", "node_modules", "socket.io-client"));
  const names = ["socket.io-client", ...broughtBy(client)];
  // With the SDK itself: ten.
  expect(names.length, names.join()).toBeLessThanOrEqual(9);

  await mkdir(path.join(modules, "@types"));
  await symlink(client, path.join(modules, "socket.io-client"));
  await symlink(path.join(house, "node_modules", "@types", "node"), path.join(modules, "@types", "node"));
  await writeFile(path.join(folder, "package.json"), '{"type": "module"}');
  await writeFile(path.join(folder, "bot.ts"), bot);
  const options = { target: "ES2022", module: "NodeNext", strict: true, types: ["node"], outDir: "dist" };
  const lib = ["ES2024", "ESNext.Array", "ESNext.Disposable"];
  await writeFile(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...options, lib }, files: ["bot.ts"] }),
  );
  const compiler = path.join(house, "node_modules", ".bin", "tsc");
  expect(await run(compiler, [], { cwd: folder })).toMatchObject({ code: 0, out: "" });
  const ran = await run(process.execPath, [path.join(folder, "dist", "bot.js")]);
  expect(ran).toEqual({ code: 0, err: "", out: "message,system\n" });
});
