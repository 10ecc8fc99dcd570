import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Bot } from "@natter/bot";
import { registerBot } from "@natter/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silence } from "./house.js";
import { linkPackages } from "./link-packages.js";
import { build, run } from "./run-process.js";
import { type ServedHouse, serve } from "./served.js";

const house = fileURLToPath(new URL("../../..", import.meta.url));
const snippet = /^```ts( run)?\n([\s\S]*?)^```$/gmu;
const snippetsOf = async (guide: string) =>
  [...(await readFile(path.join(house, "docs", guide), "utf8")).matchAll(snippet)].map(
    ([, run, code = ""], index) => ({
      name: `snippet-${index + 1}`,
      code,
      isRun: run !== undefined,
    }),
  );
const guides = [
  { guide: "BOTS.md", least: 6, snippets: await snippetsOf("BOTS.md") },
  { guide: "MANAGER.md", least: 4, snippets: await snippetsOf("MANAGER.md") },
  { guide: "DIAGNOSTICS.md", least: 1, snippets: await snippetsOf("DIAGNOSTICS.md") },
  { guide: "REST.md", least: 2, snippets: await snippetsOf("REST.md") },
];

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

const identityKey = "the site's own secret, known to its server and to Natter";

async function startEcho({ server }: ServedHouse): Promise<Bot> {
  const { key } = await registerBot(server.store, { name: "echo" });
  const bot = new Bot({ url: server.url, key: key.key, logger: silence, handleSignals: false });
  bot.on("text", (ctx) => ctx.reply(`You said: ${ctx.message.text}`));
  await bot.start();
  return bot;
}

describe.each(guides)("docs/$guide", ({ snippets, least }) => {
  let folder: string;
  let compiled: Awaited<ReturnType<typeof run>>;
  let served: ServedHouse;
  let echo: Bot;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "natter-guide-"));
    await build(house, "sdk-bot");
    await linkPackages(house, folder);
    await mkdir(path.join(folder, "src"));
    await writeFile(path.join(folder, "package.json"), '{"type":"module"}');
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
    for (const { name, code } of snippets) await writeFile(path.join(folder, "src", `${name}.ts`), code);
    served = await serve({ requestTimeoutMs: 60_000 }, { NATTER_IDENTITY_KEY: identityKey });
    echo = await startEcho(served);
    compiled = await run(path.join(house, "node_modules", ".bin", "tsc"), [], { cwd: folder });
  });
  afterAll(async () => {
    await echo.stop({ graceMs: 0 });
    await served[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it("has TypeScript that compiles as it stands there", () => {
    expect(snippets.length).toBeGreaterThanOrEqual(least);
    expect(compiled).toEqual({ code: 0, out: "", err: "" });
  });

  it.each(snippets.filter(({ isRun }) => isRun))("runs $name as it stands there", async ({ name }) => {
    const env = { NATTER_URL: served.server.url, NATTER_IDENTITY_KEY: identityKey };
    expect(await run(process.execPath, [path.join(folder, "out", `${name}.js`)], { env })).toEqual({
      code: 0,
      out: "",
      err: "",
    });
  });
});
