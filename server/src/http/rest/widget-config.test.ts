import { type BotSettings, limits, type ServerLimits, type WidgetConfig } from "@natter/protocol";
import { expect, test } from "vitest";
import { openTestApp } from "../testing/test-app.js";

const settings: BotSettings = {
  title: "The kitchen",
  welcome: "Hungry?",
  prompts: ["Soup?", "Fish?"],
  placeholder: "Ask the kitchen",
  logoUrl: "/logo.svg",
  accent: "#2563eb",
};

test("the limits tell the five sizes and what texts may have [F28]", async () => {
  await using app = await openTestApp();
  const answer = (await (await app.call("GET", "/limits")).json()) as ServerLimits;
  expect(answer).toMatchObject({ textMaxChars: limits.textMaxChars, nicknameMaxChars: 50 });
  expect(Object.keys(answer.fileMaxBytes).sort()).toEqual(["attachment", "audio", "image", "video", "voice"]);
});

test("a bot's settings come with the limits, and what is not set is null [F100]", async () => {
  await using app = await openTestApp();
  await app.test.addBot("menu", { settings });
  await app.test.addBot("bare");
  const menu = (await (await app.call("GET", "/config?bot=menu")).json()) as WidgetConfig;
  expect(menu).toMatchObject({ bot: "menu", ...settings, infoUrl: null, debug: false });
  expect(menu.limits.textMaxChars).toBe(limits.textMaxChars);
  const bare = (await (await app.call("GET", "/config?bot=bare")).json()) as WidgetConfig;
  expect(bare).toMatchObject({ title: null, welcome: null, prompts: [], accent: null });
});

test("what else a bot's row may hold never leaves the server [F100]", async () => {
  await using app = await openTestApp();
  const secret = { systemPrompt: "You are a pirate", apiKey: "sk-123", origins: ["https://site.test"] };
  await app.test.addBot("menu", { settings: { ...settings, ...secret } as BotSettings });
  const text = await (await app.call("GET", "/config?bot=menu")).text();
  for (const hidden of ["pirate", "sk-123", "systemPrompt", "site.test"]) expect(text).not.toContain(hidden);
});

test("an unknown, removed or unnamed bot has no settings, and none of it is cached [F101]", async () => {
  await using app = await openTestApp();
  const { botId } = await app.test.addBot("gone", { settings });
  await app.test.store.bots.remove(botId, 1);
  for (const [query, status] of [
    ["?bot=nobody", 404],
    ["?bot=gone", 404],
    [`?bot=${botId}`, 404],
    ["?bot=", 400],
    ["", 400],
  ] as const) {
    const response = await app.call("GET", `/config${query}`);
    expect([query, response.status]).toEqual([query, status]);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  }
  await app.test.addBot("menu", { settings });
  const { headers } = await app.call("GET", "/config?bot=menu");
  expect([headers.get("Cache-Control"), headers.get("ETag")]).toEqual(["no-store", null]);
});

test("a bot with origins talks on these alone, in every call about it [F105]", async () => {
  await using app = await openTestApp({ origins: ["https://site.test", "https://other.test"] });
  await app.test.addBot("menu", { settings: { origins: ["https://site.test"] } });
  await app.test.addBot("free");
  const on = (origin: string) => ({ headers: { Origin: origin } });
  const create = (origin: string, bots: string[], token?: string) =>
    app.call("POST", "/conversations", { ...on(origin), body: { bots }, ...(token && { token }) });
  expect((await create("https://site.test", ["menu"])).status).toBe(201);
  expect((await create("https://other.test", ["free"])).status).toBe(201);
  const refused = await create("https://other.test", ["free", "menu"]);
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
    403,
    "origin_not_allowed",
  ]);
  expect((await app.call("GET", "/config?bot=menu", on("https://other.test"))).status).toBe(403);

  const { conversation, token } = await app.start({ bots: ["menu"] });
  const path = `/conversations/${conversation.id}`;
  const say = { body: { localId: "a", text: "hello" }, token };
  expect((await app.call("GET", path, { token, ...on("https://other.test") })).status).toBe(403);
  expect((await app.call("POST", `${path}/messages`, { ...say, ...on("https://other.test") })).status).toBe(
    403,
  );
  expect((await app.call("POST", `${path}/messages`, { ...say, ...on("https://site.test") })).status).toBe(
    201,
  );
  // Without a browser there is no origin; and a token's own conversation says nothing of a new one.
  expect((await app.call("GET", path, { token })).status).toBe(200);
  expect((await create("https://other.test", [], token)).status).toBe(201);
});
