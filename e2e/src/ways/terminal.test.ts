import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, run } from "./run-process.js";

const house = fileURLToPath(new URL("../../..", import.meta.url));
const natter = path.join(house, "server", "dist", "main.js");
const sdk = path.join(house, "sdk-bot", "dist", "index.js");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "natter-terminal-"));
  await build(house, "sdk-bot");
});
afterAll(() => rm(folder, { recursive: true }));

const barista = `
import { Bot } from ${JSON.stringify(sdk)};
const bot = new Bot();
bot.on("system", (ctx, next) =>
  ctx.message.event.kind === "human" ? ctx.reply("What will it be?", { options: ["Tea", "Coffee"] }) : next());
bot.choice((ctx) => ctx.reply("One " + ctx.choice.text));
bot.hears("break", () => { throw Object.assign(new Error("broken"), { isRetryable: false }); });
bot.hears("count", (ctx) => ctx.reply((async function* () {
  for (const word of ["one, ", "two, ", "three"]) {
    yield word;
    await new Promise((resolve) => setTimeout(resolve, 1200));
  }
})()));
bot.hears("logo", (ctx) => ctx.reply({ file: "https://example.com/logo.png", text: "Ours" }));
bot.hears("note", (ctx) => ctx.reply(new File(["hi"], "note.txt")));
bot.on("text", async (ctx) => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  await ctx.reply("Heard: " + ctx.message.text);
});
export default bot;
export const shout = ({ word }) => new Bot().on("text", (ctx) => ctx.reply(word));
`;

async function chat(input: string, ...args: string[]) {
  const file = path.join(folder, "barista.mjs");
  await writeFile(file, barista);
  return run(process.execPath, [natter, "chat", file, ...args], { input });
}

test("piped lines are answered in order, a number picks an option, and it ends with the input [F66] [F211]", async () => {
  expect(await chat("hello\n2\n\n7\n")).toEqual({
    code: 0,
    err: "",
    out: "barista: What will it be?\n  1) Tea\n  2) Coffee\nbarista: Heard: hello\nbarista: One Coffee\nbarista: Heard: 7\n",
  });
});

test("a manager decides what bots hear and what is shown, each under its own name [F66] [F211] [F44]", async () => {
  const boss = path.join(folder, "boss.mjs");
  const echo = path.join(folder, "echo.mjs");
  await writeFile(
    boss,
    `import { Manager } from ${JSON.stringify(sdk)};
     const manager = new Manager();
     manager.hears("who?", (ctx) => ctx.reply("I am the boss."));
     manager.on("human", (ctx) => ctx.redirect(["echo", "barista"]));
     manager.on("draft:text", (ctx) => {
       if (ctx.sender.botName === "barista") return ctx.draft.hold({ timeoutMs: 60_000, then: "reject" });
       return ctx.message.text.includes("secret") ? ctx.draft.reject("no") : ctx.draft.approve();
     });
     export default manager;`,
  );
  await writeFile(
    echo,
    `import { Bot } from ${JSON.stringify(sdk)};
     export default new Bot().on("text", (ctx) => ctx.reply("You said: " + ctx.message.text));`,
  );
  expect(await chat("hi\na secret\nwho?\n", echo, "--manager", boss)).toEqual({
    code: 0,
    err: "",
    out: "echo: You said: hi\nboss: I am the boss.\n",
  });
});

test("a file that starts its bot by itself is told to export it instead [F66] [F67]", async () => {
  const file = path.join(folder, "started.mjs");
  await writeFile(
    file,
    `import { Bot } from ${JSON.stringify(sdk)};
     const bot = new Bot({ key: "natter_bot_x" });
     bot.on("text", (ctx) => ctx.reply("hi"));
     await bot.start();`,
  );
  expect(await run(process.execPath, [natter, "chat", file], { input: "hi\n" })).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringMatching(
      /started\.mjs cannot be loaded: bot\.start\(\) was called.*export default bot/u,
    ),
  });
});

test("two bots of one name are refused before anything starts [F66]", async () => {
  const twice = await chat("hi\n", path.join(folder, "barista.mjs"));
  expect(twice).toMatchObject({
    code: 1,
    err: expect.stringContaining('two of the files are called "barista"'),
  });
});

test("a streamed message is written once, however long it takes, and files by what tells them [F66] [F206]", async () => {
  const { out } = await chat("count\nlogo\nnote\n");
  expect(out.split("\n").slice(3)).toEqual([
    "barista: one, two, three",
    "barista: <https://example.com/logo.png> Ours",
    "barista: <note.txt>",
    "",
  ]);
  const asJson = await chat("count\n", "--json");
  const counted = asJson.out.trim().split("\n").slice(1);
  expect(counted.map((line) => JSON.parse(line))).toMatchObject([{ text: "one, two, three" }]);
});

test("--json writes an object a line [F66]", async () => {
  const { out } = await chat("1\n", "--json");
  const messages = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(messages).toMatchObject([
    { sender: "barista", options: [{ text: "Tea" }, { text: "Coffee" }] },
    { sender: "barista", text: "One Tea" },
  ]);
});

test("a handler that fails is told on the standard error, and the chat goes on [F66]", async () => {
  const { code, out, err } = await chat("break\nhello\n");
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining("a handler failed: Error: broken") });
  expect(err).toMatch(/at .*barista\.mjs:\d+/u);
  expect(out).toContain("Heard: hello");
});

test("another export is given options [F35]", async () => {
  const { out } = await chat("hi\n", "--export", "shout", "--options", '{"word":"HEY"}');
  expect(out).toBe("barista: HEY\n");
});

test("what cannot be loaded is told with the remedy [F66]", async () => {
  expect(await chat("hi\n", "--export", "none")).toMatchObject({
    code: 1,
    err: expect.stringContaining('has no export "none"; it exports default, shout'),
  });
  const isTypeScriptRun = Boolean((process.features as { typescript?: unknown }).typescript);
  const typescript = await run(process.execPath, [natter, "chat", "./bot.ts"], { input: "" });
  expect(typescript.code).toBe(1);
  if (!isTypeScriptRun) expect(typescript.err).toContain("is TypeScript, which Node.js");
});
